"""linkcheck.store.captures: the index beside the WARCs."""

from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.errors import StoreBusy, StoreError
from linkcheck.model import Kept
from linkcheck.store import Captures

ONE = Kept(
    key="log.example/a",
    url="http://log.example/a",
    date="2024-04-20T02:00:00.000000Z",
    timestamp="20240420020000",
    status=200,
    digest="AAAA",
    cut=False,
    revisit=False,
    file="one.warc.gz",
    offset=500,
)


def test_it_answers_what_was_entered(tmp_path: Path) -> None:
    """Captures of a key in the order of time, the record that holds a payload; entered twice, they are there once."""
    later = replace(ONE, timestamp="20240427020000", offset=900, revisit=True)
    other = replace(ONE, key="log.example/b", url="http://log.example/b", offset=1300, cut=True)
    index = Captures.open(tmp_path)
    for _ in range(2):
        index.add("one.warc.gz", 2000, [later, ONE, other])
    index.close()

    index = Captures.open(tmp_path)
    assert index.of("log.example/a") == (ONE, later)
    assert index.payload("AAAA", cut=False) == ONE
    assert index.payload("AAAA", cut=True) == other
    assert index.payload("BBBB", cut=False) is None
    assert index.indexed() == {"one.warc.gz": 2000}
    index.forget("one.warc.gz")
    assert index.of("log.example/a") == ()
    assert index.indexed() == {}
    index.close()


def test_a_payload_of_the_same_page_comes_first(tmp_path: Path) -> None:
    """Of two records that hold it, the one of the URL that is asked about."""
    twin = replace(ONE, url="https://log.example/a", offset=900)
    index = Captures.open(tmp_path)
    index.add("one.warc.gz", 2000, [ONE, twin])

    assert index.payload("AAAA", cut=False, url=twin.url) == twin
    assert index.payload("AAAA", cut=False, url=ONE.url) == ONE
    index.close()


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """The second is told so; after the first it has its turn."""
    first = Captures.open(tmp_path)
    with pytest.raises(StoreBusy):
        Captures.open(tmp_path)
    first.close()
    Captures.open(tmp_path).close()


def test_what_is_no_index_is_made_anew(tmp_path: Path) -> None:
    """It holds nothing that the WARCs do not."""
    (tmp_path / "captures.db").write_bytes(b"no database at all" * 100)
    index = Captures.open(tmp_path)
    assert index.indexed() == {}
    index.close()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """An error of our own tree, with the path."""
    with pytest.raises(StoreError, match="missing"):
        Captures.open(tmp_path / "missing")
