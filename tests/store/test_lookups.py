"""Lookups and what is to be asked again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from linkcheck.model import READERS_VIEW, Evidence, Found, Lookup, Missing, Snapshot, Unavailable, Verdict
from linkcheck.store import Asked, Question, Store
from tests.store.samples import NOW, TONIGHT, check, published, remember

URL = "http://dead.example/page"
DAY = date(2017, 3, 26)
LATER = TONIGHT + timedelta(days=1)
SNAPSHOT = Snapshot(
    timestamp="20170327040506",
    url=f"https://web.archive.org/web/20170327040506/{URL}",
    original=URL,
    verified=True,
    days=1,
    review=("it is a home page", "odd “words”"),
    evidence=(Evidence("title", -1.5, "the title says so"),),
    digest="LIGHTHOUSELIGHTHOUSELIGHTHOUSE22",
    fingerprint="5f2d8c",
)


def die(store: Store, run_id: int, *documents: tuple[str, str | None]) -> None:
    """Link to the URL from documents, and let it fail."""
    for path, written in documents:
        remember(store, run_id, path, [URL], written)
    store.checks.add(run_id, check(URL, Verdict.DEAD, "http-404"), TONIGHT)


@pytest.mark.parametrize("lookup", [Found(SNAPSHOT, "the nearest"), Missing("no capture"), Unavailable("429")])
@pytest.mark.parametrize("day", [DAY, None])
def test_every_answer_comes_back(store: Store, run_id: int, lookup: Lookup, day: date | None) -> None:
    """What the archive answered comes back whole, for the day it was asked for."""
    die(store, run_id, ("a.md", "2017-03-26"))
    store.lookups.add(run_id, URL, day, lookup, NOW, TONIGHT)

    assert store.lookups.latest(URL, day) == Asked(day, lookup, NOW, TONIGHT)
    assert store.lookups.latest(URL, date(2011, 1, 1)) is None


def test_the_latest_counts_and_the_history_stays(store: Store, run_id: int) -> None:
    """A later answer takes the place of an earlier one, which is still told."""
    die(store, run_id, ("a.md", "2017-03-26"))
    store.lookups.add(run_id, URL, DAY, Unavailable("timeout"), NOW)
    store.lookups.add(run_id, URL, DAY, Found(SNAPSHOT, "the nearest"), NOW + timedelta(days=1))

    latest = store.lookups.latest(URL, DAY)
    assert latest is not None
    assert latest.lookup == Found(SNAPSHOT, "the nearest")
    assert [asked.lookup for asked in store.lookups.of(URL)] == [Unavailable("timeout"), Found(SNAPSHOT, "the nearest")]


def test_a_day_is_asked_once(store: Store, run_id: int) -> None:
    """A failing target asks one question for each day of its links, and one for the undated."""
    die(store, run_id, ("a.md", "2017-03-26"), ("b.md", "2017-03-26"), ("c.md", "2019-01-01"), ("d.md", None))

    assert list(store.lookups.due(TONIGHT)) == [
        Question(URL, None),
        Question(URL, published("2017-03-26").at),
        Question(URL, published("2019-01-01").at),
    ]


def test_answers_are_asked_for_again_when_due(store: Store, run_id: int) -> None:
    """An answer ends the question; one with a night to ask again is asked then, not before."""
    die(store, run_id, ("a.md", "2017-03-26"), ("c.md", "2019-01-01"), ("d.md", None))
    store.lookups.add(run_id, URL, DAY, Found(SNAPSHOT, "the nearest"), NOW)
    store.lookups.add(run_id, URL, date(2019, 1, 1), Unavailable("429"), NOW, TONIGHT + timedelta(days=1))
    store.lookups.add(run_id, URL, None, Missing("none"), NOW, TONIGHT + timedelta(days=30))

    assert list(store.lookups.due(TONIGHT)) == []
    assert list(store.lookups.due(TONIGHT + timedelta(days=1))) == [Question(URL, published("2019-01-01").at)]
    assert len(list(store.lookups.due(TONIGHT + timedelta(days=30)))) == 2


def test_the_living_are_not_looked_up(store: Store, run_id: int) -> None:
    """A target that lives, or lives again, or stands in no document, asks nothing."""
    die(store, run_id, ("a.md", "2017-03-26"))
    store.checks.add(run_id, check(URL), TONIGHT)
    alive = list(store.lookups.due(TONIGHT))
    die(store, run_id, ("a.md", "2017-03-26"))
    remember(store, run_id, "a.md", [])

    assert alive == []
    assert list(store.lookups.due(TONIGHT)) == []


def test_captures_that_are_alike(store: Store, run_id: int) -> None:
    """Told are the URLs with one fingerprint, each once, where there are so many; without a fingerprint, none."""
    die(store, run_id, ("a.md", "2017-03-26"))
    for name, fingerprint in (("a", "f"), ("a", "f"), ("b", "f"), ("c", "g"), ("d", ""), ("e", ""), ("f", "")):
        snapshot = replace(SNAPSHOT, original=f"http://dead.example/{name}", fingerprint=fingerprint)
        store.lookups.add(run_id, URL, DAY, Found(snapshot, "the nearest"), NOW)

    assert set(store.lookups.alike(2)) == {("f", "http://dead.example/a"), ("f", "http://dead.example/b")}
    assert not list(store.lookups.alike(3))


def test_what_was_never_asked_comes_before_what_is_asked_again(store: Store, run_id: int) -> None:
    """However many are to be asked again, a backlog's end is reached; a question that nobody was asked has no row."""
    other = "http://dead.example/a-second-page"
    die(store, run_id, ("a.md", "2017-03-26"))
    remember(store, run_id, "b.md", [other], "2017-03-26")
    store.checks.add(run_id, check(other, Verdict.DEAD, "http-404"), TONIGHT)
    store.lookups.add(run_id, URL, DAY, Unavailable("timeout"), NOW, TONIGHT)

    assert [question.url for question in store.lookups.due(TONIGHT)] == [other, URL]


def test_a_readers_view_that_was_not_seen(store: Store, run_id: int) -> None:
    """The latest snapshot of a day is told until its view was seen; one that is not verified needs none."""
    die(store, run_id, ("a.md", "2017-03-26"), ("b.md", "2019-01-01"))
    store.lookups.add(run_id, URL, DAY, Found(SNAPSHOT, "the nearest"), NOW)
    store.lookups.add(run_id, URL, date(2019, 1, 1), Found(replace(SNAPSHOT, verified=False), "the nearest"), NOW)
    (unseen,) = store.lookups.unseen()
    assert unseen == (URL, Asked(DAY, Found(SNAPSHOT, "the nearest"), NOW, None))

    seen = replace(SNAPSHOT, evidence=(*SNAPSHOT.evidence, Evidence(READERS_VIEW, 0, "readable")))
    store.lookups.add(run_id, URL, DAY, Found(seen, "the nearest"), NOW + timedelta(seconds=1))

    assert seen.viewed
    assert not SNAPSHOT.viewed
    assert list(store.lookups.unseen()) == []


def test_answers_of_a_run_are_counted(store: Store, run_id: int) -> None:
    """What could not be asked is no answer."""
    die(store, run_id, ("a.md", "2017-03-26"))
    store.lookups.add(run_id, URL, DAY, Missing("no capture"), NOW)
    store.lookups.add(run_id, URL, None, Unavailable("429"), NOW)

    assert store.lookups.answered(run_id) == 1
    assert store.lookups.answered(run_id + 1) == 0


def test_what_no_check_asks_for_tonight_is_settled(store: Store, run_id: int) -> None:
    """A failing target is, unless it is due, or one is that makes the same request; a living one never."""
    urls = {name: f"http://{name}.example/page" for name in ("settled", "due", "twin", "living")}
    remember(store, run_id, "a.md", [*urls.values(), f"{urls['twin']}#part", f"{urls['settled']}#part"])
    for name, url in urls.items():
        store.checks.add(run_id, check(url, Verdict.ALIVE if name == "living" else Verdict.DEAD, "ok"), LATER)
    store.checks.add(run_id, check(f"{urls['settled']}#part"), LATER)
    store.targets.set_due(urls["due"], TONIGHT)

    assert list(store.lookups.settled(TONIGHT)) == [store.targets.id_of(urls["settled"])]
    store.checks.add(run_id, check(f"{urls['twin']}#part"), LATER)
    assert list(store.lookups.settled(TONIGHT)) == [store.targets.id_of(urls[name]) for name in ("settled", "twin")]


def test_what_died_is_told_when_it_is_vouched_for(store: Store, run_id: int) -> None:
    """Each death once, whatever the order in which rounds vouch for them; what lives, and other runs, are left out."""
    urls = [f"http://dead.example/{number}" for number in range(4)]
    remember(store, run_id, "a.md", [*urls, URL])
    other = store.runs.begin(NOW - timedelta(days=1), "test", "0.1.0")
    store.checks.add(other, check(URL, Verdict.DEAD, "http-404", NOW - timedelta(days=1)), TONIGHT)
    store.runs.vouch(other, NOW)
    for minutes, url in zip((0, 5, 1, 9), urls, strict=True):
        store.checks.add(run_id, check(url, Verdict.DEAD, "http-404", NOW + timedelta(minutes=minutes)), LATER)
    store.checks.add(run_id, check(URL, at=NOW), LATER)
    ids = [store.targets.id_of(url) for url in urls]

    assert not store.runs.vouched(run_id)
    none = store.lookups.died(run_id, 0)
    assert (none.targets, none.unvouched) == ((), True)
    store.runs.vouch(run_id, NOW + timedelta(minutes=2))
    assert store.runs.vouched(run_id)
    some = store.lookups.died(run_id, none.behind)
    assert (some.targets, some.unvouched) == ((ids[0], ids[2]), True)
    store.runs.vouch(run_id, NOW + timedelta(minutes=9))
    rest = store.lookups.died(run_id, some.behind)
    assert {*rest.targets} >= {ids[1], ids[3]}
    assert ids[0] not in rest.targets
    assert not rest.unvouched
    assert store.lookups.died(run_id, rest.behind).targets == ()
