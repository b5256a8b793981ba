"""linkcheck.pipeline.deriving: what is kept of each finding is what all that is known comes to, whatever happened."""

import random
import sqlite3
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import (
    Alias,
    EditState,
    Evidence,
    Found,
    Mark,
    Missing,
    NoAlias,
    Save,
    SaveState,
    Snapshot,
    Verdict,
)
from linkcheck.net import Resolver
from linkcheck.pipeline import Silence, World
from linkcheck.pipeline.counting import groups, summary
from linkcheck.pipeline.deriving import derive, rules
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.told import told
from linkcheck.report import MOST_ROWS
from linkcheck.settings import Settings
from linkcheck.store import Store
from tests.report.counting import grouped, ranked, summarise
from tests.store.samples import NOW, TONIGHT, StillClock, check, edit, remember

URLS = tuple(f"http://{name}.example/" for name in "abcd")
PATHS = ("a.md", "b.md", "c.md")
REASONS = {Verdict.DEAD: "http-404", Verdict.UNSURE: "http-503", Verdict.BLOCKED: "blocked-403"}
SNAPSHOT = Snapshot("20170327040506", "https://web.archive.org/web/x", URLS[0], verified=True, days=1)
LOOKED_UP = (
    Found(replace(SNAPSHOT, fingerprint="f"), "the nearest"),
    Found(replace(SNAPSHOT, review=("far",)), "the nearest"),
    Missing("none"),
)


@dataclass
class Life:
    """A store in which anything may happen, and the night that it has come to."""

    store: Store
    clock: StillClock
    path: Path
    settings: Settings
    run_id: int = 0

    def night(self, day: int) -> None:
        """Another run begins, on a later day or on an earlier one."""
        self.clock.current = NOW + timedelta(days=day)
        self.run_id = self.store.runs.begin(self.clock.now(), "here", "0.1.0")

    def write(self, path: int, urls: list[int], year: int | None) -> None:
        """A document is written, dated or not."""
        written = None if year is None else f"{2000 + year}-03-26"
        remember(self.store, self.run_id, PATHS[path], [URLS[one] for one in urls], written)

    def put(self, path: int, url: int) -> None:
        """An edit stands in a document: a snapshot, or the alias of a target."""
        made = edit(PATHS[path], URLS[url])
        if url % 2:
            made = replace(made, new=URLS[url - 1], timestamp="")
        (entered,) = self.store.ledger.add(self.run_id, (made,), self.clock.now())
        self.store.ledger.set_state([entered.id or 0], EditState.APPLIED, self.clock.now())
        remember(self.store, self.run_id, PATHS[path], [made.new, URLS[2]])

    def undo(self) -> None:
        """Every edit is undone."""
        ids = [one.id for one in self.store.ledger.edits() if one.id is not None]
        self.store.ledger.set_state(ids, EditState.UNDONE, self.clock.now())

    def check(self, url: int, verdict: Verdict, vouched: int) -> None:
        """A target is checked, and a round may vouch for it."""
        one = check(URLS[url], verdict, REASONS.get(verdict, "ok"), self.clock.now())
        self.store.checks.add(self.run_id, one, TONIGHT)
        if vouched:
            self.store.runs.vouch(self.run_id, self.clock.now())

    def look_up(self, url: int, kind: int) -> None:
        """A web archive answers."""
        if self.store.targets.id_of(URLS[url]) is not None:
            lookup = LOOKED_UP[kind]
            if isinstance(lookup, Found):
                lookup = replace(lookup, snapshot=replace(lookup.snapshot, original=f"{URLS[url]}page"))
            self.store.lookups.add(self.run_id, URLS[url], date(2003, 3, 26), lookup, self.clock.now())

    def seek(self, url: int, kind: int) -> None:
        """A page is sought elsewhere, or asked to be captured."""
        if self.store.targets.id_of(URLS[url]) is None:
            return
        now = self.clock.now()
        if kind == 2:
            self.store.saves.add(self.run_id, Save(URLS[url], URLS[url], now, now, SaveState.ASKED))
            return
        seen = (Evidence("www", 0, "the same page"),)
        self.store.aliases.add(
            self.run_id, URLS[url], Alias("http://e.example/", "www", seen, now) if kind else NoAlias(seen), now
        )

    def lose(self, path: int) -> None:
        """A document is gone, or another name."""
        if path:
            self.store.documents.rename(PATHS[path], PATHS[0])
        else:
            self.store.documents.forget_absent(PATHS[1:], ("",))

    def thin(self, day: int) -> None:
        """Old checks are thinned."""
        self.store.prune(NOW + timedelta(days=day))

    def merge(self, day: int) -> None:
        """Another vantage's checks come in."""
        with TemporaryDirectory() as folder:
            other = Path(folder) / "other.db"
            with Store.open(other, StillClock()) as store:
                at = NOW + timedelta(days=day, hours=1)
                run_id = store.runs.begin(at, "there", "0.1.0")
                one = replace(check(URLS[0], Verdict.DEAD, "http-404", at), vantage="there")
                store.checks.add(run_id, one, TONIGHT)
                store.runs.vouch(run_id, at)
            self.store.merge(other, lambda _url, _checks: TONIGHT)

    def by_hand(self) -> None:
        """Somebody changes the file with a program of their own."""
        self.store.flush()
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("DELETE FROM checks WHERE id = (SELECT max(id) FROM checks)")
            connection.execute("UPDATE runs SET vouched_until = NULL WHERE id = 1")

    def rule(self, strikes: int) -> None:
        """Other rules from now on."""
        self.settings = replace(self.settings, strikes=strikes)

    def look(self) -> None:
        """What is kept is brought up to date."""
        derive(self.store, self.settings)

    @property
    def job(self) -> Job:
        """The run that goes on."""
        run = self.store.runs.get(self.run_id)
        assert run is not None
        world = World(_no_names, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), self.clock, random.Random(1))
        return Job(run, self.settings, world, self.store, Silence())


def _no_names() -> Resolver:
    raise AssertionError("nothing is asked")


SMALL = st.integers(0, 3)
THREE = st.integers(0, 2)
DAYS = st.integers(-3, 30)
HAPPENS = {
    Life.night: (DAYS,),
    Life.write: (THREE, st.lists(SMALL, max_size=5), st.none() | SMALL),
    Life.put: (THREE, SMALL),
    Life.undo: (),
    Life.check: (SMALL, st.sampled_from(Verdict), st.integers(0, 1)),
    Life.look_up: (SMALL, THREE),
    Life.seek: (SMALL, THREE),
    Life.lose: (THREE,),
    Life.thin: (DAYS,),
    Life.merge: (DAYS,),
    Life.by_hand: (),
    Life.rule: (st.integers(1, 3),),
    Life.look: (),
}
DEEDS = st.one_of(*(st.tuples(st.just(deed), *values) for deed, values in HAPPENS.items()))
CHECKS = st.tuples(st.just(Life.check), *HAPPENS[Life.check])


def lived(folder: Path, deeds: list[tuple[Any, ...]], then: Callable[[Life], None]) -> None:
    """Let things happen, one after the other, and then this."""
    clock, path = StillClock(), folder / "linkcheck.db"
    with Store.open(path, clock) as store:
        life = Life(store, clock, path, Settings(db=path, vantage="here", strike_days=1, own_domains=("d.example",)))
        life.night(0)
        life.write(0, [0, 1, 2, 3, 0], 3)
        for deed, *values in deeds:
            deed(life, *values)
        then(life)


def rows(store: Store) -> list[tuple[object, ...]]:
    """What is kept of each finding."""
    return store._session.rows("SELECT * FROM _findings ORDER BY target_id")


def is_up_to_date(life: Life) -> None:
    """What is kept is what is made of nothing."""
    derive(life.store, life.settings)
    kept = rows(life.store)
    life.store._session.rows("DELETE FROM _findings")
    life.store._session.rows("UPDATE _derived SET rules = ''")
    derive(life.store, life.settings)

    assert rows(life.store) == kept


def is_told_right(life: Life) -> None:
    """The numbers and groups are those that all findings, one by one, come to."""
    sharing = derive(life.store, life.settings)
    life.store.flush()
    job = life.job
    findings = tuple(told(job, sharing))
    size = {"documents": job.store.documents.count(), "links": job.store.documents.link_count()}

    assert summary(job) == summarise(findings, **size, targets=job.store.targets.count())
    assert groups(job, sharing) == grouped(findings, job.run.started)
    urls = {one.id: one.target.url for one in job.store.memory.targets()}
    worst = [urls[id_] for id_ in job.store.findings.worst(job.run.id, MOST_ROWS)]
    assert worst == [one.url for one in ranked(findings)]


@settings(max_examples=60, deadline=None)
@given(st.lists(DEEDS | CHECKS, max_size=25))
def test_what_is_kept_is_what_follows(deeds: list[tuple[Any, ...]]) -> None:
    """After anything, with looks between, nothing is kept that does not follow from the rest of the database."""
    with TemporaryDirectory() as folder:
        lived(Path(folder), deeds, is_up_to_date)


@settings(max_examples=60, deadline=None)
@given(st.lists(DEEDS | CHECKS, max_size=25))
def test_it_is_counted_as_it_is_told(deeds: list[tuple[Any, ...]]) -> None:
    """After anything, the counts, the groups and their order are those of the findings."""
    with TemporaryDirectory() as folder:
        lived(Path(folder), deeds, is_told_right)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO checks SELECT 99, target_id, 1, at, 'alive', 'ok', 200, '', '', '', '[]' FROM checks",
        "UPDATE checks SET status = 500",
        "DELETE FROM checks",
        "UPDATE runs SET vouched_until = '2026-01-01'",
        "UPDATE links SET line = 9",
        "DELETE FROM links",
        "UPDATE documents SET published = '2001'",
        "DELETE FROM documents",
        "UPDATE targets SET linked = 0",
        "UPDATE lookups SET why = 'so'",
        "DELETE FROM lookups",
        "UPDATE snapshots SET days = 9",
        "UPDATE aliases SET url = NULL",
        "DELETE FROM aliases",
        "UPDATE saves SET why = 'so'",
        "DELETE FROM saves",
        "UPDATE edits SET state = 'declined'",
        "DELETE FROM edits",
    ],
)
def test_whoever_changes_something_makes_it_stale(tmp_path: Path, statement: str) -> None:
    """Every table that a finding is made from notes by itself whose finding is another now."""

    def then(life: Life) -> None:
        life.look()
        with closing(sqlite3.connect(life.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute(statement)
            stale = connection.execute("SELECT url FROM _stale JOIN targets ON targets.id = target_id").fetchall()
        assert (URLS[0],) in stale

    deeds: list[tuple[Any, ...]] = [
        (Life.put, 1, 0),
        (Life.check, 0, Verdict.DEAD, 1),
        (Life.look_up, 0, 0),
        (Life.seek, 0, 1),
        (Life.seek, 0, 2),
    ]
    lived(tmp_path, deeds, then)


def test_nothing_is_done_for_nothing(tmp_path: Path) -> None:
    """A night on which nothing changed leaves everything as it was; one check makes one target anew."""

    def then(life: Life) -> None:
        life.look()
        before = life.store.findings.stamp
        life.night(1)
        life.store.runs.vouch(life.run_id, life.clock.now())
        life.look()
        assert life.store.findings.stamp == before
        life.check(0, Verdict.DEAD, 1)
        assert life.store._session.rows("SELECT url FROM _stale JOIN targets ON targets.id = target_id") == [(URLS[0],)]
        life.look()
        assert life.store.findings.stamp == before + 1

    lived(tmp_path, [(Life.check, one, Verdict.ALIVE, 1) for one in range(4)], then)


def test_what_is_new_is_new_for_one_night(tmp_path: Path) -> None:
    """The next run tells what is dead since the last one as dead, though nothing was checked."""

    def then(life: Life) -> None:
        sharing = derive(life.store, life.settings)
        assert [one.url for one in groups(life.job, sharing).new.first] == [URLS[0]]
        life.night(1)
        sharing = derive(life.store, life.settings)
        told = groups(life.job, sharing)
        assert not told.new
        assert [one.url for one in told.watched.first] == [URLS[0]]

    lived(tmp_path, [(Life.check, 0, Verdict.DEAD, 1)], then)


@pytest.mark.parametrize(
    ("name", "value", "same"),
    [("strikes", 9, False), ("exclude", ("x",), False), ("deadline", 5.0, True), ("now", datetime(2026, 1, 1), True)],  # noqa: DTZ001
)
def test_only_what_means_something_makes_all_anew(name: str, value: object, same: bool) -> None:
    """A rule of death does; when a run is to end, and what it takes as now, do not."""
    plain = Settings(vantage="here")

    assert (rules(plain) == rules(replace(plain, **{name: value}))) is same  # type: ignore[arg-type]


def test_marks_never_change() -> None:
    """They stand in databases, and in the SQL that counts links."""
    assert {mark.name: mark.value for mark in Mark} == {
        "FAILING": 1,
        "CONFIRMED": 2,
        "NEW": 4,
        "RECOVERED": 8,
        "DEAD": 16,
        "ELSEWHERE": 32,
        "REVIEW": 64,
        "BLOCKED": 128,
        "DYING": 256,
        "OFFERED": 512,
        "STRUCK": 1024,
        "EPHEMERAL": 2048,
    }
