"""The views: what people ask of the database says the same as the program does."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.judge import standing
from linkcheck.model import EditState, Found, Network, Snapshot, Verdict
from linkcheck.settings import Settings
from linkcheck.store import Store
from linkcheck.store.text import instant
from tests.store.samples import NOW, TONIGHT, StillClock, check, edit, remember

URL = "https://Reader@News.example:8080/a?b=c://d"
SNAPSHOT = Snapshot("20170327040506", "https://web.archive.org/web/20170327040506/x", URL, verified=True, days=1)
REASONS = {Verdict.DEAD: ["http-404", "decided"], Verdict.UNSURE: ["http-503", "tls-untrusted"], Verdict.ALIVE: ["ok"]}


def rows(store: Store, sql: str) -> list[dict[str, Any]]:
    """A query's rows, by column."""
    connection = store._session._connection
    cursor = connection.execute(sql)
    return [dict(zip([column[0] for column in cursor.description], row, strict=True)) for row in cursor.fetchall()]


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, Verdict, str, bool]]:
    """Nights on which a link was checked: day, verdict, reason, whether a canary round vouches for it."""
    nights = sorted(draw(st.lists(st.integers(0, 40), max_size=12)))
    found = []
    for night in nights:
        verdict = draw(st.sampled_from([Verdict.DEAD] * 4 + [Verdict.UNSURE] * 2 + [Verdict.ALIVE, Verdict.BLOCKED]))
        reason = draw(st.sampled_from([*REASONS.get(verdict, ["blocked-403"]), *REASONS.get(verdict, ["opaque"])[:1]]))
        found.append((night, verdict, reason, draw(st.integers(0, 5)) > 0))
    return found


@settings(max_examples=60, deadline=None)
@given(histories())
def test_current_says_what_the_judge_says(history: list[tuple[int, Verdict, str, bool]]) -> None:
    """By the default rules: the verdict, the strikes, the confirmation and the days are those of the standing."""
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "a.db", StillClock()) as store:
        remember(store, store.runs.begin(NOW, "here", "0.1.0"), "a.md", [URL])
        for minute, (day, verdict, reason, vouched) in enumerate(history):
            at = NOW + timedelta(days=day, minutes=minute)
            run_id = store.runs.begin(at, "here", "0.1.0")
            store.checks.add(run_id, replace(check(URL, verdict, reason), at=at), TONIGHT)
            if vouched:
                store.runs.vouch(run_id, at)
        (row,) = rows(store, "SELECT * FROM current")
        found = standing(store.checks.of(URL), Settings(vantage="here"))

    assert row["verdict"] == found.verdict
    assert bool(row["confirmed"]) == found.confirmed
    assert row["strikes"] == found.strikes
    assert row["first_failed"] == (instant(found.first_failed) if found.first_failed else None)
    assert row["last_alive"] == (instant(found.last_alive) if found.last_alive else None)


def dead(store: Store, run_id: int, url: str) -> None:
    """Confirm a death."""
    for day in (0, 1, 3):
        at = NOW + timedelta(days=day)
        store.checks.add(run_id, replace(check(url, Verdict.DEAD, "http-404"), at=at), TONIGHT)
    store.runs.vouch(run_id, NOW + timedelta(days=4))


def test_what_an_editor_sees(store: Store, run_id: int) -> None:
    """A dead link with its snapshot, a rewritten one, a living one: in every view as they are."""
    other = "http://other.example/x"
    remember(store, run_id, "a.md", [URL, other, "http://lives.example"], "2017-03-26")
    remember(store, run_id, "b.md", [URL], None)
    dead(store, run_id, URL)
    dead(store, run_id, other)
    store.checks.add(run_id, check("http://lives.example"), TONIGHT)
    store.lookups.add(run_id, URL, date(2017, 3, 26), Found(SNAPSHOT, "the nearest"), NOW)
    store.runs.end(run_id, NOW + timedelta(minutes=6), Network.FIT, 2)
    (made,) = store.ledger.add(run_id, (edit("a.md", other),), NOW)
    assert made.id is not None
    store.ledger.set_state([made.id], EditState.APPLIED, NOW)
    store._session.rows("UPDATE links SET written = ? WHERE target_id = ?", (made.new, store.targets.id_of(other)))

    found = rows(store, "SELECT * FROM dead_links ORDER BY path, rewritten")
    assert [(row["path"], row["url"], row["confirmed"], row["rewritten"], row["timestamp"]) for row in found] == [
        ("a.md", URL, 1, 0, "20170327040506"),
        ("a.md", other, 1, 1, None),
        ("b.md", URL, 1, 0, None),
    ]
    years = rows(store, "SELECT year, links, living, dead, failing, rewritten, percent_rotten FROM rot_by_year")
    assert [tuple(row.values()) for row in years] == [(None, 1, 0, 1, 0, 0, 100.0), ("2017", 3, 1, 1, 0, 1, 66.7)]
    hosts = rows(store, "SELECT host, targets, links, living, dead FROM hosts ORDER BY host")
    assert [tuple(row.values()) for row in hosts] == [
        ("lives.example", 1, 1, 1, 0),
        ("news.example", 1, 2, 0, 1),
        ("other.example", 1, 1, 0, 1),
    ]
    (night,) = rows(store, "SELECT night, minutes, checks, alive, dead, deferred, lookups, edits FROM nightly")
    assert tuple(night.values()) == ("2026-11-23", 6.0, 7, 1, 6, 2, 1, 1)


def test_hosts_of_all_sorts(store: Store, run_id: int) -> None:
    """A host is what stands between the user and the port, in small letters; what has none has no row."""
    urls = [
        "http://A.example",
        "http://a.example?q=1",
        "http://a.example#top",
        "https://u:p@a.example:99/x",
        "mailto:a@b.example",
        "http://",
        "https://[::1]/x",
    ]
    remember(store, run_id, "a.md", urls)

    assert {row["host"] for row in rows(store, "SELECT host FROM hosts")} == {"a.example", "[::1]"}
    assert rows(store, "SELECT targets FROM hosts WHERE host = 'a.example'") == [{"targets": 4}]
