"""`linkcheck scan`: the links of an archive, one a line.

It asks nothing of the network, and imports nothing that does: an archive is scanned before that would be loaded.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from linkcheck.cli.console import Watcher, printable
from linkcheck.cli.options import ArchivePath, given, settings_options
from linkcheck.cli.spread import spread
from linkcheck.documents import find, mentions, none_found, read, sighted
from linkcheck.errors import ExitCode
from linkcheck.model import Document, Link, Skipped
from linkcheck.settings import Settings, load

AT_ONCE = 1_000
"""Links that are told together."""


@click.command(short_help="List the links of an archive.")
@click.argument("paths", nargs=-1, required=True, type=ArchivePath(), metavar="PATH...")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Lines, or JSON lines.")
@settings_options()
def scan(paths: tuple[Path, ...], shape: str, **options: Any) -> int:
    """List the links of an archive: path:line:column, URL, syntax and date, with tabs between them."""
    told, config = given(options)
    settings = load(told, os.environ, Path.cwd(), config)
    found = list(find(paths, settings))
    work = partial(_scanned, settings=settings, show=_as_json if shape == "json" else _as_text)
    with spread(work, found, list(map(_size, found))) as pages, Watcher(settings) as watcher:
        if not found:
            watcher.warn(none_found(paths, settings))
        return _print(pages, watcher)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is told of one file."""

    lines: tuple[str, ...] = ()
    """Many in each."""
    trouble: Skipped | None = None


def _scanned(found: Path | Skipped, *, settings: Settings, show: Callable[[Document], Iterator[str]]) -> _Page:
    document = found if isinstance(found, Skipped) else read(found, found.as_posix(), settings)
    if isinstance(document, Skipped):
        return _Page(trouble=document)
    trouble = Skipped(document.path, document.doubt) if document.doubt else None
    lines = show(document)
    return _Page(tuple(iter(lambda: "\n".join(islice(lines, AT_ONCE)), "")), trouble)


def _print(pages: Iterable[_Page], watcher: Watcher) -> int:
    failed = False
    for page in pages:
        if trouble := page.trouble:
            failed |= trouble.failed
            tell = watcher.warn if trouble.failed else watcher.note
            tell(f"{trouble.subject}: {trouble.why}")
        for lines in page.lines:
            # one write for many of them: a flush for each takes as long as the reading
            click.echo(lines)
    return ExitCode.FAILED if failed else ExitCode.OK


def _size(found: Path | Skipped) -> int:
    """Bytes; none where it cannot be told, which is for the reading to say."""
    try:
        return 0 if isinstance(found, Skipped) else found.stat().st_size
    except OSError:
        return 0


def _as_text(document: Document) -> Iterator[str]:
    path, date = printable(document.path), _date(document) or ""
    return (
        f"{path}:{line}:{column}\t{_one_line(url)}\t{syntax.value}\t{date}"
        for line, column, url, syntax in mentions(document)
    )


def _as_json(document: Document) -> Iterator[str]:
    return map(_object, sighted(document))


def _object(link: Link) -> str:
    return json.dumps(
        {
            "path": link.path,
            "line": link.line,
            "column": link.column,
            "url": link.url,
            "syntax": link.syntax,
            "date": _date(link),
            "text": link.text,
            "written": link.written,
            "section": link.section,
            "start": link.span.start,
            "end": link.span.end,
        }
    )


def _one_line(url: str) -> str:
    return url.replace("\t", "%09").replace("\n", "%0A").replace("\r", "%0D")


def _date(dated: Document | Link) -> str | None:
    return dated.published.written if dated.published else None
