"""Originals put back, whatever has happened to the document since."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.documents.extract import extract
from linkcheck.documents.plan import plan
from linkcheck.documents.undo import Undoing, undo
from linkcheck.documents.write import write
from linkcheck.model import Document, Edit, EditState, Refused, Style
from tests.documents.rewriting import (
    document,
    ledger,
    preserving,
    read_file,
    replacement,
    rewritten,
    snapshot_of,
    wishes_of,
)

A, B = "http://a.example/", "http://b.example/"
BOTH = f"One [a]({A}) and {B} two.\n\n> ![i]({A}i.png)\n\n[r], [s]\n\n[r]: {A}\n[s]: <{B}>\n"


def rewritten_once(text: str = BOTH) -> tuple[Document, Document, tuple[Edit, ...]]:
    """A document, what a night made of it, and the ledger's rows."""
    whole = document(text)
    edits = preserving(whole)
    return whole, rewritten(whole, edits)[1], ledger(edits)


def edited(whole: Document, old: str, new: str) -> Document:
    """The document after a person has changed a text of it, wherever it stands."""
    assert old.encode() in whole.data
    return replace(whole, data=whole.data.replace(old.encode(), new.encode()))


def result(undoing: Undoing) -> str:
    """What the document has after the last rewrite of an undoing that refused nothing."""
    assert undoing.refused == ()
    return undoing.rewrites[-1].after.decode()


def test_the_same_bytes_come_back() -> None:
    """Where nothing else has changed, the document is what it was before."""
    before, now, rows = rewritten_once()

    undoing = undo(now, rows)

    assert result(undoing) == BOTH
    assert undoing.rewrites[0].before == now.data
    assert before.data == undoing.rewrites[0].after


def test_the_ledgers_rows_are_named() -> None:
    """The edits of an undoing have the ledger's ids, go from new to old, and are undone."""
    _, now, rows = rewritten_once()

    (back,) = undo(now, rows).rewrites

    assert [(edit.id, edit.old, edit.new, edit.state) for edit in back.edits] == [
        (row.id, row.new, row.old, EditState.UNDONE) for row in rows
    ]


def test_one_url_of_many_is_put_back() -> None:
    """Some edits of a plan are undone while others stay."""
    _, now, rows = rewritten_once()
    chosen = [row for row in rows if row.url == B]
    staying = [row for row in rows if row.url != B]

    assert result(undo(now, chosen, staying)) == BOTH.replace(A, snapshot_of(A))
    assert result(undo(now, chosen)) == BOTH.replace(A, snapshot_of(A))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("One", "A new first line.\n\nOne"),
        ("two.", "two, and [a third](http://c.example/)."),
        (" and ", "\n\nA paragraph\n\n"),
        ("[r], [s]", "[s], [r]!"),
        ("\n", "\r\n"),
    ],
)
def test_a_document_that_was_edited_keeps_its_edits(old: str, new: str) -> None:
    """Spans are found again by what is written there; what a person has changed stays."""
    _, now, rows = rewritten_once()

    assert result(undo(edited(now, old, new), rows)) == BOTH.replace(old, new)


def test_a_link_that_was_taken_out_is_told() -> None:
    """An edit whose text is gone is refused with its line; the others are undone."""
    _, now, rows = rewritten_once()

    undoing = undo(edited(now, f" and {snapshot_of(B)} two", ""), rows)

    assert undoing.rewrites[-1].after.decode() == BOTH.replace(f" and {B} two", "")
    why = "line 1: what was written there is no longer in the document"
    assert undoing.refused == (Refused("issue.md", why),)


def test_nothing_left_to_undo_changes_nothing() -> None:
    """In a document that has its originals again already, nothing is written, and every edit counts as put back."""
    before, _, rows = rewritten_once()

    undoing = undo(before, rows)

    assert (undoing.rewrites, undoing.refused) == ((), ())
    assert set(undoing.returned) == set(rows)


def test_no_more_originals_count_as_put_back_than_there_are() -> None:
    """Of two equal edits one was put back by a person and the other taken out: the second is told."""
    whole = document(f"[a]({A}) [b]({A})")
    rows = ledger(preserving(whole))

    undoing = undo(document(f"[a]({A})"), rows)

    assert undoing.rewrites == ()
    assert [len(undoing.returned), len(undoing.refused)] == [1, 1]


def twins() -> tuple[Document, tuple[Edit, ...]]:
    """Two links with different originals and the same snapshot: a document and its ledger."""
    whole = document("[a](http://a.example) x [b](http://a.example/) y [c](http://c.example/)\n")
    links = extract(whole)
    wanted = {link.span: replacement(snapshot_of(A if "a.ex" in link.url else link.url), link.url) for link in links}
    edits = plan(whole, links, wanted)
    assert edits[0].new == edits[1].new
    return rewritten(whole, edits)[1], ledger(edits)


def test_twins_are_told_apart_by_their_order() -> None:
    """Two originals that share a snapshot come back each to its place, also when the text around has moved."""
    now, rows = twins()
    expected = "[a](http://a.example) x [b](http://a.example/) y [c](http://c.example/)\n"

    assert result(undo(now, rows)) == expected
    assert result(undo(edited(now, "[a]", "longer [a]"), rows)) == f"longer {expected}"
    assert result(undo(edited(now, " x ", " xxx "), rows)) == expected.replace(" x ", " xxx ")


def test_one_of_two_twins_is_found_by_what_stays() -> None:
    """The edits that are not undone tell which of two equal texts is meant."""
    now, rows = twins()

    text = result(undo(edited(now, "[a]", "longer [a]"), rows[1:2], [rows[0], rows[2]]))

    assert text == f"longer [a]({snapshot_of(A)}) x [b](http://a.example/) y [c]({snapshot_of('http://c.example/')})\n"


def test_a_copy_is_told_from_the_original_by_its_neighbours() -> None:
    """A snapshot that a person wrote himself is not taken for the program's where the links around tell them apart."""
    now, rows = twins()
    copied = edited(now, "[a]", f"[mine]({snapshot_of(A)}) [a]")

    undoing = undo(copied, rows)

    assert f"[mine]({snapshot_of(A)})" in undoing.rewrites[-1].after.decode()
    assert undoing.rewrites[-1].after.decode().endswith("y [c](http://c.example/)\n")


def test_what_cannot_be_told_apart_is_refused() -> None:
    """Where a copy of the text stands, and nothing says which is which, none is changed."""
    whole = document(f"[a]({A})")
    now, rows = rewritten(whole, preserving(whole))[1], ledger(preserving(whole))
    copied = edited(now, "[a]", f"[mine]({snapshot_of(A)}), [a]")

    undoing = undo(copied, rows)

    assert undoing.rewrites == ()
    (refused,) = undoing.refused
    assert refused.why.startswith("line 1: the same URL stands elsewhere too")


def test_copies_that_were_taken_out_do_not_matter() -> None:
    """Of two equal edits one was deleted by a person: the other is undone, and one line is told."""
    whole = document(f"[a]({A}) [b]({A})")
    rows = ledger(preserving(whole))
    now = edited(rewritten(whole, preserving(whole))[1], f"[a]({snapshot_of(A)}) ", "")

    undoing = undo(now, rows)

    assert [rewrite.after.decode() for rewrite in undoing.rewrites] == [f"[b]({A})"]
    assert len(undoing.refused) == 1


def two_nights() -> tuple[Document, tuple[Edit, ...], tuple[Edit, ...]]:
    """A document that two runs have changed, the second also one link of the first; and both runs' rows."""
    whole = document(BOTH)
    first = [edit for edit in preserving(whole) if edit.url == A]
    _, between = rewritten(whole, tuple(first))
    links = extract(between)
    other = {
        link.span: replacement(
            "https://arquivo.pt/wayback/2017/x" if link.written.startswith("https") else snapshot_of(B), B
        )
        for link in (links[0], links[1])
    }
    second = plan(between, links, other)
    _, now = rewritten(between, second)
    return now, ledger(tuple(first), 1), ledger(second, 2, 10)


def test_two_runs_are_undone_newest_first() -> None:
    """Each run's plan is put back in its own rewrite, one starting from the bytes of the other."""
    now, first, second = two_nights()

    undoing = undo(now, [*first, *second])

    assert result(undoing) == BOTH
    assert undoing.rewrites[0].after == undoing.rewrites[1].before
    assert [{edit.run_id for edit in rewrite.edits} for rewrite in undoing.rewrites] == [{2}, {1}]


def test_an_earlier_run_is_undone_under_a_later_one() -> None:
    """Of a run that a later one built upon, what the later one changed again is refused, the rest put back."""
    now, first, second = two_nights()

    undoing = undo(now, first, second)

    (refused,) = undoing.refused
    assert refused.why == "line 1: it was changed again by a later run, which has to be undone first"
    assert len(undoing.rewrites[0].edits) == len(first) - 1
    text = result(undo(replace(now, data=undoing.rewrites[0].after), second))
    assert text == BOTH.replace(f"[a]({A})", f"[a]({snapshot_of(A)})")


def test_on_disk_and_back(tmp_path: Path) -> None:
    """Read, rewritten, written, read again, undone and written: the file has the bytes it had, and the same mode."""
    file = tmp_path / "issue.md"
    file.write_bytes(f"\ufeff---\r\ntitle: x\r\ndate: 2017-03-26\r\n---\r\n{BOTH}".encode())
    file.chmod(0o640)
    whole = read_file(file)
    edits = preserving(whole)
    rewrite, changed = rewritten(whole, edits)

    assert write(file, rewrite, tmp_path) is None
    assert read_file(file) == changed
    (back,) = undo(read_file(file), ledger(edits)).rewrites
    assert write(file, back, tmp_path) is None
    assert read_file(file) == whole
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_document_in_doubt_is_left_alone() -> None:
    """A document that can no longer be read for certain is not written to."""
    _, now, rows = rewritten_once()

    undoing = undo(replace(now, doubt="its front matter is not YAML"), rows)

    assert undoing == Undoing((), (Refused("issue.md", "left as it is: its front matter is not YAML"),))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_edits_of_a_person_stay(data: st.DataObject) -> None:
    """Lines put in anywhere between paragraphs do not keep the originals from coming back."""
    paragraphs = data.draw(st.lists(st.sampled_from([f"[a]({A})", f"{B} x", f"<{A}> [b](<{B}>)", "text"]), min_size=1))
    inserted = data.draw(st.lists(st.sampled_from(["", "new words", "[c](http://c.example/)"]), max_size=6))
    _, now, rows = rewritten_once("\n\n".join(paragraphs))
    lines = now.data.decode().split("\n\n")
    before = list(paragraphs)
    for text in inserted:
        at = data.draw(st.integers(0, len(lines)))
        lines.insert(at, text)
        before.insert(at, text)

    undoing = undo(replace(now, data="\n\n".join(lines).encode()), rows)

    assert undoing.refused == ()
    assert "\n\n".join(before) == (undoing.rewrites[-1].after.decode() if rows else "\n\n".join(lines))


def styled_once(text: str, style: Style, name: str = "issue.md") -> tuple[Document, tuple[Edit, ...]]:
    """What a night in a style made of a document, and the ledger's rows."""
    whole = document(text, name)
    links = extract(whole)
    edits = plan(whole, links, wishes_of(links, style))
    return rewritten(whole, edits)[1], ledger(edits)


@pytest.mark.parametrize(
    ("old", "new", "back"),
    [
        ("One", "Some more words, and one", f"Some more words, and one [a]({A}), [b]({B}) [c]({A})\n"),
        ("[b]", "[another b]", f"One [a]({A}), [another b]({B}) [c]({A})\n"),
        (" [c]", "\n\nLast: [c]", f"One [a]({A}), [b]({B})\n\nLast: [c]({A})\n"),
        ("archived", "kept", f"One [a]({A}), [b]({B}) [c]({A})\n"),
    ],
)
def test_what_was_appended_is_found_after_the_document_was_edited(old: str, new: str, back: str) -> None:
    """Words before, in between and in the links themselves: only what was put in is taken out."""
    now, rows = styled_once(f"One [a]({A}), [b]({B}) [c]({A})\n", Style.APPEND)

    assert result(undo(edited(now, old, new), rows)) == back


def test_an_appended_link_that_was_taken_out_by_hand_has_returned() -> None:
    """One of two is gone, and its original is what stands there: it is told as undone, and the other is taken out."""
    now, rows = styled_once(f"[a]({A}) [b]({B})", Style.APPEND)
    without = edited(now, f" ([archived]({snapshot_of(A)}))", "")

    undoing = undo(without, rows)

    assert result(undoing) == f"[a]({A}) [b]({B})"
    assert [edit.old for edit in undoing.returned] == [A]


def test_one_of_a_picture_and_its_link_is_undone_alone() -> None:
    """Both are followed at the same place; each is taken out by itself."""
    text = f"[![a]({B}i.png)]({A})"
    now, rows = styled_once(text, Style.APPEND)
    (first,) = (row for row in rows if row.old == A)

    undoing = undo(now, [first], [row for row in rows if row is not first])

    assert result(undoing) == f"{text} ([archived]({snapshot_of(B)}i.png))"


def test_robust_attributes_that_were_changed_by_hand_stay() -> None:
    """Whoever changed them meant it: the link is left as it is, with the reason; the others are put back."""
    text = f'<a href="{A}">a</a> <a href="{B}">b</a>'
    now, rows = styled_once(text, Style.ROBUST, "issue.html")
    by_hand = edited(now, f'data-originalurl="{A}"', f'data-originalurl="{A}index.html"')

    undoing = undo(by_hand, rows)

    assert [made.after.decode().endswith(f' <a href="{B}">b</a>') for made in undoing.rewrites] == [True]
    gone = "line 1: what was written there is no longer in the document"
    assert undoing.refused == (Refused("issue.html", gone),)


def test_styles_of_two_runs_are_undone_one_after_the_other() -> None:
    """A run that replaced and one that appended, in one document: both are found, and the text is what it was."""
    text = f"[a]({A}) and [b]({B})"
    whole = document(text)
    links = extract(whole)
    first = plan(whole, links[:1], wishes_of(links[:1], Style.REPLACE))
    _, between = rewritten(whole, first)
    links = extract(between)
    second = plan(between, links, wishes_of(links, Style.APPEND))
    _, now = rewritten(between, second)
    rows = (*ledger(first), *ledger(second, run_id=2, first_id=9))

    assert result(undo(now, rows)) == text
