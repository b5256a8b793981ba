"""The second lane: the Wayback Machine's index of captures (CDX), through waybackpy. No other module knows waybackpy.

waybackpy 3.0.6 waits for ever, takes a throttle for "never archived" and gives up on one odd line (all tried). So it
builds the query and reads the rows, in one thread of its own, and everything between is ours: its `get_response` is
replaced by a bridge to the run's fetcher, which takes its turn in the lane; whatever is not a 200 becomes an exception
that waybackpy does not know; and lines that it would stumble over are mended or counted before it sees them.
The index: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from linkcheck.model import Answer
from linkcheck.snapshots.door import Door
from linkcheck.snapshots.outcomes import Kind, Trouble
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.urls import mended

if TYPE_CHECKING:
    from waybackpy import WaybackMachineCDXServerAPI
    from waybackpy.cdx_snapshot import CDXSnapshot

LIMIT = 150
"""Rows that are asked for: the nearest ones."""
MAX_BODY = 1024 * 1024
"""Bytes of an answer that are read; `LIMIT` rows take some 30 KB."""
NO_ERRORS = "!statuscode:[45].."
"""Leaves redirects and revisit records (`-`) in: both may lead to the page."""

NOT_THERE = frozenset({404, 405, 410, 501})
"""Statuses by which an archive says that it has no such index."""
CONVINCED = 3
"""Times in a row that it says so, after which it is asked no more."""

_WAYBACKPY_ASKS = "https://web.archive.org"
_COLUMNS = 7
_SHORTEST_ROW = 46
_HEARTBEAT = 1.0
"""Seconds after which the thread looks whether its event loop still lives."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the index."""

    timestamp: str
    """14 digits that name an instant; mended where the index has a day 00."""
    original: str
    status: int | None
    """None for a revisit record: the same bytes as an earlier capture."""
    digest: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What the index answered, nearest first."""

    rows: tuple[Row, ...]
    doubt: str = ""
    """Why there may be more captures than these; empty where the answer was whole."""
    more: bool = False
    """There are more, farther away: as many came as were asked for."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What waybackpy reads of a response."""

    text: str


NO_INDEX = Trouble(Kind.NO_INDEX, "the web archive has no index of captures")


class _Troubled(Exception):
    """Carries trouble through waybackpy."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.why)
        self.trouble = trouble


class _Enough(Exception):
    """Keeps waybackpy from asking for a second page."""


class Index:
    """The index of captures, asked by one thread, one query at a time."""

    def __init__(self, door: Door, web_archive: str, user_agent: str) -> None:
        self._door = door
        self._web_archive = web_archive.rstrip("/")
        self._user_agent = user_agent
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cdx")
        self._bridges: set[_Bridge] = set()
        self._denials = 0

    async def near(self, question: Question, without: Sequence[str] = ()) -> Rows | Trouble:
        """The captures of a URL before `question.until`, nearest to `question.at` first, errors left out.

        `without` are digests of captures that are known well enough.
        """
        if self._denials >= CONVINCED:
            return NO_INDEX
        bridge = _Bridge(self._fetch)
        self._bridges.add(bridge)
        try:
            found = await bridge.loop.run_in_executor(self._thread, self._query, question, without, bridge)
            self._denials = self._denials + 1 if found == NO_INDEX else 0
            return found
        finally:
            # of no effect on a query that has ended; one whose lookup is cancelled ends with it
            bridge.give_up()
            self._bridges.discard(bridge)

    async def close(self) -> None:
        """End the thread; a query that is under way is given up."""
        for bridge in self._bridges:
            bridge.give_up()
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _fetch(self, url: str) -> Answer | Trouble:
        address = self._web_archive + url.removeprefix(_WAYBACKPY_ASKS)
        return await self._door.ask(self._door.index, address, MAX_BODY)

    def _query(self, question: Question, without: Sequence[str], bridge: "_Bridge") -> Rows | Trouble:
        """In the thread: one query, whole or not at all."""
        _here.bridge = bridge
        query = _waybackpy()(
            # a star would make it a question for everything below
            question.url.replace("*", "%2A"),
            user_agent=self._user_agent,
            end_timestamp=question.last,
            closest=question.near,
            sort="closest",
            match_type="exact",
            filters=[NO_ERRORS, *(f"!digest:{digest}" for digest in without)],
            limit=str(LIMIT),
        )
        rows: list[Row] = []
        try:
            rows.extend(_row(snapshot) for snapshot in islice(query.snapshots(), LIMIT))
        except _Enough:
            pass
        except _Troubled as troubled:
            return troubled.trouble
        finally:
            _here.bridge = None
        return Rows(tuple(rows), bridge.doubt, more=len(rows) == LIMIT)


class _Bridge:
    """From waybackpy's thread to the event loop, for one query."""

    def __init__(self, fetch: Callable[[str], Coroutine[Any, Any, Answer | Trouble]]) -> None:
        self.doubt = ""
        """Why there may be more rows than were handed over."""
        self.loop = asyncio.get_running_loop()
        self._fetch = fetch
        self._asked = False
        self._given_up = False
        self._pending: Future[Answer | Trouble] | None = None

    def give_up(self) -> None:
        """In the event loop: what is asked, or still would be, is asked no more."""
        self._given_up = True
        if self._pending is not None:
            self._pending.cancel()

    def get(self, url: str) -> _Page:
        """In the thread: the one page of rows, in a form that waybackpy reads without stumbling."""
        if self._asked:
            raise _Enough
        self._asked = True
        answer = self._wait(url)
        if isinstance(answer, Trouble):
            raise _Troubled(answer)
        if answer.status in NOT_THERE:
            raise _Troubled(NO_INDEX)
        if answer.status != 200:
            raise _Troubled(Trouble(Kind.FAULT, f"the index of captures answered {answer.status}"))
        text, self.doubt = legible(answer)
        if self.doubt and not text:
            raise _Troubled(Trouble(Kind.FAULT, self.doubt))
        return _Page(text)

    def _wait(self, url: str) -> Answer | Trouble:
        if self._in_vain():
            raise CancelledError
        self._pending = asyncio.run_coroutine_threadsafe(self._fetch(url), self.loop)
        while True:
            try:
                return self._pending.result(_HEARTBEAT)
            except TimeoutError:
                if self._in_vain():
                    self._pending.cancel()

    def _in_vain(self) -> bool:
        return self._given_up or self.loop.is_closed()


def legible(answer: Answer) -> tuple[str, str]:
    """The rows of an answer that waybackpy can read, and why there may be more; the latter empty where all is well."""
    text = answer.body.decode("utf-8", "surrogateescape")
    lines, _, resume_key = text.replace("\r\n", "\n").rstrip("\n").partition("\n\n")
    kept: list[str] = []
    odd = 0
    for line in filter(None, (line.strip() for line in lines.split("\n"))):
        fields = line.split(" ")
        timestamp = mended(fields[1]) if len(fields) == _COLUMNS else None
        if timestamp is None or len(line) < _SHORTEST_ROW:
            odd += 1
            continue
        fields[1] = timestamp
        kept.append(" ".join(fields))
    if odd:
        doubt = f"{odd} of {odd + len(kept)} lines of the index of captures cannot be read"
    elif answer.truncated or _cut(answer, text):
        doubt = "the index of captures came incomplete"
    else:
        doubt = ""
    # waybackpy takes the last line behind an empty one for the key of the next page, which is not asked
    return "\n".join([*kept, "", resume_key] if resume_key and kept else kept), doubt


def _cut(answer: Answer, text: str) -> bool:
    """Whether fewer bytes came than the answer promised, or its last line has no end."""
    if text and not text.endswith("\n") and "\n\n" not in text:
        return True
    length = answer.header("Content-Length") or ""
    plain = (answer.header("Content-Encoding") or "identity").strip().lower() == "identity"
    return plain and length.isascii() and length.isdigit() and int(length) > len(answer.body)


def _row(snapshot: "CDXSnapshot") -> Row:
    status = snapshot.statuscode
    known = int(status) if status.isascii() and status.isdigit() else None
    return Row(snapshot.timestamp, snapshot.original, known, snapshot.digest)


_here = threading.local()
"""The bridge of the query that this thread is asking."""


def _get_response(url: str, headers: object = None, retries: int = 0, backoff_factor: float = 0.0) -> _Page:
    """Stands in for waybackpy's own, which has no timeout and hides what went wrong."""
    del headers, retries, backoff_factor
    bridge: _Bridge | None = getattr(_here, "bridge", None)
    if bridge is None:
        raise RuntimeError("waybackpy is asked only through linkcheck.snapshots.cdx.Index")
    return bridge.get(url)


@cache
def _waybackpy() -> "type[WaybackMachineCDXServerAPI]":
    """waybackpy, its way to the network replaced; imported for the first query: it brings requests along."""
    import waybackpy.cdx_api  # noqa: PLC0415 - see above

    waybackpy.cdx_api.get_response = _get_response  # type: ignore[attr-defined, assignment] # replaced, not subclassed
    return waybackpy.cdx_api.WaybackMachineCDXServerAPI
