"""Whole targets, streamed."""

from dataclasses import replace
from datetime import date, timedelta

from linkcheck.model import EditState, Missing, Target, Verdict
from linkcheck.store import Store
from linkcheck.store.memory import BATCH
from tests.store.samples import NOW, TONIGHT, check, edit, remember

URL = "http://a.example/"


def test_a_target_comes_with_all_that_belongs_to_it(store: Store, run_id: int) -> None:
    """Links by path, checks oldest first with the last one whole, the latest lookup of each day."""
    remember(store, run_id, "b.md", [URL], "2019-01-01")
    remember(store, run_id, "a.md", [URL], "2017-03-26")
    later = store.runs.begin(NOW, "here", "0.1.0")
    store.checks.add(run_id, check(URL, Verdict.DEAD, "http-404"), TONIGHT)
    last = check(URL, Verdict.DEAD, "http-410", NOW + timedelta(days=1))
    store.checks.add(later, last, TONIGHT)
    for why in ("first", "second"):
        store.lookups.add(run_id, URL, date(2017, 3, 26), Missing(why), NOW)

    memory = store.memory.target(URL)

    assert memory is not None
    assert [link.path for link in memory.links] == ["a.md", "b.md"]
    assert [one.reason.value for one in memory.checks] == ["http-404", "http-410"]
    assert memory.checks[-1] == last
    assert memory.checks[0].hops == ()
    assert memory.last_run == later
    assert memory.first_seen == NOW
    found = memory.lookup(date(2017, 3, 26))
    assert found is not None
    assert found.lookup == Missing("second")
    assert memory.lookup(None) is None
    assert memory.target.texts
    assert list(store.memory.targets()) == [replace(memory, target=Target(URL))]


def test_targets_stream_in_the_order_of_urls(store: Store, run_id: int) -> None:
    """Every linked target comes once, over the bounds of a batch, and none that no document links to."""
    urls = [f"http://a.example/{number:05}" for number in range(2 * BATCH + 3)]
    remember(store, run_id, "a.md", urls[::-1])
    store.checks.add(run_id, check("http://unlinked.example/"), TONIGHT)

    assert [memory.target.url for memory in store.memory.targets()] == urls


def test_moved_targets_are_those_that_a_check_said_so_of(store: Store, run_id: int) -> None:
    """Those that documents link to; the index of such checks answers it, however many others there are."""
    urls = [f"http://{name}.example/" for name in "abcd"]
    remember(store, run_id, "a.md", urls[:3])
    for url, verdict in zip(urls, (Verdict.MOVED, Verdict.ALIVE, Verdict.MOVED, Verdict.MOVED), strict=True):
        store.checks.add(run_id, check(url, verdict, "redirected"), TONIGHT)
    store.checks.add(run_id, check(urls[2], Verdict.DEAD, "http-404", NOW + timedelta(days=1)), TONIGHT)

    assert [memory.target.url for memory in store.memory.moved()] == [urls[0], urls[2]]
    assert list(store.targets.living()) == urls[:2]
    plan = store._session.rows(
        "EXPLAIN QUERY PLAN SELECT id FROM targets WHERE linked = 1 "
        "AND id IN (SELECT target_id FROM checks WHERE verdict = 'moved') ORDER BY url"
    )
    assert any("checks_moved" in str(row[-1]) for row in plan)


def test_unknown_urls_are_none(store: Store) -> None:
    """A URL that was never seen has no memory."""
    assert store.memory.target(URL) is None


def test_a_rewritten_link_stays_under_its_target(store: Store, run_id: int) -> None:
    """Where an applied edit's snapshot stands in a document, the original target has that link."""
    remember(store, run_id, "a.md", [URL])
    (entered,) = store.ledger.add(run_id, (edit("a.md", URL),), NOW)
    assert entered.id is not None
    remember(store, run_id, "a.md", [entered.new])
    proposed = store.memory.target(URL)
    store.ledger.set_state([entered.id], EditState.APPLIED, NOW)
    applied = store.memory.target(URL)

    assert proposed is not None
    assert proposed.rewritten == ()
    assert applied is not None
    assert [(link.path, link.written) for link in applied.rewritten] == [("a.md", entered.new)]
    assert URL in [memory.target.url for memory in store.memory.targets()]
