"""`linkcheck scan`: the links of an archive, one a line.

It asks nothing of the network, and imports nothing that does: an archive is scanned before that would be loaded.
"""

import json
import os
from pathlib import Path
from typing import Any

import click

from linkcheck.cli.console import Watcher
from linkcheck.cli.options import ArchivePath, given, settings_options
from linkcheck.documents import extract, find, read
from linkcheck.errors import ExitCode
from linkcheck.model import Link, Skipped
from linkcheck.report.wording import printable
from linkcheck.settings import load


@click.command(short_help="List the links of an archive.")
@click.argument("paths", nargs=-1, required=True, type=ArchivePath(), metavar="PATH...")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Lines, or JSON lines.")
@settings_options()
def scan(paths: tuple[Path, ...], shape: str, **options: Any) -> int:
    """List the links of an archive: path:line:column, URL, syntax and date, with tabs between them."""
    show = _as_json if shape == "json" else _as_line
    failed = False
    told, config = given(options)
    settings = load(told, os.environ, Path.cwd(), config)
    with Watcher(settings) as watcher:
        for found in find(paths, settings):
            document = found if isinstance(found, Skipped) else read(found, found.as_posix(), settings)
            if isinstance(document, Skipped):
                failed |= document.failed
                tell = watcher.warn if document.failed else watcher.note
                tell(f"{document.subject}: {document.why}")
                continue
            if document.doubt:
                failed = True
                watcher.warn(f"{document.path}: {document.doubt}")
            if links := extract(document):
                # one write for each document: a flush for each of its lines takes as long as the reading
                click.echo("\n".join(map(show, links)))
    return ExitCode.FAILED if failed else ExitCode.OK


def _as_line(link: Link) -> str:
    return (
        f"{printable(link.path)}:{link.line}:{link.column}\t{_one_line(link.url)}\t{link.syntax}\t{_date(link) or ''}"
    )


def _as_json(link: Link) -> str:
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


def _date(link: Link) -> str | None:
    return link.published.written if link.published else None
