"""Verdicts, reasons, checks and standings: what it means."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linkcheck.model.network import Hop


class Verdict(StrEnum):
    """Would a reader who follows this link get what the author meant?"""

    ALIVE = "alive"
    MOVED = "moved"
    DEAD = "dead"
    UNSURE = "unsure"
    BLOCKED = "blocked"
    SKIPPED = "skipped"


LIVING = frozenset({Verdict.ALIVE, Verdict.MOVED})
"""A reader gets the page: a row of failures ends."""
FAILING = frozenset({Verdict.DEAD, Verdict.UNSURE})
"""A reader does not get it: what counts toward a death, or may."""

BLOCKED_STATUSES = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451, 999})
"""Statuses by which a server refuses programs; each N is the reason `blocked-N`."""


class Reason(StrEnum):
    """Why a verdict was given: a closed set of slugs.

    The members, and two families made on demand: `Reason("http-503")` for any status from 100 to 999 and
    `Reason("blocked-403")` for `BLOCKED_STATUSES`. Anything else is a ValueError.
    """

    OK = "ok"
    REDIRECTED = "redirected"
    SOFT_404 = "soft-404"
    PARKED = "parked"
    SERVICE_CLOSED = "service-closed"
    REDIRECT_TO_ROOT = "redirect-to-root"
    REDIRECT_TO_ERROR = "redirect-to-error"
    REDIRECT_LOOP = "redirect-loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_REDIRECT = "bad-redirect"
    DNS_NXDOMAIN = "dns-nxdomain"
    DNS_NODATA = "dns-nodata"
    DNS_FAILURE = "dns-failure"
    CONNECT_REFUSED = "connect-refused"
    CONNECT_TIMEOUT = "connect-timeout"
    UNREACHABLE = "unreachable"
    READ_TIMEOUT = "read-timeout"
    RESET = "reset"
    EMPTY_REPLY = "empty-reply"
    PROTOCOL_ERROR = "protocol-error"
    TLS_EXPIRED = "tls-expired"
    TLS_HOSTNAME = "tls-hostname"
    TLS_UNTRUSTED = "tls-untrusted"
    TLS_HANDSHAKE = "tls-handshake"
    BLOCKED_CHALLENGE = "blocked-challenge"
    LOGIN_WALL = "login-wall"
    CONSENT_WALL = "consent-wall"
    OPAQUE = "opaque"
    FORBIDDEN_ADDRESS = "forbidden-address"
    MALFORMED = "malformed"
    NOT_HTTP = "not-http"
    EXCLUDED = "excluded"
    ACTION = "action"
    DECIDED = "decided"
    SNAPSHOT = "snapshot"

    @classmethod
    def _missing_(cls, value: object) -> "Reason | None":
        slug = str(value)
        family, _, number = slug.rpartition("-")
        if not (number.isascii() and number.isdigit() and len(number) == 3 and number[0] != "0"):
            return None
        if family != "http" and not (family == "blocked" and int(number) in BLOCKED_STATUSES):
            return None
        member = str.__new__(cls, slug)
        member._name_ = slug.upper().replace("-", "_")
        member._value_ = slug
        return cls._value2member_map_.setdefault(slug, member)  # type: ignore[return-value]


NEVER_CONFIRMED = frozenset({Reason.TLS_UNTRUSTED, Reason.REDIRECT_LOOP})
"""Reported, never a strike: a reader's browser may well show the page (a private authority, a cookie)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mark that speaks for or against a link, with its weight and what was seen."""

    mark: str
    weight: float
    """Positive speaks for dead, negative for alive; 0 is told but not counted."""
    detail: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason and what it rests on."""

    verdict: Verdict
    reason: Reason
    evidence: tuple[Evidence, ...] = ()
    title: str = ""
    """The page's title, where there was a page."""


@dataclass(frozen=True, slots=True)
class Check:
    """A probe judged; stored for ever."""

    url: str
    at: datetime
    judgement: Judgement
    status: int | None
    final_url: str
    hops: tuple[Hop, ...]
    vantage: str
    vouched: bool = True
    """A canary round after it in its run has passed: its failure may count as a strike."""

    @property
    def verdict(self) -> Verdict:
        """The judgement's verdict."""
        return self.judgement.verdict

    @property
    def reason(self) -> Reason:
        """The judgement's reason."""
        return self.judgement.reason


@dataclass(frozen=True, slots=True)
class Standing:
    """What all checks of one target come to; derived from them, never stored."""

    verdict: Verdict | None
    """Of the latest check; None before the first."""
    reason: Reason | None
    confirmed: bool
    """Confirmed dead: the only state that may change a file."""
    strikes: int
    """Failing nights in a row that count toward confirmation, decisive and soft."""
    first_failed: datetime | None
    """The first check of the present row of failures."""
    last_alive: datetime | None
    checked: datetime | None
    living_since: datetime | None = None
    """The first `alive` or `moved` behind the last failure; None where none followed it."""
