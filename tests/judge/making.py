"""How the judge's tests make answers, probes and checks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from linkcheck.model import Answer, Check, Failure, Fault, Hop, Judgement, Probe, Reason, Target, Told, Verdict

TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)

TEXT = (
    "morning people carry baskets along quiet water stones warm under light boats drift slowly past willow trees "
    "children laugh while bread cools near windows somebody plays music evening comes with lamps"
)
WORDS = TEXT.split()


def prose(count: int) -> str:
    """Invented text of so many words."""
    return "<p>" + " ".join(WORDS[i % len(WORDS)] for i in range(count)) + ".</p>"


def answer(url: str, status: int = 200, body: str | bytes = "", headers: Mapping[str, str] | None = None) -> Answer:
    """An answer as net/ gives it; HTML unless the headers say otherwise."""
    data = body.encode() if isinstance(body, str) else body
    sent = {"Content-Type": "text/html; charset=utf-8"} if headers is None else headers
    return Answer(url, status, tuple(sent.items()), data, truncated=False, address="203.0.113.5")


def probe(
    url: str,
    result: Answer | Failure,
    hops: tuple[Hop, ...] = (),
    sibling: Answer | Failure | None = None,
    told: Told | None = None,
) -> Probe:
    """A probe of tonight; without hops, one request."""
    status = result.status if isinstance(result, Answer) else None
    return Probe(url, START, 0.2, hops or (Hop(url, status),), result, sibling=sibling, told=told)


def failure(url: str, fault: Fault) -> Failure:
    """A request that brought no answer."""
    return Failure(url, fault, f"evidence of {fault}")


def target(url: str, *texts: str) -> Target:
    """A target with what its links say."""
    return Target(url, texts)


def check(
    day: int, verdict: Verdict, reason: Reason | str = "", *, vantage: str = "here", vouched: bool = True, hour: int = 3
) -> Check:
    """A check on the night `day` days after the first."""
    usual = {
        Verdict.ALIVE: Reason.OK,
        Verdict.MOVED: Reason.REDIRECTED,
        Verdict.DEAD: Reason("http-404"),
        Verdict.UNSURE: Reason.READ_TIMEOUT,
        Verdict.BLOCKED: Reason("blocked-403"),
        Verdict.SKIPPED: Reason.EXCLUDED,
    }
    judgement = Judgement(verdict, Reason(reason) if reason else usual[verdict])
    at = START.replace(hour=hour) + timedelta(days=day)
    return Check("https://press.example/x", at, judgement, None, "", (), vantage, vouched)
