"""`linkcheck merge`: what two vantages saw, in one database."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from linkcheck.demo.web import Site, Web, web_in_thread
from linkcheck.demo.web.behaviours import status
from linkcheck.demo.web.wayback import wayback
from tests.cli.support import COMMON, living, told, written

GONE = "https://gone.example/lantern-festival"
NIGHTS = ("2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z", "2026-11-23T02:00:00Z")
FAR_NIGHTS = ("2026-11-20T14:00:00Z", "2026-11-21T14:00:00Z", "2026-11-23T14:00:00Z")


def web_with(site: Site) -> Web:
    """A web in which the one link in question is this."""
    return Web({"kites.example": living("kites"), "gone.example": site, "web.archive.org": wayback([])})


@pytest.fixture(name="web")
def _web() -> Iterator[Web]:
    with web_in_thread(web_with(Site(default=status(404)))) as web:
        yield web


@pytest.fixture(autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "linkcheck.toml", "canaries = []\nrequire_vantages = 2\n")
    written(tmp_path, "archive/letter-7.md", f"[kites](https://kites.example/kites) and [a festival]({GONE})\n")


def nights(capfd: pytest.CaptureFixture[str], web: Web, vantage: str, when: tuple[str, ...]) -> None:
    """Some nights seen from one place, remembered in a database of its name."""
    for night in when:
        place = ("--vantage", vantage, "--db", f"{vantage}.db", "--reports", vantage)
        result = told(capfd, "nightly", "archive", "--now", night, *place, *COMMON, web=web)
        assert result.code == 0, result.err


def confirmed(capfd: pytest.CaptureFixture[str], vantage: str) -> list[str]:
    """The URLs that a database confirms, by the report that is made from it."""
    assert told(capfd, "report", "--db", f"{vantage}.db", "--reports", vantage).code == 0
    report = json.loads(Path(vantage, "latest.json").read_text())
    return [target["url"] for target in report["targets"] if target["confirmed"]]


def test_two_vantages_confirm_what_one_does_not(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """With --require-vantages 2 a death is confirmed when both have seen it, whichever is merged into which."""
    nights(capfd, web, "here", NIGHTS)
    nights(capfd, web, "there", FAR_NIGHTS)
    assert (confirmed(capfd, "here"), confirmed(capfd, "there")) == ([], [])

    result = told(capfd, "merge", "there.db", "--db", "here.db")
    assert (result.code, result.err) == (
        0,
        "Brought in 4 checks, 1 search for an alias, 1 lookup and 3 runs from there.db.\n",
    )
    assert told(capfd, "merge", "here.db", "--db", "there.db").code == 0
    assert (confirmed(capfd, "here"), confirmed(capfd, "there")) == ([GONE], [GONE])

    assert told(capfd, "merge", "there.db", "--db", "here.db").err == "there.db holds nothing new.\n"
    story = told(capfd, "explain", GONE, "--db", "here.db").out
    assert "from here" in story
    assert "from there" in story


def test_a_living_answer_elsewhere_clears(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """What one place sees as dead and another as living is not dead: the later living answer clears the strikes."""
    nights(capfd, web, "here", NIGHTS)
    with web_in_thread(web_with(living("the lantern festival"))) as other:
        nights(capfd, other, "there", FAR_NIGHTS)
    assert told(capfd, "merge", "there.db", "--db", "here.db").code == 0

    assert confirmed(capfd, "here") == []
    nights(capfd, web, "here", ("2026-12-05T02:00:00Z", "2026-12-06T02:00:00Z", "2026-12-08T02:00:00Z"))
    assert confirmed(capfd, "here") == []


def test_what_cannot_be_merged_is_refused(capfd: pytest.CaptureFixture[str], web: Web, tmp_path: Path) -> None:
    """A file that is missing, another program's or a later linkcheck's: one line, an exit code, nothing changed."""
    nights(capfd, web, "here", NIGHTS[:1])
    nights(capfd, web, "later", NIGHTS[:1])
    with closing(sqlite3.connect("later.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    written(tmp_path, "letter.db", "Dear reader")
    for name, code, words in (
        ("none.db", 2, "does not exist"),
        ("later.db", 4, "a later linkcheck made it"),
        ("letter.db", 4, "not an SQLite database"),
    ):
        result = told(capfd, "merge", name, "--db", "here.db")
        assert result.code == code
        assert name in result.err
        assert words in result.err
        assert "Traceback" not in result.err
