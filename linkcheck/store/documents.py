"""Documents and their links: what stands in the archive, as it was last read."""

import json
import posixpath
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import islice, repeat
from typing import NamedTuple

from linkcheck.model import Document, Kind, Link, Published, Syntax
from linkcheck.store.links import LINK_COLUMNS, LINKS, link_of, published_of
from linkcheck.store.session import Row, Session, select
from linkcheck.store.targets import Turn, relink
from linkcheck.store.text import ids_json, instant, storable

_KNOWN = """path, kind, digest, size, modified, published_at, published, published_source, doubt, runs.version,
    (SELECT count(*) FROM links WHERE links.document_id = documents.id)"""
_DOCUMENTS = "documents JOIN runs ON runs.id = documents.run_id"


# a new one is linked from the first: what marks it otherwise is a change of its row
_TARGET = """INSERT INTO targets (url, key, first_seen, due, linked) VALUES (?, ?, ?, ?, 1)
    ON CONFLICT (url) DO NOTHING"""
# one row, not what a query finds: of that SQLite would keep a journal, lest it fail in the middle
_LINK = """INSERT INTO links
    (document_id, start, "end", line, "column", written, syntax, text, context, section, target_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM targets WHERE url = ?))"""
BATCH = 1_000
"""Links that are held and written together."""
AT_ONCE = 10_000
"""Targets that are marked together: as one parameter, those of a very large document would be a text of megabytes."""

_PLACES = """SELECT links.target_id, documents.path, links.syntax, links.section
    FROM links JOIN documents ON documents.id = links.document_id
    WHERE links.target_id IN (SELECT value FROM json_each(?))"""


_WRITTEN = """SELECT written, count(*) FROM links JOIN documents ON documents.id = links.document_id
    WHERE documents.path = ? AND written IN (SELECT value FROM json_each(?)) GROUP BY written"""


class Place(NamedTuple):
    """Where a link stands: as much of it as says whether it is rewritten without a decision."""

    path: str
    syntax: Syntax
    section: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document without reading it."""

    path: str
    kind: Kind
    digest: str
    """SHA-256 of the bytes when it was last read."""
    size: int
    """Bytes."""
    modified: int | None
    """The file's mtime in nanoseconds, where it was told."""
    published: Published | None
    doubt: str
    version: str = ""
    """The linkcheck that read it."""
    links: int = 0
    """Links in it."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A document as it is to be remembered; see `Documents.remember`."""

    document: Document
    links: Iterable[Link]
    """To be gone through once: a document may have more than should be held at a time."""
    modified: int | None = None


class Documents:
    """The documents that were read and the links in them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def remember(
        self,
        document: Document,
        links: Iterable[Link],
        run_id: int,
        key_of: Callable[[str], str],
        modified: int | None = None,
    ) -> int:
        """Replace what is known of that path; answers how many links. New URLs become targets that are due at once.

        Args:
            document: The document as it was read; links are dated by it.
            links: All links in it, gone through once.
            run_id: The run that read it.
            key_of: The URL that a request is told apart by: targets with an equal key are answered by one request.
            modified: The file's mtime in nanoseconds.
        """
        return self.remember_all([Filing(document, links, modified)], run_id, key_of)

    def remember_all(self, filings: Iterable[Filing], run_id: int, key_of: Callable[[str], str]) -> int:
        """`remember` several documents in one step: of small ones, that takes half the time. Answers all their links.

        Args:
            filings: No document twice.
            run_id: The run that read them.
            key_of: As for `remember`.
        """
        session = self._session
        concerned: set[int] = set()
        read: list[tuple[int, str]] = []

        def links() -> Iterator[tuple[int, Link]]:
            for filing in filings:
                document = filing.document
                id_ = self._document(document, run_id, filing.modified)
                concerned.update(self._concerned(id_, document.path))
                session.write("DELETE FROM links WHERE document_id = ?", (id_,))
                read.append((id_, document.path))
                yield from zip(repeat(id_), filing.links)

        written = 0
        # inside a step of an open transaction SQLite would keep the pages of each row before it is written, in a file
        session.flush()
        with session.writing():
            left = links()
            while some := list(islice(left, BATCH)):
                self._targets({link.url for _, link in some}, key_of)
                session.write_many(_LINK, (_row(id_, link) for id_, link in some))
                written += len(some)
            for id_, path in read:
                concerned.update(self._concerned(id_, path))
            ids = sorted(concerned)
            for start in range(0, len(ids), AT_ONCE):
                relink(session, ids[start : start + AT_ONCE])
        return written

    def touch(self, path: str, modified: int | None) -> None:
        """The file was written again with the same bytes; `modified` is its mtime in nanoseconds."""
        with self._session.writing():
            self._session.write("UPDATE documents SET modified = ? WHERE path = ?", (modified, path))

    def known(self, path: str) -> Known | None:
        """What is known of a path."""
        row = self._session.row(select(_KNOWN, _DOCUMENTS, "WHERE path = ?"), (path,))
        return None if row is None else _known(row)

    def known_among(self, paths: Sequence[str]) -> dict[str, Known]:
        """What is known of some paths, by path."""
        rows = self._session.rows(
            select(_KNOWN, _DOCUMENTS, "WHERE path IN (SELECT value FROM json_each(?))"),
            (json.dumps([storable(path) for path in paths], ensure_ascii=False),),
        )
        return {row[0]: _known(row) for row in rows}

    def known_digest(self, path: str) -> str | None:
        """The digest that a path had when it was last read."""
        known = self.known(path)
        return None if known is None else known.digest

    def all(self) -> Iterator[Known]:
        """Every document, in the order of paths."""
        last = ""
        while rows := self._session.rows(select(_KNOWN, _DOCUMENTS, "WHERE path > ? ORDER BY path LIMIT 500"), (last,)):
            yield from map(_known, rows)
            last = rows[-1][0]

    def count(self) -> int:
        """Documents."""
        return self._session.number("SELECT count(*) FROM documents")

    def folder(self) -> str | None:
        """The folder that holds all documents, as they are named; None where there is no document."""
        row = self._session.row("SELECT min(path), max(path) FROM documents")
        if row is None or row[0] is None:
            return None
        # what begins the first and the last of all, begins those between
        first, last = (posixpath.dirname(path) for path in row)
        if first.startswith("/") != last.startswith("/"):
            return "."
        return posixpath.commonpath((first, last)) or "."

    def link_count(self) -> int:
        """Links in all documents."""
        return self._session.number("SELECT count(*) FROM links")

    def rename(self, old: str, new: str) -> None:
        """Let a document that was known by one path be known by another, with its links and its edits.

        Where there is a row of the new path already, the old one goes.
        """
        session = self._session
        with session.writing():
            session.write(
                "DELETE FROM documents WHERE path = ? AND EXISTS (SELECT 1 FROM documents WHERE path = ?)", (old, new)
            )
            session.write("UPDATE documents SET path = ? WHERE path = ?", (new, old))
            session.write("UPDATE edits SET path = ? WHERE path = ?", (new, old))
            session.write("UPDATE written SET path = ? WHERE path = ?", (new, old))

    def forget_absent(self, seen: Collection[str], roots: Collection[str]) -> int:
        """Forget the documents at or below `roots` that are not in `seen`; answers how many.

        Their targets keep their history. A file that is there and could not be read belongs into `seen`.
        """
        session = self._session
        gone = [
            (id_, path)
            for id_, path in session.rows("SELECT id, path FROM documents")
            if path not in seen and any(_below(path, root) for root in roots)
        ]
        for id_, path in gone:
            with session.writing():
                concerned = self._concerned(id_, path)
                session.write("DELETE FROM documents WHERE id = ?", (id_,))
                relink(session, sorted(concerned))
        return len(gone)

    def links_of(self, url: str) -> tuple[Link, ...]:
        """The links that point to a URL, by path and position."""
        rows = self._session.rows(
            select(LINK_COLUMNS, LINKS, "WHERE targets.url = ? ORDER BY documents.path, links.start, links.id"), (url,)
        )
        return tuple(map(link_of, rows))

    def places_of(self, turns: Iterable[Turn]) -> dict[int, list[Place]]:
        """Where the links to some targets stand, by the target's row."""
        found: dict[int, list[Place]] = {}
        for id_, *place in self._session.settled(_PLACES, (ids_json([turn.target_id for turn in turns]),)):
            path, syntax, section = place
            found.setdefault(id_, []).append(Place(path, Syntax(syntax), section))
        return found

    def links_in(self, path: str) -> tuple[Link, ...]:
        """The links in a document, by position."""
        rows = self._session.rows(
            select(LINK_COLUMNS, LINKS, "WHERE documents.path = ? ORDER BY links.start, links.id"), (path,)
        )
        return tuple(map(link_of, rows))

    def written_in(self, path: str, texts: Iterable[str]) -> Counter[str]:
        """How often each of some texts is the URL of a link in a document, as it is written there."""
        wanted = json.dumps([storable(text) for text in texts], ensure_ascii=False)
        return Counter(dict(self._session.rows(_WRITTEN, (path, wanted))))

    def _document(self, document: Document, run_id: int, modified: int | None) -> int:
        published = document.published
        self._session.write(
            """INSERT INTO documents (path, kind, digest, size, modified, encoding,
                published, published_at, published_source, doubt, run_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, digest = excluded.digest, size = excluded.size,
                modified = excluded.modified, encoding = excluded.encoding, published = excluded.published,
                published_at = excluded.published_at, published_source = excluded.published_source,
                doubt = excluded.doubt, run_id = excluded.run_id""",
            (
                document.path,
                document.kind.value,
                document.digest,
                len(document.data),
                modified,
                document.encoding,
                None if published is None else published.written,
                None if published is None else instant(published.at),
                None if published is None else published.source.value,
                document.doubt,
                run_id,
            ),
        )
        return self._session.number("SELECT id FROM documents WHERE path = ?", (document.path,))

    def _concerned(self, document_id: int, path: str) -> "array[int]":
        """The targets that the document links to, or linked to before an edit."""
        return self._session.integers(
            """SELECT target_id FROM links WHERE document_id = ?
            UNION SELECT targets.id FROM edits JOIN targets ON targets.url = edits.url WHERE edits.path = ?""",
            (document_id, path),
        )

    def _targets(self, urls: Collection[str], key_of: Callable[[str], str]) -> None:
        now = self._session.clock.now().astimezone(UTC)
        seen, due = instant(now), now.date().isoformat()
        keys = ((url, key_of(url)) for url in sorted(urls))
        self._session.write_many(
            _TARGET,
            ((url, None if key == url else key, seen, due) for url, key in keys),
        )


def _known(row: Row) -> Known:
    path, kind, digest, size, modified, at, written, source, doubt, version, links = row
    return Known(path, Kind(kind), digest, size, modified, published_of(at, written, source), doubt, version, links)


def _row(document_id: int, link: Link) -> tuple[object, ...]:
    return (
        document_id,
        link.span.start,
        link.span.end,
        link.line,
        link.column,
        link.written,
        link.syntax.value,
        link.text,
        link.context,
        link.section,
        link.url,
    )


def _below(path: str, root: str) -> bool:
    if root in {"", ".", "./"}:
        return not path.startswith(("/", "../"))
    root = root.rstrip("/")
    return path == root or path.startswith(root + "/")
