"""The rows of tests/cases/truth: what a link is, what its server does, what a person sees, what linkcheck must say."""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import idna

from linkcheck.model import Reason, Verdict

FOLDER = Path(__file__).parent.parent / "cases" / "truth"

DEFERRED = "deferred"
"""What stands in place of a verdict where a link is put off to another night."""


class Truth(StrEnum):
    """What a person would see who follows the link with a browser."""

    THERE = "there"
    """The page, perhaps behind a question that only a person can answer."""
    GONE = "gone"
    """Not the page, and it will not come back."""
    BROKEN = "broken"
    """Not the page; it is often mended."""
    NEVER = "never"
    """It must not be asked at all: asking does harm."""


@dataclass(frozen=True)
class Row:
    """One behaviour."""

    group: str
    """The file's name."""
    name: str
    url: str
    verdict: str
    """A verdict of design.md, or `deferred`."""
    reasons: tuple[str, ...]
    """Any of them is right; none where the link is put off."""
    truth: Truth
    why: str = ""
    does: object = None
    """What the server does for the URL, as `tests.truth.making` reads it."""
    target: str = ""
    """Path and query as a browser sends them, where that is not what the URL says."""
    also: Mapping[str, object] = field(default_factory=dict)
    """More URLs of this web, and what is done for them."""
    otherwise: object = None
    """What the host does for every other target, `"does"` being the same; a 404 unless it is said."""
    tls: str = ""
    """A fault of `linkcheck.demo.web.Tls`, lower case with dashes."""
    wire: str = ""
    """A listener of `tests.truth.wires` that the host leads to."""
    dns: str | tuple[str, ...] = ()
    """An rcode, `silent`, or records such as "A 127.0.0.1"."""
    text: str = "here"
    """The link's text."""
    without: tuple[str, ...] = ()
    """Programs that are not asked; `why` says why."""
    known: str = ""
    """Why linkcheck calls this alive though it is not: named, and counted."""

    @cached_property
    def host(self) -> str:
        """The host as it stands in a request, without port."""
        return host_of(self.url)

    @cached_property
    def asked(self) -> str:
        """The target as it stands in a request."""
        return self.target or target_of(self.url)


def host_of(url: str) -> str:
    """A URL's host, in the letters of DNS."""
    host = (urlsplit(url).hostname or "").lower()
    return host if host.isascii() else idna.encode(host, uts46=True).decode()


def target_of(url: str) -> str:
    """A URL's path and query, as written."""
    rest = re.sub(r"^[a-z]+://[^/?#]*", "", url, flags=re.IGNORECASE).partition("#")[0]
    return rest if rest.startswith("/") else f"/{rest}"


def rows(groups: Collection[str] = (), folder: Path = FOLDER) -> tuple[Row, ...]:
    """Every row of every file, in order; of some groups where any are named.

    Raises:
        ValueError: A row says what nobody understands; the message names it.
    """
    found = []
    for path in sorted(folder.glob("*.toml")):
        if groups and path.stem not in groups:
            continue
        for written in tomllib.loads(path.read_text(encoding="utf-8"))["behaviour"]:
            try:
                found.append(_row(path.stem, dict(written)))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path.name}: {written.get('name', written)}: {error}") from error
    return tuple(found)


def _row(group: str, written: dict[str, Any]) -> Row:
    reasons = written.pop("reason", ())
    dns = written.pop("dns", ())
    without = tuple(written.pop("without", ()))
    if written.get("otherwise") == "does":
        written["otherwise"] = written["does"]
    row = Row(
        group=group,
        reasons=(reasons,) if isinstance(reasons, str) else tuple(reasons),
        truth=Truth(written.pop("truth")),
        dns=dns if isinstance(dns, str) else tuple(dns),
        without=without,
        **written,
    )
    if row.verdict != DEFERRED:
        Verdict(row.verdict)
        if not row.reasons:
            raise ValueError("it names no reason")
    for reason in row.reasons:
        Reason(reason)
    return row
