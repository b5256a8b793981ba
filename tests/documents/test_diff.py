"""The unified diff of a rewrite, taken by the real git and the real patch."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.documents.diff import diff
from linkcheck.documents.prove import spliced
from linkcheck.model import Edit, Rewrite, Span
from tests.documents.rewriting import document

OLD, NEW = b"http://old.example/", b"https://web.archive.org/web/20170326120000/http://old.example/"
TOOLS = [
    ["git", "apply", "--whitespace=nowarn", "-"],
    *([["patch", "-p1", "--binary", "--quiet"]] if shutil.which("patch") else []),
]
"""git is needed to build linkcheck at all; patch is tried where it is installed."""


def rewrite_of(data: bytes, path: str = "issue.md", old: bytes = OLD, new: bytes = NEW) -> Rewrite:
    """A rewrite of every place where `old` stands."""
    edits = []
    at = data.find(old)
    while at >= 0:
        span = Span(at, at + len(old))
        edits.append(Edit(path, span, 1, _text(old), _text(new), "http://old.example/", "20170326120000", "dead"))
        at = data.find(old, span.end)
    rewrite = spliced(document(data, path), edits)
    assert isinstance(rewrite, Rewrite)
    return rewrite


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def apply(tool: list[str], folder: Path, patch: str) -> None:
    """Let a tool change the files of a folder by a patch."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment["GIT_CEILING_DIRECTORIES"] = str(folder.parent)
    data = patch.encode("utf-8", "surrogateescape")
    done = subprocess.run(tool, cwd=folder, input=data, capture_output=True, check=False, env=environment)
    assert done.returncode == 0, (done.stderr, data)


DOCUMENTS = {
    "one line": b"a " + OLD + b" b\n",
    "no newline at the end": b"a\nb\n" + OLD,
    "no newline at the end, far below": OLD + b"\na\nb\nc\nd",
    "no newline at the end, in the context": OLD + b"\na\nb",
    "CRLF": b"one\r\n" + OLD + b"\r\nthree\r\n",
    "mixed line ends": b"one\r\ntwo\n" + OLD + b"\rfour\r\nfive\n\r\n",
    "lone carriage returns": b"one\rtwo\r" + OLD + b"\rfour",
    "bytes that are not UTF-8": b"K\xe4se \xff\n" + OLD + b" \xe9\n\x80\n",
    "form feeds and other line ends of Unicode": "a\x0cb\u2028c\x85d\x0b".encode() + OLD + b"\n",
    "byte order mark": b"\xef\xbb\xbf" + OLD + b"\n",
    "two in a line": OLD + b" " + OLD + b"\n",
    "lines that touch": b"x\n" + OLD + b"\n" + OLD + b"\ny\n",
    "changes whose contexts touch": OLD + b"\n1\n2\n3\n4\n5\n6\n" + OLD + b"\n",
    "changes far apart": OLD + b"\n" + b"".join(b"%d\n" % n for n in range(30)) + OLD + b"\n",
    "lines that look like a diff": b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n" + OLD + b"\n\\ No newline\n-- \n",
    "trailing blanks and empty lines": b"\n\n \t\n" + OLD + b" \n\n\n\n",
}


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool[0])
@pytest.mark.parametrize("data", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_a_patch_gives_the_same_bytes(tmp_path: Path, data: bytes, tool: list[str]) -> None:
    """Whatever the line ends and the encoding, the diff applied to the old file gives the rewrite's bytes."""
    rewrite = rewrite_of(data)
    (tmp_path / "issue.md").write_bytes(data)

    apply(tool, tmp_path, diff(rewrite))

    assert rewrite.after == (tmp_path / "issue.md").read_bytes()
    assert rewrite.after == data.replace(OLD, NEW)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool[0])
@pytest.mark.parametrize(
    "path",
    [
        "with space.md",
        "a/b c/d.md",
        'quo"te.md',
        "back\\slash.md",
        "März/Käse.md",
        "tab\there.md",
        "nl\nx.md",
        "./x.md",
    ],
)
def test_every_path_finds_its_file(tmp_path: Path, path: str, tool: list[str]) -> None:
    """Blanks, quotes, control characters and other scripts in a path are written so that the file is found."""
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(OLD + b"\n")

    apply(tool, tmp_path, diff(rewrite_of(OLD + b"\n", path)))

    assert file.read_bytes() == NEW + b"\n"


def test_the_paths_are_written_as_git_writes_them(tmp_path: Path) -> None:
    """The two lines with the paths are those of `git diff`."""
    for path in ("plain.md", "with space.md", 'quo"te.md', "Käse \\.md", "a\tb\x01.md"):
        (tmp_path / "a").mkdir(exist_ok=True)
        (tmp_path / "b").mkdir(exist_ok=True)
        (tmp_path / "a" / path).write_bytes(OLD + b"\n")
        (tmp_path / "b" / path).write_bytes(NEW + b"\n")
        command = ["git", "diff", "--no-index", "--no-prefix", "--", f"a/{path}", f"b/{path}"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)

        lines = diff(rewrite_of(OLD + b"\n", path)).encode().splitlines(keepends=True)

        assert done.stdout.splitlines(keepends=True)[-len(lines) :] == lines


def test_an_absolute_path_is_named_from_the_root() -> None:
    """A document that was named by its whole path is found from the root with -p1."""
    assert diff(rewrite_of(OLD, "/srv/news/x.md")).startswith("--- a/srv/news/x.md\n+++ b/srv/news/x.md\n")


def test_nothing_changed_is_no_diff() -> None:
    """A rewrite without edits has an empty diff."""
    assert diff(rewrite_of(b"nothing here\n")) == ""


def test_a_url_over_two_lines_changes_both() -> None:
    """A new URL with fewer lines than the old one is told with the right numbers."""
    data = (
        b"1\n2\n3\n4\n<a href='http://old.\nexample/'>\n6\n7\n8\n9\n10\n11\n12\n13\n<a href='http://old.\nexample/'>\n"
    )
    rewrite = rewrite_of(data, old=b"http://old.\nexample/", new=b"http://new.example/")

    assert [line for line in diff(rewrite).splitlines() if line.startswith("@@")] == [
        "@@ -2,8 +2,7 @@",
        "@@ -12,5 +11,4 @@",
    ]


def test_every_line_of_a_long_document_at_once() -> None:
    """Ten thousand changed lines are one hunk, made without comparing lines."""
    text = diff(rewrite_of((OLD + b"\n") * 10_000))

    assert text.count("\n@@ ") == 1
    assert text.count("\n+") == 10_001


LINES = st.lists(
    st.sampled_from([b"", b"a", b"b", b"\r", b" ", b"\xff", OLD, b"x" + OLD + b"y", b"+", b"-"]), max_size=40
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"\r\n"]), st.booleans()), min_size=1, max_size=12))
def test_any_documents_in_one_patch(drawn: list[tuple[list[bytes], bytes, bool]]) -> None:
    """The diffs of any documents, one behind the other, are one patch that every tool takes."""
    rewrites = []
    for index, (lines, line_end, ended) in enumerate(drawn):
        data = line_end.join(lines) + (line_end if ended else b"")
        rewrites.append(rewrite_of(data, f"{index}.md"))
    patch = "".join(map(diff, rewrites))
    for tool in TOOLS if patch else []:
        with tempfile.TemporaryDirectory() as name:
            for rewrite in rewrites:
                (Path(name) / rewrite.path).write_bytes(rewrite.before)
            apply(tool, Path(name), patch)
            assert [rewrite.after for rewrite in rewrites] == [
                (Path(name) / rewrite.path).read_bytes() for rewrite in rewrites
            ]
