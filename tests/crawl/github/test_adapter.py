"""linkcheck.crawl.github.adapter: how few requests, within which limits, and when it gives up."""

import pytest

from linkcheck.crawl import HostAdapter
from linkcheck.crawl.github import API_HOST
from linkcheck.crawl.github.adapter import AT_ONCE, FAILURES, LONGEST, UNSTATED, GitHub
from linkcheck.crawl.github.pages import page_of
from linkcheck.crawl.github.queries import Query
from linkcheck.crawl.github.token import Token
from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import hang_up, page, redirect, reset, silent, status
from linkcheck.net import Fetcher
from tests.crawl.github.hub import SECRET, TOKEN, Hub, assert_token_stayed, document, repository, scene
from tests.snapshots.machine import NOW, QuickClock, quick

G = "https://github.com"
URL = f"{G}/jane/kites"
KITES = repository("jane/kites")


def test_it_is_an_adapter() -> None:
    """The type checker and the interface agree on it."""
    adapter: type[HostAdapter] = GitHub

    assert adapter is GitHub
    assert GitHub.at_once == AT_ONCE <= 100


async def test_a_hundred_links_are_one_request() -> None:
    """A batch is one query, however many repositories and ways to read a branch it holds."""
    repositories = [repository(f"jane/r{number}") for number in range(30)]
    urls = [
        f"{G}/jane/r{number}{path}"
        for number in range(30)
        for path in ("", "/issues/1", "/blob/release/2.x/docs/guide.md", "/releases/tag/v1.0")
    ][:AT_ONCE]
    async with scene(Hub(repositories)) as at:
        told = await at.hops(*urls)

    assert told == {url: [(url, 200)] for url in urls}
    assert at.hub.requests == at.adapter.requests == 1


def test_a_repository_is_asked_for_once() -> None:
    """Whatever is linked in it, and however its name is written; equal questions are one."""
    urls = [f"{G}/jane/kites", f"{G}/Jane/Kites/issues/1", f"{G}/jane/kites/issues/1#a", f"{G}/jane/kites/issues/2"]
    query = Query([found for url in urls if (found := page_of(url)) is not None])

    assert query.text.count("repository(") == 1
    assert query.text.count("issueOrPullRequest(") == 2
    assert query.variables == {"r0o": "jane", "r0n": "kites", "r0f0": 1, "r0f1": 2}


async def test_what_a_url_holds_is_never_part_of_the_query() -> None:
    """Quotes, braces and backslashes go as variables: the stand-in refuses a query with a value in its text."""
    odd = 'a"b {c} $d } \\e.md'
    url = f"{G}/jane/kites/blob/main/a%22b%20%7Bc%7D%20%24d%20%7D%20%5Ce.md"
    async with scene(Hub([repository("jane/kites", objects={f"main:{odd}": "Blob"})])) as at:
        assert await at.hops(url) == {url: [(url, 200)]}
        assert odd not in at.hub.queries[0][0]


async def test_a_token_that_is_not_taken_is_told_once() -> None:
    """One warning; then nothing more is asked, and nothing more is claimed."""
    async with scene(Hub([KITES]), token=Token("ghs_another")) as at:
        assert at.adapter.claims(URL)
        assert await at.hops(URL) == {URL: None}
        assert not at.adapter.claims(URL)
        assert await at.hops(URL) == {URL: None}

    assert at.hub.requests == 1
    assert len(at.told) == 1
    assert "401" in at.told[0]
    assert "ghs_another" not in at.told[0]


def rate_limited(**headers: str) -> Behaviour:
    """A 200 that holds nothing but the news that the limit is used up."""
    told = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded for installation."}]}
    return document(told, headers=[(name.replace("_", "-"), value) for name, value in headers.items()])


RESET = str(int(NOW.timestamp()) + 90)
LATE = str(int(NOW.timestamp()) + 3000)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (document({"message": "secondary rate limit"}, 403, [("Retry-After", "30")]), 30.0),
        (document({"message": "You have exceeded a secondary rate limit."}, 403), UNSTATED),
        (document({}, 429), UNSTATED),
        (document({}, 403, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", RESET)]), 90.0),
        (rate_limited(X_RateLimit_Remaining="0", X_RateLimit_Reset=RESET), 90.0),
    ],
)
async def test_a_short_wait_is_waited_for(answer: Behaviour, seconds: float) -> None:
    """A limit that is over soon holds the API off for as long as it says, and the batch is asked again."""
    async with scene(Hub([KITES], instead=[answer])) as at:
        assert await at.hops(URL) == {URL: [(URL, 200)]}
        assert max(at.clock.slept) == pytest.approx(seconds, abs=1)
        assert at.told == []

    assert at.hub.requests == 2


@pytest.mark.parametrize(
    "answer",
    [
        document({}, 403, [("Retry-After", str(int(LONGEST) + 1))]),
        document({}, 429, [("Retry-After", "99999999999999999")]),
        document({}, 403, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", LATE)]),
        document({}, 403, [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "9" * 40)]),
        rate_limited(X_RateLimit_Remaining="0", X_RateLimit_Reset=LATE),
        document({"message": "Resource not accessible by integration"}, 403),
        document({"message": "Not Found"}, 404),
        redirect(307, "https://evil.example/graphql"),
        redirect(301, f"https://{API_HOST}/graphql2"),
    ],
)
async def test_what_lasts_ends_the_nights_work(answer: Behaviour) -> None:
    """A long limit, a refusal, a redirect: the pages are asked for themselves, and nobody follows with the token."""
    async with scene(Hub([KITES], instead=[answer])) as at:
        assert await at.hops(URL) == {URL: None}
        assert not at.adapter.claims(URL)

    assert at.hub.requests == 1
    assert len(at.told) == 1
    assert SECRET not in at.told[0]


async def test_the_last_point_is_used_and_no_more() -> None:
    """An answer that says that nothing is left is believed, and its data too."""
    async with scene(Hub([KITES], remaining=1)) as at:
        assert await at.hops(URL) == {URL: [(URL, 200)]}
        assert not at.adapter.claims(URL)
    assert at.hub.requests == 1


SOMETHING_WRONG = {"data": None, "errors": [{"message": "Something went wrong while executing your query."}]}
BROKEN: list[Behaviour] = [
    status(502),
    status(504),
    document(SOMETHING_WRONG),
    document([1, 2]),
    document({"data": 7}),
    document({}),
    page("Unicorn!", "We had issues producing the response to your request."),
    hang_up(),
    reset(),
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_a_query_that_is_too_much_is_halved(broken: Behaviour) -> None:
    """What brought nothing is asked in two halves, and everything is told all the same."""
    urls = [f"{URL}/tree/main?q={number}" for number in range(60)]
    async with scene(Hub([KITES], instead=[broken])) as at:
        told = await at.hops(*urls)

    assert told == {url: [(url, 200)] for url in urls}
    assert at.hub.requests == 3


@pytest.mark.parametrize("broken", BROKEN)
async def test_an_api_that_is_down_is_given_up(broken: Behaviour) -> None:
    """After a few requests without an answer the ordinary road takes all, and the user is told why."""
    urls = [f"{URL}/tree/main?q={number}" for number in range(AT_ONCE)]
    async with scene(Hub([KITES], instead=[broken] * 20)) as at:
        assert set((await at.hops(*urls)).values()) == {None}
        assert not at.adapter.claims(URL)

    assert at.hub.requests == FAILURES
    assert len(at.told) == 1


async def test_a_silent_api_is_given_up() -> None:
    """It costs its time-outs and no more."""
    async with scene(Hub([KITES], instead=[silent()] * 9), quick(timeout=0.2)) as at:
        assert await at.hops(URL) == {URL: None}
    assert at.hub.requests == 1


async def test_half_an_answer_says_nothing() -> None:
    """JSON that broke off is not believed, nor JSON that was cut where it still could be read."""

    async def cut(request: object, exchange: object) -> None:
        body = b'{"data": {"r0": {"nameWithOwner": "jane/kites"'
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
        await exchange.send(head + body)  # type: ignore[attr-defined]

    async with scene(Hub([KITES], instead=[cut])) as at:
        assert await at.hops(URL) == {URL: None}


async def test_errors_beside_data_cost_only_what_is_missing() -> None:
    """What is there in part is believed in part: null is what it cannot say, whatever the error is called."""
    for kind in ("NOT_FOUND", "FORBIDDEN", "RESOURCE_LIMITS_EXCEEDED", "SAML", None):
        here = {"nameWithOwner": "jane/kites", "isPrivate": False, "isDisabled": False, "isLocked": False}
        told = {"data": {"r0": here, "r1": None}, "errors": [{"type": kind, "path": ["r1"], "message": "No."}, 7]}
        async with scene(Hub(instead=[document(told)])) as at:
            assert await at.hops(URL, f"{G}/jane/other") == {URL: [(URL, 200)], f"{G}/jane/other": None}
            assert at.told == []


async def test_an_api_that_has_no_address_is_left() -> None:
    """No name, no connection or an untrusted certificate: the token is not sent, and the reason is told."""
    told: list[str] = []
    sites = {"github.com": Site(default=status(404))}
    clock = QuickClock()
    async with Web(sites) as web, Fetcher(quick(), web.resolver, web.trust, clock) as fetcher:
        adapter = GitHub(TOKEN, fetcher, clock, told.append, told.append)
        assert await adapter.ask([URL]) == {}
    assert "dns-nxdomain" in told[0]

    hub = Hub([KITES])
    async with Web(hub.sites()) as web, Web({}) as other, Fetcher(quick(), web.resolver, other.trust, clock) as fetcher:
        adapter = GitHub(TOKEN, fetcher, clock, told.append, told.append)
        assert await adapter.ask([URL]) == {}
    assert "tls-untrusted" in told[1]
    assert hub.requests == 0
    assert_token_stayed(web)
