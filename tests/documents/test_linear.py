"""The time that a text takes grows with its length, whatever is written in it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from linkcheck.documents import extract, read
from linkcheck.model import Document
from linkcheck.settings import Settings
from tests.documents import bombs

BOMBS = {
    "md": bombs.MARKDOWN,
    "html": bombs.HTML,
    "txt": bombs.TEXT,
    "rst": bombs.RESTRUCTURED,
    "adoc": bombs.ASCIIDOC,
    "mdx": bombs.MDX,
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


def _seconds(end: str, text: str, folder: Path) -> tuple[float, bool]:
    """The processor's time for reading it, from the file to its links, and whether it was read at all."""
    path = folder / f"issue.{end}"
    path.write_text(text, encoding="utf-8", newline="")
    started = time.process_time()
    whole = read(path, path.name, Settings())
    if isinstance(whole, Document):
        extract(whole)
    elif "what looks like" not in whole.why:
        pytest.fail(whole.why)
    return time.process_time() - started, isinstance(whole, Document)


@pytest.mark.parametrize(("end", "bomb"), list(_all()))
def test_hostile_input_is_read(end: str, bomb: bombs.Bomb, tmp_path: Path) -> None:
    """What is written to make a parser slow is read in no time where it is short."""
    seconds, read_at_all = _seconds(end, bomb(SMALL), tmp_path)

    assert read_at_all
    assert seconds < WITHIN


@pytest.mark.slow
@pytest.mark.parametrize(("end", "bomb"), list(_all()))
def test_time_is_linear(end: str, bomb: bombs.Bomb, tmp_path: Path) -> None:
    """Five megabytes of it take five seconds at most, and no more than two and a half times their half.

    What would take longer, because hardly anything but links stands in it, is refused, as is what is no document.
    """
    (half, _), (whole, _) = _seconds(end, bomb(LARGE // 2), tmp_path), _seconds(end, bomb(LARGE), tmp_path)
    if whole > GROWTH * half:  # once more: other programs share the machine
        half = max(half, _seconds(end, bomb(LARGE // 2), tmp_path)[0])
        whole = min(whole, _seconds(end, bomb(LARGE), tmp_path)[0])

    assert whole < WITHIN
    assert whole <= GROWTH * half or whole < WITHIN / 10
