"""The ledger of edits."""

from dataclasses import replace
from datetime import timedelta

from linkcheck.model import Change, EditState, Span, Style
from linkcheck.store import Store
from tests.store.samples import NOW, edit


def test_edits_come_back_with_their_ids(store: Store, run_id: int) -> None:
    """What was entered comes back whole, in order, with the run that entered it."""
    edits = (edit("a.md", "http://a.example/"), edit("b.md", "http://b.example/ü", 7))

    entered = store.ledger.add(run_id, edits, NOW)

    assert store.ledger.edits() == entered
    assert [one.id for one in entered] == [1, 2]
    assert [(one.path, one.span, one.old, one.new, one.run_id) for one in entered] == [
        (one.path, one.span, one.old, one.new, run_id) for one in edits
    ]


def test_states_change_for_the_named_only(store: Store, run_id: int) -> None:
    """An edit that was declined is declined, and the others stay as they were."""
    first, second = store.ledger.add(
        run_id, (edit("a.md", "http://a.example/"), edit("a.md", "http://b.example/", 50)), NOW
    )
    assert first.id is not None
    store.ledger.set_state([first.id], EditState.DECLINED, NOW + timedelta(days=1))

    assert store.ledger.edits(state=EditState.PROPOSED) == (second,)
    assert [one.id for one in store.ledger.edits(state=EditState.DECLINED)] == [first.id]


def test_edits_are_found_by_everything(store: Store, run_id: int) -> None:
    """By path, by URL, by run, and by all of them together."""
    other = store.runs.begin(NOW, "here", "0.1.0")
    store.ledger.add(run_id, (edit("a.md", "http://a.example/"), edit("b.md", "http://a.example/")), NOW)
    store.ledger.add(other, (edit("a.md", "http://b.example/"),), NOW)

    assert [one.id for one in store.ledger.edits(path="a.md")] == [1, 3]
    assert [one.id for one in store.ledger.edits(url="http://a.example/")] == [1, 2]
    assert [one.id for one in store.ledger.edits(run_id=other)] == [3]
    assert [one.id for one in store.ledger.edits(path="a.md", run_id=run_id)] == [1]
    assert store.ledger.edits(path="a.md", url="http://nowhere.example/") == ()


def test_plans_keep_what_was_planned_together(store: Store, run_id: int) -> None:
    """The edits of one document in one call are one plan, in the order of their spans."""
    store.ledger.add(
        run_id,
        (edit("a.md", "http://b.example/", 90), edit("b.md", "http://b.example/"), edit("a.md", "http://a.example/")),
        NOW,
    )
    store.ledger.add(run_id, (edit("a.md", "http://c.example/", 10),), NOW)

    plans = store.ledger.plans("a.md")

    assert [[one.url for one in plan] for plan in plans] == [
        ["http://a.example/", "http://b.example/"],
        ["http://c.example/"],
    ]
    assert store.ledger.plans("c.md") == ()


def test_a_proposal_is_entered_once(store: Store, run_id: int) -> None:
    """What is proposed night after night has one row, which belongs to the run that proposed it last."""
    edits = (edit("a.md", "http://a.example/"), edit("a.md", "http://b.example/", 50))
    first = store.ledger.add(run_id, edits[1:], NOW)
    later = store.runs.begin(NOW, "here", "0.1.0")

    second = store.ledger.add(later, edits, NOW + timedelta(days=1))

    assert second[1].id == first[0].id
    assert len(store.ledger.edits()) == 2
    assert {one.run_id for one in store.ledger.edits()} == {later}
    assert [len(plan) for plan in store.ledger.plans("a.md")] == [2]


def test_what_was_applied_or_declined_is_not_the_same_proposal(store: Store, run_id: int) -> None:
    """A row keeps its end: proposing the same edit again is a new one."""
    (first,) = store.ledger.add(run_id, (edit("a.md", "http://a.example/"),), NOW)
    assert first.id is not None
    store.ledger.set_state([first.id], EditState.UNDONE, NOW)

    (second,) = store.ledger.add(run_id, (edit("a.md", "http://a.example/"),), NOW)

    assert second.id != first.id


def test_proposals_of_two_styles_are_two(store: Store, run_id: int) -> None:
    """Whoever changes the style is proposed something else: the old proposal is not taken for it."""
    one = edit("a.md", "http://a.example/")
    other = replace(one, style=Style.APPEND, beside=(Change(Span(9, 9), "", " (x)"),))

    store.ledger.add(run_id, (one,), NOW)
    store.ledger.add(run_id, (other,), NOW)
    store.ledger.add(run_id, (other,), NOW)

    assert [(row.id, row.style, row.beside) for row in store.ledger.edits()] == [
        (1, Style.REPLACE, ()),
        (2, Style.APPEND, ()),
    ]
