"""linkcheck.snapshots.kept: the index may be lost, and a run may be killed at any byte."""

import gzip
from pathlib import Path

import pytest

from linkcheck.model import Kept
from linkcheck.snapshots.warc import whole_until
from tests.snapshots.keeping import being_written, chain, digests_hold, keep, opened, page, records, warcs

URLS = tuple(f"http://log.example/{number}" for number in range(5))


async def three_nights(folder: Path) -> None:
    """Five pages, of which one changes each night."""
    for night in range(3):
        chains = [
            chain(page(url, b"%d %d" % (number, night if number == 0 else 0)), day=night)
            for number, url in enumerate(URLS)
        ]
        await keep(folder, *chains, day=night)


def everything(folder: Path) -> dict[str, list[tuple[Kept, bytes]]]:
    """Every capture and its body."""
    with opened(folder) as pages:
        return {
            url: [(kept, answer.body) for kept in pages.of(url) if (answer := pages.read(kept)) is not None]
            for url in URLS
        }


async def test_the_index_is_made_anew(tmp_path: Path) -> None:
    """Lost or damaged, it comes back from the WARCs as it was."""
    await three_nights(tmp_path)
    before = everything(tmp_path)
    (tmp_path / "captures.db").unlink()
    assert everything(tmp_path) == before
    (tmp_path / "captures.db").write_bytes(b"SQLite format 3\0 and rubbish" * 100)
    assert everything(tmp_path) == before
    assert [len(captures) for captures in before.values()] == [3] * 5
    assert [body for _, body in before[URLS[0]]] == [b"0 0", b"0 1", b"0 2"]


async def test_a_warc_that_was_taken_away(tmp_path: Path) -> None:
    """Its captures are forgotten, and what later nights only refer to is written again."""
    await three_nights(tmp_path)
    warcs(tmp_path)[0].unlink()
    await keep(tmp_path, chain(page(URLS[1], b"1 0"), day=3), day=3)

    assert records(warcs(tmp_path)[-1])[1].kind == "response"
    # the two nights between refer to what is gone; its like is there again
    assert [body for _, body in everything(tmp_path)[URLS[1]]] == [b"1 0"] * 3


async def test_a_warc_of_another_crawler(tmp_path: Path) -> None:
    """Whatever WARC lies there is looked into, whoever wrote it; what is no WARC costs nothing."""
    await three_nights(tmp_path / "theirs")
    (tmp_path / "ours").mkdir()
    warcs(tmp_path / "theirs")[0].rename(tmp_path / "ours" / "theirs.warc.gz")
    (tmp_path / "ours" / "broken.warc.gz").write_bytes(gzip.compress(b"no record at all"))
    (tmp_path / "ours" / "notes.txt").write_text("mine")

    assert [body for _, body in everything(tmp_path / "ours")[URLS[2]]] == [b"2 0"]


@pytest.mark.parametrize("lost", [0, 1, 7, 300, 700, 5000, 10**6])
async def test_what_a_killed_run_leaves(tmp_path: Path, lost: int) -> None:
    """Cut at any byte: whole records count, the half one goes, the file gets its name, the next night goes on."""
    await keep(tmp_path, *(chain(page(url, url.encode() * 50)) for url in URLS))
    (path,) = warcs(tmp_path)
    data = path.read_bytes()
    (tmp_path / "captures.db").unlink()
    path.unlink()
    path.with_name(path.name + ".open").write_bytes(data[: max(0, len(data) - lost)])

    await keep(tmp_path, *(chain(page(url, url.encode() * 50), day=1) for url in URLS), day=1)

    assert being_written(tmp_path) == []
    assert digests_hold(*warcs(tmp_path))
    found = everything(tmp_path)
    assert all(body == url.encode() * 50 for url in URLS for _, body in found[url])
    assert sum(map(len, found.values())) >= 5
    if lost < 5000:
        assert len(found[URLS[0]]) == 2


async def test_a_record_whose_bytes_are_wrong_is_none(tmp_path: Path) -> None:
    """A payload that is not what its digest says is not shown."""
    await keep(tmp_path, chain(page(URLS[0], b"the page")))
    (path,) = warcs(tmp_path)
    members = gzip.decompress(path.read_bytes()).split(b"the page")
    (tmp_path / "captures.db").unlink()
    head, _, response = members[0].rpartition(b"WARC/1.1\r\n")
    parts = [head, b"WARC/1.1\r\n" + response + b"the pack" + members[1]]
    path.write_bytes(b"".join(gzip.compress(part) for part in parts))

    with opened(tmp_path) as pages:
        (kept,) = pages.of(URLS[0])
        assert pages.read(kept) is None


def test_where_the_last_whole_member_ends(tmp_path: Path) -> None:
    """At every cut of a file of three members."""
    members = [gzip.compress(b"one" * 9), gzip.compress(b"two" * 99), gzip.compress(b"three")]
    ends = [0, len(members[0]), len(members[0]) + len(members[1]), sum(map(len, members))]
    path, data = tmp_path / "x", b"".join(members)
    for size in range(len(data) + 1):
        path.write_bytes(data[:size])
        assert whole_until(path) == max(end for end in ends if end <= size)
    path.write_bytes(data + b"rubbish")
    assert whole_until(path) == ends[-1]
    assert whole_until(path, ends[1]) == ends[-1]
