"""Reports and stories for the tests, read from TOML; tests/cases/report/README.md says how a case is written."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from linkcheck.model import (
    Alias,
    AliasAnswer,
    Check,
    DateSource,
    Edit,
    EditKind,
    EditState,
    Evidence,
    Finding,
    Found,
    Hop,
    Judgement,
    Lookup,
    Missing,
    Network,
    NoAlias,
    Placed,
    Published,
    Reason,
    Refused,
    Rewrite,
    Run,
    Save,
    SaveState,
    Skipped,
    Snapped,
    Snapshot,
    Span,
    Standing,
    Syntax,
    Unavailable,
    Verdict,
    WebArchive,
)
from linkcheck.report import MOST_ROWS, Asking, Backlog, Leftover, Report, Seeking, Story
from linkcheck.settings import Settings
from tests.report.counting import grouped, ranked, summarise

CASES = Path(__file__).parents[1] / "cases" / "report"

Row = Mapping[str, Any]


def report_of(case: Path) -> Report:
    """The report of a case's `input.toml`."""
    given: Row = tomllib.loads((case / "input.toml").read_text(encoding="utf-8"))
    findings = tuple(map(_finding, given.get("findings", [])))
    return Report(
        generated=given["generated"],
        run=_run(given["run"]),
        summary=summarise(findings, **given["size"]),
        findings=findings,
        groups=grouped(findings, given["run"]["started"]),
        worst=ranked(findings)[:MOST_ROWS],
        skipped=tuple(Skipped(**row) for row in given.get("skipped", [])),
        refused=tuple(Refused(**row) for row in given.get("refused", [])),
        rewrites=_rewrites(given.get("edits", [])),
        revived=tuple(map(_edit, given.get("revived", []))),
        left=Leftover(**given.get("left", {})),
        written=given.get("written", False),
        backlog=_backlog(given.get("backlog", {})),
    )


def all_of(report: Report) -> tuple[Finding, ...]:
    """The report's findings, to be counted and picked from."""
    return tuple(report.findings)


def telling(report: Report, findings: Sequence[Finding]) -> Report:
    """The report with other findings."""
    size = {name: getattr(report.summary, name) for name in ("documents", "links", "targets")}
    return replace(
        report,
        summary=summarise(findings, **size),
        findings=tuple(findings),
        groups=grouped(findings, report.run.started),
        worst=ranked(findings)[:MOST_ROWS],
    )


def _backlog(row: Row) -> Backlog:
    ended = WebArchive(row.get("ended", WebArchive.NOT_ASKED))
    return Backlog(ended, row.get("nights", 0), row.get("refused", 0), tuple(row.get("commands", ())))


def story_of(path: Path) -> Story:
    """The story of a TOML file."""
    given: Row = tomllib.loads(path.read_text(encoding="utf-8"))
    checks = tuple(_check(given["url"], row) for row in given.get("checks", []))
    return Story(
        url=given["url"],
        standing=_standing(given["standing"]),
        checks=checks,
        links=tuple(map(_placed, given.get("links", []))),
        lookups=tuple(
            Asking(row["at"], row.get("published"), _lookup(row["answer"])) for row in given.get("lookups", [])
        ),
        edits=tuple(map(_edit, given.get("edits", []))),
        first_seen=given["first_seen"],
        settings=Settings(vantage="test"),
        service=given.get("service", ""),
        report_only=given.get("report_only", ""),
        saves=tuple(_save(given["url"], row) for row in given.get("saves", [])),
        aliases=tuple(Seeking(row["at"], _sought(row)) for row in given.get("aliases", [])),
    )


def _run(row: Row) -> Run:
    return Run(
        row["id"],
        row["started"],
        row.get("ended"),
        row["vantage"],
        row["version"],
        Network(row.get("network", "fit")),
        row.get("deferred", 0),
    )


def _standing(row: Row) -> Standing:
    return Standing(
        verdict=Verdict(row["verdict"]) if "verdict" in row else None,
        reason=Reason(row["reason"]) if "reason" in row else None,
        confirmed=row.get("confirmed", False),
        strikes=row.get("strikes", 0),
        first_failed=row.get("first_failed"),
        last_alive=row.get("last_alive"),
        checked=row.get("checked"),
    )


def _finding(row: Row) -> Finding:
    return Finding(
        url=row["url"],
        standing=_standing(row),
        status=row.get("status"),
        final_url=row.get("final_url", row["url"]),
        hops=_hops(row.get("hops", [])),
        evidence=_evidence(row.get("evidence", [])),
        links=tuple(map(_placed, row.get("links", []))),
        new=row.get("new", False),
        recovered=row.get("recovered", False),
        report_only=row.get("report_only", ""),
        saves=tuple(_save(row["url"], save) for save in row.get("saves", [])),
        alias=_alias(row["alias"]) if "alias" in row else None,
    )


def _alias(row: Row) -> Alias:
    return Alias(row["url"], row["kind"], _evidence(row["evidence"]), row.get("asked") or row["at"])


def _sought(row: Row) -> AliasAnswer:
    return _alias(row) if "url" in row else NoAlias(_evidence(row.get("evidence", [])))


def _placed(row: Row) -> Placed:
    return Placed(
        path=row["path"],
        line=row["line"],
        column=row.get("column", 1),
        written=row["written"],
        text=row.get("text", ""),
        syntax=Syntax(row.get("syntax", "inline")),
        published=_published(row["date"]) if "date" in row else None,
        snapped=Snapped(_lookup(row["snapshot"]), row.get("asked")) if "snapshot" in row else Snapped(None),
        rewritten=row.get("rewritten", False),
    )


def _published(written: str) -> Published:
    at = datetime(int(written[:4]), 7, 2, 12, tzinfo=UTC)
    return Published(at, written, DateSource.FRONT_MATTER)


def _lookup(row: Row) -> Lookup:
    match row["lookup"]:
        case "found":
            snapshot = Snapshot(
                timestamp=row["timestamp"],
                url=row["url"],
                original=row.get("original", ""),
                verified=row.get("verified", True),
                days=row.get("days"),
                review=tuple(row.get("review", [])),
                evidence=_evidence(row.get("evidence", [])),
            )
            return Found(snapshot, row["why"])
        case "missing":
            return Missing(row["why"])
        case _:
            return Unavailable(row["why"])


def _check(url: str, row: Row) -> Check:
    judgement = Judgement(
        Verdict(row["verdict"]), Reason(row["reason"]), _evidence(row.get("evidence", [])), row.get("title", "")
    )
    return Check(
        url=url,
        at=row["at"],
        judgement=judgement,
        status=row.get("status"),
        final_url=row.get("final_url", url),
        hops=_hops(row.get("hops", [])),
        vantage=row.get("vantage", "a runner"),
        vouched=row.get("vouched", True),
    )


def _save(url: str, row: Row) -> Save:
    return Save(
        url=url,
        sent=row.get("sent", url),
        asked=row["asked"],
        at=row["at"],
        state=SaveState(row["state"]),
        job=row.get("job", ""),
        timestamp=row.get("timestamp", ""),
        why=row.get("why", ""),
        due=row.get("due"),
    )


def _edit(row: Row) -> Edit:
    return Edit(
        path=row["path"],
        span=Span(row.get("start", 0), row.get("start", 0) + len(row["old"])),
        line=row["line"],
        old=row["old"],
        new=row["new"],
        url=row["url"],
        timestamp=row["timestamp"],
        why=row["why"],
        state=EditState(row.get("state", "applied")),
        kind=EditKind(row.get("kind", "snapshot" if row["timestamp"] else "alias")),
        id=row.get("id"),
        run_id=row.get("run"),
    )


def _rewrites(rows: Sequence[Row]) -> tuple[Rewrite, ...]:
    edits = tuple(map(_edit, rows))
    paths = sorted({edit.path for edit in edits})
    return tuple(Rewrite(path, b"", b"", tuple(edit for edit in edits if edit.path == path)) for path in paths)


def _hops(rows: Sequence[Sequence[Any]]) -> tuple[Hop, ...]:
    return tuple(Hop(url, status or None) for url, status in rows)


def _evidence(rows: Sequence[Sequence[Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(*row) for row in rows)
