"""When a request is made again: one table, driven by tenacity.

Nothing sleeps here. A wait is a `Pause` of the check's talk: the check goes back to its host's queue, and the worker
asks for somebody else.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from random import Random

from tenacity import RetryCallState, Retrying, retry_if_result, stop_after_attempt, wait_chain, wait_fixed
from tenacity.wait import wait_base

from linkcheck.crawl.patience import Patience
from linkcheck.crawl.talk import Asking, Pause, Talk, Walk
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import quota


class Again(StrEnum):
    """When a request is worth making again."""

    NOW = "now"
    LATER = "later tonight"
    AT_THE_END = "at the end of the run"
    """By the second word on what failed (`linkcheck.crawl.second`): each try costs a time-out, or the host is down."""
    ANOTHER_NIGHT = "another night"
    NEVER = "never"


TONIGHT = (Again.NOW, Again.LATER)
"""What the check itself waits for."""

AFTER_FAULT: Mapping[Fault, Again] = {
    Fault.DNS_NXDOMAIN: Again.NEVER,
    Fault.DNS_NODATA: Again.NEVER,
    Fault.DNS_FAILURE: Again.AT_THE_END,
    Fault.CONNECT_REFUSED: Again.AT_THE_END,
    Fault.CONNECT_TIMEOUT: Again.AT_THE_END,
    Fault.UNREACHABLE: Again.AT_THE_END,
    Fault.READ_TIMEOUT: Again.AT_THE_END,
    Fault.RESET: Again.LATER,
    # what a connection looks like that the server had closed while it was kept for us
    Fault.EMPTY_REPLY: Again.NOW,
    Fault.PROTOCOL_ERROR: Again.NEVER,
    Fault.TLS_EXPIRED: Again.NEVER,
    Fault.TLS_HOSTNAME: Again.NEVER,
    Fault.TLS_UNTRUSTED: Again.NEVER,
    Fault.TLS_HANDSHAKE: Again.LATER,
    Fault.REDIRECT_LOOP: Again.NEVER,
    Fault.TOO_MANY_REDIRECTS: Again.NEVER,
    Fault.BAD_REDIRECT: Again.NEVER,
    Fault.FORBIDDEN_ADDRESS: Again.NEVER,
    Fault.ACTION: Again.NEVER,
    Fault.MALFORMED: Again.NEVER,
}
"""Every fault, and when what met it is asked again."""

LATER_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525, 527, 530})
"""Statuses that often pass: RFC 9110 (408, 5xx), RFC 8470 (425), RFC 6585 (429), Cloudflare's (520 to 530)."""

STATED = frozenset({429, 503})
"""Statuses whose Retry-After is obeyed."""
MAY_STATE = STATED | {403}
"""Statuses that may mean that too much was asked: GitHub says 403 to that, with a Retry-After or an empty quota."""
PASSING = LATER_STATUSES | MAY_STATE
"""Statuses that may be another one later."""


def again(result: Answer | Failure, stated: float | None = None, longest: float = 120.0) -> Again:
    """When a result is worth asking for again; `stated` is what its Retry-After says, in seconds."""
    match result:
        case Failure(fault=fault):
            return AFTER_FAULT[fault]
        case Answer(status=status) if status in MAY_STATE and stated is not None and stated > longest:
            return Again.ANOTHER_NIGHT
        case Answer(status=status) if status in LATER_STATUSES or stated is not None:
            return Again.LATER
        case _:
            return Again.NEVER


def retry_after(answer: Answer, now: datetime) -> float | None:
    """The seconds that an answer asks to be left alone; None for none.

    A number or a date (RFC 9110, 10.2.3), else the time until an empty quota is renewed.
    """
    if answer.status not in MAY_STATE:
        return None
    written = (answer.header("Retry-After") or "").strip()
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        date = parsedate_to_datetime(written)
    except ValueError:
        stated = quota(answer, now)
        return stated.seconds if stated is not None and stated.left == 0 else None
    return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())


def _nothing_stated(_: Answer) -> None:
    """No host asks to be left alone."""


class Retries:
    """Walks a chain again while that is worth it: tenacity decides, the talk waits."""

    def __init__(
        self,
        patience: Patience,
        random: Random,
        hopeless: Callable[[Answer | Failure], bool],
        stated: Callable[[Answer], float | None] = _nothing_stated,
    ) -> None:
        """`hopeless` says of a result that asking again tonight cannot change it, `stated` how long its host rests."""
        self._hopeless = hopeless
        self._stated = stated
        self._policy = Retrying(
            retry=retry_if_result(self.wanted),
            wait=_Waits(patience.waits, random),
            stop=stop_after_attempt(len(patience.waits) + 1),
            retry_error_callback=_last,
        )

    def attempts(self, chain: Callable[[], Asking[Walk]]) -> Talk[Walk]:
        """The last attempt's walk, and nothing of those before it."""
        walk = yield from chain()
        return (yield from self.further(walk, chain)) if self.wanted(walk) else walk

    def wanted(self, walk: Walk) -> bool:
        """Whether a chain that was walked is worth walking again tonight."""
        result = walk.result
        if isinstance(result, Answer) and result.status not in PASSING:
            return False
        stated = self._stated(result) if isinstance(result, Answer) else None
        return again(result, stated) in TONIGHT and not self._hopeless(result)

    def further(self, walk: Walk, chain: Callable[[], Asking[Walk]]) -> Talk[Walk]:
        """The last attempt's walk, where the first one is known: nearly always that is all, and nothing is set up."""
        waits: list[float] = []
        for attempt in self._policy.copy(sleep=waits.append):
            if waits:
                yield Pause(waits.pop())
                walk = yield from chain()
            attempt.retry_state.set_result(walk)
        return walk


class _Waits(wait_base):
    """At once after what is worth asking for at once, the first time; otherwise longer each time."""

    def __init__(self, waits: tuple[float, ...], random: Random) -> None:
        self._chain = wait_chain(*(wait_fixed(seconds) for seconds in waits or (0.0,)))
        self._random = random

    def __call__(self, retry_state: RetryCallState) -> float:
        if retry_state.attempt_number == 1 and again(_last(retry_state).result) is Again.NOW:
            return 0.0
        return self._chain(retry_state) * (1 + self._random.random() / 4)


def _last(retry_state: RetryCallState) -> Walk:
    """The walk that an attempt ended with."""
    if retry_state.outcome is None:
        raise LookupError("no attempt has ended yet")
    walk: Walk = retry_state.outcome.result()
    return walk
