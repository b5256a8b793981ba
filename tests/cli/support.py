"""What the command line's tests share: commands run in this process, in a world that the test chooses."""

import os
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linkcheck.cli import run
from linkcheck.cli.world import Surroundings
from linkcheck.crawl import Patience, token_of
from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.behaviours import page
from linkcheck.pipeline import SystemClock, World
from linkcheck.snapshots import keys_of

COMMON = ("--allow-network", "127.0.0.0/8", "--timeout", "2s", "--interval", "0", "--no-progress")


def living(words: str) -> Site:
    """A site whose every page is about some words."""
    return Site(default=page(words, f"This page is about {words}, and it has been here for years."))


def surroundings(web: Web) -> Surroundings:
    """A web on loopback in the place of the real one."""

    def world(now: datetime | None) -> World:
        clock = SystemClock(now or datetime.now(UTC))
        return World(
            resolver=lambda: web.resolver,
            trust=lambda: web.trust,
            clock=clock,
            random=random.Random(1),
            patience=Patience((0.05,), 0.05),
            keys=keys_of(os.environ),
            github=token_of(os.environ),
            poll_after=0.01,
        )

    return Surroundings(world)


class Told:
    """What a command said and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def told(capfd: pytest.CaptureFixture[str], *arguments: str, web: Web | None = None) -> Told:
    """Run a command line."""
    capfd.readouterr()
    code = run(arguments, surroundings(web) if web else None)
    captured = capfd.readouterr()
    return Told(code, captured.out, captured.err)


def written(folder: Path, name: str, text: str | bytes) -> Path:
    """A file in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path
