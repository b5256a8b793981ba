"""An archive whose links are dead, as many nights would have left its memory: for what needs no web."""

import asyncio
import random
import ssl
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linkcheck.documents import extract, find, read
from linkcheck.model import (
    READERS_VIEW,
    Check,
    Document,
    Evidence,
    Found,
    Hop,
    Judgement,
    Link,
    Network,
    Reason,
    Snapshot,
    Syntax,
    Verdict,
)
from linkcheck.net import Resolver
from linkcheck.pipeline import Outcome, Progress, Silence, SystemClock, World, restore_archive, rewrite_archive
from linkcheck.settings import Settings
from linkcheck.store import Store

FIRST = datetime(2026, 11, 20, 2, tzinfo=UTC)
DYING = (0, 1, 3)
"""Days after the first night on which the links fail: three decisive strikes."""
REWRITING = FIRST + timedelta(days=4)
STAMP = "20150603000000"


def world(now: datetime = REWRITING) -> World:
    """A world in which nothing is asked of any network."""
    return World(_nothing, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), SystemClock(now), random.Random(1))


def _nothing() -> Resolver:
    raise AssertionError("the network was asked")


def snapshot_of(url: str) -> str:
    """Where the snapshot of a dead link is found."""
    return f"https://web.archive.org/web/{STAMP}/{url}"


def settings_for(folder: Path) -> Settings:
    """Settings with everything in one folder, for documents that all link to the same page."""
    return Settings(db=folder / "linkcheck.db", reports=folder / "reports", vantage="test", footer_documents=1000)


def links_of(archive: Path, settings: Settings) -> list[Link]:
    """Every http link of the archive's documents, front matter left out."""
    found = (read(path, path.as_posix(), settings) for path in find([archive], settings) if isinstance(path, Path))
    return [
        link
        for document in found
        if isinstance(document, Document)
        for link in extract(document)
        if link.url.lower().startswith(("http://", "https://")) and link.syntax is not Syntax.FRONT_MATTER
    ]


def bury(archive: Path, settings: Settings, living: Iterable[str] = ()) -> None:
    """Let every link but the living ones be confirmed dead, with a snapshot that a reader's browser was shown."""
    links = [link for link in links_of(archive, settings) if link.url not in set(living)]
    with Store.open(settings.db, SystemClock(FIRST)) as store:
        for days in DYING:
            checked(store, {link.url for link in links}, FIRST + timedelta(days=days), Verdict.DEAD, "http-404")
        run_id = store.runs.begin(REWRITING, "test", "0.1.0")
        for url, published in dict.fromkeys((link.url, link.published) for link in links):
            found = Snapshot(
                STAMP, snapshot_of(url), url, verified=True, days=1, evidence=(Evidence(READERS_VIEW, 0, "seen"),)
            )
            day = published.at.date() if published else None
            store.lookups.add(run_id, url, day, Found(found, "seen"), REWRITING)


def checked(
    store: Store,
    urls: Iterable[str],
    at: datetime,
    verdict: Verdict,
    reason: str = "ok",
    hops: tuple[Hop, ...] = (),
) -> None:
    """One night on which these URLs were checked, and all came to the same."""
    run_id = store.runs.begin(at, "test", "0.1.0")
    for url in urls:
        way = hops or (Hop(url, 200),)
        judgement = Judgement(verdict, Reason(reason), (), "A title")
        store.checks.add(
            run_id, Check(url, at, judgement, 200, way[-1].url, way, "test"), at.date() + timedelta(days=1)
        )
    store.runs.vouch(run_id, at + timedelta(seconds=1))
    store.runs.end(run_id, at + timedelta(minutes=1), Network.FIT, 0)


def rewritten(
    archive: Path, settings: Settings, now: datetime = REWRITING, progress: Progress | None = None
) -> Outcome:
    """`linkcheck rewrite`, with --write where the settings say so."""
    return asyncio.run(rewrite_archive([archive], settings, world(now), progress or Silence()))


def restored(archive: Path, settings: Settings, now: datetime = REWRITING) -> Outcome:
    """`linkcheck rewrite --restore`."""
    return asyncio.run(restore_archive([archive], settings, world(now), Silence()))


def writing(settings: Settings) -> Settings:
    """The same, with --write."""
    return replace(settings, write=True)
