"""The time that a text takes grows with its length, whatever is written in it."""

import time
from collections.abc import Iterator

import pytest
from _pytest.mark.structures import ParameterSet

from linkcheck.documents.extract import extract
from linkcheck.documents.front import front_of
from tests.documents import bombs
from tests.documents.rewriting import document

BOMBS = {
    "md": bombs.MARKDOWN,
    "html": bombs.HTML,
    "txt": bombs.TEXT,
    "rst": bombs.RESTRUCTURED,
    "adoc": bombs.ASCIIDOC,
}
SMALL = 20_000
LARGE = 5_000_000
WITHIN = 5.0
"""Seconds for `LARGE` bytes."""
GROWTH = 2.5
"""What twice the length may take, times the time of the half; 2 is linear, the rest is a machine's noise."""


def _all() -> Iterator[ParameterSet]:
    for end, named in BOMBS.items():
        yield from (pytest.param(end, bomb, id=f"{end}-{name!r}") for name, bomb in named.items())


def _seconds(end: str, text: str) -> float:
    """The processor's time for reading it: front matter, then links."""
    whole = document(text, f"issue.{end}")
    started = time.process_time()
    front = front_of(text)
    extract(document(text, f"issue.{end}", body=len(text[: front.end].encode())) if front.end else whole)
    return time.process_time() - started


@pytest.mark.parametrize(("end", "bomb"), list(_all()))
def test_hostile_input_is_read(end: str, bomb: bombs.Bomb) -> None:
    """What is written to make a parser slow is read in no time where it is short."""
    assert _seconds(end, bomb(SMALL)) < WITHIN


@pytest.mark.slow
@pytest.mark.parametrize(("end", "bomb"), list(_all()))
def test_time_is_linear(end: str, bomb: bombs.Bomb) -> None:
    """Five megabytes of it are read within five seconds, and in no more than two and a half times their half."""
    half, whole = _seconds(end, bomb(LARGE // 2)), _seconds(end, bomb(LARGE))
    if whole > GROWTH * half:  # once more: other programs share the machine
        half, whole = max(half, _seconds(end, bomb(LARGE // 2))), min(whole, _seconds(end, bomb(LARGE)))

    assert whole < WITHIN
    assert whole <= GROWTH * half or whole < WITHIN / 10
