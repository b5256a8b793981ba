"""The JSON report, format 1: for programs. `report.schema.json` beside this module says what it is made of."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, cast

from linkcheck.model import Decision, Edit, Finding, Found, Missing, Placed, Run, Save, Snapped, Unavailable, Verdict
from linkcheck.report.types import Body, Report, Summary

FORMAT = 1
"""Raised when a key changes its meaning or goes; a new key does not raise it."""


def pieces(report: Report) -> Iterator[str | Body]:
    """The report as JSON, a piece at a time: a line for each part of the head, then one for each target.

    One call of the encoder a target: asked to indent, the standard library's is the slow one that is written in Python,
    and for all targets at once it holds the whole report in memory.
    """
    yield "{\n"
    yield f' "format": {FORMAT},\n'
    yield f' "generated": {_text(_instant(report.generated))},\n'
    yield f' "run": {_text(_run(report.run))},\n'
    yield f' "summary": {_text(_summary(report.summary))},\n'
    if report.revived:
        yield f' "restorable": {_text([_restorable(edit) for edit in report.revived])},\n'
    yield ' "targets": ['
    yield Body("targets", report.stamp, _targets(report.findings))
    yield "\n ]\n}\n"


def _targets(findings: Iterable[Finding]) -> Iterator[str]:
    before = "\n"
    for finding in findings:
        if finding.standing.verdict is not None:
            yield f"{before}  {_text(_target(finding))}"
            before = ",\n"


def _text(value: object) -> str:
    """A value as JSON in one line; what UTF-8 cannot hold is a question mark."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def schema() -> dict[str, Any]:
    """The JSON Schema of the report, draft 2020-12."""
    text = files("linkcheck.report").joinpath("report.schema.json").read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(text))


def _run(run: Run) -> dict[str, object]:
    return {
        "id": run.id,
        "started": _instant(run.started),
        "ended": _maybe(run.ended),
        "vantage": run.vantage,
        "version": run.version,
        "network": run.network.value,
        "deferred": run.deferred,
    }


def _summary(summary: Summary) -> dict[str, object]:
    return {
        "documents": summary.documents,
        "links": summary.links,
        "targets": summary.targets,
        "verdicts": {verdict.value: summary.verdicts.get(verdict, 0) for verdict in Verdict},
        "confirmed": summary.confirmed,
        "rewritten": summary.rewritten,
        "new": summary.new,
        "recovered": summary.recovered,
    }


def _restorable(edit: Edit) -> dict[str, object]:
    return {"path": edit.path, "line": edit.line, "url": edit.url, "written": edit.new, "original": edit.old}


def _target(finding: Finding) -> dict[str, object]:
    standing = finding.standing
    told: dict[str, object] = {
        "url": finding.url,
        "verdict": standing.verdict,
        "confirmed": standing.confirmed,
        "reason": standing.reason,
        "status": finding.status,
        "final_url": finding.final_url,
        "hops": [{"url": hop.url, "status": hop.status} for hop in finding.hops],
        "strikes": standing.strikes,
        "first_failed": _maybe(standing.first_failed),
        "last_alive": _maybe(standing.last_alive),
        "checked": _maybe(standing.checked),
        "links": [_link(link) for link in finding.links],
    }
    if finding.alias is not None:
        told["alias"] = {
            "url": finding.alias.url,
            "kind": finding.alias.kind,
            "why": finding.alias.why,
            "asked": _instant(finding.alias.asked),
        }
    if finding.decision is not None:
        told["decision"] = _decision(finding.decision)
    if finding.saves:
        told["saves"] = [_save(save) for save in finding.saves]
    return told


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "ruling": decision.ruling.value,
        "why": decision.why,
        "by": decision.by or None,
        "when": _maybe(decision.when),
    }


def _save(save: Save) -> dict[str, object]:
    return {
        "url": save.sent,
        "state": save.state.value,
        "asked": _instant(save.asked),
        "timestamp": save.timestamp or None,
        "why": save.why,
    }


def _link(link: Placed) -> dict[str, object]:
    told: dict[str, object] = {
        "path": link.path,
        "line": link.line,
        "column": link.column,
        "date": link.published.written if link.published else None,
        "text": link.text,
        "written": link.written,
    }
    if link.decision is not None and link.decision.document:
        told["decision"] = _decision(link.decision)
    if link.rewritten:
        told["rewritten"] = True
    told["snapshot"] = _snapshot(link.snapped)
    return told


def _snapshot(snapped: Snapped) -> dict[str, object]:
    told: tuple[object, ...]
    match snapped.lookup:
        case Found(snapshot, why):
            told = ("found", snapshot.timestamp, snapshot.url, snapshot.verified, "; ".join((why, *snapshot.review)))
        case Missing(why):
            told = ("missing", None, None, False, why)
        case Unavailable(why):
            told = ("unavailable", None, None, False, why)
        case None:
            told = ("none", None, None, False, "")
    return dict(zip(("lookup", "timestamp", "url", "verified", "why"), told, strict=True))


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _maybe(moment: datetime | None) -> str | None:
    return None if moment is None else _instant(moment)
