"""Sightings that are kept closely."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.documents.prose import Sighting
from linkcheck.documents.sightings import BATCH, Sightings
from linkcheck.model import Syntax
from tests.documents.shapes import SHAPES, letter

TEXT = "See http://a.example/ü and http://b.example/ too.".encode()
LINKS = 60_000
WITHIN = {
    "plain": 310,
    "curly": 460,
    "emoji": 460,
    "list": 330,
    "html": 330,
    "text": 350,
    "adoc": 900,
    "rst": 940,
    "paragraph": 370,
    "table": 370,
    "references": 780,
    "footnotes": 770,
    "quote": 350,
    "bold": 460,
    "bare": 380,
    "text lines": 440,
    "rst emoji": 1500,
    "rst targets": 1400,
    "adoc emoji": 1420,
}
"""Bytes for each link of a letter of nothing else, its parser's tree, its text and what is found taken together: by the
letter's shape, half as much again as was measured."""

READING = """
import json, re, sys
from pathlib import Path
import linkcheck.documents.adoc_blocks, linkcheck.documents.rst_blocks
from linkcheck.documents import read, sighted
from linkcheck.net import return_large_blocks
from linkcheck.settings import Settings

def peak():
    # in KiB; what getrusage tells begins with the size of the process that started this one
    return int(re.search(r"^VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)[1])

return_large_blocks(2**20)
path = Path(sys.argv[1])
before = peak()
found = sum(1 for _ in sighted(read(path, path.name, Settings())))
json.dump({"links": found, "bytes": 1024 * (peak() - before)}, sys.stdout)
"""

_SIGHTINGS = st.builds(
    Sighting,
    start=st.integers(0, len(TEXT)),
    end=st.integers(0, len(TEXT)),
    url=st.sampled_from(["http://b.example/", "http://a.example/?a&b", "ü", ""]),
    syntax=st.sampled_from(Syntax),
    block=st.integers(0, 2**40),
    opens=st.integers(0, 99),
    closes=st.integers(0, 99),
    said=st.none() | st.text(max_size=3),
    fixed=st.sampled_from(["", "its column is full"]),
)


def _kept(sightings: list[Sighting]) -> Sightings:
    kept = Sightings(TEXT)
    kept.extend(sightings)
    kept.arrange()
    return kept


def _all(kept: Sightings) -> list[Sighting]:
    """What is kept."""
    return [
        Sighting(start, end, url, syntax, block, opens, closes, said, fixed)
        for url, (start, end, _, syntax, block, opens, closes, said, fixed) in zip(kept.urls(), kept, strict=True)
    ]


@given(st.lists(_SIGHTINGS), st.sampled_from([0, BATCH - 1, BATCH, 2 * BATCH]))
def test_nothing_is_lost(sightings: list[Sighting], before: int) -> None:
    """Each comes out as it went in, in the order of places, and at one place as they came: few, or behind many."""
    many = [Sighting(number % len(TEXT), len(TEXT), "x", Syntax.BARE, number, 0, 0) for number in range(before)]
    kept = _kept([*many, *sightings])

    assert _all(kept) == sorted([*many, *sightings], key=lambda sighting: (sighting.start, sighting.end))


@given(st.lists(_SIGHTINGS), st.integers(0, len(TEXT)))
def test_code_is_left_out(sightings: list[Sighting], end: int) -> None:
    """Those in code go, and the others stay what they were."""
    kept, left = _kept(sightings), [sighting for sighting in sightings if sighting.start >= end]
    kept.without(lambda place: place[0] < end)

    assert _all(kept) == _all(_kept(left))


@pytest.mark.parametrize("url", ["data:text/plain,x", "DATA:,"])
def test_data_is_no_link(url: str) -> None:
    """A URL that holds what it names leads nowhere."""
    link, data = Sighting(0, 3, "See", Syntax.INLINE, 0, 0, 0), Sighting(4, 9, url, Syntax.INLINE, 0, 0, 0)

    assert _all(_kept([link, data])) == [link]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system tells nothing of a process's peak")
@pytest.mark.parametrize("shape", WITHIN)
def test_memory_of_a_letter_of_links(shape: str, tmp_path: Path) -> None:
    """A letter of many thousand links is read with a bounded room for each, whatever its shape."""
    path = tmp_path / f"letter.{SHAPES[shape].ending}"
    path.write_bytes(letter(SHAPES[shape], LINKS))
    done = subprocess.run([sys.executable, "-c", READING, str(path)], capture_output=True, check=True)
    told = json.loads(done.stdout)

    assert told["links"] == LINKS
    assert told["bytes"] < WITHIN[shape] * LINKS
