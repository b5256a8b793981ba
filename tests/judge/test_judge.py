"""The table of faults and statuses, and the promises that hold for every answer."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.judge import judge
from linkcheck.model import BLOCKED_STATUSES, Fault, Hop, Reason, Verdict
from tests.judge.making import TODAY, answer, failure, probe, prose, target

URL = "https://press.example/2013/05/otters-return"
LATER = (Hop(URL, 301), Hop("https://other.example/otters", None))

FAULTS = {
    Fault.DNS_NXDOMAIN: (Verdict.DEAD, Verdict.DEAD),
    Fault.DNS_NODATA: (Verdict.DEAD, Verdict.DEAD),
    Fault.DNS_FAILURE: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.CONNECT_REFUSED: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.CONNECT_TIMEOUT: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.UNREACHABLE: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.READ_TIMEOUT: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.RESET: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.EMPTY_REPLY: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.PROTOCOL_ERROR: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.TLS_EXPIRED: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.TLS_HOSTNAME: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.TLS_UNTRUSTED: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.TLS_HANDSHAKE: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.REDIRECT_LOOP: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.TOO_MANY_REDIRECTS: (Verdict.UNSURE, Verdict.UNSURE),
    Fault.BAD_REDIRECT: (Verdict.DEAD, Verdict.DEAD),
    Fault.FORBIDDEN_ADDRESS: (Verdict.SKIPPED, Verdict.UNSURE),
    Fault.ACTION: (Verdict.SKIPPED, Verdict.SKIPPED),
    Fault.MALFORMED: (Verdict.SKIPPED, Verdict.UNSURE),
}
"""The verdict on the first request, and on a later hop."""


@pytest.mark.parametrize("fault", Fault)
def test_every_fault(fault: Fault) -> None:
    """Each fault has its verdict on the first request and on a later hop, its own slug as the reason, and evidence."""
    first = judge(probe(URL, failure(URL, fault)), target(URL), TODAY)
    later = judge(probe(URL, failure(LATER[1].url, fault), LATER), target(URL), TODAY)

    assert FAULTS[fault] == (first.verdict, later.verdict)
    assert first.reason == later.reason == Reason(fault.value)
    assert first.evidence[0].detail


def _expected(status: int) -> tuple[Verdict, str]:
    if status in BLOCKED_STATUSES:
        return Verdict.BLOCKED, f"blocked-{status}"
    if status in {404, 410}:
        return Verdict.DEAD, f"http-{status}"
    if 200 <= status < 300:
        return Verdict.ALIVE, "ok"
    return Verdict.UNSURE, f"http-{status}"


@pytest.mark.parametrize("status", [*range(100, 600), 999])
def test_every_status(status: int) -> None:
    """Only 404 and 410 are dead; refusals are blocked; everything else that is no 2xx is unsure."""
    found = judge(probe(URL, answer(URL, status, "<title>Otters</title>")), target(URL), TODAY)

    assert _expected(status) == (found.verdict, str(found.reason))


def test_a_refusal_is_never_dead_even_on_a_later_hop() -> None:
    """A redirect that ends at a refusal is blocked: a person may well get the page."""
    hops = (Hop(URL, 302), Hop("https://press.example/", 403))

    found = judge(probe(URL, answer("https://press.example/", 403, "no"), hops), target(URL), TODAY)

    assert (found.verdict, str(found.reason)) == (Verdict.BLOCKED, "blocked-403")


@given(
    status=st.sampled_from([200, 203, 206, 301, 404, 410, 403, 429, 500, 503]),
    body=st.binary(max_size=400),
    kind=st.sampled_from(["text/html", "text/html; charset=nonsense", "text/plain", "application/json", ""]),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_get_a_verdict(status: int, body: bytes, kind: str) -> None:
    """Whatever a server sends, there is a verdict, and garbage with status 200 is never dead."""
    found = judge(probe(URL, answer(URL, status, body, {"Content-Type": kind})), target(URL), TODAY)

    assert found.verdict in Verdict
    assert not (status == 200 and found.verdict is Verdict.DEAD)


@given(
    st.lists(
        st.sampled_from(
            ["<h1>", "</h1>", "<title>", "<p>", "otters", "<script>", "<svg><title>x", "<noscript>", "\x00"]
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_broken_html_without_a_word_of_it_is_never_dead(parts: list[str]) -> None:
    """Broken nesting makes no death."""
    found = judge(probe(URL, answer(URL, 200, "".join(parts))), target(URL), TODAY)

    assert found.verdict in {Verdict.ALIVE, Verdict.BLOCKED}


def test_the_title_is_kept() -> None:
    """The page's title goes with the judgement, for drift and for the reports."""
    found = judge(probe(URL, answer(URL, 200, "<title> Otters &amp;\n herons </title>")), target(URL), TODAY)

    assert found.title == "Otters & herons"


def test_a_clean_page_is_judged_fast() -> None:
    """A living page of 20 KB costs a few milliseconds at most, with all its marks looked for (design: under 2)."""
    body = "<title>Otters</title><h1>Otters return</h1>" + prose(160) * 19
    case = probe(URL, answer(URL, 200, body))
    judge(case, target(URL), TODAY)

    best = min(_timed(lambda: judge(case, target(URL), TODAY)) for _ in range(20))

    assert len(body) > 18_000
    assert best < 0.01  # five times what it should cost: other work may share the machine


def _timed(work: object) -> float:
    start = time.perf_counter()
    assert callable(work)
    work()
    return time.perf_counter() - start


NOT_OURS = {
    Reason.DECIDED: "a person's decision, laid over the judge's word by the pipeline",
    Reason.NOT_HTTP: "before asking",
    Reason.EXCLUDED: "before asking",
    Reason.SNAPSHOT: "before asking",
}
"""Reasons that `judge` never gives, and who does."""


def test_every_reason_is_given_by_somebody() -> None:
    """Each reason of the closed set is reached by a fault, by a case file, or is known to come from elsewhere."""
    from tests.judge.test_cases import CASES

    named = {fault.value for fault in Fault} | {reason.value for reason in NOT_OURS}
    named |= {
        line.split('"')[1] for path in CASES for line in path.read_text().splitlines() if line.startswith("reason = ")
    }

    assert {reason.value for reason in Reason} - named == set()
