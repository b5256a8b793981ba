"""Values and a clock for the tests of the store."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from linkcheck.model import (
    Check,
    DateSource,
    Document,
    Edit,
    Evidence,
    Hop,
    Judgement,
    Kind,
    Link,
    Published,
    Reason,
    Span,
    Syntax,
    Verdict,
)
from linkcheck.store import Store

TONIGHT = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


class StillClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.current = now
        self.elapsed = 0.0

    def now(self) -> datetime:
        """The time that the test says."""
        return self.current

    def monotonic(self) -> float:
        """The seconds that the test says."""
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        """Move the clock."""
        self.elapsed += seconds


def published(written: str) -> Published:
    """A date of the front matter."""
    return Published(datetime.fromisoformat(f"{written}T12:00:00+00:00"), written, DateSource.FRONT_MATTER)


def document(path: str, written: str | None = "2017-03-26", data: bytes = b"# An issue\n") -> Document:
    """A small Markdown document."""
    return Document(path, Kind.MARKDOWN, data, "utf-8", published(written) if written else None, 0)


def link(of: Document, url: str, start: int = 0, text: str = "a text") -> Link:
    """A bare link in a document."""
    return Link(
        path=of.path,
        span=Span(start, start + len(url)),
        line=1 + start,
        column=1,
        url=url,
        written=url,
        syntax=Syntax.BARE,
        text=text,
        context=f"words around {text}",
        section="News",
        published=of.published,
    )


def check(url: str, verdict: Verdict = Verdict.ALIVE, reason: str = "ok", at: datetime = NOW) -> Check:
    """A check with two hops and one piece of evidence."""
    return Check(
        url=url,
        at=at,
        judgement=Judgement(verdict, Reason(reason), (Evidence("title", 0.5, "seen “so”"),), "A title"),
        status=200,
        final_url=url + "/end",
        hops=(Hop(url, 301), Hop(url + "/end", 200)),
        vantage="here",
        vouched=False,
    )


def edit(path: str, url: str, start: int = 0) -> Edit:
    """A replacement by a snapshot."""
    return Edit(
        path=path,
        span=Span(start, start + len(url)),
        line=1,
        old=url,
        new=f"https://web.archive.org/web/20170327040506/{url}",
        url=url,
        timestamp="20170327040506",
        why="http-404; snapshot 1 day after publication",
    )


def remember(store: Store, run_id: int, path: str, urls: Sequence[str], written: str | None = "2017-03-26") -> Document:
    """Put a document with bare links into a store; the key of a URL is what stands before its `#`."""
    one = document(path, written)
    links = [link(one, url, number * 100) for number, url in enumerate(urls)]
    store.documents.remember(one, links, run_id, lambda url: url.partition("#")[0])
    return one


def due_urls(store: Store, night: date = TONIGHT, *, everything: bool = False) -> list[tuple[str, ...]]:
    """The URLs of tonight's requests, in order."""
    return [tuple(target.url for target in one.targets) for one in store.targets.due(night, everything=everything)]
