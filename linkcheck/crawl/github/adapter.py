"""Who asks GitHub's GraphQL API, within its limits, and gives up early: the ordinary road is always there."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from typing import Final

from linkcheck.crawl.github.answers import There, there
from linkcheck.crawl.github.pages import Page, page_of
from linkcheck.crawl.github.queries import Query, Row
from linkcheck.crawl.github.token import VARIABLES, Token
from linkcheck.crawl.retry import retry_after
from linkcheck.model import Answer, Clock, Failure, Fault, Probe
from linkcheck.net import Fetcher

API_HOST: Final = "api.github.com"
ENDPOINT: Final = f"https://{API_HOST}/graphql"
"""The only address that the token is sent to (https://docs.github.com/en/graphql/guides/forming-calls-with-graphql)."""
AT_ONCE: Final = 100
"""Links that one query is about, at most."""
LEAST: Final = 25
"""Links of a query that is not cut in two where it was too much: the API gives each 10 seconds."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Bytes of an answer that are read; a hundred links bring some thirty thousand."""
FAILURES: Final = 3
"""Requests in a row without a usable answer that end the night's work."""
UNSTATED: Final = 60.0
"""Seconds to wait where a secondary limit states none, at least
(https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#exceeding-the-rate-limit)."""
LONGEST: Final = 120.0
"""Seconds that are waited for; where more are asked for, the pages are asked for themselves."""

_PASSING: Final = frozenset(
    {Fault.READ_TIMEOUT, Fault.RESET, Fault.EMPTY_REPLY, Fault.PROTOCOL_ERROR, Fault.CONNECT_TIMEOUT}
)
"""Faults by which a query may have been too much, or that pass."""


class _Word(Enum):
    """What an answer is, where it holds no data."""

    TOO_MUCH = auto()
    """The query took too long, or the answer broke off."""
    WAIT = auto()
    """The limit is used up, and the wait for it is worth it."""
    NOTHING = auto()
    """No answer to be had tonight."""


class GitHub:
    """A `linkcheck.crawl.adapters.HostAdapter`. One request at a time, as GitHub wants it."""

    at_once = AT_ONCE

    def __init__(
        self, token: Token, fetcher: Fetcher, clock: Clock, warn: Callable[[str], None], note: Callable[[str], None]
    ) -> None:
        """`warn` hears of a token that is not taken, `note` why else the API is asked no more; each at most once."""
        self._token = token
        self._fetcher = fetcher
        self._clock = clock
        self._warn = warn
        self._note = note
        self._closed = False
        self._failures = 0
        self.requests = 0
        """What was sent."""
        self.asked = 0
        """Links that were asked about."""
        self.known = 0
        """Those of them that are there."""

    def claims(self, url: str) -> bool:
        """See `HostAdapter.claims`; nothing, once the API is asked no more."""
        return not self._closed and page_of(url) is not None

    async def ask(self, urls: Sequence[str]) -> Mapping[str, Probe]:
        """See `HostAdapter.ask`."""
        found = await self._answered([page for url in urls if (page := page_of(url)) is not None])
        self.asked += len(urls)
        self.known += len(found)
        return found

    async def _answered(self, pages: Sequence[Page]) -> dict[str, Probe]:
        """The probes of what is there. A query that is too much is cut in two, one that came too soon is sent again."""
        for _ in range(2):
            if self._closed or not pages:
                return {}
            query = Query(pages)
            began = self._clock.monotonic()
            answer = await self._post(query)
            told = self._heard(answer)
            if isinstance(answer, Answer) and not isinstance(told, _Word):
                seconds = self._clock.monotonic() - began
                shown = {page.url: there(query, page, told) for page in pages}
                return {url: self._probe(url, one, answer, seconds) for url, one in shown.items() if one is not None}
            if told is _Word.TOO_MUCH:
                middle = len(pages) // 2
                halves = (pages[:middle], pages[middle:]) if len(pages) > LEAST else ()
                return {url: probe for half in halves for url, probe in (await self._answered(half)).items()}
        self._close("its limit was used up twice in a row")
        return {}

    def _probe(self, url: str, found: There, answer: Answer, seconds: float) -> Probe:
        final = found.hops[-1]
        result = Answer(final.url, final.status or 0, (), b"", truncated=False, address=answer.address)
        return Probe(url, self._clock.now(), seconds, found.hops, result, interface=f"GitHub's API {found.said}")

    async def _post(self, query: Query) -> Answer | Failure:
        pacer = self._fetcher.pacer
        async with pacer.slot(API_HOST):
            self.requests += 1
            began = self._clock.monotonic()
            result = await self._fetcher.get(
                ENDPOINT,
                method="POST",
                headers={
                    "Authorization": self._token.authorization,
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                },
                body=json.dumps({"query": query.text, "variables": query.variables}).encode(),
                max_body=MOST_BYTES,
            )
            status = result.status if isinstance(result, Answer) else None
            pacer.heard(API_HOST, status, self._clock.monotonic() - began)
        return result

    def _heard(self, result: Answer | Failure) -> Row | _Word:
        """The data of an answer, or what stands in its place."""
        match result:
            case Failure(fault=fault) if fault in _PASSING:
                return self._failed(str(fault))
            case Failure(fault=fault, evidence=evidence):
                return self._close(f"it cannot be reached: {fault}, {evidence}")
            case Answer(status=401):
                names = " or ".join(VARIABLES)
                return self._close(f"it does not take the token of {names} (401)", self._warn)
            case Answer(status=403 | 429):
                return self._limited(result)
            case Answer(status=status) if status >= 500:
                return self._failed(str(status))
            case Answer(status=200):
                return self._read(result)
            case Answer(status=status):
                return self._close(f"it answers {status}")

    def _read(self, answer: Answer) -> Row | _Word:
        """The data of a 200; some of it may be missing, and errors beside it say why, which is not asked here."""
        try:
            body = json.loads(answer.body)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict) or answer.truncated:
            return self._failed("what is not JSON")
        data, errors = body.get("data"), body.get("errors")
        if isinstance(data, dict):
            self._failures = 0
            if answer.header("X-RateLimit-Remaining") == "0":
                self._wait(answer)
            return data
        kinds = (
            {error.get("type") for error in errors if isinstance(error, dict)} if isinstance(errors, list) else set()
        )
        return self._wait(answer) if "RATE_LIMITED" in kinds else self._failed("no data")

    def _limited(self, answer: Answer) -> _Word:
        """A 403 or 429: of a limit, or for good."""
        stated = answer.header("Retry-After") or answer.header("X-RateLimit-Remaining") == "0"
        if answer.status == 403 and not stated and b"rate limit" not in answer.body.lower():
            return self._close("it refuses the token what was asked (403)")
        return self._wait(answer)

    def _wait(self, answer: Answer) -> _Word:
        """Leave the API alone for as long as it asks; for the night, where that is long."""
        seconds = self._asked_for(answer)
        if seconds > LONGEST:
            until = self._clock.now() + timedelta(seconds=seconds)
            return self._close(f"its limit is used up until {until:%Y-%m-%d %H:%M} UTC")
        self._fetcher.pacer.hold_off(API_HOST, seconds)
        return _Word.WAIT

    def _asked_for(self, answer: Answer) -> float:
        """Seconds to wait: Retry-After, else the reset of a limit that is used up, else what GitHub names."""
        # a 403 states its wait as a 429 does
        if (seconds := retry_after(replace(answer, status=429), self._clock.now())) is not None:
            return seconds
        reset = answer.header("X-RateLimit-Reset") or ""
        if answer.header("X-RateLimit-Remaining") == "0" and reset.isascii() and reset.isdigit():
            return max(1.0, float(reset[:10]) - self._clock.now().timestamp())
        return UNSTATED

    def _failed(self, what: str) -> _Word:
        """Count a request that brought nothing."""
        self._failures += 1
        if self._failures >= FAILURES:
            return self._close(f"{FAILURES} requests in a row brought nothing, the last: {what}")
        return _Word.TOO_MUCH

    def _close(self, why: str, tell: Callable[[str], None] | None = None) -> _Word:
        """Ask no more tonight."""
        if not self._closed:
            self._closed = True
            (tell or self._note)(f"GitHub's API is not asked further tonight: {why}; its links are asked one by one")
        return _Word.NOTHING
