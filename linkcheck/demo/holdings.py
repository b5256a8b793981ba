"""What the demo's Wayback Machine holds, read from captures.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from linkcheck.demo.web import Site
from linkcheck.demo.web.behaviours import html, status
from linkcheck.demo.web.captures import REVISIT, Capture
from linkcheck.demo.web.saving import SavePageNow
from linkcheck.demo.web.wayback import wayback


@dataclass(frozen=True, slots=True)
class Held:
    """One page as the machine holds it, at one or more moments."""

    url: str
    at: tuple[str, ...]
    status: int = 200
    title: str = ""
    text: str = ""
    location: str = ""
    repeats: tuple[str, ...] = ()

    def captures(self) -> Iterator[Capture]:
        """A capture for each moment."""
        body = html(self.title, self.text) if self.title else ""
        for timestamp in self.at:
            yield Capture(self.url, timestamp, self.status, body, self.location)
        for timestamp in self.repeats:
            yield Capture(self.url, timestamp, mimetype=REVISIT)


def demo_wayback(saving: SavePageNow | None = None) -> Site:
    """The demo's Wayback Machine; with `saving` it makes captures, too."""
    data = tomllib.loads((files("linkcheck.demo") / "captures.toml").read_text(encoding="utf-8"))
    pages = [_held(row) for row in data["capture"]]
    captures = [capture for page in pages for capture in page.captures()]
    return wayback(captures, faults=dict.fromkeys(data["unavailable"], status(503)), saving=saving)


def _held(row: Mapping[str, Any]) -> Held:
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Held(**plain)
