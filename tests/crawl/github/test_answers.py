"""linkcheck.crawl.github.answers: what the API knows becomes the hops that the site would have shown."""

from typing import Any

import pytest

from linkcheck.model import Answer
from tests.crawl.github.hub import COMMIT, Hub, Repository, repository, scene

G = "https://github.com"
RAW = "https://raw.githubusercontent.com"

LIVING = [
    "/jane",
    "/Jane?tab=stars",
    "/jane/kites",
    "/jane/kites/",
    "/JANE/Kites",
    "/jane/kites#readme",
    "/jane/kites/issues",
    "/jane/kites/pulls",
    "/jane/kites/releases",
    "/jane/kites/tags",
    "/jane/kites/issues/1",
    "/jane/kites/issues/1#issuecomment-7",
    "/jane/kites/pull/2",
    "/jane/kites/pull/2/files",
    "/jane/kites/discussions/3",
    f"/jane/kites/commit/{COMMIT}",
    f"/jane/kites/commit/{COMMIT[:9].upper()}",
    "/jane/kites/tree/main",
    "/jane/kites/tree/main/docs/",
    "/jane/kites/blob/main/README.md#L10",
    "/jane/kites/blob/main/docs/a%20b.md",
    "/jane/kites/blob/release/2.x/docs/guide.md",
    "/jane/kites/blob/v1.0/README.md",
    "/jane/kites/releases/tag/v1.0",
]


async def test_what_is_there_is_told() -> None:
    """Each kind of page that the API knows comes with one hop, its own URL, in one request."""
    urls = [G + path for path in LIVING] + [f"{RAW}/jane/kites/main/README.md"]
    async with scene(Hub([repository("jane/kites")], ["Jane"])) as at:
        told = await at.hops(*urls)
        probes = await at.adapter.ask(urls)

    assert told == {url: [(url, 200)] for url in urls}
    for probe in probes.values():
        assert probe is not None
        assert isinstance(probe.result, Answer)
        assert (probe.result.status, probe.result.body, probe.fetched) == (200, b"", ())
        assert probe.interface.startswith("GitHub's API knows the ")
    assert at.hub.requests == 2


LED_ON = {
    f"{G}/jane/old": [(f"{G}/jane/old", 301), (f"{G}/jane/kites", 200)],
    f"{G}/jane/old/blob/main/README.md#L3": [
        (f"{G}/jane/old/blob/main/README.md#L3", 301),
        (f"{G}/jane/kites/blob/main/README.md#L3", 200),
    ],
    f"{G}/jane/old/issues/1?q=a": [(f"{G}/jane/old/issues/1?q=a", 301), (f"{G}/jane/kites/issues/1?q=a", 200)],
    f"{G}/jane/kites.git": [(f"{G}/jane/kites.git", 301), (f"{G}/jane/kites", 200)],
    "http://www.github.com/jane/kites": [("http://www.github.com/jane/kites", 301), (f"{G}/jane/kites", 200)],
    "http://github.com/Jane": [("http://github.com/Jane", 301), (f"{G}/Jane", 200)],
    f"{G}/jane/kites/issues/2": [(f"{G}/jane/kites/issues/2", 302), (f"{G}/jane/kites/pull/2", 200)],
    f"{G}/jane/old/pull/1": [
        (f"{G}/jane/old/pull/1", 301),
        (f"{G}/jane/kites/pull/1", 302),
        (f"{G}/jane/kites/issues/1", 200),
    ],
    f"{G}/jane/kites/releases/latest": [
        (f"{G}/jane/kites/releases/latest", 302),
        (f"{G}/jane/kites/releases/tag/v1.0", 200),
    ],
    "http://raw.githubusercontent.com/jane/kites/main/README.md": [
        ("http://raw.githubusercontent.com/jane/kites/main/README.md", 301),
        (f"{RAW}/jane/kites/main/README.md", 200),
    ],
}


async def test_the_hops_are_those_of_the_site() -> None:
    """A rename is a permanent redirect to the same page under the new name; an issue is led to its pull request."""
    async with scene(Hub([repository("jane/kites")], ["jane"], renamed={"jane/old": "jane/kites"})) as at:
        assert await at.hops(*LED_ON) == LED_ON


MISSING = [
    "/nobody",
    "/jane/nothing",
    "/nobody/old",
    "/jane/kites/issues/99",
    "/jane/kites/issues/3",
    "/jane/kites/pull/1/files",
    "/jane/kites/discussions/1",
    "/jane/kites/commit/0000000",
    f"/jane/kites/commit/{'f' * 7}",
    "/jane/kites/blob/main/gone.md",
    "/jane/kites/blob/main/docs",
    "/jane/kites/blob/main/vendored",
    "/jane/kites/tree/main/README.md",
    "/jane/kites/tree/gone",
    "/jane/kites/releases/tag/v0.1",
    "/jane/kites/releases/tag/v2.0",
]


async def test_what_is_missing_is_not_judged() -> None:
    """Of what the API does not know, or knows as something else, it says nothing: the page itself is asked for."""
    hub = Hub([repository("jane/kites", objects={**repository("").objects, "f" * 7: "Commit"})], ["jane"])
    urls = [G + path for path in MISSING]
    async with scene(hub) as at:
        assert await at.hops(*urls) == dict.fromkeys(urls)
        assert await at.hops(f"{G}/jane/kites") == {f"{G}/jane/kites": [(f"{G}/jane/kites", 200)]}


@pytest.mark.parametrize(
    ("closed", "path"),
    [
        ({"private": True}, ""),
        ({"private": True}, "/blob/main/README.md"),
        ({"disabled": True}, ""),
        ({"locked": True}, "/issues/1"),
        ({"issues_enabled": False}, "/issues"),
        ({"issues_enabled": False}, "/issues/1"),
        ({"pulls_enabled": False}, "/pulls"),
        ({"pulls_enabled": False}, "/issues/2"),
        ({"discussions_enabled": False}, "/discussions/3"),
    ],
)
async def test_what_a_reader_would_not_see_is_not_told(closed: dict[str, Any], path: str) -> None:
    """A token sees more than a reader: private and disabled repositories, and what a repository has turned off."""
    url = f"{G}/jane/kites{path}"
    async with scene(Hub([repository("jane/kites", **closed)])) as at:
        assert await at.hops(url) == {url: None}


async def test_a_raw_file_of_a_renamed_repository_is_asked_for() -> None:
    """How the raw host treats old names is for it to say."""
    url = f"{RAW}/jane/old/main/README.md"
    async with scene(Hub([repository("jane/kites")], renamed={"jane/old": "jane/kites"})) as at:
        assert await at.hops(url) == {url: None}


@pytest.mark.parametrize("name", ["jane/kites?x", "https://evil.example/a", "jane", "", "jane/../x", "jane/k/x"])
async def test_a_name_that_is_none_is_not_believed(name: str) -> None:
    """No URL is made of what could not be a repository's name."""
    url = f"{G}/jane/kites"
    hub = Hub()
    hub.repositories["jane/kites"] = Repository(name)
    async with scene(hub) as at:
        assert await at.hops(url) == {url: None}
