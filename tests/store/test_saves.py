"""Captures that were asked for, and living pages that may want one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linkcheck.model import Found, Missing, Save, SaveState, Snapshot, Verdict
from linkcheck.store import Living, Store
from tests.store.samples import NOW, TONIGHT, check, published, remember

URL = "http://alive.example/page"
DAY = date(2017, 3, 26)
LATER = TONIGHT + timedelta(days=7)


def snapshot(days: int | None) -> Found:
    """A capture so many days away."""
    return Found(Snapshot("20170327040506", "https://web.archive.org/web/x", URL, verified=False, days=days), "near")


def live(store: Store, run_id: int, url: str = URL, written: str | None = "2017-03-26", due: date = LATER) -> None:
    """Link to a URL from a document of its own, and let it live."""
    remember(store, run_id, f"{written}-{len(url)}.md", [url], written)
    store.checks.add(run_id, check(url), due)


def save(state: SaveState = SaveState.ASKED, minutes: int = 0, **more: object) -> Save:
    """A word on a capture of the URL."""
    at = NOW + timedelta(minutes=minutes)
    return replace(Save(URL, URL, NOW, at, state, due=TONIGHT + timedelta(days=1)), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", SaveState)
def test_every_word_comes_back(store: Store, run_id: int, state: SaveState) -> None:
    """What became known comes back whole, with the target's memory too."""
    live(store, run_id)
    word = save(state, job="spn2-0", timestamp="20261123030000", why="so it is “said”")
    store.saves.add(run_id, word)

    assert store.saves.of(URL) == (word,)
    memory = store.memory.target(URL)
    assert memory is not None
    assert memory.saves == (word,)


def test_the_last_word_counts_and_the_story_stays(store: Store, run_id: int) -> None:
    """Of two words on one capture the later is what counts; a target may have captures of two URLs."""
    live(store, run_id)
    first, last = save(), save(SaveState.SAVED, 5, due=None)
    other = save(SaveState.REFUSED, 1, sent="http://elsewhere.example/", due=None)
    for word in (first, last, other):
        store.saves.add(run_id, word)

    memory = store.memory.target(URL)
    assert memory is not None
    assert set(memory.saves) == {last, other}
    assert store.saves.of(URL) == (first, other, last)


def test_what_is_due(store: Store, run_id: int) -> None:
    """Only last words are looked after, on their night and not before; a refusal never is."""
    live(store, run_id)
    store.saves.add(run_id, save())
    assert store.saves.due(TONIGHT) == ()
    assert store.saves.due(TONIGHT + timedelta(days=1)) == (save(),)
    store.saves.add(run_id, save(SaveState.REFUSED, 5, due=None))
    assert store.saves.due(TONIGHT + timedelta(days=90)) == ()


def test_each_request_is_counted_once(store: Store, run_id: int) -> None:
    """Words on one request are one; those on behalf of another target for the same URL count too."""
    live(store, run_id)
    live(store, run_id, "http://bit.ly/x")
    store.saves.add(run_id, save())
    store.saves.add(run_id, save(SaveState.LATER, 5))
    store.saves.add(run_id, save(url="http://bit.ly/x", asked=NOW + timedelta(hours=1)))
    assert store.saves.asks(URL) == (NOW, NOW + timedelta(hours=1))


def test_who_may_want_a_capture(store: Store, run_id: int) -> None:
    """A living target, with the earliest day of its links that no near capture is known for."""
    live(store, run_id, written="2019-01-01")
    live(store, run_id, written="2017-03-26")
    live(store, run_id, written=None)
    assert list(store.saves.living(TONIGHT, 60)) == [Living(URL, published("2017-03-26").at)]

    store.lookups.add(run_id, URL, DAY, snapshot(-60), NOW, TONIGHT)
    assert list(store.saves.living(TONIGHT, 60)) == [Living(URL, published("2019-01-01").at)]
    store.lookups.add(run_id, URL, date(2019, 1, 1), snapshot(61), NOW, TONIGHT)
    assert list(store.saves.living(TONIGHT, 60)) == [Living(URL, published("2019-01-01").at)]
    assert list(store.saves.living(TONIGHT, 61)) == [Living(URL, None)]
    store.lookups.add(run_id, URL, None, Missing("none"), NOW, TONIGHT)
    assert list(store.saves.living(TONIGHT, 61)) == [Living(URL, None)]
    store.lookups.add(run_id, URL, None, snapshot(None), NOW, TONIGHT)
    assert list(store.saves.living(TONIGHT, 61)) == []


@pytest.mark.parametrize("url", [URL, f"{URL}#tides"])
def test_who_was_asked_for_is_left_alone(store: Store, run_id: int, url: str) -> None:
    """Whatever became of it, and whichever fragment it was linked with."""
    live(store, run_id, url)
    store.saves.add(run_id, save(SaveState.REFUSED, url=url))
    assert list(store.saves.living(TONIGHT, 60)) == []


@pytest.mark.parametrize("verdict", [Verdict.DEAD, Verdict.UNSURE, Verdict.BLOCKED, Verdict.SKIPPED])
def test_what_is_not_known_to_live_is_left_out(store: Store, run_id: int, verdict: Verdict) -> None:
    """A target that failed, or was refused, since it was last alive; one that is due again; one that none links to."""
    live(store, run_id)
    store.checks.add(run_id, replace(check(URL, verdict), at=NOW + timedelta(minutes=1)), LATER)
    live(store, run_id, "http://alive.example/due", due=TONIGHT)
    live(store, run_id, "http://alive.example/no-more", written="2001-01-01")
    remember(store, run_id, "2001-01-01-28.md", [])
    assert list(store.saves.living(TONIGHT, 60)) == []


def test_who_is_lost(store: Store, run_id: int) -> None:
    """What was dead when it was last checked, and nothing else."""
    live(store, run_id)
    for url, verdict in (("http://a.example/", Verdict.DEAD), ("http://b.example/", Verdict.UNSURE)):
        live(store, run_id, url)
        store.checks.add(run_id, replace(check(url, verdict), at=NOW + timedelta(minutes=1)), LATER)
    assert list(store.saves.lost()) == ["http://a.example/"]


def test_a_page_that_dies_is_looked_up_at_once(store: Store, run_id: int) -> None:
    """What was remembered while it lived holds back no lookup on the night of its death."""
    live(store, run_id)
    store.lookups.add(run_id, URL, DAY, snapshot(6), NOW, TONIGHT)
    dead = replace(check(URL, Verdict.DEAD, "http-404"), at=NOW + timedelta(days=8))
    store.checks.add(run_id, dead, TONIGHT + timedelta(days=9))
    assert [one.url for one in store.lookups.due(TONIGHT + timedelta(days=8))] == [URL]
