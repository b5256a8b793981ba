"""Reading one file."""

import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.documents.read import KINDS, kind_of, read
from linkcheck.model import DateSource, Document, Kind, Published, Skipped
from linkcheck.settings import Settings

SETTINGS = Settings()


def _read(folder: Path, name: str, data: bytes, settings: Settings = SETTINGS) -> Document | Skipped:
    path = folder / name
    path.write_bytes(data)
    return read(path, f"news/{name}", settings)


def test_document(tmp_path: Path) -> None:
    """A document has its bytes, its name as the user knows it, its kind, its date, and where its body starts."""
    data = b"\xef\xbb\xbf---\r\ndate: 2017-03-26T12:32:27+01:00\r\n---\r\nText.\r\n"

    found = _read(tmp_path, "a.md", data)

    at = datetime(2017, 3, 26, 11, 32, 27, tzinfo=UTC)
    published = Published(at, "2017-03-26", DateSource.FRONT_MATTER)
    assert found == Document("news/a.md", Kind.MARKDOWN, data, "utf-8", published, data.index(b"Text"))


@pytest.mark.parametrize(
    ("name", "data", "day", "source"),
    [
        ("a.md", b"---\ndate: 2017-01-02\n---\n", "2017-01-02", DateSource.FRONT_MATTER),
        ("2018-07-15.md", b"---\ndate: 2017-01-02\n---\n", "2017-01-02", DateSource.FRONT_MATTER),
        ("2018-07-15.md", b"---\ndate: soon\n---\n", "2018-07-15", DateSource.PATH),
        ("a.md", b"Title: x\nDate: 2017-01-02\n\n", "2017-01-02", DateSource.HEADER),
        ("2018.html", b"<time datetime='2017-01-02'>", "2017-01-02", DateSource.HTML),
        ("2018.md", b"<time datetime='2017-01-02'>", "2018", DateSource.PATH),
        ("a.md", b"text", None, None),
    ],
)
def test_date(tmp_path: Path, name: str, data: bytes, day: str | None, source: DateSource | None) -> None:
    """Front matter says the date, else header lines, else HTML, else the path, else nobody."""
    found = _read(tmp_path, name, data)

    assert isinstance(found, Document)
    assert (found.published.written if found.published else None) == day
    assert (found.published.source if found.published else None) is source


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("a.MD", Kind.MARKDOWN), ("a.markdown", Kind.MARKDOWN), ("x/a.b.htm", Kind.HTML), ("a.txt", Kind.TEXT)),
        *(
            ("README", Kind.TEXT),
            ("a.rst", Kind.RESTRUCTURED),
            ("a.adoc", Kind.ASCIIDOC),
            ("a.org", Kind.TEXT),
            (".md", Kind.TEXT),
        ),
    ],
)
def test_kind(name: str, kind: Kind) -> None:
    """The ending says how a file is read, and every other ending is text."""
    assert kind_of(name) is kind
    assert set(KINDS.values()) == set(Kind)


@pytest.mark.parametrize(
    ("data", "why", "failed"),
    [
        (b"", "it is empty", False),
        (
            b"ab\xe9 c",
            "it is not UTF-8: byte 2 (counted from 0) is 0xE9, and it declares no other encoding that fits",
            True,
        ),
        (b"a\0b", "it is no text: byte 1 (counted from 0) is a zero byte", True),
        (b"\x89PNG\r\n\x1a\n\0\0", "it is no text: byte 8 (counted from 0) is a zero byte", True),
        (b"\xff\xfea", "its byte order mark says UTF-16, and the rest is not", True),
        (
            b"x" * 1001,
            "it is too large: more than 1,000 bytes (it has 1,001; the setting max_document raises the limit)",
            True,
        ),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, why: str, failed: bool) -> None:
    """A file that is no document is told in one line with the reason, which does not repeat its name."""
    found = _read(tmp_path, "a.md", data, Settings(max_document=1000))

    assert found == Skipped("news/a.md", why, failed=failed)


@pytest.mark.parametrize("mark", ["http://a ", "www.a ", "![](u)", "<a href=b>"])
def test_a_crowd_of_links(tmp_path: Path, mark: str) -> None:
    """Megabytes of nothing but links are told and left alone; a large document of as many words is read."""
    crowd = _read(tmp_path, "a.md", mark.encode() * 300_001)
    words = _read(tmp_path, "b.md", b"http " * 300_001)
    inline = _read(tmp_path, "c.md", b"[a](http://b)\n" * 200_000)

    assert crowd == Skipped("news/a.md", "it holds what looks like 300,001 links; a document may have 300,000")
    assert isinstance(words, Document)
    assert isinstance(inline, Document), "two marks stand in each"


def test_other_encodings(tmp_path: Path) -> None:
    """A page that declares its encoding is read by it, and so is a text with a mark of UTF-16."""
    page = _read(tmp_path, "a.html", b"<meta charset=iso-8859-1><p>\xe9")
    text = _read(tmp_path, "a.txt", b"\xff\xfe" + "Title: x\n\né".encode("utf-16-le"))

    assert isinstance(page, Document)
    assert page.encoding == "cp1252"
    assert isinstance(text, Document)
    assert text.data[text.body :].decode(text.encoding) == "\né"


def test_broken_front_matter_is_a_doubt(tmp_path: Path) -> None:
    """A document with broken front matter is read, and says what is wrong on which line."""
    found = _read(tmp_path, "2019-01-02.md", b"---\na: [\n---\n[x](http://x.example)\n")

    assert isinstance(found, Document)
    assert found.doubt.startswith("its YAML front matter is broken on line 3: ")
    assert found.data[found.body :] == b"[x](http://x.example)\n"
    assert found.published


def test_vanished(tmp_path: Path) -> None:
    """A file that is gone when its turn comes is told, not raised; so is one whose folder became a file."""
    (tmp_path / "file").write_bytes(b"x")

    assert read(tmp_path / "a.md", "a.md", SETTINGS) == Skipped("a.md", "it vanished before it could be read")
    assert read(tmp_path / "file/a.md", "a.md", SETTINGS) == Skipped("a.md", "it vanished before it could be read")


def test_special_files_are_not_opened(tmp_path: Path) -> None:
    """A pipe that nobody writes to, a socket, a device and a folder are told without waiting for them."""
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.md"))

        found = [read(path, "a.md", SETTINGS) for path in (tmp_path / "pipe.md", tmp_path / "s.md", tmp_path)]

    assert [one.why for one in found if isinstance(one, Skipped)] == [
        "it is a named pipe, not a file",
        "it is a socket, not a file",
        "it is a folder, not a file",
    ]
    assert read(Path(os.devnull), "a.md", SETTINGS) == Skipped("a.md", "it is a device, not a file")


def test_link_that_loops(tmp_path: Path) -> None:
    """A symbolic link that leads back to itself is told."""
    (tmp_path / "a.md").symlink_to("a.md")

    found = read(tmp_path / "a.md", "a.md", SETTINGS)

    assert found == Skipped("a.md", "it is a symbolic link that leads back to itself")


def test_permission(tmp_path: Path) -> None:
    """A file that this user may not read is told."""
    path = tmp_path / "a.md"
    path.write_bytes(b"x")
    path.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        found = read(path, "a.md", SETTINGS)
    finally:
        os.seteuid(user)

    assert found == Skipped("a.md", "it may not be read: permission denied")


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200), name=st.sampled_from(["a.md", "a.html", "a.txt"]))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    """Any bytes become a document or a reason in one line; a document's body starts inside it."""
    found = _read(tmp_path_factory.getbasetemp(), name, data)

    match found:
        case Document():
            assert found.data == data
            assert 0 <= found.body <= len(data)
        case Skipped():
            assert found.why
            assert "\n" not in found.why
