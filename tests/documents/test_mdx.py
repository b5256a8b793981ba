"""What is code in MDX."""

import pytest

from linkcheck.documents.extract import extract
from linkcheck.documents.mdx import MdxCode
from linkcheck.model import Document, Kind


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a {b} c", ["{b}"]),
        ("a {b {c} d} e", ["{b {c} d}"]),
        ("import X from 'y'\nimport Z\n\na", ["import X from 'y'\nimport Z"]),
        ("export const a = 1\n\nimported words", ["export const a = 1"]),
        ("a {b\nc {d} e", ["{b", "{d}"]),
        ("a } b", []),
        ("important {", ["{"]),
    ],
)
def test_code_is_touched(text: str, code: list[str]) -> None:
    """Imports and braces are code, nested and unclosed ones too; words around them are none."""
    found = MdxCode(text.encode(), 0)
    touched = {at for at in range(len(text)) if found.touch((at, at + 1))}

    assert touched == {at for piece in code for at in range(text.index(piece), text.index(piece) + len(piece))}


def test_only_mdx_has_it() -> None:
    """In plain Markdown a brace is a brace."""
    data = b"{ http://a.example/ }"

    counts = [len(extract(Document(name, Kind.MARKDOWN, data, "utf-8", None, 0))) for name in ("a.md", "a.mdx")]

    assert counts == [1, 0]
