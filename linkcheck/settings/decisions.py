"""linkcheck-decisions.toml: what persons ruled about URLs, read and asked. `linkcheck.settings.deciding` writes it.

[[decision]]
url = "https://storify.example/a"      # or pattern = "https://storify.example/*"
ruling = "keep"                        # keep, alive, dead, ephemeral; or snapshot = "https://web.archive.org/…"
document = "2015/042.md"               # only there; from this file's folder
why = "the gallery is shown from our own copy"
by = "Jo"
when = 2026-11-23
"""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urldefrag

from linkcheck.errors import UsageError
from linkcheck.model import Decision, Ruling
from linkcheck.settings.load import line_of, nearest
from linkcheck.settings.parse import Parser, line, moment, text, url

NAME = "linkcheck-decisions.toml"
TABLE = "decision"

_RULINGS = frozenset(Ruling) - {Ruling.SNAPSHOT}
_HEADER = re.compile(rf"^\s*\[\[\s*{TABLE}\s*\]\]")
_SNAPSHOT = re.compile(r"https?://[^/?#]+/(?:[^?#]*/)?(?P<timestamp>\d{14})/https?://[^/].*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rows of one file, and which of them holds for a link."""

    rows: tuple[Decision, ...] = ()
    """In the order of the file."""
    source: Path | None = None
    """The file, which need not be there yet; None: nobody asked for one."""
    _exact: Mapping[str, Sequence[Decision]] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _patterns: Sequence[Decision] = field(default=(), repr=False)

    @classmethod
    def made(cls, rows: Iterable[Decision], source: Path | None = None) -> "Decisions":
        """Decisions that can be asked."""
        rows = tuple(rows)
        exact: dict[str, list[Decision]] = {}
        for row in rows:
            if row.url:
                exact.setdefault(row.url, []).append(row)
        return cls(rows, source, MappingProxyType(exact), tuple(row for row in rows if row.pattern))

    def about(self, url: str) -> tuple[Decision, ...]:
        """Every row that speaks of a URL, the weightiest last.

        A row for one document weighs more than one for all; then the URL itself, the URL without its fragment, a
        pattern; then what stands further down.
        """
        if not self.rows:
            return ()
        found = [(row, 2) for row in self._exact.get(url, ())]
        if (page := urldefrag(url).url) != url:
            found += [(row, 1) for row in self._exact.get(page, ())]
        found += [(row, 0) for row in self._patterns if matches(row.pattern, url)]
        return tuple(row for row, _ in sorted(found, key=lambda one: (bool(one[0].document), one[1])))

    def of(self, url: str, path: str | None = None) -> Decision | None:
        """The row that holds for a URL: in a document, where its path is given; else wherever it stands."""
        if not self.rows:
            return None
        about = self.about(url)
        there = os.path.realpath(path) if path is not None and any(row.document for row in about) else None
        return next((row for row in reversed(about) if not row.document or row.document == there), None)


NO_DECISIONS = Decisions()


def matches(pattern: str, url: str) -> bool:
    """Whether a whole URL is like a pattern: `*` stands for any characters, and for none."""
    first, *rest = pattern.split("*")
    if not rest:
        return url == pattern
    *middle, last = rest
    if not url.startswith(first) or len(url) < len(first) + len(last) or not url.endswith(last):
        return False
    place, end = len(first), len(url) - len(last)
    for part in middle:
        found = url.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


def find_decisions(folders: Iterable[Path]) -> Path | None:
    """The nearest file of decisions: in each of these folders, then in the ones above it.

    Raises:
        UsageError: The folders have different ones.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        # absolute, but through no symlink: the folders above are those that the user sees
        here = Path(os.path.abspath(folder))  # noqa: PTH100 - Path.absolute keeps `..`
        near = next((place / NAME for place in (here, *here.parents) if (place / NAME).is_file()), None)
        if near is not None:
            found.setdefault(os.path.realpath(near), near)
    if len(found) > 1:
        one, other = list(found.values())[:2]
        raise UsageError(f"two files of decisions: {one} and {other}; name one with the setting `decisions`")
    return next(iter(found.values()), None)


def place_for_decisions(folder: Path) -> Path:
    """Where the file is made for an archive that has none: at the top of its repository, else in its own folder."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100 - as above
    top = next((place for place in (here, *here.parents) if (place / ".git").exists()), here)
    return top / NAME


def read_decisions(source: Path) -> Decisions:
    """The decisions in a file; none where there is no such file.

    Raises:
        UsageError: It cannot be read, is no TOML, or a row is wrong; the line is named.
    """
    try:
        written = source.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Decisions(source=source)
    except OSError as error:
        raise UsageError(f"{source}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: is not UTF-8 (byte {error.start})") from error
    return parse_decisions(written, source)


def parse_decisions(written: str, source: Path) -> Decisions:
    """The decisions in a file's text; documents are meant from the folder of `source`.

    Raises:
        UsageError: It is no TOML, or a row is wrong; the line is named.
    """
    try:
        tree = tomllib.loads(written)
    except (ValueError, RecursionError) as error:
        # the parser lets a number of too many digits and a nest of too many brackets through to Python
        raise UsageError(f"{source}: is not valid TOML: {error}") from error
    for key in tree:
        if key != TABLE:
            place = f"{source}, line {line_of(written, key)}"
            raise UsageError(f"{place}: unknown key {key!r}{nearest(key, [TABLE])}: each row begins with [[{TABLE}]]")
    tables = tree.get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise UsageError(f"{source}, line {line_of(written, TABLE)}: each row begins with [[{TABLE}]]")
    lines = _Lines(written, len(tables))
    rows: list[Decision] = []
    said: dict[tuple[str, str, str], int] = {}
    for number, table in enumerate(tables):
        row = _row(table, number, lines, source)
        about = (row.url, row.pattern, row.document)
        if about in said:
            place = f"{source}, line {row.line}"
            raise UsageError(f"{place}: {row.url or row.pattern} is decided already, on line {said[about]}")
        said[about] = row.line
        rows.append(row)
    return Decisions.made(rows, source)


class _Lines:
    """Where the rows begin, and where a key of a row stands; tomllib does not tell."""

    def __init__(self, written: str, rows: int) -> None:
        self._lines = written.splitlines()
        found = [number for number, one in enumerate(self._lines, 1) if _HEADER.match(one)]
        # rows that are written as an array of inline tables have no header of their own
        self._starts = found if len(found) == rows else []
        self._array = line_of(written, TABLE)

    def row(self, number: int) -> int:
        """The line on which a row begins."""
        return self._starts[number] if self._starts else self._array

    def key(self, number: int, key: str) -> int:
        """The line on which a key of a row stands."""
        if not self._starts:
            return self._array
        start = self._starts[number]
        end = self._starts[number + 1] - 1 if number + 1 < len(self._starts) else len(self._lines)
        return start + line_of("\n".join(self._lines[start:end]), key)


def _row(table: Mapping[str, object], number: int, lines: _Lines, source: Path) -> Decision:
    values: dict[str, object] = {}
    for key, raw in table.items():
        place = f"{source}, line {lines.key(number, key)}"
        if key not in PARSERS:
            raise UsageError(f"{place}: unknown key {key!r}{nearest(key, PARSERS)}")
        try:
            values[key] = PARSERS[key](raw)
        except ValueError as error:
            raise UsageError(f"{place}: {key} wants {error}, not {raw!r}") from None
    if why := _amiss(values):
        raise UsageError(f"{source}, line {lines.row(number)}: {why}")
    if "snapshot" in values:
        values |= {"ruling": Ruling.SNAPSHOT, "timestamp": timestamp_of(str(values["snapshot"]))}
    if "document" in values:
        values["document"] = os.path.realpath(source.parent / str(values["document"]))
    return Decision(**values, line=lines.row(number))  # type: ignore[arg-type]


def _amiss(values: Mapping[str, object]) -> str:
    """What is wrong with a row as a whole; empty where nothing is."""
    if ("url" in values) == ("pattern" in values):
        return "a row wants either url or pattern"
    if ("ruling" in values) == ("snapshot" in values):
        return f"a row wants either ruling ({', '.join(sorted(_RULINGS))}) or snapshot"
    if "snapshot" in values and "pattern" in values:
        return "a snapshot is of one url, not of a pattern"
    return "" if "why" in values else "a row wants why"


def ruling(raw: object) -> Ruling:
    """What a person rules."""
    try:
        found = Ruling(str(raw).strip())
    except ValueError:
        found = Ruling.SNAPSHOT
    if found not in _RULINGS:
        raise ValueError("one of " + ", ".join(sorted(_RULINGS)))
    return found


def snapshot(raw: object) -> str:
    """A capture's URL with the 14 digits of its time, as a reader is shown it (no `id_` and the like)."""
    written = url(raw)
    if not timestamp_of(written):
        raise ValueError(
            "a capture's URL with all 14 digits, such as https://web.archive.org/web/20150603000000/http://…"
        )
    return written


def timestamp_of(written: str) -> str:
    """The 14 digits of a capture's URL; empty where it is none, or its digits are no time."""
    found = _SNAPSHOT.fullmatch(written)
    if found is None or not written.isprintable():
        return ""
    try:
        datetime.strptime(found["timestamp"], "%Y%m%d%H%M%S")  # noqa: DTZ007 - only whether it is a time
    except ValueError:
        return ""
    return found["timestamp"]


_LONGEST = 10_000
"""Characters of a URL that a row may be about: SQLite searches for no pattern of more than 50,000 bytes."""


def address(raw: object) -> str:
    """A URL or a pattern of one, of one line."""
    written = line(raw)
    if len(written) > _LONGEST:
        raise ValueError(f"at most {_LONGEST:,} characters")
    return written


def when(raw: object) -> datetime:
    """The time of a decision; a plain date is the end of that day."""
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw.strip())
        except ValueError:
            return moment(raw)
    if isinstance(raw, date) and not isinstance(raw, datetime):
        raw = datetime.combine(raw, time.max, UTC)
    if not isinstance(raw, datetime):
        raise ValueError("a date, such as 2026-11-23")  # noqa: TRY004 - every wrong value is one kind of error here
    return moment(raw)


PARSERS: Mapping[str, Parser] = MappingProxyType(
    {
        "url": address,
        "pattern": address,
        "ruling": ruling,
        "snapshot": snapshot,
        "document": line,
        "why": text,
        "by": line,
        "when": when,
    }
)
"""The keys of a row."""
