"""What became of edits is found by comparing the ledger with the document, and in doubt nothing has come."""

from collections import Counter
from dataclasses import replace

import pytest

from linkcheck.documents import extract, settle
from linkcheck.model import Document, Edit, EditState, Style
from tests.documents.rewriting import document, ledger, preserving, snapshot_of

A, B = "http://a.example/", "http://b.example/"
TEXT = f"One [a]({A}).\n\nTwo [b]({B}).\n\nThree [again]({A}).\n"
APPLIED, PROPOSED, DECLINED, UNDONE = EditState.APPLIED, EditState.PROPOSED, EditState.DECLINED, EditState.UNDONE


def edits_of(text: str, *states: EditState) -> tuple[Edit, ...]:
    """The edits that lead each link of a text to its snapshot, in these states; the last holds for the rest."""
    rows = ledger(preserving(document(text)))
    return tuple(replace(row, state=states[min(at, len(states) - 1)]) for at, row in enumerate(rows))


def written(text: str) -> Counter[str]:
    """How often each URL is written in a text."""
    return Counter(link.written for link in extract(document(text)))


def told(now: str | Document, edits: tuple[Edit, ...], before: Counter[str]) -> dict[str, list[int | None]]:
    """The ids of what came, was undone and waits."""
    whole = now if isinstance(now, Document) else document(now)
    links = extract(whole)
    settled = settle(whole, links, edits, before)
    texts = {text for edit in edits for text in (edit.old, edit.new)}
    if all(edit.style is Style.REPLACE for edit in edits):
        # the others tell nothing, and need not be held
        assert settled == settle(whole, [link for link in links if link.written in texts], edits, before)
    return {
        kind: [edit.id for edit in found]
        for kind, found in (("came", settled.came), ("undone", settled.undone), ("waiting", settled.waiting))
        if found
    }


@pytest.mark.parametrize("top", ["", "A new line.\n\n"], ids=["in place", "moved"])
@pytest.mark.parametrize("end", ["", "\n\nAn end."], ids=["", "longer"])
@pytest.mark.parametrize("made", [(), (1,), (2,), (3,), (1, 3), (2, 3), (1, 2, 3)], ids=str)
def test_which_hunks_were_made(made: tuple[int, ...], top: str, end: str) -> None:
    """Of two with the same text the order tells which it was, wherever they have moved to."""
    now = TEXT
    for number, mark in ((1, f"[a]({A})"), (2, f"[b]({B})"), (3, f"[again]({A})")):
        if number in made:
            text, _, rest = mark.partition("(")
            now = now.replace(mark, f"{text}({snapshot_of(rest[:-1])})")

    found = told(top + now + end, edits_of(TEXT, PROPOSED), written(TEXT))

    assert sorted(found.get("came", []), key=str) == list(made)
    assert sorted(found.get("waiting", []), key=str) == [one for one in (1, 2, 3) if one not in made]
    assert "undone" not in found


def test_a_line_that_is_gone_neither_came_nor_waits() -> None:
    """A person who takes a whole line away has answered another question."""
    now = TEXT.replace(f"Two [b]({B}).\n\n", "")

    assert told(now, edits_of(TEXT, PROPOSED), written(TEXT)) == {"waiting": [1, 3]}


def test_the_authors_own_snapshot_is_none_of_ours() -> None:
    """It stood there before, so nothing has come; when one more stands there, one has."""
    text = f"[saved]({snapshot_of(A)}) of [a]({A})\n"
    (edit,) = (replace(one, state=PROPOSED) for one in ledger(preserving(document(text))) if one.old == A)

    assert told(f"News.\n\n{text}", (edit,), written(text)) == {"waiting": [1 if edit.id == 1 else edit.id]}
    assert told(text.replace(f"]({A})", f"]({snapshot_of(A)})"), (edit,), written(text)) == {"came": [edit.id]}


def test_an_original_that_is_back_was_taken_back() -> None:
    """One of two, or both; an original that stood elsewhere all the time says nothing."""
    edits = edits_of(TEXT, APPLIED)
    rewritten = TEXT.replace(A, snapshot_of(A)).replace(B, snapshot_of(B))
    one_back = rewritten.replace(f"[again]({snapshot_of(A)})", f"[again]({A})")

    assert told(rewritten, edits, written(rewritten)) == {}
    assert told(one_back, edits, written(rewritten)) == {"undone": [3]}
    assert told(TEXT, edits, written(rewritten)) == {"undone": [1, 2, 3]}
    assert told(rewritten.replace(f"Two [b]({snapshot_of(B)}).", ""), edits, written(rewritten)) == {}


def test_a_line_that_went_while_its_original_stands_elsewhere() -> None:
    """The original was there before: it has not come back."""
    rewritten = f"One [a]({snapshot_of(A)}).\n\nTwo <{A}>.\n"
    edits = edits_of(f"One [a]({A}).\n\nTwo.\n", APPLIED)

    assert told(f"Two <{A}>.\n", edits, written(rewritten)) == {}


@pytest.mark.parametrize("state", [DECLINED, UNDONE])
def test_what_a_person_said_no_to_may_come_after_all(state: EditState) -> None:
    """A revert of a revert: it stands there, so it is applied; while the original stands beside it, it is not."""
    edits = edits_of(f"[a]({A})\n", state)

    assert told(f"[a]({snapshot_of(A)})\n", edits, written(f"[a]({A})\n")) == {"came": [1]}
    assert told(f"[a]({A}) [my own]({snapshot_of(A)})\n", edits, written(f"[a]({A})\n")) == {}


def test_an_alias_comes_only_where_nothing_is_left_of_the_original() -> None:
    """It is a URL that the author may have written too."""
    place = "http://new.example/"
    text = f"[a]({A}) [b]({A})\n"
    rows = edits_of(text, PROPOSED)
    edits = tuple(replace(row, new=place, timestamp="") for row in rows)

    assert told(f"[a]({place}) [b]({A})\n", edits, written(text)) == {"waiting": [1, 2]}
    assert told(f"[a]({place}) [b]({place})\n", edits, written(text)) == {"came": [1, 2]}
    assert told(f"[a]({place}) [b]({place})\n", edits, written(f"[a]({place}) [b]({place})\n")) == {}


def test_line_endings_and_other_encodings() -> None:
    """Spans count bytes, whatever the text is written in."""
    text = f"Grüße [a]({A})\r\n\r\n[b]({B})\r\n"
    whole = document(text, encoding="cp1252")
    edits = tuple(replace(one, state=PROPOSED) for one in ledger(preserving(whole)))
    now = document("Noch ein Gruß.\r\n\r\n" + text.replace(B, snapshot_of(B)), encoding="cp1252")

    assert told(now, edits, written(text)) == {"came": [2], "waiting": [1]}
