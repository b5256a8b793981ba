"""What is due tonight."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.judge import standing
from linkcheck.model import EditState, Target, Verdict
from linkcheck.settings import Settings
from linkcheck.store import Store
from linkcheck.store.targets import ASK_AGAIN, BATCH, LED_TO, MOST_LED, MOST_TEXTS, QUEUE
from tests.store.samples import NOW, TONIGHT, StillClock, check, document, due_urls, edit, link, published, remember

LATER = TONIGHT + timedelta(days=30)


def test_new_then_failing_then_oldest(store: Store, run_id: int) -> None:
    """What was never checked comes first, then what fails, then the rest, the longest due first in each."""
    urls = [f"http://{name}.example/" for name in ("old", "older", "failing", "new")]
    remember(store, run_id, "a.md", urls)
    store.checks.add(run_id, check(urls[0]), TONIGHT)
    store.checks.add(run_id, check(urls[1]), TONIGHT - timedelta(days=9))
    store.checks.add(run_id, check(urls[2], Verdict.UNSURE, "read-timeout"), TONIGHT)

    assert due_urls(store) == [(urls[3],), (urls[2],), (urls[1],), (urls[0],)]
    assert [one.never_checked for one in store.targets.due(TONIGHT)] == [True, False, False, False]
    assert store.targets.due_count(TONIGHT) == 4


def test_what_is_not_due_waits(store: Store, run_id: int) -> None:
    """A target whose night has not come is asked only when everything is."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.checks.add(run_id, check("http://a.example/"), LATER)

    assert due_urls(store) == []
    assert due_urls(store, everything=True) == [("http://a.example/",)]
    assert due_urls(store, LATER) == [("http://a.example/",)]


def test_what_neither_strikes_nor_clears_changes_no_order(store: Store, run_id: int) -> None:
    """A failing target that was blocked tonight is still a failing one; a new one that was blocked is not new."""
    remember(store, run_id, "a.md", ["http://failing.example/", "http://fresh.example/"])
    store.checks.add(run_id, check("http://failing.example/", Verdict.DEAD, "http-404"), TONIGHT)
    for url in ("http://failing.example/", "http://fresh.example/"):
        store.checks.add(run_id, check(url, Verdict.BLOCKED, "blocked-403"), TONIGHT)

    assert due_urls(store) == [("http://failing.example/",), ("http://fresh.example/",)]
    assert not any(one.never_checked for one in store.targets.due(TONIGHT))


def test_one_request_answers_several_urls(store: Store, run_id: int) -> None:
    """URLs that make the same request come together, once, whichever of them is due."""
    urls = ["http://a.example/#one", "http://a.example/", "http://a.example/#two", "http://b.example/#only"]
    remember(store, run_id, "a.md", urls)
    store.checks.add(run_id, check(urls[1]), LATER)

    found = due_urls(store)

    assert sorted(map(sorted, found)) == [sorted(urls[:3]), [urls[3]]]
    assert all(one.url == one.targets[0].url for one in store.targets.due(TONIGHT))


def test_checks_meanwhile_change_nothing(store: Store, run_id: int) -> None:
    """Tonight's list is asked once each, although every answer moves its target in the order."""
    urls = [f"http://a.example/{number}" for number in range(3 * BATCH + 7)]
    remember(store, run_id, "a.md", urls)

    asked = []
    for one in store.targets.due(TONIGHT, everything=True):
        store.checks.add(run_id, check(one.url, Verdict.DEAD, "http-404"), TONIGHT)
        asked.append(one.url)

    assert sorted(asked) == sorted(urls)


def test_a_link_that_goes_meanwhile_is_not_asked(store: Store, run_id: int) -> None:
    """A target that loses its last link while the list is walked is left out."""
    urls = [f"http://a.example/{number:05}" for number in range(BATCH + 1)]
    remember(store, run_id, "a.md", urls)
    walk = store.targets.due(TONIGHT)
    next(walk)
    remember(store, run_id, "a.md", urls[:BATCH])

    assert urls[BATCH] not in {one.url for one in walk}


def test_what_the_authors_said_comes_along(store: Store, run_id: int) -> None:
    """A target has the texts and words around its links, each once, and the first day it was linked to."""
    for path, written in (("b.md", "2019-05-06"), ("a.md", "2017-03-26"), ("c.md", None)):
        one = document(path, written)
        links = [link(one, "http://a.example/", 0, f"text of {written}"), link(one, "http://a.example/", 50, "both")]
        store.documents.remember(one, links, run_id, str)

    (due,) = store.targets.due(TONIGHT)

    assert due.targets == (
        Target(
            "http://a.example/",
            (
                "text of 2017-03-26",
                "words around text of 2017-03-26",
                "both",
                "words around both",
                "text of 2019-05-06",
                "words around text of 2019-05-06",
                "text of None",
                "words around text of None",
            ),
            published("2017-03-26").at,
        ),
    )


def test_a_footer_has_few_texts(store: Store, run_id: int) -> None:
    """A target with hundreds of links comes with a bounded number of texts."""
    one = document("a.md")
    links = [link(one, "http://a.example/", number, f"text {number}") for number in range(300)]
    store.documents.remember(one, links, run_id, str)

    (due,) = store.targets.due(TONIGHT)

    assert len(due.targets[0].texts) == MOST_TEXTS


def test_a_rewritten_link_is_still_asked(store: Store, run_id: int) -> None:
    """A target whose only link was rewritten stays due while the snapshot stands in the document: it may live again."""
    remember(store, run_id, "a.md", ["http://dead.example/"])
    (entered,) = store.ledger.add(run_id, (edit("a.md", "http://dead.example/"),), NOW)
    assert entered.id is not None
    store.ledger.set_state([entered.id], EditState.APPLIED, NOW)
    remember(store, run_id, "a.md", [entered.new])
    while_it_stands = due_urls(store)
    remember(store, run_id, "a.md", [])

    assert ("http://dead.example/",) in while_it_stands
    assert due_urls(store) == []


def test_set_due_moves_one_target(store: Store, run_id: int) -> None:
    """A target that was put off is asked on its night."""
    remember(store, run_id, "a.md", ["http://a.example/", "http://b.example/"])
    store.targets.set_due("http://a.example/", date(2026, 12, 1))

    assert due_urls(store) == [("http://b.example/",)]
    assert len(due_urls(store, date(2026, 12, 1))) == 2
    assert store.targets.count() == 2


def test_the_due_query_walks_its_index(store: Store) -> None:
    """Tonight's targets are found by the index, in its order, without looking at the rest and without sorting."""
    plan = store._session.rows(f"EXPLAIN QUERY PLAN {QUEUE}", (1, "x"))

    assert [row[3] for row in plan] == [
        "SEARCH targets USING COVERING INDEX targets_due (worth=? AND linked=? AND due<?)"
    ]


PLACE = "a.example a.example/blog"


def test_what_was_led_to_one_place_is_told(store: Store, run_id: int) -> None:
    """The last check counts, of every target: one that was led there once, and no more, is not told."""
    urls = [f"http://a.example/{number}" for number in range(4)]
    remember(store, run_id, "a.md", urls)
    for url in urls:
        store.checks.add(run_id, check(url), TONIGHT, PLACE)
    store.checks.add(run_id, check(urls[1]), TONIGHT)
    store.checks.add(run_id, check(urls[2]), TONIGHT, "a.example a.example/news")

    assert sorted(store.targets.led_to(PLACE)) == [urls[0], urls[3]]
    assert store.targets.led_to("b.example a.example/blog") == ()


def test_a_place_to_which_everything_leads_tells_some(store: Store, run_id: int) -> None:
    """However many targets were led to one place, an answer is of bounded size."""
    for number in range(MOST_LED + 5):
        store.checks.add(run_id, check(f"http://a.example/{number}"), TONIGHT, PLACE)

    assert len(store.targets.led_to(PLACE)) == MOST_LED


def test_what_passed_for_living_is_asked_again(store: Store, run_id: int) -> None:
    """Those of a place that passed for living are due on that night at the latest; the failing keep theirs."""
    living, failing, elsewhere = urls = [f"http://a.example/{name}" for name in ("living", "failing", "elsewhere")]
    remember(store, run_id, "a.md", urls)
    week = TONIGHT + timedelta(days=7)
    store.checks.add(run_id, check(living), week, PLACE)
    store.checks.add(run_id, check(failing, Verdict.DEAD, "soft-404"), week, PLACE)
    store.checks.add(run_id, check(elsewhere), week, "a.example a.example/news")
    tomorrow = TONIGHT + timedelta(days=1)
    store.targets.ask_again(PLACE, tomorrow)
    store.targets.ask_again(PLACE, week)

    assert due_urls(store, tomorrow) == [(living,)]


@pytest.mark.parametrize(("sql", "parameters"), [(LED_TO, (PLACE, 9)), (ASK_AGAIN, ("x", PLACE, "x"))])
def test_a_place_is_found_by_its_index(store: Store, sql: str, parameters: tuple[object, ...]) -> None:
    """Among a million targets the few that were led to a place are found without looking at the rest."""
    plan = store._session.rows(f"EXPLAIN QUERY PLAN {sql}", parameters)

    assert [row[3].partition(" (")[0] for row in plan] == ["SEARCH targets USING INDEX targets_led_to"]


def test_targets_like_a_pattern(store: Store, run_id: int) -> None:
    """A star is anything; all else, `?` and `[` too, is itself; what no document links to any more is left out."""
    urls = ["https://a.example/x?y=[1]", "https://a.example/x?y=1", "https://a.example/X?y=[1]", "https://b.example/"]
    remember(store, run_id, "a.md", urls)
    remember(store, run_id, "b.md", ["https://a.example/gone"])
    remember(store, run_id, "b.md", [])

    def like(pattern: str) -> set[int | None]:
        return set(store.targets.like(pattern))

    assert like(urls[0]) == {store.targets.id_of(urls[0])}
    assert like("https://a.example/*") == {store.targets.id_of(url) for url in urls[:3]}
    assert like("*?y=[*") == {store.targets.id_of(urls[0]), store.targets.id_of(urls[2])}


@given(st.lists(st.lists(st.sampled_from(Verdict), max_size=8), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_turn_knows_since_when_its_target_lives(lives: list[list[Verdict]]) -> None:
    """As all its checks come to: behind its last failure, whatever was blocked or skipped between."""
    urls = [f"http://{number}.example/" for number in range(len(lives))]
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "linkcheck.db", StillClock()) as store:
        run_id = store.runs.begin(NOW, "here", "0.1.0")
        remember(store, run_id, "a.md", urls)
        for url, verdicts in zip(urls, lives, strict=True):
            for night, verdict in enumerate(verdicts):
                store.checks.add(run_id, check(url, verdict, at=NOW + timedelta(days=night)), TONIGHT)

        since = {one.url: one.turns[0].living_since for one in store.targets.due(TONIGHT)}

        assert since == {url: standing(store.checks.of(url), Settings()).living_since for url in urls}
