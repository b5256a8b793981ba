"""URLs and headers that nobody foresaw: a chain ends with a value, whatever stands in them."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck import judge
from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.cookies import Jar
from linkcheck.crawl.retry import retry_after
from linkcheck.crawl.talk import Ask, Walk
from linkcheck.model import Answer, Failure, Fault, Hop, Probe, Target, Verdict
from linkcheck.net import sendable
from tests.crawl.support import NOW, answer, tell

PIECES = [
    *("http:", "https:", "javascript:", "data:", "/", "//", "\\", ".", "..", "#", "#!", "?", "@", ":", "=", ";", "&"),
    *("a.test", "[::1]", "[", "]", "80", "99999", "%", "%2e", "%zz", "xn--", "xn--a", "0x7f.1", "1e9"),
]
ODD = ["\u2100", "\uff0f", "\uff20", "\uff1a", "\ufe13", "\u2488", "\u00fc", "\x00", "\t", " ", "\udcff", "\ud800"]
TEXTS = st.lists(st.sampled_from(PIECES + ODD) | st.text(max_size=3), max_size=8).map("".join)
COOKIES = st.lists(
    st.sampled_from(["a=1", "=", ";", "; Domain=", "a.test", "; Path=", "/x", "; Max-Age=", "9" * 30, "; Expires="])
    | st.sampled_from(
        ["Thu, 01-Jan-1970 00:00:00 GMT", "Thu, 01 Jan 1 00:00:00 +2359", "Mon, 32 Foo 99999 99:99 +9999"]
    )
    | TEXTS,
    max_size=6,
).map("".join)


@st.composite
def answers(draw: Any) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """A status, headers and a body."""
    name = draw(st.sampled_from(["Location", "Refresh", "Retry-After", "X"]))
    value = ("0; url=" if name == "Refresh" else "") + draw(TEXTS)
    cookies = tuple(("Set-Cookie", line) for line in draw(st.lists(COOKIES, max_size=2)))
    status = draw(st.sampled_from([200, 300, 301, 302, 303, 304, 307, 308, 404, 429, 503]))
    return status, ((name, value), *cookies), b'<meta http-equiv="refresh" content="0; url=/%d">' % status


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["http://", "https://", ""]), TEXTS, st.lists(answers(), min_size=1, max_size=4))
def test_any_chain_ends_with_a_value(scheme: str, written: str, script: list[Any]) -> None:
    """No link, redirect, refresh, cookie or wait makes an error; what comes of it can be judged, with its sibling."""
    turns = iter(script * 10)

    def web(ask: Ask) -> Answer | Failure:
        try:
            sendable(ask.url)
        except ValueError as error:
            return Failure(ask.url, Fault.MALFORMED, str(error))
        status, headers, body = next(turns)
        return answer(ask.url, status, headers, body)

    url = f"{scheme}{written}"
    rules = Rules(judge.refresh, judge.is_action, 6, lambda: NOW)
    walk: Walk = tell(follow(url, rules), web)[0]
    probe = Probe(url, NOW, walk.seconds, walk.hops, walk.result, sibling=walk.result)
    if isinstance(walk.result, Answer):
        assert (retry_after(walk.result, NOW) or 0.0) >= 0.0
        sibling = judge.sibling(probe)
        assert sibling is None or sendable(sibling)
    assert judge.judge(probe, Target(url), NOW.date()).verdict


def test_a_sign_before_the_host_breaks_nothing() -> None:
    """A link with a sign in its credentials that urllib takes for an attack keeps its cookies like any other."""
    jar = Jar()
    url = "https://a\uff20b@good.test/"
    jar.keep(answer(url, 302, [("Set-Cookie", "seen=1")]), NOW)
    assert jar.cookies_for(url) == jar.cookies_for("https://good.test/x") == {"seen": "1"}


def test_both_forms_of_an_international_host_share_cookies() -> None:
    """A server that redirects from one form of its name to the other gets its cookie back."""
    jar = Jar()
    jar.keep(answer("https://b\u00fccher.test/", 302, [("Set-Cookie", "seen=1")]), NOW)
    assert jar.cookies_for("https://xn--bcher-kva.test/") == {"seen": "1"}


def test_a_sibling_that_leads_to_no_url_is_where_it_was_asked() -> None:
    """A Location that is no URL, of an answer that is no redirect, makes no error of a verdict."""
    url = "https://good.test/a/b"
    beside = answer("https://good.test/a/q", 300, [("Location", "http://[")])
    probe = Probe(url, NOW, 0.1, (Hop(url, 200),), answer(url, 200, body=b"<title>A page</title>"), sibling=beside)
    assert judge.judge(probe, Target(url), NOW.date()).verdict is Verdict.ALIVE
