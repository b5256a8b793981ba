"""GitHub in bulk in a whole night: verdicts, evidence, how few requests, and where the token is not."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from linkcheck.demo.web import Web
from linkcheck.model import Finding, Verdict
from linkcheck.pipeline import Outcome, explain_url, nightly
from linkcheck.settings import Settings
from tests.crawl.github.hub import SECRET, TOKEN, Hub, assert_token_stayed, document, repository
from tests.pipeline.support import FIRST_NIGHT, Listening, settings_in, shelved, small_web, world_of

G = "https://github.com"
ALIVE, MOVED = f"{G}/jane/kites/issues/1", f"{G}/jane/old/blob/main/README.md#tails"
DEAD, PRIVATE = f"{G}/jane/kites/issues/404", f"{G}/jane/secret"
SHOUTED, HTTP = f"{G}/JANE/Kites", "http://github.com/jane"


def hub(**more: object) -> Hub:
    """A GitHub with a public repository, a private one and an old name."""
    given = {"renamed": {"jane/old": "jane/kites"}} | more
    return Hub([repository("jane/kites"), repository("jane/secret", private=True)], ["jane"], **given)  # type: ignore[arg-type]


def letter(*urls: str) -> str:
    """A document with these links."""
    return "\n\n".join(f"[Kites of link {number}]({url})" for number, url in enumerate(urls))


def files(folder: Path) -> list[Path]:
    """Everything that was written in a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


async def a_night(
    there: Hub, folder: Path, urls: list[str], settings: Settings | None = None, *, token: bool = True
) -> tuple[Outcome, Listening, Web]:
    """The whole job before a small GitHub, with its token or without."""
    listening, archive = Listening(), shelved(folder, one=letter(*urls))
    async with small_web(there.sites()) as web:
        world = replace(world_of(web, FIRST_NIGHT), github=TOKEN if token else None)
        outcome = await nightly([archive], settings or settings_in(folder), world, listening)
    assert_token_stayed(web)
    assert there.wrong == []
    return outcome, listening, web


def of_the_site(web: Web) -> set[str]:
    """What the site was asked for: also where a dead page may live elsewhere."""
    return {request.url for request in web.asked("github.com")}


def told(outcome: Outcome) -> dict[str, Finding]:
    """What the night says of each URL."""
    return {one.url: one for one in outcome.report.findings}


def standings(outcome: Outcome) -> dict[str, tuple[Verdict | None, str]]:
    """Verdict and reason of each URL that is in the report."""
    return {url: (one.standing.verdict, str(one.standing.reason)) for url, one in told(outcome).items()}


async def test_a_night_with_a_token(tmp_path: Path) -> None:
    """What the API knows is alive or moved without a request to the site; what it does not know the site is asked."""
    there = hub()
    outcome, listening, web = await a_night(there, tmp_path, [ALIVE, MOVED, DEAD, PRIVATE, SHOUTED, HTTP])

    assert there.requests == 1
    asked = of_the_site(web)
    assert asked >= {DEAD, PRIVATE}
    assert asked.isdisjoint({ALIVE, MOVED.partition("#")[0], SHOUTED, HTTP})
    found = told(outcome)
    verdicts = outcome.report.summary.verdicts
    assert (verdicts[Verdict.ALIVE], verdicts[Verdict.MOVED], verdicts[Verdict.DEAD]) == (3, 1, 2)
    assert found[MOVED].standing.verdict is Verdict.MOVED
    assert found[MOVED].final_url == f"{G}/jane/kites/blob/main/README.md#tails"
    assert [(hop.url, hop.status) for hop in found[MOVED].hops] == [
        (MOVED, 301),
        (f"{G}/jane/kites/blob/main/README.md#tails", 200),
    ]
    assert found[DEAD].standing.strikes == 1
    assert listening.lines == ["GitHub's API knows 4 of 6 links; 1 request"]


async def test_the_evidence_is_told(tmp_path: Path) -> None:
    """Whoever asks why is told that the API was asked, and what it said."""
    await a_night(hub(), tmp_path, [ALIVE, MOVED])
    async with small_web() as web:
        stories = [await explain_url(url, settings_in(tmp_path), world_of(web, FIRST_NIGHT)) for url in (ALIVE, MOVED)]

    assert "interface: GitHub's API knows the issue" in stories[0]
    assert "GitHub's API knows the file, and that the repository is called jane/kites now" in stories[1]


@pytest.mark.parametrize("token", [True, False])
async def test_both_roads_come_to_the_same(token: bool, tmp_path: Path) -> None:
    """With a token or without, each link has the same verdict, reason and final URL."""
    urls = [ALIVE, MOVED, DEAD, PRIVATE, SHOUTED, f"{G}/jane", f"{G}/jane/kites/discussions/3", f"{G}/nobody/x"]
    outcome, *_ = await a_night(hub(), tmp_path, urls, token=token)

    assert standings(outcome) == {
        **dict.fromkeys(urls, (Verdict.ALIVE, "ok")),
        **dict.fromkeys((DEAD, PRIVATE, f"{G}/nobody/x"), (Verdict.DEAD, "http-404")),
        MOVED: (Verdict.MOVED, "redirected"),
    }
    assert told(outcome)[MOVED].final_url == f"{G}/jane/kites/blob/main/README.md#tails"


async def test_a_thousand_links_are_a_handful_of_requests(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1,000 links into 300 repositories: 15 requests at most, the few that are missing asked one by one."""
    repositories = [repository(f"jane/r{number}") for number in range(300)]
    paths = ("", "/issues/1", "/pull/2", "/blob/main/README.md", "/releases/tag/v1.0", "/tree/main/docs")
    urls = [f"{G}/jane/r{number % 300}{paths[number // 300]}" for number in range(990)]
    gone = [f"{G}/jane/r{number}/issues/99" for number in range(10)]
    there = Hub(repositories)
    outcome, _, web = await a_night(there, tmp_path, [*urls, *gone])

    site = of_the_site(web)
    with capsys.disabled():
        sys.stdout.write(f"\n1,000 links to GitHub: {there.requests} requests to its API, {len(site)} to the site\n")
    assert there.requests <= 15
    assert site >= set(gone)
    assert site.isdisjoint(urls)
    assert outcome.report.summary.verdicts[Verdict.ALIVE] == 990


@pytest.mark.parametrize("change", [{"github_api": False}, {"warc": "pages"}])
async def test_it_can_be_turned_off(change: dict[str, object], tmp_path: Path) -> None:
    """By its setting, and by a wish for the pages themselves, which the API does not have."""
    change = {name: tmp_path / value if isinstance(value, str) else value for name, value in change.items()}
    there = hub()
    _, listening, web = await a_night(there, tmp_path, [ALIVE, MOVED], replace(settings_in(tmp_path), **change))  # type: ignore[arg-type]

    assert there.requests == 0
    assert len(web.asked("github.com")) == 3
    assert listening.lines == []


async def test_a_bad_token_costs_one_warning(tmp_path: Path) -> None:
    """The night goes on as without one; the token is in no line, no report and no database."""
    there = hub(instead=[document({"message": f"Bad credentials: {SECRET}"}, 401)])
    outcome, listening, web = await a_night(there, tmp_path, [ALIVE, MOVED, DEAD])

    assert standings(outcome) == {
        ALIVE: (Verdict.ALIVE, "ok"),
        MOVED: (Verdict.MOVED, "redirected"),
        DEAD: (Verdict.DEAD, "http-404"),
    }
    assert ["401" in line for line in listening.lines] == [True, False]
    assert of_the_site(web) >= {ALIVE, DEAD}


async def test_the_token_is_written_nowhere(tmp_path: Path) -> None:
    """Not by a night that used it, not by one that failed with it."""
    for name, there in (("good", hub()), ("bad", hub(instead=[document(SECRET, 500)] * 5))):
        folder = tmp_path / name
        folder.mkdir()
        _, listening, _ = await a_night(there, folder, [ALIVE, MOVED, DEAD])
        assert SECRET not in "".join(listening.lines)

    written = files(tmp_path)
    assert any(path.name.startswith("linkcheck.db") for path in written)
    assert any(path.name == "latest.json" for path in written)
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(("links", "lines"), [(100, 0), (101, 1)])
async def test_without_a_token_it_is_said_once_that_one_would_help(links: int, lines: int, tmp_path: Path) -> None:
    """From a hundred links on, to those who want to know more."""
    urls = [f"{G}/jane/kites?q={number}" for number in range(links)]
    _, listening, _ = await a_night(hub(), tmp_path, [*urls, "https://kites.example/"], token=False)

    assert len(listening.lines) == lines
    assert all("GITHUB_TOKEN" in line for line in listening.lines)
