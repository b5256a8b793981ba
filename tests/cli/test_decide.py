"""`linkcheck decide` and `linkcheck sync` on the command line."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.demo.web import Site, Web, web_in_thread
from linkcheck.demo.web.behaviours import html, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import wayback
from linkcheck.model import Ruling
from linkcheck.settings import read_decisions
from tests.cli.support import COMMON, told, written

LOST = "https://lost.example/lantern-festival"
SNAPSHOT = f"https://web.archive.org/web/20150603000000/{LOST}"
FESTIVAL = html("The lantern festival", "Every year in June the lantern festival fills the river with light.")
NIGHTS = ("2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z", "2026-11-23T02:00:00Z")
FILE = Path("linkcheck-decisions.toml")


@pytest.fixture(name="web", scope="module")
def _web() -> Iterator[Web]:
    archive = wayback([Capture(LOST, "20150603000000", body=FESTIVAL)])
    with web_in_thread(Web({"lost.example": Site(default=status(404)), "web.archive.org": archive})) as web:
        yield web


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "linkcheck.toml").write_text("canaries = []\n")
    for name in ("one", "two"):
        written(tmp_path, f"letters/{name}.md", f"---\ndate: 2015-06-01\n---\n\n[festival]({LOST})\n")


def nights(capfd: pytest.CaptureFixture[str], web: Web) -> str:
    """The nights that confirm the death; what the last would change."""
    return [told(capfd, "nightly", "letters", "--now", now, *COMMON, web=web).out for now in NIGHTS][-1]


def test_decide_writes_a_row_and_changes_it(capfd: pytest.CaptureFixture[str]) -> None:
    """Who, when and why stand in it; the second word about a URL is the one that stays."""
    first = told(capfd, "decide", LOST, "keep", "--why", "a copy", "--by", "Jo", "--now", NIGHTS[0])
    again = told(capfd, "decide", LOST, f"snapshot={SNAPSHOT}", "--why", "mislaid", "--now", NIGHTS[1])
    (row,) = read_decisions(FILE).rows

    assert (first.code, again.code) == (0, 0)
    assert first.out.splitlines()[0].endswith(f"linkcheck-decisions.toml, line 3: {LOST}: keep")
    assert (row.ruling, row.snapshot, row.why) == (Ruling.SNAPSHOT, SNAPSHOT, "mislaid")
    assert row.when is not None
    assert row.when.isoformat() == "2026-11-21T02:00:00+00:00"


def test_by_is_gits_user_unless_it_is_given(capfd: pytest.CaptureFixture[str]) -> None:
    """A repository knows who works in it."""
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "config", "user.name", "Maren Holm"], check=True)
    told(capfd, "decide", LOST, "alive", "--why", "I was there")

    assert [row.by for row in read_decisions(FILE).rows] == ["Maren Holm"]


def test_a_document_and_a_pattern(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """A row for one document is named from the file's folder, and whoever rules on the whole is told of it."""
    nights(capfd, web)
    told(capfd, "decide", LOST, "keep", "--why", "x", "--document", "letters/one.md")
    whole = told(capfd, "decide", LOST, "dead", "--why", "x")
    stranger = told(capfd, "decide", "https://stranger.example/*", "ephemeral", "--pattern", "--why", "x")
    text = (Path("letters") / FILE).read_text() if (Path("letters") / FILE).exists() else FILE.read_text()

    assert 'document = "one.md"' in text or 'document = "letters/one.md"' in text
    assert 'pattern = "https://stranger.example/*"' in text
    assert "one.md, line 3 holds: keep" in whole.out
    assert "no document links to it" in stranger.out
    assert "no document links to it" not in whole.out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([LOST, "forget", "--why", "x"], "alive, dead, ephemeral, keep, or snapshot=URL"),
        ([LOST, "snapshot=https://a.example/", "--why", "x"], "all 14 digits"),
        ([LOST, "snapshot=https://archive.ph/20150603000000/https://a.example/", "--why", "x"], "are not written"),
        ([LOST, "keep"], "Missing option '--why'"),
        ([LOST, "keep", "--why", "x", "--document", "letters/three.md"], "no such document"),
        (["https://*", f"snapshot={SNAPSHOT}", "--pattern", "--why", "x"], "of one URL"),
        ([LOST, "keep", "--why", " "], "why wants a text"),
        ([" ", "keep", "--why", "x"], "url wants a text, not ''"),
    ],
)
def test_what_cannot_be_decided(capfd: pytest.CaptureFixture[str], arguments: list[str], why: str) -> None:
    """It is a usage error, and no row is written."""
    result = told(capfd, "decide", *arguments)

    assert result.code == 2
    assert why in " ".join(result.err.split())
    assert not FILE.exists()


def test_a_broken_file_is_told_and_left(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """By every command that reads it, before anything is done."""
    FILE.write_text('[[decision]]\nurl = "x"\nrulling = "keep"\n')
    for command in (["nightly", "letters"], ["decide", LOST, "keep", "--why", "x"], ["check", "letters"]):
        result = told(capfd, *command, *COMMON[-1:], web=web)
        assert result.code == 2
        assert "linkcheck-decisions.toml, line 3: unknown key 'rulling'; did you mean 'ruling'?" in result.err
    assert not Path("linkcheck.db").exists()
    assert FILE.read_text() == '[[decision]]\nurl = "x"\nrulling = "keep"\n'


def test_sync_tells_what_became_of_a_pull_request(capfd: pytest.CaptureFixture[str], web: Web) -> None:
    """Closed: nothing of it is proposed again, and each link has its row, by whom it was closed."""
    assert nights(capfd, web).count(f"+[festival]({SNAPSHOT})") == 2

    result = told(capfd, "sync", "letters", "--closed", "--by", "maren", "--now", "2026-11-23T12:00:00Z")
    after = told(capfd, "nightly", "letters", "--now", "2026-11-24T02:00:00Z", *COMMON, web=web)

    assert result.code == 0
    assert "Declined 2 edits." in result.err
    (path,) = Path().rglob(FILE.name)
    assert [(row.ruling, row.by) for row in read_decisions(path).rows] == [(Ruling.KEEP, "maren")] * 2
    assert SNAPSHOT not in after.out
    assert "decided by maren: declined" in told(capfd, "explain", LOST).out


def test_sync_needs_a_memory(capfd: pytest.CaptureFixture[str]) -> None:
    """Without a database there is nothing to compare."""
    result = told(capfd, "sync", "letters")

    assert result.code == 2
    assert "linkcheck nightly PATH" in result.err
