"""GitHub in bulk on the command line: the environment's token, and what of it is seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.cli.world import system_world
from linkcheck.demo.web import Web
from linkcheck.demo.web.web import web_in_thread
from tests.cli.support import COMMON, told, written
from tests.crawl.github.hub import SECRET, Hub, assert_token_stayed, repository

URL, OLD, GONE = (f"https://github.com/jane/{path}" for path in ("kites", "old", "kites/issues/9"))


@pytest.fixture(autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "linkcheck.toml", "canaries = []\n")
    written(tmp_path, "archive/letter.md", f"---\ndate: 2015-06-01\n---\n\n[a]({URL}) [b]({OLD}) [c]({GONE})\n")


@pytest.fixture(name="hub")
def _hub() -> Hub:
    return Hub([repository("jane/kites")], renamed={"jane/old": "jane/kites"})


@pytest.fixture(name="web")
def _web(hub: Hub) -> Iterator[Web]:
    with web_in_thread(Web(hub.sites())) as web:
        yield web
    assert_token_stayed(web)


@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "GH_TOKEN"])
def test_a_token_in_the_environment_is_enough(
    capfd: pytest.CaptureFixture[str], web: Web, hub: Hub, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """The same verdicts in fewer requests, by the command line alone; no file and no line has the token."""
    monkeypatch.setenv(variable, SECRET)
    checked = told(capfd, "check", "archive", "-vv", *COMMON, web=web)
    shown = [told(capfd, "explain", URL), told(capfd, "report", "--format", "all")]

    assert checked.code == 0
    assert "1 alive, 1 moved, 1 dead" in checked.err
    assert hub.requests == 1
    assert {one.url for one in web.asked("github.com")} == {GONE}
    assert "GitHub's API knows the repository" in shown[0].out
    assert SECRET not in "".join(one.out + one.err for one in (checked, *shown))
    assert not any(SECRET.encode() in path.read_bytes() for path in Path.cwd().rglob("*") if path.is_file())


def test_without_a_token_github_is_a_host_like_others(capfd: pytest.CaptureFixture[str], web: Web, hub: Hub) -> None:
    """Nothing is asked of its API."""
    checked = told(capfd, "check", "archive", *COMMON, web=web)

    assert "1 alive, 1 moved, 1 dead" in checked.err
    assert hub.requests == 0


def test_the_setting_turns_it_off(
    capfd: pytest.CaptureFixture[str], web: Web, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the environment holds."""
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)
    monkeypatch.setenv("LINKCHECK_GITHUB_API", "false")
    told(capfd, "check", "archive", *COMMON, web=web)

    assert hub.requests == 0


def test_a_token_that_is_not_taken_is_told(
    capfd: pytest.CaptureFixture[str], web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line without it, also to those who did not ask for more; the verdicts are the same."""
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_of_yesterday")
    checked = told(capfd, "check", "archive", *COMMON, web=web)

    assert len([line for line in checked.lines if "401" in line and "GITHUB_TOKEN" in line]) == 1
    assert "1 alive, 1 moved, 1 dead" in checked.err
    assert "ghs_of_yesterday" not in checked.err


def test_the_real_world_has_the_environments_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a test's world has none of this machine's: it is taken away before any test runs."""
    assert system_world(None).github is None
    monkeypatch.setenv("GITHUB_TOKEN", SECRET)

    token = system_world(None).github
    assert token is not None
    assert token.authorization == f"Bearer {SECRET}"
