"""Hosts' own interfaces over real sockets, with the judge's own questions: who is asked what, and how often."""

from datetime import date
from urllib.parse import quote

from linkcheck import judge
from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import cookie_dance, document, page, redirect, retry_after, status
from linkcheck.model import Hop, Probe, Target
from linkcheck.pipeline.checking import QUESTIONS
from tests.crawl.support import collect, crawling

TODAY = date(2026, 6, 2)
SILENT = document("<!DOCTYPE html><title> - YouTube</title>")
OBJECT = document(b'{"type": "video", "title": "Otters"}', "application/json")
KNOWN = "jNQXAC9IVRw"


def watch(name: str) -> str:
    """A video's page."""
    return f"https://www.youtube.com/watch?v={name}"


def oembed(name: str) -> str:
    """The target of the question about a video."""
    return f"/oembed?format=json&url={quote(watch(name), safe='')}"


async def verdicts(sites: dict[str, Site], *urls: str) -> tuple[dict[str, str], list[str], set[str | None]]:
    """What each URL is judged to be, every target that was asked, and the cookies that were sent."""
    async with Web(sites) as web, crawling(web, questions=QUESTIONS) as crawl:
        results = await collect(crawl, urls)
        asked = [f"{request.host}{request.target}" for request in web.requests]
        cookies = {request.header("Cookie") for request in web.requests if "oembed" in request.target}
    found = {}
    for url, result in results.items():
        assert isinstance(result, Probe)
        judgement = judge.judge(result, Target(url, ()), TODAY)
        found[url] = f"{judgement.verdict} {judgement.reason}"
    return found, asked, cookies


async def test_an_interface_says_what_a_page_does_not() -> None:
    """Each video is asked about once, what is known to be there once a run, and never with a cookie."""
    answers: dict[str, Behaviour] = {
        oembed(KNOWN): OBJECT,
        oembed("there______"): OBJECT,
        oembed("gone_______"): status(404),
        oembed("locked_____"): status(401),
        oembed("private____"): status(403),
        oembed("elsewhere__"): redirect(302, "https://elsewhere.example/"),
    }
    names = ("there______", "gone_______", "locked_____", "private____", "elsewhere__")
    site = Site(answers | {f"/watch?v={name}": SILENT for name in names}, default=cookie_dance())
    found, asked, cookies = await verdicts({"www.youtube.com": site}, *map(watch, names))

    assert found == {
        watch("there______"): "alive ok",
        watch("gone_______"): "dead soft-404",
        watch("locked_____"): "alive ok",
        watch("private____"): "blocked opaque",
        watch("elsewhere__"): "blocked opaque",
    }
    assert asked.count(f"www.youtube.com{oembed(KNOWN)}") == 1
    assert len(asked) == 2 * len(names) + 1
    assert cookies == {None}


async def test_an_interface_that_was_shut_is_not_believed() -> None:
    """Where the interface answers 404 to everything, nothing is dead."""
    site = Site({"/watch?v=there______": SILENT})

    found, _, _ = await verdicts({"www.youtube.com": site}, watch("there______"))

    assert found == {watch("there______"): "blocked opaque"}


async def test_a_host_that_cannot_be_reached_tells_nothing() -> None:
    """An interface at a host of its own may be away; the link's own host is not blamed."""
    url = "https://twitter.com/otters/status/8841"
    sites = {"twitter.com": Site(default=page("X", "JavaScript is not available."))}

    found, asked, _ = await verdicts(sites | {"publish.x.com": Site(refuse=True)}, url)

    assert found == {url: "blocked opaque"}
    assert asked == ["twitter.com/otters/status/8841"]


async def test_an_interface_that_wants_to_be_left_alone_is() -> None:
    """It is not asked again tonight, and the links are not put off for it."""
    urls = [f"https://twitter.com/otters/status/{number}" for number in range(6)]
    sites = {
        "twitter.com": Site(default=page("X", "JavaScript is not available.")),
        "publish.x.com": Site(default=retry_after(3600)),
    }

    found, asked, _ = await verdicts(sites, *urls)

    assert found == dict.fromkeys(urls, "blocked opaque")
    assert sum("oembed" in target for target in asked) <= 2


async def test_a_known_route_is_asked_for_where_it_leads() -> None:
    """A route behind the hash that has a URL of its own is judged by that; the front page is not asked for."""
    url = "https://groups.google.com/forum/#!topic/otters/aB9"
    other = "https://maker.example/#!/saws"
    sites = {
        "groups.google.com": Site({"/forum/": page("Google Groups", "Hello.")}),
        "maker.example": Site(default=page("Maker", "Loading.")),
    }
    async with Web(sites) as web, crawling(web, questions=QUESTIONS) as crawl:
        results = await collect(crawl, [url, other])
        asked = {request.target for request in web.requests}
    probe = results[url]

    assert isinstance(probe, Probe)
    assert probe.hops == (Hop("https://groups.google.com/g/otters/c/aB9", 404),)
    assert asked == {"/g/otters/c/aB9", "/"}
    assert judge.judge(probe, Target(url, ()), TODAY).reason == "http-404"
