"""Whether a dead link's page lives elsewhere, when to ask again, and how the site's other pages moved."""

from dataclasses import replace
from datetime import timedelta

import pytest

from linkcheck.model import Alias, AliasAnswer, EditState, Evidence, NoAlias, Verdict
from linkcheck.store import Sought, Store
from tests.store.samples import NOW, TONIGHT, check, edit, link, remember

URL = "http://dead.example/page"
PLACE = "https://dead.example/page"
EVIDENCE = (Evidence("https", -0.3, "the same page “there”"), Evidence("words-in-head", -1.0, "page"))
FOUND = Alias(PLACE, "https", EVIDENCE, NOW)
NOWHERE = NoAlias((Evidence("tried", 0, f"{PLACE}: dead, http-404"),))


def die(store: Store, run_id: int, url: str = URL) -> None:
    """Link to a URL from a document, and let it fail."""
    remember(store, run_id, f"{url[-4:]}.md", [url])
    store.checks.add(run_id, check(url, Verdict.DEAD, "http-404"), TONIGHT)


@pytest.mark.parametrize("answer", [FOUND, NOWHERE, NoAlias()])
def test_every_answer_comes_back(store: Store, run_id: int, answer: AliasAnswer) -> None:
    """What was found, or what was tried, comes back whole, alone and with everything else of the target."""
    die(store, run_id)
    store.aliases.add(run_id, URL, answer, NOW, TONIGHT)

    assert store.aliases.of(URL) == (Sought(answer, NOW, TONIGHT),)
    memory = store.memory.target(URL)
    assert memory is not None
    assert memory.sought == Sought(answer, NOW, TONIGHT)


def test_the_latest_counts_and_the_history_stays(store: Store, run_id: int) -> None:
    """A page that was put up later takes the place of the answer that there is none."""
    die(store, run_id)
    store.aliases.add(run_id, URL, NOWHERE, NOW, TONIGHT)
    store.aliases.add(run_id, URL, FOUND, NOW + timedelta(days=30), None)

    memory = store.memory.target(URL)
    assert memory is not None
    assert memory.sought is not None
    assert isinstance(memory.sought.answer, Alias)
    assert [type(one.answer) for one in store.aliases.of(URL)] == [NoAlias, Alias]


def test_what_fails_is_due_until_it_has_an_answer_and_again_when_that_is_old(store: Store, run_id: int) -> None:
    """A failing target is due at once; after an answer, on the night that was named; a living one never."""
    die(store, run_id)
    remember(store, run_id, "b.md", ["http://alive.example/"])
    store.checks.add(run_id, check("http://alive.example/"), TONIGHT)
    assert list(store.aliases.due(TONIGHT)) == [URL]

    again = TONIGHT + timedelta(days=30)
    store.aliases.add(run_id, URL, NOWHERE, NOW, again)
    assert list(store.aliases.due(again - timedelta(days=1))) == []
    assert list(store.aliases.due(again)) == [URL]

    store.aliases.add(run_id, URL, FOUND, NOW + timedelta(days=30), None)
    assert list(store.aliases.due(again + timedelta(days=999))) == []


def test_what_was_rewritten_everywhere_is_not_due(store: Store, run_id: int) -> None:
    """A target needs a new place as long as one of its links stands there as it was written."""
    one = edit("a.md", URL)
    document = remember(store, run_id, "a.md", [URL, URL])
    store.checks.add(run_id, check(URL, Verdict.DEAD, "http-404"), TONIGHT)
    (entered,) = store.ledger.add(run_id, [one], NOW)
    assert entered.id is not None
    store.ledger.set_state([entered.id], EditState.APPLIED, NOW)
    rewritten = replace(link(document, URL), written=one.new)
    for links, due in (((rewritten, link(document, URL, 100)), [URL]), ((rewritten,), [])):
        store.documents.remember(document, links, run_id, lambda url: url)
        assert list(store.aliases.due(TONIGHT)) == due


def test_where_a_hosts_pages_were_led(store: Store, run_id: int) -> None:
    """Those that live and were led elsewhere, by both schemes, with and without www.; of the host and no other."""
    moved = ("http://old.example/a", "https://old.example/b", "http://www.old.example/c", "https://www.old.example/d")
    others = ("http://old.example.net/e", "http://older.example/f", "http://blog.old.example/g", "http://old.example/x")
    for url in (*moved, *others):
        store.checks.add(run_id, check(url, Verdict.MOVED, "redirected"), TONIGHT)
    gone = "http://old.example/h"
    store.checks.add(run_id, check(gone, Verdict.DEAD, "http-404"), TONIGHT)

    found = store.aliases.moves("old.example")

    assert sorted(found) == sorted((url, f"{url}/end") for url in (*moved, others[-1]))


def test_what_an_alias_stands_for(store: Store, run_id: int) -> None:
    """The original of an alias that was written and stands there still; none of a snapshot, none that was undone."""
    remember(store, run_id, "a.md", [PLACE])
    one = edit("a.md", URL)
    (entered,) = store.ledger.add(run_id, [type(one)(one.path, one.span, 1, URL, PLACE, URL, "", "it lives")], NOW)
    assert entered.id is not None
    assert store.aliases.originals(PLACE) == ()

    store.ledger.set_state([entered.id], EditState.APPLIED, NOW)
    assert store.aliases.originals(PLACE) == (URL,)

    store.ledger.set_state([entered.id], EditState.UNDONE, NOW)
    assert store.aliases.originals(PLACE) == ()
