"""Action links, by every command: none is asked for, and no token of one is told to anybody."""

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from linkcheck.demo.web import Site, Web, saving, web_in_thread
from linkcheck.demo.web.behaviours import html, meta_refresh, page, redirect, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.saving import SavePageNow
from linkcheck.demo.web.wayback import wayback
from linkcheck.judge import is_action
from linkcheck.judge.tables import rows
from tests.cli.support import COMMON, Told, living, told, written

CASES = Path(__file__).parent.parent / "cases" / "actions.toml"
SECRET = "5ec2e7c0ffee0123456789abcdef"
ACTIONS: dict[str, str] = {
    name: url.replace("{}", SECRET) for name, url in tomllib.loads(CASES.read_text(encoding="utf-8")).items()
}
HOSTS = {str(urlsplit(url).hostname) for url in ACTIONS.values()}
SHORT = "https://bit.ly/festival"
LOST = "https://lost.example/lantern-festival"
NIGHTS = ("2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z", "2026-11-23T02:00:00Z", "2026-12-24T02:00:00Z")
SAVING = SavePageNow(lambda: datetime.fromisoformat(NIGHTS[-1]))
UNPACED = "saves_per_minute = 60000\ncdx_per_minute = 60000\nreplay_rate = 1000\n"
"""The web archive on loopback is asked as hard as one likes."""
TRAP = page("Goodbye", "You were unsubscribed, and will never hear from us again.")
"""What an action link would do."""


def letter() -> str:
    """Every family in every form that a link may have."""
    forms = []
    for number, (name, url) in enumerate(ACTIONS.items()):
        bare = url.partition("://")[2]
        forms.append(
            f"[{name}]({url}) and <{url}> and {url} and http://{bare} and {bare} and [ref][r{number}] and "
            f'<a href="{url.replace("&", "&amp;")}">html</a> and [entity]({url.replace("&", "&amp;")}) and '
            f"[escaped]({url.replace('_', chr(92) + '_')}) and [named {url}]({url}) and "
            f"[{bare}]({url})\n\n[r{number}]: {url}\n"
        )
    return "---\ntitle: Letter 7\ndate: 2015-06-01\n---\n\n" + "\n".join(forms)


@pytest.fixture(name="web", scope="module")
def _web() -> Iterator[Web]:
    festival = html("The lantern festival", "Every year in June the lantern festival fills the river with light.")
    hops = {f"/r{number}": redirect(302, url) for number, url in enumerate(ACTIONS.values())}
    refreshes = {f"/m{number}": meta_refresh(url.replace("&", "&amp;")) for number, url in enumerate(ACTIONS.values())}
    captures = [
        Capture(LOST, "20150603000000", body=festival),
        Capture(SHORT, "20150603000000", 301, location=ACTIONS["Unsubscribe with a query"]),
        *(Capture(url, "20150603000000", body=festival) for url in ACTIONS.values()),
    ]
    sites = {
        "kites.example": living("kites"),
        "hops.example": Site(hops | refreshes),
        "lost.example": Site({"/": page("Lost", "A site that has lost a page.")}, default=status(404)),
        "bit.ly": Site(default=status(404)),
        "web.archive.org": wayback(captures, saving=SAVING),
    }
    with web_in_thread(Web(dict.fromkeys(HOSTS, Site(default=TRAP)) | sites)) as web:
        yield web


@pytest.fixture(autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IA_ACCESS_KEY_ID", saving.ACCESS)
    monkeypatch.setenv("IA_SECRET_ACCESS_KEY", saving.SECRET)
    written(
        tmp_path,
        "linkcheck.toml",
        "canaries = []\nsaves_per_minute = 60000\ncdx_per_minute = 60000\nreplay_rate = 1000\n",
    )
    written(tmp_path, "archive/letter-7.md", letter())
    ordinary = f"[kites](https://kites.example/kites), [a festival]({LOST}), [short]({SHORT})\n"
    hops = [f"https://hops.example/{kind}{number}" for kind in "rm" for number in range(len(ACTIONS))]
    written(tmp_path, "archive/letter-8.md", ordinary + "".join(f"<{url}>\n" for url in hops))


def kept(result: Told, web: Web) -> None:
    """No token in what was told, and no request to a host of an action link; nor to an archive, for one."""
    assert "Traceback" not in result.err
    assert leaks(result.out) == leaks(result.err) == []
    assert {request.host for request in web.requests} <= {
        "kites.example", "hops.example", "lost.example", "bit.ly", "web.archive.org",
    }  # fmt: skip
    assert {host for host, _ in web.connections} & HOSTS == set()
    assert [request.target for request in web.requests if SECRET in request.target] == []


def leaks(text: str) -> list[str]:
    """The lines in which a token stands, shortened."""
    return [line[max(0, at - 90) : at + 40] for line in text.splitlines() if (at := line.find(SECRET)) >= 0]


def test_every_family_has_a_link() -> None:
    """There is an example of each family of data/actions.toml in tests/cases/actions.toml, and it is an action."""
    assert {str(row["name"]) for row in rows("actions", "action")} - set(ACTIONS) == set()
    assert [url for url in ACTIONS.values() if not is_action(url)] == []


def test_no_command_asks_for_an_action_link(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """scan, check, check --all, nightly, lookup and rewrite: nobody is unsubscribed, and no token is told."""
    assert SECRET in told(capfd, "scan", "archive", web=web).out  # the documents' own links, as they stand there
    for arguments in (
        ("check", "archive"),
        ("check", "archive", "--all"),
        ("check", *ACTIONS.values(), *(url.replace("https:", "HTTPS:") for url in ACTIONS.values())),
        *(("nightly", "archive", "--write", "--now", night) for night in NIGHTS[1:]),
        ("lookup", "--now", NIGHTS[-1]),
        ("lookup", "--preserve", "--now", NIGHTS[-1]),
        ("rewrite", "archive", "--write", "--now", NIGHTS[-1]),
        ("undo",),
    ):
        result = told(capfd, *arguments, "-vv", *COMMON, web=web)
        assert result.code == 0, result.err
        kept(result, web)
    assert Path("archive/letter-7.md").read_text() == letter()
    assert SAVING.asked == ["https://kites.example/kites"]  # and nothing that would lead a browser to an action link
    assert [request for request in web.requests if SECRET.encode() in request.body] == []


def test_no_report_tells_a_token(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """Every format of the report, and the story of each link, are written without a token."""
    for night in NIGHTS[:3:2]:
        kept(told(capfd, "nightly", "archive", "--now", night, "-vv", *COMMON, web=web), web)
    kept(told(capfd, "report", "--format", "all"), web)
    for path in Path("reports").iterdir():
        assert leaks(path.read_text(encoding="utf-8")) == [], path

    for url in ACTIONS.values():
        kept(told(capfd, "explain", url), web)
    kept(told(capfd, "explain", "https://hops.example/r0"), web)
    kept(told(capfd, "explain", SHORT), web)
