"""What linkcheck wrote itself, told by the bytes."""

from linkcheck.model import EditState
from linkcheck.store import Store
from tests.store.samples import NOW, TONIGHT, check, edit, remember


def test_bytes_are_known_wherever_they_are(store: Store, run_id: int) -> None:
    """What was written is known by its digest, in any file; each document has its own."""
    store.writings.enter(run_id, "a.md", "1" * 64, NOW)
    store.writings.enter(run_id, "a.md", "2" * 64, NOW)
    store.writings.enter(run_id, "b.md", "3" * 64, NOW)

    assert [store.writings.knows(digit * 64) for digit in "1234"] == [True, True, True, False]
    assert store.writings.digests("a.md") == {"1" * 64, "2" * 64}


def test_they_go_with_a_document_that_is_renamed(store: Store, run_id: int) -> None:
    """A document by another name is the one that was written."""
    remember(store, run_id, "a.md", ["http://a.example/"])
    store.writings.enter(run_id, "a.md", "1" * 64, NOW)

    store.documents.rename("a.md", "b.md")

    assert store.writings.digests("b.md") == {"1" * 64}
    assert store.writings.digests("a.md") == frozenset()


def test_a_restored_edit_is_undone_and_nobodys_no(store: Store, run_id: int) -> None:
    """It is told from one that a person undid."""
    first, second = store.ledger.add(
        run_id, (edit("a.md", "http://a.example/"), edit("a.md", "http://b.example/")), NOW
    )
    assert first.id is not None
    assert second.id is not None

    store.ledger.restore([first.id], NOW)

    assert [(one.state, one.restored) for one in store.ledger.edits()] == [("undone", True), ("proposed", False)]


def test_only_edits_of_links_that_have_not_failed_again_are_revived(store: Store, run_id: int) -> None:
    """Applied, in the place of a dead link, and the last word on its target is a living one."""
    urls = [f"http://{name}.example/" for name in "abc"]
    remember(store, run_id, "a.md", urls)
    entered = store.ledger.add(run_id, [edit("a.md", url, number * 100) for number, url in enumerate(urls)], NOW)
    ids = [one.id for one in entered if one.id is not None]
    store.ledger.set_state(ids[:2], EditState.APPLIED, NOW)
    store.checks.add(run_id, check(urls[0]), TONIGHT)
    store.checks.add(run_id, check(urls[2]), TONIGHT)

    assert [(one.url, at) for one, at in store.ledger.revived()] == [(urls[0], NOW)]
