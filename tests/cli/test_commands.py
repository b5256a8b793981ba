"""The commands as an editor runs them, one after the other."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from linkcheck.cli.app import NAMES
from linkcheck.demo.web import Site, Web, web_in_thread
from linkcheck.demo.web.behaviours import html, page, redirect, status
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import wayback
from tests.cli.support import COMMON, living, told, written

DOCUMENT = """---
title: Letter 7
date: 2015-06-01
---

Kites: [a living page](https://kites.example/kites), and [a lost one](https://lost.example/lantern-festival?a=1).

<https://lost.example/lantern-festival?a=1>
"""
LOST = "https://lost.example/lantern-festival?a=1"
SNAPSHOT = "https://web.archive.org/web/20150603000000/https://lost.example/lantern-festival?a=1"
NIGHTS = ("2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z", "2026-11-23T02:00:00Z")


@pytest.fixture(name="web")
def _web() -> Iterator[Web]:
    festival = html("The lantern festival", "Every year in June the lantern festival fills the river with light.")
    captures = [Capture(LOST, "20150603000000", body=festival), Capture(LOST, "20210101000000", 404)]
    sites = {
        "kites.example": living("kites"),
        "lost.example": Site({"/": page("Lost", "A site that has lost a page.")}, default=status(404)),
        "moved.example": Site(default=redirect(301, "https://kites.example/kites")),
        "web.archive.org": wayback(captures),
    }
    with web_in_thread(Web(sites)) as web:
        yield web


@pytest.fixture(name="archive", autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "linkcheck.toml", "canaries = []\n")
    return written(tmp_path, "archive/letter-7.md", DOCUMENT)


def three_nights(capfd: pytest.CaptureFixture[str], web: Web, *options: str) -> str:
    """Three nights that confirm a death; what the last one printed."""
    for night in NIGHTS:
        result = told(capfd, "nightly", "archive", "--now", night, *options, *COMMON, web=web)
        assert result.code == 0, result.err
    return result.out


def test_scan_prints_a_line_for_each_link(capfd: pytest.CaptureFixture[str]) -> None:
    """path:line:column, URL, syntax and date, with tabs between; JSON lines hold the same."""
    lines = told(capfd, "scan", "archive").out.splitlines()
    shaped = [json.loads(line) for line in told(capfd, "scan", "archive", "--format", "json").out.splitlines()]

    assert lines[0] == "archive/letter-7.md:6:24\thttps://kites.example/kites\tinline\t2015-06-01"
    assert [line.split("\t")[1] for line in lines] == ["https://kites.example/kites", LOST, LOST]
    assert [line.split("\t")[2] for line in lines] == ["inline", "inline", "autolink"]
    assert [f"{one['path']}:{one['line']}:{one['column']}" for one in shaped] == [line.split("\t")[0] for line in lines]


def test_nightly_shows_a_diff_that_applies(archive: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """Without --write the file stays, and the diff that is printed is the one in the reports."""
    out = three_nights(capfd, web)

    assert archive.read_text() == DOCUMENT
    assert f"+<{SNAPSHOT}>" in out
    assert (archive.parents[1] / "reports" / "latest.diff").read_text() in out


def test_nightly_says_where_the_reports_are(web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """The last line names the report that a person opens."""
    result = told(capfd, "nightly", "archive", "--reports", "for me", *COMMON, web=web)

    assert result.out.splitlines()[-1] == "The whole report: for me/latest.html (also .md, .json and .diff)."


def test_write_and_undo(archive: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """--write changes URLs alone; undo gives the bytes back; nightly does not do it again, rewrite does."""
    three_nights(capfd, web, "--write")
    rewritten = DOCUMENT.replace(LOST, SNAPSHOT)
    assert archive.read_text() == rewritten

    assert told(capfd, "undo").code == 0
    assert archive.read_text() == DOCUMENT
    assert "nothing to undo" in told(capfd, "undo").err

    told(capfd, "nightly", "archive", "--write", "--now", "2026-11-24T02:00:00Z", *COMMON, web=web)
    assert archive.read_text() == DOCUMENT

    assert told(capfd, "rewrite", "archive", "--write", "--now", "2026-11-24T03:00:00Z").code == 0
    assert archive.read_text() == rewritten


def test_check_prints_a_verdict_for_a_url(web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """A URL on the command line is checked at once, whether a document links to it or not."""
    result = told(capfd, "check", LOST, "https://moved.example/x", "mailto:me@a.example", *COMMON, web=web)

    assert result.code == 0
    assert result.out.splitlines() == [
        f"dead\thttp-404\t{LOST}",
        "moved\tredirected\thttps://moved.example/x\t→ https://kites.example/kites",
        "skipped\tnot-http\tmailto:me@a.example",
    ]


def test_check_checks_what_is_due_once(web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """What was checked tonight is not due; --all checks it again."""
    assert len(told(capfd, "check", "archive", *COMMON, web=web).out.splitlines()) == 2
    assert told(capfd, "check", "archive", *COMMON, web=web).out == ""
    assert len(told(capfd, "check", "archive", "--all", *COMMON, web=web).out.splitlines()) == 2


@pytest.mark.parametrize("command", [("nightly", "archive"), ("check", "https://kites.example/kites")])
def test_pages_are_kept_where_it_is_asked_for(
    tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    """--warc of both commands that read pages; a folder that cannot be one costs a line and exit code 4."""
    assert told(capfd, *command, "--warc", "warcs", "--now", NIGHTS[0], *COMMON, web=web).code == 0
    (kept,) = (tmp_path / "warcs").glob("*.warc.gz")
    assert b"software: linkcheck/" in gzip.decompress(kept.read_bytes())

    fresh = ("--db", "other.db", "--now", NIGHTS[1], "--quiet")
    result = told(capfd, *command, "--warc", "linkcheck.toml", *fresh, *COMMON, web=web)
    assert result.code == 4
    assert len([line for line in result.lines if "WARC" in line]) == len(result.lines) == 1


def test_lookup_and_report_and_explain(tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """What is dead is looked up without reading the documents; reports and stories come from the database."""
    told(capfd, "check", "archive", "--now", NIGHTS[0], *COMMON, web=web)

    lookup = told(capfd, "lookup", "--now", NIGHTS[0], *COMMON, web=web)
    assert f"found\t{LOST}\tarchive/letter-7.md:6\t{SNAPSHOT}" in lookup.out.splitlines()

    report = told(capfd, "report", "--format", "all")
    assert report.code == 0
    assert {path.name for path in (tmp_path / "reports").iterdir()} >= {
        "latest.html", "latest.md", "latest.json", "latest.csv", "latest.junit.xml", "latest.sarif",
    }  # fmt: skip

    story = told(capfd, "explain", LOST)
    assert story.code == 0
    assert "404" in story.out
    assert SNAPSHOT in story.out


@pytest.mark.parametrize(("wanted", "code"), [("new", 1), ("any", 1), ("confirmed", 0)])
def test_fail_on(web: Web, capfd: pytest.CaptureFixture[str], wanted: str, code: int) -> None:
    """The exit code is 1 when what was asked for was found; otherwise rot is a finding, not a failure."""
    result = told(capfd, "nightly", "archive", "--fail-on", wanted, *COMMON, web=web)

    assert result.code == code


@pytest.mark.parametrize(
    "command", [["report"], ["lookup", *COMMON], ["rewrite", "archive"], ["check", "--all", *COMMON]]
)
def test_fail_on_follows_every_command_that_tells_of_rot(
    web: Web, capfd: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """--fail-on is heeded wherever it is taken."""
    told(capfd, "nightly", "archive", *COMMON, web=web)

    assert told(capfd, *command, "--fail-on", "any", web=web).code == 1
    assert told(capfd, *command, "--fail-on", "confirmed", web=web).code == 0


def test_check_masks_a_url_that_a_document_links_to(
    tmp_path: Path, web: Web, capfd: pytest.CaptureFixture[str]
) -> None:
    """A named URL with a secret is told once, masked."""
    url = "https://kites.example/kites?token=5f2d8c1a"
    written(tmp_path, "archive/letter-8.md", f"[a]({url})")
    told(capfd, "check", "archive", *COMMON, web=web)

    result = told(capfd, "check", url, *COMMON, web=web)

    assert result.out.splitlines() == ["alive\tok\thttps://kites.example/kites?token=***"]


def test_quiet_tells_nothing_but_trouble(web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """-q is silent when all went well."""
    result = told(capfd, "nightly", "archive", "-q", *COMMON, web=web)

    assert (result.code, result.out, result.err) == (0, "", "")


@pytest.mark.parametrize("command", ["explain", "lookup", "report"])
def test_no_database_yet(capfd: pytest.CaptureFixture[str], command: str) -> None:
    """A command that needs a memory says how to get one, and makes no empty file."""
    result = told(capfd, command, *(["https://a.example/"] if command == "explain" else []))

    assert result.code == 2
    assert "linkcheck nightly PATH" in result.err
    assert not Path("linkcheck.db").exists()


def test_an_unknown_url_is_told(web: Web, capfd: pytest.CaptureFixture[str]) -> None:
    """Explain says that it knows nothing, not an empty story."""
    told(capfd, "nightly", "archive", *COMMON, web=web)

    result = told(capfd, "explain", "https://stranger.example/")

    assert result.code == 2
    assert "stranger.example" in result.err


@pytest.mark.parametrize("command", NAMES)
def test_every_command_has_help(capfd: pytest.CaptureFixture[str], command: str) -> None:
    """--help follows any command and ends well."""
    result = told(capfd, command, "--help")

    assert result.code == 0
    assert f"Usage: linkcheck {command}" in result.out


def test_an_unknown_command(capfd: pytest.CaptureFixture[str]) -> None:
    """Usage errors have exit code 2."""
    assert told(capfd, "frobnicate").code == 2
