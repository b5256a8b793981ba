"""linkcheck.store.merging: two machines' memories become one."""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.errors import StoreBroken, StoreError, StoreNewer
from linkcheck.model import (
    Alias,
    AliasAnswer,
    Check,
    Evidence,
    Found,
    Lookup,
    Missing,
    Network,
    NoAlias,
    Save,
    SaveState,
    Snapshot,
    Unavailable,
    Verdict,
)
from linkcheck.store import SCHEMA_VERSION, Merged, Store
from linkcheck.store.opening import connect_to_read
from tests.store.samples import NOW, TONIGHT, StillClock, check, due_urls, remember

URLS = ("http://a.example/", "http://b.example/x#y", "http://c.example/\udc80")
SNAPSHOT = Snapshot("20170327040506", "https://web.archive.org/web/x", URLS[0], verified=True, days=1)
SEEN = (Evidence("www", -0.3, "the same page"),)
LOOKUPS: tuple[Lookup, ...] = (Found(SNAPSHOT, "the nearest"), Missing("none"), Unavailable("503"))


@dataclass(frozen=True)
class Night:
    """What one run leaves behind."""

    vantage: str
    day: int
    checks: tuple[tuple[str, Verdict], ...]
    lookups: tuple[tuple[str, int], ...]
    saves: tuple[tuple[str, SaveState], ...]
    aliases: tuple[tuple[str, int], ...]
    vouched: int
    """Minutes after its beginning until which a round vouches for it; 0: none passed."""
    ended: bool

    @property
    def started(self) -> datetime:
        """Each vantage begins at an hour of its own."""
        return NOW + timedelta(days=self.day, hours=len(self.vantage))


def nights(vantage: str) -> st.SearchStrategy[list[Night]]:
    """Some nights of one machine, on different days, in their order."""
    night = st.builds(
        Night,
        vantage=st.just(vantage),
        day=st.integers(0, 9),
        checks=st.lists(st.tuples(st.sampled_from(URLS), st.sampled_from(Verdict)), max_size=4).map(tuple),
        lookups=st.lists(st.tuples(st.sampled_from(URLS), st.integers(0, 2)), max_size=2).map(tuple),
        saves=st.lists(st.tuples(st.sampled_from(URLS), st.sampled_from(SaveState)), max_size=2).map(tuple),
        aliases=st.lists(st.tuples(st.sampled_from(URLS), st.integers(0, 1)), max_size=2).map(tuple),
        vouched=st.integers(0, 5),
        ended=st.booleans(),
    )
    return st.lists(night, max_size=5, unique_by=lambda one: one.day).map(
        lambda some: sorted(some, key=lambda one: one.day)
    )


def live(path: Path, nights: Sequence[Night]) -> None:
    """Play some nights into a database."""
    with Store.open(path, StillClock()) as store:
        for night in nights:
            run_id = store.runs.begin(night.started, night.vantage, "0.1.0")
            for minutes, (url, verdict) in enumerate(night.checks, 1):
                one = replace(check(url, verdict), at=night.started + timedelta(minutes=minutes), vantage=night.vantage)
                store.checks.add(run_id, one, TONIGHT)
            known = {url for url, _ in night.checks}
            for minutes, (url, kind) in enumerate(night.lookups, 10):
                if url in known:
                    at = night.started + timedelta(minutes=minutes)
                    store.lookups.add(run_id, url, date(2017, 3, 26), LOOKUPS[kind], at)
            for minutes, (url, state) in enumerate(night.saves, 20):
                if url in known:
                    at = night.started + timedelta(minutes=minutes)
                    store.saves.add(run_id, Save(url, f"{url}?", night.started, at, state, "spn2-0", "", "so", TONIGHT))
            for minutes, (url, kind) in enumerate(night.aliases, 30):
                if url in known:
                    at = night.started + timedelta(minutes=minutes)
                    answers: tuple[AliasAnswer, ...] = (Alias(f"{url}2", "www", SEEN, at), NoAlias(SEEN))
                    store.aliases.add(run_id, url, answers[kind], at, TONIGHT)
            if night.vouched:
                store.runs.vouch(run_id, night.started + timedelta(minutes=night.vouched))
            if night.ended:
                store.runs.end(run_id, night.started + timedelta(hours=1), Network.FIT, 0)


def tomorrow(_url: str, checks: Sequence[Check]) -> date:
    """Due on the day after the last check."""
    return checks[-1].at.date() + timedelta(days=1)


def merged(into: Path, other: Path) -> Merged:
    """Merge one database into another."""
    with Store.open(into, StillClock()) as store:
        return store.merge(other, tomorrow)


def told(path: Path) -> object:
    """Everything that is known of every URL, and of the runs that found it; no ids."""
    with Store.open(path, StillClock()) as store:
        runs = [replace(run, id=0) for run in store.runs.all() if store.checks.count(run.id)]
        return [
            (url, store.checks.of(url), store.lookups.of(url), store.aliases.of(url), store.saves.of(url))
            for url in URLS
        ], runs


def dump(path: Path) -> list[str]:
    """The whole database as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        return list(connection.iterdump())


def _sought(night: Night) -> int:
    """How many aliases a night leaves: those of URLs that it checked."""
    known = {url for url, _ in night.checks}
    return sum(url in known for url, _ in night.aliases)


@settings(max_examples=60, deadline=None)
@given(nights("a"), nights("bb"), nights("ccc"))
def test_merging_is_commutative_and_idempotent(here: list[Night], there: list[Night], common: list[Night]) -> None:
    """Whichever is merged into which, the same is known; merging again changes not a byte of what is stored."""
    with TemporaryDirectory() as folder:
        one, two, three = (Path(folder) / name for name in ("one.db", "two.db", "three.db"))
        live(one, common)
        shutil.copy(one, two)  # a memory that was copied to another machine, and went on there
        live(one, here)
        live(two, there)
        shutil.copy(one, three)

        first = merged(one, two)
        second = merged(two, three)
        assert told(one) == told(two)
        assert first.checks == sum(len(night.checks) for night in there)
        assert first.aliases == sum(_sought(night) for night in there)
        assert second.checks == sum(len(night.checks) for night in here)

        before = dump(one)
        assert not merged(one, two)
        assert not merged(one, one)
        assert dump(one) == before


def test_a_run_that_went_on_is_the_same_run(tmp_path: Path) -> None:
    """A copy made in the middle of a run gets the rest of it: its end, its checks, what it was vouched for."""
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    half = Night("a", 0, ((URLS[0], Verdict.DEAD),), (), (), (), 0, ended=False)
    live(two, [half])
    with Store.open(one, StillClock()) as store:
        store.merge(two, tomorrow)
        assert [one.vouched for one in store.checks.of(URLS[0])] == [False]
    with Store.open(two, StillClock()) as store:
        store.runs.vouch(1, half.started + timedelta(minutes=5))
        store.runs.end(1, half.started + timedelta(minutes=6), Network.FIT, 2)

    assert not merged(one, two)
    with Store.open(one, StillClock()) as store:
        assert [one.vouched for one in store.checks.of(URLS[0])] == [True]
        assert [(run.ended is None, run.deferred) for run in store.runs.all()] == [(False, 2)]


def test_what_came_in_is_due_when_it_should_be(tmp_path: Path) -> None:
    """The night to ask again follows from the checks of both, and only what our documents link to is due at all."""
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    live(two, [Night("b", 0, ((URLS[0], Verdict.ALIVE), (URLS[1], Verdict.DEAD)), (), (), (), 5, ended=True)])
    with Store.open(one, StillClock()) as store:
        remember(store, store.runs.begin(NOW, "a", "0.1.0"), "a.md", [URLS[0]])
        assert due_urls(store) == [(URLS[0],)]
        store.merge(two, tomorrow)
        assert due_urls(store, TONIGHT) == []
        assert due_urls(store, TONIGHT + timedelta(days=1)) == [(URLS[0],)]


def test_what_was_thinned_does_not_come_back(tmp_path: Path) -> None:
    """An old copy, or another vantage's whole memory, brings no check back that was pruned here, however often."""
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    live(one, [Night("a", day, ((URLS[0], Verdict.ALIVE),), (), (), (), 5, ended=True) for day in range(5)])
    shutil.copy(one, two)
    with Store.open(one, StillClock()) as store:
        assert store.prune(NOW + timedelta(days=9)).checks == 3
        left = store.checks.of(URLS[0])

    assert not merged(one, two)
    assert not merged(one, two)
    with Store.open(one, StillClock()) as store:
        assert store.checks.of(URLS[0]) == left


@pytest.mark.parametrize(("day", "place"), [(1, "http://b.example/gone"), (-1, None)])
def test_where_the_last_check_was_led_to_comes_with_it(tmp_path: Path, day: int, place: str | None) -> None:
    """The latest check of both says where a target leads, as it says when to ask again."""
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    live(one, [Night("a", 0, ((URLS[0], Verdict.ALIVE),), (), (), (), 5, ended=True)])
    with Store.open(two, StillClock()) as store:
        at = NOW + timedelta(days=day)
        run_id = store.runs.begin(at, "b", "0.1.0")
        store.checks.add(run_id, replace(check(URLS[0]), at=at, vantage="b"), TONIGHT, "http://b.example/gone")
    merged(one, two)

    with Store.open(one, StillClock()) as store:
        assert store.targets.led_to("http://b.example/gone") == ((URLS[0],) if place else ())


def test_the_other_database_stays_as_it_is(tmp_path: Path) -> None:
    """It is read, not written; a folder that may not be written will do."""
    one, two = tmp_path / "one.db", tmp_path / "read" / "two.db"
    two.parent.mkdir()
    live(two, [Night("b", 0, ((URLS[0], Verdict.ALIVE),), (), (), (), 5, ended=True)])
    before = two.read_bytes()
    merged(one, two)

    assert two.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "error", "words"),
    [
        (f"PRAGMA user_version = {SCHEMA_VERSION + 1}", StoreNewer, "a later linkcheck made it"),
        ("PRAGMA application_id = 42", StoreBroken, "another program"),
    ],
)
def test_what_is_not_ours_is_refused(tmp_path: Path, sql: str, error: type[StoreError], words: str) -> None:
    """A newer database, or another program's, is refused with the file's name, and nothing is written."""
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    live(two, [Night("b", 0, ((URLS[0], Verdict.ALIVE),), (), (), (), 5, ended=True)])
    live(one, [])
    with closing(sqlite3.connect(two)) as connection:
        connection.execute(sql)
        connection.commit()
    before = dump(one)
    with pytest.raises(error, match=words) as raised:
        merged(one, two)

    assert "two.db" in str(raised.value)
    assert dump(one) == before


@pytest.mark.parametrize(
    ("data", "error"), [(b"", StoreBroken), (b"no database " * 99, StoreBroken), (None, StoreError)]
)
def test_what_is_no_database_is_refused(tmp_path: Path, data: bytes | None, error: type[StoreError]) -> None:
    """A file that is empty, no database or not there is named, and not made."""
    two = tmp_path / "two.db"
    if data is not None:
        two.write_bytes(data)
    with pytest.raises(error, match=r"two\.db"):
        merged(tmp_path / "one.db", two)

    assert two.exists() is (data is not None)


def test_nothing_is_kept_of_a_merge_that_fails(tmp_path: Path) -> None:
    """A damaged row, or a kill, leaves the database as it was."""
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    live(one, [Night("a", 0, ((URLS[0], Verdict.ALIVE),), (), (), (), 5, ended=True)])
    live(two, [Night("b", 1, ((URLS[1], Verdict.ALIVE),), (), (), (), 5, ended=True)])
    before = dump(one)

    def fail(_url: str, _checks: Sequence[Check]) -> date:
        raise RuntimeError("in the middle")

    with Store.open(one, StillClock()) as store, pytest.raises(RuntimeError):
        store.merge(two, fail)
    assert dump(one) == before


def test_an_older_database_is_read_as_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier linkcheck made is brought up to date in memory, and its file stays as it is."""
    two = tmp_path / "two.db"
    live(two, [Night("b", 0, ((URLS[0], Verdict.ALIVE),), (), (), (), 5, ended=True)])
    before = two.read_bytes()
    monkeypatch.setattr("linkcheck.store.opening.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    monkeypatch.setattr("linkcheck.store.opening.migrate", lambda copy: copy.execute("PRAGMA user_version = 99"))
    with closing(connect_to_read(two)) as connection:
        assert connection.execute("SELECT count(*) FROM checks").fetchone() == (1,)
        assert connection.execute("PRAGMA user_version").fetchone() == (99,)

    assert two.read_bytes() == before
