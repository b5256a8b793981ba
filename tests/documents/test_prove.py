"""The proof that a rewrite changes the planned URLs and nothing else."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkcheck.documents.extract import extract
from linkcheck.documents.plan import plan
from linkcheck.documents.prove import prove
from linkcheck.documents.undo import undo
from linkcheck.model import Document, Edit, Link, Refused, Rewrite, Span, Syntax
from tests.documents.forms import any_text, markdown
from tests.documents.rewriting import (
    again,
    document,
    ledger,
    preserving,
    read_file,
    replacement,
    rewritten,
    snapshot_of,
)

OLD = "http://old.example/"
CASES = Path(__file__).parents[1] / "cases" / "documents-rewrite"


@pytest.mark.parametrize(
    "folder", sorted(path for path in CASES.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_cases(folder: Path) -> None:
    """Each case's input, rewritten as its edits.toml says, is its expected bytes; undone, it is the input again."""
    (before,) = folder.glob("input.*")
    (after,) = folder.glob("expected.*")
    whole = read_file(before)
    case = tomllib.loads((folder / "edits.toml").read_text("utf-8"))
    links = extract(whole) if case.get("front_matter") else body_links(whole)
    wanted: dict[Span, str] = {}
    for row in case["edit"]:
        found = [link for link in links if link.url == row["url"] and not link.fixed]
        assert len(found) == row.get("times", 1), row
        wanted |= {link.span: row["new_url"] for link in found}
    assert sorted(link.url for link in links if link.span not in wanted) == sorted(case.get("stays", []))
    edits = plan(whole, extract(whole), {span: replacement(new, OLD) for span, new in wanted.items()})

    rewrite, changed = rewritten(whole, edits)

    assert rewrite.after == after.read_bytes()
    assert changed == replace(read_file(after), path=before.name)
    assert again(whole, changed, edits) == ()
    assert undo(changed, ledger(edits)).rewrites[0].after == whole.data


def body_links(whole: Document) -> list[Link]:
    """The links of a document without those of its front matter, which are reported only."""
    return [link for link in extract(whole) if link.syntax is not Syntax.FRONT_MATTER]


def test_without_edits_the_bytes_are_the_same() -> None:
    """A rewrite with nothing to do gives back the document."""
    whole = document(b"\xef\xbb\xbf[a](http://old.example/)\r\n\xff")

    assert prove(whole, ()) == Rewrite("issue.md", whole.data, whole.data, ())


def edit_of(whole: Document, old: str = OLD, new: str | None = None) -> Edit:
    """An edit by hand, of the first place where `old` stands."""
    start = whole.data.index(old.encode())
    span = Span(start, start + len(old))
    return Edit(whole.path, span, 3, old, snapshot_of(old) if new is None else new, OLD, "20170326120000", "dead")


def refused(whole: Document, *edits: Edit) -> str:
    """Why a rewrite is refused."""
    result = prove(whole, edits)
    assert isinstance(result, Refused), result
    assert result.path == whole.path
    return result.why


def test_a_document_in_doubt_is_refused() -> None:
    """What could not be read for certain is not rewritten, and the line says what it was."""
    whole = replace(document(f"[a]({OLD})"), doubt="its front matter is not YAML: line 2")

    assert refused(whole, edit_of(whole)) == "left as it is: its front matter is not YAML: line 2"
    assert prove(whole, ()) == Rewrite("issue.md", whole.data, whole.data, ())


def test_another_text_at_the_span_is_refused() -> None:
    """An edit whose old text is not where it says is never made."""
    whole = document(f"[a]({OLD})")

    why = refused(document(f"[ab]({OLD})"), edit_of(whole))

    assert why == "line 3: the link that was to change no longer stands there"


def test_two_edits_of_one_text_are_refused() -> None:
    """Edits that overlap cannot both be made, so none is."""
    whole = document(f"[a]({OLD}b)")

    assert refused(whole, edit_of(whole), edit_of(whole, f"{OLD}b")) == "line 3: two changes of the same text"


def test_an_edit_beside_the_links_is_refused() -> None:
    """A text that is no link is not changed, be it a URL in a code span."""
    whole = document(f"`{OLD}`")

    assert refused(whole, edit_of(whole)) == "line 3: no link stands there"


@pytest.mark.parametrize(
    ("text", "new", "why"),
    [
        ("[a]({})", "ftp:/e.com/a b", "0 links would be found in place of 1"),
        ("[a]({})", "https://e.com/a b", "line 1: the link would no longer be found whole"),
        ("[a]({})", "https://e.com/)(b", "line 1: the link would no longer be found whole"),
        ("<{}>", "https://e.com/a b", "line 1: the link would no longer be found whole"),
        ("see {} there", "https://e.com/what?", "line 1: the link would no longer be found whole"),
        ("[a]({})", "https://e.com/&copy;", "line 3: the new URL would be read as another one"),
        ("[a]({})", "a.html", "line 3: the new URL would be read as another one"),
        ("[a]({}) [b](c)", "http://e.com/) [c](d", "3 links would be found in place of 2"),
    ],
)
def test_a_text_that_would_be_read_otherwise_is_refused(text: str, new: str, why: str) -> None:
    """A new text that is not escaped for its place never gets into a document."""
    whole = document(text.format(OLD))

    assert refused(whole, edit_of(whole, new=new)) == why


def test_a_base_that_would_lead_other_links_elsewhere_is_refused() -> None:
    """A link that is not in the plan must lead where it led."""
    whole = document(f'<base href="{OLD}"><a href="a.html">a</a><a href="{OLD}x">b</a>', "issue.html")

    assert isinstance(prove(whole, (edit_of(whole),)), Refused)


def test_a_url_that_the_encoding_cannot_write_is_refused() -> None:
    """A character that the document's encoding lacks is told, not replaced."""
    whole = document(f"K\xe4se [a]({OLD})".encode("latin-1"), encoding="latin-1")

    why = refused(whole, edit_of(whole, new="https://e.com/日"))

    assert why == "line 3: the new URL cannot be written in latin-1"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "koi8-r", "shift_jis", "utf-16-le", "utf-16-be"])
def test_other_encodings_are_kept(tmp_path: Path, encoding: str) -> None:
    """A document of another encoding is rewritten in that encoding, and every other byte stays."""
    mark = "\ufeff" if encoding.startswith("utf-16") else f'<meta charset="{encoding}">\n\n'
    word = {"koi8-r": "связь", "shift_jis": "日本"}.get(encoding, "Käse")
    text = f"{mark}{word} [{word}]({OLD}{word}) {word} and\r\n{OLD}b."
    (tmp_path / "issue.md").write_bytes(text.encode(encoding))
    whole = read_file(tmp_path / "issue.md")

    edits = preserving(whole)
    rewrite, changed = rewritten(whole, edits)

    assert rewrite.after == text.replace(OLD, snapshot_of(OLD)).encode(encoding)
    assert undo(changed, ledger(edits)).rewrites[0].after == whole.data


def test_an_encoding_that_would_no_longer_be_told_is_refused(tmp_path: Path) -> None:
    """A longer URL may not push the declaration of a page's encoding to where nobody looks for it."""
    page_before = f'<a href="{OLD}">' + "x" * 4000 + '</a><meta charset="iso-8859-1">\xe4'
    (tmp_path / "issue.html").write_bytes(page_before.encode("latin-1"))
    whole = read_file(tmp_path / "issue.html")

    why = refused(whole, *preserving(whole))

    assert why == "it would no longer be read in the encoding that it declares"


@settings(max_examples=100, deadline=None)
@given(any_text(), st.sampled_from(["issue.md", "issue.html", "issue.txt"]))
@example(f"[{OLD}]({OLD})", "issue.md")
def test_no_text_is_changed_beside_its_links(text: str, name: str) -> None:
    """Whatever the text, a rewrite is proven or refused, and undoing a proven one gives the same bytes."""
    whole = document(text, name)
    edits = preserving(whole)
    rewrite = prove(whole, edits)
    if isinstance(rewrite, Rewrite) and edits:
        undoing = undo(replace(whole, data=rewrite.after), ledger(edits))
        assert [made.after for made in undoing.rewrites] == [whole.data]


@settings(max_examples=60, deadline=None)
@given(markdown(), st.sampled_from(["a)b(c", "a b<c>", "?a&copy;=(", "_~*a*~_", "[x](y)", "a|b`c`", "what?!.", "日本"]))
def test_any_url_can_be_put_anywhere(text: str, path: str) -> None:
    """A URL that shares nothing with the old one, with marks of every syntax, is escaped for every place."""
    whole = document(text)
    edits = preserving(whole, lambda _: f"https://other.example/{path}")

    rewrite = prove(whole, edits)

    assert isinstance(rewrite, Rewrite), rewrite
    assert len(rewrite.edits) == len(edits)


def test_there_are_cases_of_every_form() -> None:
    """Every form of link, of every kind of document, has a case of its own; each says where its expectation is from."""
    folders = [path for path in CASES.iterdir() if path.is_dir()]

    assert len(folders) >= 120
    assert all((folder / "edits.toml").read_text("utf-8").startswith("# ") for folder in folders)
