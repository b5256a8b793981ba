"""The sample archive is what it is said to be: ten letters, every form, every behaviour."""

import re
from pathlib import Path

import pytest

from linkcheck.demo.sample import archive, copy_archive
from linkcheck.demo.sites import table
from linkcheck.documents import extract, find, read
from linkcheck.model import DateSource, Document, Kind, Link, Syntax
from linkcheck.settings import Settings


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "archive"
    copy_archive(folder)
    return folder


@pytest.fixture(name="documents", scope="module")
def _documents(folder: Path) -> dict[str, Document]:
    documents = {}
    for path in find([folder], Settings()):
        assert isinstance(path, Path)
        name = path.relative_to(folder).as_posix()
        document = read(path, name, Settings())
        assert isinstance(document, Document)
        documents[name] = document
    return documents


@pytest.fixture(name="links", scope="module")
def _links(documents: dict[str, Document]) -> tuple[Link, ...]:
    return tuple(link for document in documents.values() for link in extract(document))


def test_the_copy_is_the_archive_byte_for_byte(folder: Path) -> None:
    """Copying gives every document, in its folder, with the bytes that ship; and may be done twice."""
    copied = copy_archive(folder)

    assert len(copied) == 10
    for path in copied:
        assert path.read_bytes() == (archive() / path.relative_to(folder).as_posix()).read_bytes()


DATES = [
    ("2011/2011-03-13-letter-1.md", "2011-03-13", DateSource.FRONT_MATTER),
    ("2012-02-12-letter-14.md", "2012-02-12", DateSource.PATH),
    ("letter-27.md", "2013-06-16", DateSource.HEADER),
    ("letter-38.html", "2014-06-08", DateSource.HTML),
    ("letter-52.md", "2015-09-13", DateSource.FRONT_MATTER),
    ("letter-66.md", "2016-11-06", DateSource.FRONT_MATTER),
    ("letter-80.md", "2018-01-14", DateSource.FRONT_MATTER),
    ("2019/2019-03-10-letter-93.txt", "2019-03-10", DateSource.PATH),
    ("letter-107.html", "2021-02-14", DateSource.HTML),
    ("letter-121.md", "2023-10-08", DateSource.FRONT_MATTER),
]


@pytest.mark.parametrize(("name", "written", "source"), DATES)
def test_each_letter_is_dated_in_its_own_way(
    documents: dict[str, Document], name: str, written: str, source: DateSource
) -> None:
    """Front matter of three kinds, header lines, HTML, and a path: each says when the letter was sent."""
    published = documents[name].published

    assert published is not None
    assert (published.written, published.source) == (written, source)
    assert documents[name].doubt == ""


def test_the_letters_are_of_every_kind(documents: dict[str, Document]) -> None:
    """There are Markdown, HTML and text; YAML, TOML and JSON; one byte order mark and one file with CRLF."""
    beginnings = {document.data[:3] for document in documents.values()}

    assert len(documents) == len(DATES)
    assert {document.kind for document in documents.values()} == {Kind.MARKDOWN, Kind.HTML, Kind.TEXT}
    assert {b"---", b"+++", b"{\n ", b"Tit", b"\xef\xbb\xbf"} <= beginnings
    crlf = [document for document in documents.values() if b"\r\n" in document.data]
    assert [document.path for document in crlf] == ["letter-52.md"]
    assert crlf[0].data.count(b"\n") == crlf[0].data.count(b"\r\n")


FORMS = {
    "a title in double quotes": r'\]\(\S+ "[^"]+"\)',
    "a title in single quotes": r"\]\(\S+ '[^']+'\)",
    "a title in parentheses": r"\]\(\S+ \([^)]+\)\)",
    "a destination in angle brackets": r"\]\(<http",
    "a full reference": r"\]\[[a-z-]+\]",
    "a collapsed reference": r"\[oil\]\[\]",
    "a shortcut reference": r"see the \[kitchen\] before",
    "an autolink": r"<https://",
    "a bare URL": r"\d: http|film: http",
    "an image": r"!\[[^\]]+\]\(",
    "an image by reference": r"!\[[^\]]+\]\[dusk\]",
    "a link around an image": r"\[!\[",
    "a table": r"\|:-",
    "a footnote": r"\[\^1\]:",
    "a link in a nested list": r"   \* More stone, too: the \[",
    "a link in a nested quote": r"> \* They did, says \[",
    "raw HTML": r'<a href="http',
    "fenced code": r"```python\n# http",
    "indented code": r"\n    wget http",
    "a code span": r"`curl http",
    "a link over two lines": r"\[Fresnel lens\nin your browser\]",
    "an entity in a URL": r"&amp;region",
    "parentheses in a URL": r"_\(panel\)",
    "a sponsor's section": r"## Sponsor\n",
    "a section of jobs": r"## Jobs\n",
    "an unsubscribe footer": r"\[Unsubscribe\]\(https://lamproom\.org/unsubscribe\?",
    "a heading underlined": r"\n====",
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_link_is_used(documents: dict[str, Document], form: str) -> None:
    """Each way of writing a link, and each place that needs care, stands somewhere in the Markdown letters."""
    texts = [one.data.decode().replace("\r\n", "\n") for one in documents.values() if one.kind is Kind.MARKDOWN]

    assert any(re.search(FORMS[form], text) for text in texts)


def test_every_syntax_is_read(links: tuple[Link, ...]) -> None:
    """The letters have some 130 links, of each syntax, and none from code, comments or unused definitions."""
    assert 125 <= len(links) <= 145
    assert {link.syntax for link in links} == set(Syntax)
    urls = " ".join(link.url for link in links)
    for trap in ("not-a-link", "no-link", "lamp.local", "rehearsals", "how-to-link", "never-mentioned", "not-used"):
        assert trap not in urls


def test_every_behaviour_is_linked_to(links: tuple[Link, ...]) -> None:
    """Each behaviour of the table, and each special host, is met by following a link of the archive."""
    asked = {link.url for link in links}
    rows = table().rows

    def linked(url: str) -> bool:
        begins = url.removesuffix("*")
        return any(one.startswith(begins) if url.endswith("*") else one.partition("#")[0] == url for one in asked)

    reached = {row.does for row in rows if linked(row.url)}
    reached |= {
        row.does for row in rows for other in rows if other.to and linked(other.url) and linked_to(other.to, row.url)
    }
    hosts = {host.name for host in table().hosts if any(f"://{host.name}/" in url + "/" for url in asked)}
    reached |= {host.default for host in table().hosts if host.name in hosts}

    assert {row.does for row in rows} | {host.default for host in table().hosts} <= reached
    assert {host.name for host in table().hosts} == hosts


def linked_to(to: str, url: str) -> bool:
    """A redirect to `to` comes to the row of `url`."""
    return url.removesuffix("*").endswith(to.partition("?")[0])


def test_every_link_of_the_archive_is_known_to_the_web(links: tuple[Link, ...]) -> None:
    """No link dies by a slip of the pen: its host, and its page where the host has no default, are in the table."""
    special = {host.name for host in table().hosts}
    rows = [row.url for row in table().rows]
    strangers = [
        link.url
        for link in links
        if link.url.startswith("http")
        and "[" not in link.url
        and "web.archive.org" not in link.url
        and not any(
            link.url.partition("#")[0] == row or (row[-1] == "*" and link.url.startswith(row[:-1])) for row in rows
        )
        and link.url.split("/")[2] not in special
    ]

    assert strangers == []
