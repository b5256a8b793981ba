"""What the crawl's tests share: a virtual clock, the real one, a talk's other side, and the built-in web's client."""

import asyncio
import tomllib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from random import Random
from time import monotonic
from types import MappingProxyType
from typing import Any, TypeVar

from linkcheck.crawl import Crawl, Patience, Questions
from linkcheck.crawl.talk import Ask, Pause, Reply, Talk
from linkcheck.demo.web import Web
from linkcheck.model import Answer, Deferred, Failure, Fault, Probe
from linkcheck.net import Fetcher, Pacer
from linkcheck.settings import Settings
from tests.passing import HurryingLoop, PassingClock

NOW = datetime(2026, 6, 2, 3, tzinfo=UTC)
CASES = Path(__file__).parent.parent / "cases" / "crawl"
LOOPBACK = (ip_network("127.0.0.0/8"),)
HASTY = Patience(waits=(0.05, 0.1), doubt=0.05)
"""Short enough for tests over real sockets."""
INCURIOUS = Questions(refresh=lambda _: None, refused=lambda _: False, sibling=lambda _: None, action=lambda _: False)

Told = TypeVar("Told")


def rows(file: str, table: str) -> list[dict[str, Any]]:
    """The rows of a case file's table."""
    found: list[dict[str, Any]] = tomllib.loads((CASES / file).read_text(encoding="utf-8"))[table]
    return found


def refresh_header(answer: Answer) -> str | None:
    """A judge that knows the Refresh header only."""
    return answer.header("Refresh")


def unsubscribes(url: str) -> bool:
    """A judge that knows one kind of action link."""
    return "/unsubscribe" in url


def answer(url: str, status: int = 200, headers: Iterable[tuple[str, str]] = (), body: bytes = b"") -> Answer:
    """An answer as a fetcher would give it."""
    return Answer(url, status, tuple(headers), body, truncated=False, address="127.0.0.1")


def tell(talk: Talk[Told], web: Callable[[Ask], Answer | Failure]) -> tuple[Told, list[Ask | Pause]]:
    """Play the crew for one talk: its result, and everything that it wanted."""
    wanted: list[Ask | Pause] = []
    try:
        step = next(talk)
        while True:
            wanted.append(step)
            step = next(talk) if isinstance(step, Pause) else talk.send(Reply(web(step), 0.5))
    except StopIteration as end:
        told: Told = end.value
        return told, wanted


class WallClock:
    """The real clock."""

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class VirtualClock(PassingClock):
    """The clock of `in_virtual_time`: its loop's."""

    def __init__(self) -> None:
        super().__init__(NOW)

    def now(self) -> datetime:
        """The time in UTC: `NOW` at the loop's beginning."""
        return NOW + timedelta(seconds=self.monotonic())


def in_virtual_time(main: Coroutine[Any, Any, Told]) -> Told:
    """Run to the end on a loop on which waiting takes no time."""
    with asyncio.Runner(loop_factory=HurryingLoop) as runner:
        return runner.run(main)


class QuietWeb:
    """A fetcher without sockets, for virtual time: its answers take as long as they are said to. Its pacer is real."""

    def __init__(self, settings: Settings, play: Callable[[str], tuple[float, Answer | Failure]]) -> None:
        self.pacer = Pacer(settings, VirtualClock())
        self.asked: list[tuple[float, str]] = []
        """When each URL was asked."""
        self._play = play

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = MappingProxyType({}),
        cookies: Mapping[str, str] | None = None,
        max_body: int | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - as the fetcher's
        look: float | None = None,
    ) -> Answer | Failure:
        """What the play says, after the seconds that it says; nothing where a first look, or the time-out, is less."""
        self.asked.append((asyncio.get_running_loop().time(), url))
        seconds, result = self._play(url)
        patience = min((given for given in (look, timeout) if given is not None), default=seconds)
        if patience < seconds:
            await asyncio.sleep(patience)
            return Failure(url, Fault.READ_TIMEOUT, "connected, and no answer in time")
        await asyncio.sleep(seconds)
        return result


def virtual_crawl(
    web: QuietWeb, settings: Settings, questions: Questions = INCURIOUS, *, patience: Patience | None = None
) -> Crawl:
    """A crawl in virtual time."""
    fetcher: Any = web
    return Crawl(settings, fetcher, questions, VirtualClock(), Random(7), patience=patience)


async def collect(crawl: Crawl, urls: Iterable[str], *, deadline: float | None = None) -> dict[str, Probe | Deferred]:
    """Everything that a crawl gives, by URL."""
    results = [result async for result in crawl.run(iter(urls), deadline=deadline)]
    found = {result.url: result for result in results}
    if len(found) != len(results):
        raise AssertionError("a URL came out twice")
    return found


def settings_for_tests(**changes: Any) -> Settings:
    """Settings for the built-in web: loopback allowed, no canaries, quick."""
    given: dict[str, Any] = {
        "allow_network": LOOPBACK,
        "canaries": (),
        "interval": 0.0,
        "timeout": 20.0,
        "connect_timeout": 5.0,
    }
    return Settings(**(given | changes))


@asynccontextmanager
async def crawling(
    web: Web, settings: Settings | None = None, questions: Questions = INCURIOUS, *, patience: Patience = HASTY
) -> AsyncIterator[Crawl]:
    """A crawl of the built-in web, over real sockets."""
    chosen = settings or settings_for_tests()
    clock = PassingClock(NOW)
    async with Fetcher(chosen, web.resolver, web.trust, clock) as fetcher:
        yield Crawl(chosen, fetcher, questions, clock, Random(7), patience=patience)


def fault_of(result: Probe | Deferred) -> str:
    """The fault of a probe that failed; empty for any other."""
    if isinstance(result, Probe) and isinstance(result.result, Failure):
        return str(result.result.fault)
    return ""


def status_of(result: Probe | Deferred) -> int | None:
    """The status that a probe ended with; None for a fault or a deferral."""
    if isinstance(result, Probe) and isinstance(result.result, Answer):
        return result.result.status
    return None
