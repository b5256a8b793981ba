"""The memory as text: the same for the same memory, and the same again when it was read."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.errors import StoreError, StoreNewer
from linkcheck.model import EditState, Verdict
from linkcheck.store import Store, dump
from linkcheck.store.tables import PARENTS, tables
from tests.store.samples import NOW, StillClock, due_urls, edit, remember
from tests.store.test_backup import lived as lived_in_every_table
from tests.store.test_merging import URLS, Night, live, merged, nights

ROWS = {
    "aliases": "(target_id, run_id, at, url, kind) VALUES (1, 1, 'x', NULL, 'github-pages')",
    "prunings": "(at, before) VALUES ('x', 'x')",
    "saves": "(target_id, run_id, url, asked, at, state, why) VALUES (1, 1, 'http://a/', 'x', 'x', 'asked', 'é')",
    "written": "(run_id, path, digest, at) VALUES (1, 'a.md', '00', 'x')",
}
"""Rows of tables that have no repository here."""
ODD = "http://d.example/\u2028\0\ud83d\ude00"
"""A line separator, a zero byte, and two halves that are not one character."""


def text(path: Path) -> str:
    """A database as text."""
    return "".join(dump(path, StillClock()))


def reread(lines: str, path: Path) -> str:
    """The text of a database that was made from text."""
    with Store.open(path, StillClock()) as store:
        store.load(StringIO(lines, newline="\n"), "memory.jsonl")
    return text(path)


@settings(max_examples=60, deadline=None)
@given(
    nights("a"), nights("bb"), st.lists(st.sampled_from([*URLS, "http://d.example/\u2028\0\ud83d\ude00"]), max_size=6)
)
def test_export_import_export(here: list[Night], there: list[Night], links: list[str]) -> None:
    """Whatever is remembered: what was read from text is written as the same bytes."""
    with TemporaryDirectory() as folder:
        one, two = Path(folder) / "one.db", Path(folder) / "two.db"
        live(one, [*here, *there])
        with Store.open(one, StillClock()) as store:
            run_id = store.runs.begin(NOW, "a", "0.1.0")
            for path in ("a.md", "b\udcff.md"):
                remember(store, run_id, path, links)
                store.ledger.add(run_id, [edit(path, url, number) for number, url in enumerate(links)], NOW)
            store.ledger.set_state([1, 3], EditState.UNDONE, NOW)
        lines = text(one)

        assert reread(lines, two) == lines
        assert lines.encode().decode() == lines


def known(lines: str) -> list[dict[str, object]]:
    """What is known of the web: not when this machine asks again, nor runs that found nothing."""
    rows = [json.loads(line) for line in StringIO(lines, newline="\n")]
    found_by = {row["run_id"] for row in rows if "run_id" in row}
    runs = [row for row in rows if row.get("table") == "runs" and " ".join(map(row.get, PARENTS["runs"])) in found_by]
    rest = [row for row in rows if row.get("table") != "runs"]
    return [{key: value for key, value in row.items() if key != "due"} for row in (*runs, *rest)]


@settings(max_examples=12, deadline=None)
@given(nights("a"), nights("bb"), nights("ccc"))
def test_merging_either_way_is_written_the_same(here: list[Night], there: list[Night], third: list[Night]) -> None:
    """In whichever order machines are merged the same is known; merging all of them again changes not a byte."""
    with TemporaryDirectory() as folder:
        made = [Path(folder) / f"{name}.db" for name in "abcdef"]
        for path, some in zip(made, (here, there, third, third, there, here), strict=True):
            live(path, some)
        for into, others in ((made[0], made[1:3]), (made[3], made[4:])):
            for other in others:
                merged(into, other)
        before = text(made[0])

        assert known(text(made[3])) == known(before)
        for other in made:
            merged(made[0], other)
        assert text(made[0]) == before


def test_every_table_is_carried(path: Path, clock: StillClock, tmp_path: Path) -> None:
    """Rows of every table come through, those of tables that nobody here knows too; a file's mtime does not."""
    lived_in_every_table(path, clock)
    with Store.open(path, clock) as store:
        for table, row in ROWS.items():
            store._session.rows(f"INSERT INTO {table} {row}")
        wanted = {one.name for one in tables(store._session)}
    lines = text(path)
    written = [json.loads(line) for line in lines.splitlines()[1:]]

    assert {row["table"] for row in written} | {"hops", "snapshots"} == wanted
    assert any("hops" in row for row in written)
    assert any("snapshots" in row for row in written)
    assert not any("id" in row or "modified" in row for row in written)
    assert reread(lines, tmp_path / "two.db") == lines


def test_a_night_more_is_lines_more(path: Path) -> None:
    """What is known stays the line that it was: a new night adds two, and changes one target's line."""
    live(path, [Night("a", 0, ((URLS[0], Verdict.ALIVE), (URLS[1], Verdict.ALIVE)), (), (), (), 5, ended=True)])
    before = text(path).splitlines()
    live(path, [Night("a", 1, ((URLS[0], Verdict.DEAD),), (), (), (), 5, ended=True)])
    after = text(path).splitlines()

    assert len(after) == len(before) + 2
    assert len(set(before) - set(after)) == 1


def test_it_goes_on_from_there(path: Path, clock: StillClock, tmp_path: Path) -> None:
    """What was read is a memory like any other: the same is due, in the same order."""
    lived_in_every_table(path, clock)
    reread(text(path), tmp_path / "two.db")
    with Store.open(path, clock) as one, Store.open(tmp_path / "two.db", clock) as two:
        assert due_urls(one, everything=True) == due_urls(two, everything=True)
        assert one.checks.of(URLS[0]) == two.checks.of(URLS[0])
        assert one.ledger.plans("a.md") == two.ledger.plans("a.md")


def test_only_an_empty_database_takes_it(path: Path, clock: StillClock) -> None:
    """What remembers something is not mixed with what is read: the line names merge."""
    lived_in_every_table(path, clock)
    before = text(path)
    with Store.open(path, clock) as store, pytest.raises(StoreError, match="linkcheck merge"):
        store.load(before.splitlines(), "memory.jsonl")

    assert text(path) == before


HEAD = '{"linkcheck":"memory","format":1,"schema":3}'
RUN = '{"table":"runs","started":"s","vantage":"v","version":"1","network":"fit","deferred":0}'


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "it is empty"),
        (["Dear reader"], "line 1: it is not JSON"),
        (["[]"], "line 1: it is not an object"),
        (['{"a":1}'], "no memory that `linkcheck export` wrote"),
        ([HEAD, "{"], "line 2: it is not JSON"),
        ([HEAD, '{"table":"hops"}'], "line 2: it names no table"),
        ([HEAD, '{"table":"sqlite_master"}'], "line 2: it names no table"),
        ([HEAD, '{"table":"runs","x":1}'], "line 2: runs has no column 'x'"),
        ([HEAD, '{"table":"runs","started":[1]}'], "line 2: started is neither a text nor a number"),
        ([HEAD, '{"table":"runs","started":"s"}'], "does not fit"),
        ([HEAD, RUN, '{"table":"checks","run_id":"t v 1"}'], "line 3: no run 't v 1' stands before it"),
        ([HEAD, RUN, '{"table":"edits","number":2}'], "line 3: its number is not the next one"),
        ([HEAD, RUN, RUN[:-1] + ',"hops":[]}'], "line 3: hops does not belong here"),
        ([HEAD, RUN.replace('"fit"', '"odd"')], "CHECK constraint failed: network"),
        ([HEAD, RUN, '{"table":"links","document_id":"a.md","target_id":"u","start":0}'], "does not fit"),
    ],
)
def test_what_is_wrong_is_told(path: Path, clock: StillClock, lines: list[str], words: str) -> None:
    """One line says which line and what; nothing is kept, and the database takes the right text afterwards."""
    with Store.open(path, clock) as store:
        with pytest.raises(StoreError, match=r"memory\.jsonl") as told:
            store.load(lines, "memory.jsonl")
        assert words in str(told.value)
        assert "\n" not in str(told.value)
        assert store.load([HEAD, RUN], "memory.jsonl") == 1


@pytest.mark.parametrize("head", [HEAD.replace('"format":1', '"format":2'), HEAD.replace('"schema":3', '"schema":99')])
def test_what_is_newer_is_told(path: Path, clock: StillClock, head: str) -> None:
    """A text of a later linkcheck is refused as such."""
    with Store.open(path, clock) as store, pytest.raises(StoreNewer, match="install that version"):
        store.load([head], "memory.jsonl")
