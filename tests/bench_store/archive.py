"""An archive of any size with its memory: files on the disk, and the text from which the memory is imported."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkcheck import __version__
from linkcheck.store import SCHEMA_VERSION
from linkcheck.store.dumping import FORMAT
from linkcheck.store.text import instant

PER_DOCUMENT = 50
PER_HOST = 20
CHECKS = 3
DUE_SHARE = 0.03
"""Of the targets are due on the night that is measured: 30,000 of a million."""
FAILING_EVERY = 25
"""One target in so many fails; every second of them is confirmed dead, and no web archive holds it."""
NIGHT = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""The night before the one that is measured: nothing is due on it."""


LATER = "2026-12-20"
"""When the archives are asked again."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many of everything."""

    targets: int

    @property
    def documents(self) -> int:
        """Files."""
        return -(-self.targets // PER_DOCUMENT)


def url_of(number: int) -> str:
    """A target's URL."""
    return f"https://www.host-{number // PER_HOST}.example/letters/{number}/a-page-about-lamps"


def write_files(folder: Path, size: Size) -> None:
    """The documents, in folders of a thousand."""
    for number in range(size.documents):
        path = _path(folder, number)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_text(number, size))


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number // 1000:03}" / f"letter-{number:06}.md"


def _text(number: int, size: Size) -> bytes:
    targets = range(number * PER_DOCUMENT, min((number + 1) * PER_DOCUMENT, size.targets))
    lines = "".join(f"- [a page about lamps]({url_of(one)})\n" for one in targets)
    return f"---\ndate: 2019-06-01\n---\n\n{lines}".encode()


def memory_of(folder: Path, size: Size) -> Iterator[str]:
    """The lines of the memory, as an export has them."""
    runs = [NIGHT - timedelta(days=days) for days in (20, 10, 3)]
    names = [f"{instant(started)} bench {__version__}" for started in runs]
    yield _line({"linkcheck": "memory", "format": FORMAT, "schema": SCHEMA_VERSION})
    for started in runs:
        told = {"started": instant(started), "ended": instant(started), "vantage": "bench", "version": __version__}
        ends = {"network": "fit", "deferred": 0, "vouched_until": instant(started + timedelta(hours=9))}
        yield _line({"table": "runs", **told, **ends, "web_archive": "not-asked", "lookups_left": 0})
    for number in range(size.documents):
        yield _document(_path(folder, number), _text(number, size), names[0])
    for number in range(size.targets):
        yield _target(number, size)
    for number in range(size.targets):
        yield _link(_path(folder, number // PER_DOCUMENT), number)
    for number in range(size.targets):
        for started, name in zip(runs, names, strict=True):
            yield _check(number, started, name)
    for number in range(0, size.targets, 2 * FAILING_EVERY):
        yield _sought(number, runs[-1], names[-1])
        yield _looked_up(number, runs[-1], names[-1])


def _document(path: Path, text: bytes, run: str) -> str:
    told = {"path": path.as_posix(), "kind": "markdown", "digest": hashlib.sha256(text).hexdigest(), "size": len(text)}
    dated = {"published": "2019-06-01", "published_at": "2019-06-01T12:00:00.000000Z"}
    source = {"encoding": "utf-8", **dated, "published_source": "front matter", "doubt": "", "run_id": run}
    return _line({"table": "documents", **told, **source})


def _target(number: int, size: Size) -> str:
    tonight = number < size.targets * DUE_SHARE
    due = NIGHT.date() + timedelta(days=1 if tonight else 2 + number % 50)
    worth = 1 if number % FAILING_EVERY == 0 else 2
    told = {"first_seen": instant(NIGHT - timedelta(days=20)), "due": due.isoformat(), "worth": worth, "linked": 1}
    return _line({"table": "targets", "url": url_of(number), **told})


def _link(path: Path, number: int) -> str:
    url = url_of(number)
    start = 30 + 110 * (number % PER_DOCUMENT)
    place = {"start": start, "end": start + len(url), "line": 5 + number % PER_DOCUMENT, "column": 24}
    words = {"written": url, "syntax": "inline", "text": "a page about lamps", "context": "", "section": ""}
    return _line({"table": "links", "document_id": path.as_posix(), "target_id": url, **place, **words})


def _check(number: int, started: datetime, run: str) -> str:
    url = url_of(number)
    if number % (2 * FAILING_EVERY) == 0:
        found = {"verdict": "dead", "reason": "http-404", "status": 404}
    elif number % FAILING_EVERY == 0 and started > NIGHT - timedelta(days=5):
        found = {"verdict": "unsure", "reason": "http-503", "status": 503}
    else:
        found = {"verdict": "alive", "reason": "ok", "status": 200}
    told = {"at": instant(started + timedelta(milliseconds=30 * number)), **found, "final_url": url}
    where = {"vantage": "bench", "title": "A page about lamps", "evidence": "[]"}
    hops = [{"seq": 0, "url": url, "status": told["status"]}]
    return _line({"table": "checks", "target_id": url, "run_id": run, **told, **where, "hops": hops})


def _sought(number: int, started: datetime, run: str) -> str:
    told = {"at": instant(started), "kind": "", "evidence": "[]", "due": LATER}
    return _line({"table": "aliases", "target_id": url_of(number), "run_id": run, **told})


def _looked_up(number: int, started: datetime, run: str) -> str:
    told = {"published": "2019-06-01", "at": instant(started), "result": "missing", "why": "none", "due": LATER}
    return _line({"table": "lookups", "target_id": url_of(number), "run_id": run, **told})


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
