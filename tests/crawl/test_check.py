"""linkcheck.crawl.check: a second look, a sibling, and what a probe says of them."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random

from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.check import Checks
from linkcheck.crawl.patience import Patience
from linkcheck.crawl.questions import Questions
from linkcheck.crawl.retry import Retries
from linkcheck.crawl.siblings import Siblings
from linkcheck.crawl.talk import Ask, Pause
from linkcheck.model import Answer, Enquiry, Failure, Fault, Hop, Probe
from linkcheck.net import BROWSER_HEADERS
from tests.crawl.support import NOW, answer, tell

URL = "http://a.example/"
RULES = Rules(refresh=lambda _: None, action=lambda _: False, max_redirects=20, now=lambda: NOW)


def check(
    web: Callable[[Ask], Answer | Failure], sibling: Callable[[Probe], str | None] = lambda _: None
) -> tuple[Probe, list[Ask | Pause]]:
    """One check, with a judge that takes a 403 for a refusal."""
    questions = Questions(
        refresh=lambda _: None, refused=lambda result: result.status == 403, sibling=sibling, action=lambda _: False
    )
    retries = Retries(Patience(), Random(1), lambda _: False)
    checks = Checks(questions, RULES, retries, Siblings(partial(follow, rules=RULES)))
    return tell(checks.check(URL), web)


def by_headers(plain: Answer | Failure, browser: Answer | Failure) -> Callable[[Ask], Answer | Failure]:
    """A web that looks at who asks."""
    return lambda ask: browser if ask.headers == BROWSER_HEADERS else plain


def headers(wanted: list[Ask | Pause]) -> list[Mapping[str, str]]:
    """The headers that were sent, request by request."""
    return [step.headers for step in wanted if isinstance(step, Ask)]


def test_an_answer_is_a_probe() -> None:
    """One good answer is one request, and the probe says what came."""
    probe, wanted = check(lambda ask: answer(ask.url))

    assert len(wanted) == 1
    assert (probe.url, probe.at, probe.hops, probe.elapsed) == (URL, NOW, (Hop(URL, 200),), 0.5)
    assert not probe.second_look
    assert probe.sibling is None


def test_a_refusal_gets_a_second_look() -> None:
    """A program that was refused asks once more as a browser would, and what that gave counts."""
    probe, wanted = check(by_headers(answer(URL, 403), answer(URL, 200)))

    assert headers(wanted) == [{}, BROWSER_HEADERS]
    assert (probe.second_look, probe.hops) == (True, (Hop(URL, 200),))


def test_the_second_look_may_be_the_worse() -> None:
    """When the second look fails altogether, the refusal is what is known."""
    probe, _ = check(by_headers(answer(URL, 403), Failure(URL, Fault.RESET, "as the test says")))

    assert (probe.second_look, probe.hops) == (True, (Hop(URL, 403),))


def test_a_second_refusal_is_a_refusal() -> None:
    """Two refusals are two requests, not an endless argument."""
    probe, wanted = check(lambda ask: answer(ask.url, 403))

    assert (len(wanted), probe.second_look, probe.hops) == (2, True, (Hop(URL, 403),))


def test_a_browser_hears_that_a_page_is_gone() -> None:
    """A 404 for a browser is truer than a 403 for a program."""
    probe, _ = check(by_headers(answer(URL, 403), answer(URL, 404)))

    assert probe.hops == (Hop(URL, 404),)


def test_a_suspected_page_brings_its_sibling() -> None:
    """Where a soft 404 is suspected, the probe says what the host answers for a path that cannot be."""
    probe, wanted = check(lambda ask: answer(ask.url), lambda probe: probe.url + "unlikely")

    assert [step.url for step in wanted if isinstance(step, Ask)] == [URL, URL + "unlikely"]
    assert isinstance(probe.sibling, Answer)
    assert probe.sibling.url == URL + "unlikely"
    assert probe.hops == (Hop(URL, 200),)


def test_the_front_page_is_asked_behind_the_sibling() -> None:
    """Where the judge wants it, the front page is asked once a run, after the sibling and knowing what that brought."""
    seen: list[Answer | Failure | None] = []

    def front(probe: Probe) -> str:
        """Always wanted."""
        seen.append(probe.sibling)
        return "http://a.example/front"

    questions = Questions(
        refresh=lambda _: None,
        refused=lambda _: False,
        sibling=lambda probe: probe.url + "unlikely",
        action=lambda _: False,
        front=front,
    )
    pages = Siblings(partial(follow, rules=RULES)), Siblings(partial(follow, rules=RULES))
    checks = Checks(questions, RULES, Retries(Patience(), Random(1), lambda _: False), *pages)

    probe, wanted = tell(checks.check(URL), lambda ask: answer(ask.url))
    _, again = tell(checks.check(URL), lambda ask: answer(ask.url))

    assert [step.url for step in wanted if isinstance(step, Ask)] == [URL, URL + "unlikely", "http://a.example/front"]
    assert [step.url for step in again if isinstance(step, Ask)] == [URL]
    assert isinstance(probe.front, Answer)
    assert (probe.front.url, seen[0]) == ("http://a.example/front", probe.sibling)


def test_an_interface_is_asked_where_a_page_tells_nothing() -> None:
    """Both questions are put once each, redirects are not followed, no cookie goes along, and no sibling is asked."""
    enquiry = Enquiry("http://api.example/?of=this", "http://api.example/?of=known")
    questions = Questions(
        refresh=lambda _: None,
        refused=lambda _: False,
        sibling=lambda probe: probe.url + "unlikely",
        action=lambda _: False,
        enquiry=lambda _: enquiry,
    )
    checks = Checks(
        questions, RULES, Retries(Patience(), Random(1), lambda _: False), Siblings(partial(follow, rules=RULES))
    )
    redirect = [("Location", "http://elsewhere.example/"), ("Set-Cookie", "a=b")]

    def web(ask: Ask) -> Answer | Failure:
        """A redirect in answer to the first question, and a cookie with everything."""
        return answer(ask.url, 302, redirect) if ask.url == enquiry.url else answer(ask.url, 200, redirect[1:])

    probe, wanted = tell(checks.check(URL), web)
    _, again = tell(checks.check(URL), web)

    asked = [step for step in wanted if isinstance(step, Ask)]
    assert [ask.url for ask in asked] == [URL, enquiry.url, enquiry.known]
    assert not any(ask.cookies for ask in asked)
    assert [step.url for step in again if isinstance(step, Ask)] == [URL, enquiry.url]
    assert probe.told is not None
    assert isinstance(probe.told.answer, Answer)
    assert (probe.told.answer.status, probe.sibling, probe.hops) == (302, None, (Hop(URL, 200),))
