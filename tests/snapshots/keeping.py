"""What the tests of kept pages share: chains as the crawl hands them over, and WARCs read again."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from linkcheck.model import Answer, Fetched
from linkcheck.pipeline.keeping import kept_pages
from linkcheck.settings import Settings
from linkcheck.snapshots import Keeper, KeptPages, Telling

NIGHT = datetime(2024, 4, 20, 2, tzinfo=UTC)
HTML = ("Content-Type", "text/html; charset=utf-8")


def page(url: str, body: bytes, *headers: tuple[str, str], status: int = 200, cut: bool = False) -> Answer:
    """An answer of a server."""
    return Answer(url, status, (HTML, *headers), body, truncated=cut, address="192.0.2.1")


def chain(*answers: Answer, day: int = 0, said: Mapping[str, str] | None = None) -> tuple[Fetched, ...]:
    """Answers as the crawl got them one after the other, some days after the first night."""
    began = NIGHT + timedelta(days=day)
    return tuple(
        Fetched(answer, said or {}, began + timedelta(seconds=number)) for number, answer in enumerate(answers)
    )


async def keep(
    folder: Path,
    *chains: Sequence[Fetched],
    settings: Settings | None = None,
    day: int = 0,
    largest: int = 10**9,
) -> Keeper:
    """One night's keeping, from its beginning to its end."""
    told = Telling(NIGHT + timedelta(days=day), {"software": "linkcheck/test"}, settings or Settings())
    keeper = Keeper(partial(kept_pages, folder), told, largest)
    for one in chains:
        await keeper.keep(one)
    await keeper.close()
    return keeper


@contextmanager
def opened(folder: Path) -> Iterator[KeptPages]:
    """The folder, opened as a lookup opens it."""
    with kept_pages(folder) as pages:
        yield pages


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a WARC."""

    kind: str
    headers: Mapping[str, str]
    http: Sequence[tuple[str, str]]
    first: str
    """The first line of the HTTP message."""
    body: bytes


def warcs(folder: Path) -> list[Path]:
    """The WARCs of a folder, oldest first."""
    return sorted(folder.glob("*.warc.gz"))


def being_written(folder: Path) -> list[Path]:
    """WARCs that nobody has finished."""
    return list(folder.glob("*.warc.gz.open"))


def records(path: Path) -> list[Record]:
    """Every record of a WARC."""
    found = []
    with path.open("rb") as file:
        for one in ArchiveIterator(file):
            http = one.http_headers
            body = one.content_stream().read()
            lines = list(http.headers) if http else []
            first = f"{http.protocol} {http.statusline}" if http else ""
            found.append(Record(one.rec_type, dict(one.rec_headers.headers), lines, first, body))
    return found


@dataclass(frozen=True, slots=True)
class _Command:
    inputs: list[str]
    verbose: bool = False


def digests_hold(*paths: Path) -> bool:
    """What `warcio check` says of WARCs."""
    exit_value: int = Checker(_Command([str(path) for path in paths])).process_all()
    return exit_value == 0
