"""The Markdown report: for the run page of a CI system, a pull request, an issue.

What is new stands first; what was so the night before is folded away. Nothing that a page or a document says can break
out of its table cell, mention a person or link an issue.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from linkcheck.model import Edit, Finding, Found, Network, Placed, Refused, Save, Skipped
from linkcheck.report.groups import edits_of, is_quiet, standing_links
from linkcheck.report.terminal import leftover
from linkcheck.report.types import Report, Review, Some, Year
from linkcheck.report.wording import (
    SAVED,
    captured,
    count,
    day,
    distance,
    grounds,
    is_far,
    minute,
    one_line,
    shortened,
    told_saves,
    unpreserved,
)

MOST = 100
"""Rows of one table: a run page takes a megabyte, an editor less; the HTML report holds all."""
MENTIONED = 3
"""Places and snapshots of one target that a row names."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>~#])")
_PIPE = r"\|"
_BACKTICKS = re.compile("`+")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_BREAKING = str.maketrans({"<": "%3C", ">": "%3E", "\\": "%5C", "|": "%7C", "`": "%60", " ": "%20"})


def pieces(report: Report) -> Iterator[str]:
    """The report as GitHub-flavoured Markdown."""
    groups = report.groups
    blocks = [
        _head(report),
        _findings("Newly dead", groups.new),
        _findings("Live again", groups.recovered),
        _revived(report.revived),
        _edits(report, edits_of(report)),
        _elsewhere(groups.elsewhere),
        _review(groups.review),
        _saves(groups.saves),
        _undone(report.refused, report.skipped),
        "\n".join(leftover(report)),
        _commands(report.backlog.commands),
        _dead(groups.dead),
        _folded("Failing, being watched", groups.watched),
        _folded("Refuse programs", groups.blocked),
        _folded("Never meant to last", groups.ephemeral),
        _years(report.summary.years),
    ]
    yield "\n\n".join(block for block in blocks if block) + "\n"


def _head(report: Report) -> str:
    summary = report.summary
    verdicts = [f"{number:,} {verdict.value}" for verdict, number in summary.verdicts.items() if number]
    totals = ", ".join(
        (count(summary.documents, "document"), count(summary.links, "link"), count(summary.targets, "target"))
    )
    lines = [
        "# Link report",
        "",
        " · ".join(
            f"**{number:,}** {what}"
            for number, what in (
                (summary.new, "newly dead"),
                (summary.recovered, "live again"),
                (summary.confirmed, "confirmed dead"),
                (summary.rewritten, "rewritten"),
            )
        ),
        "",
        f"{totals}: {', '.join(verdicts) or 'nothing checked yet'}.",
        "",
        f"Run {report.run.id} from {escape(report.run.vantage)}, {minute(report.run.started)} UTC.",
    ]
    if report.run.network is Network.UNFIT:
        lines += ["", "> The canaries did not answer: the network was unfit, and this night gives no strikes."]
    elif is_quiet(report):
        lines += ["", "Nothing is new since the last night."]
    return "\n".join(lines)


def _findings(title: str, findings: Some[Finding]) -> str:
    if not findings:
        return ""
    rows = [
        (_link(one.url), escape(grounds(one)), day(one.standing.first_failed), _places(one))
        for one in findings.first[:MOST]
    ]
    return (
        f"## {title} ({findings.total:,})\n\n{_table(('URL', 'because', 'since', 'stands in'), rows, findings.total)}"
    )


def _dead(findings: Some[Finding]) -> str:
    header = (*_STANDING, "snapshot", "stands in")
    rows = ((*_standing(one), _preserved(one), _places(one)) for one in findings.first[:MOST])
    return _details("Confirmed dead, still in documents", header, rows, findings.total)


def _folded(title: str, findings: Some[Finding]) -> str:
    rows = ((*_standing(one), _places(one)) for one in findings.first[:MOST])
    return _details(title, (*_STANDING, "stands in"), rows, findings.total)


_STANDING = ("URL", "because", "strikes", "since", "last alive")


def _standing(finding: Finding) -> tuple[str, ...]:
    standing = finding.standing
    return (
        _link(finding.url),
        escape(grounds(finding)),
        str(standing.strikes),
        day(standing.first_failed),
        day(standing.last_alive),
    )


def _preserved(finding: Finding) -> str:
    """The snapshots of a target's links, or why there is none; a date each, as the links have."""
    links = standing_links(finding) or finding.links
    told = dict.fromkeys(filter(None, map(_kept, links)))
    more = f" and {len(told) - MENTIONED:,} more" if len(told) > MENTIONED else ""
    return ", ".join([*told][:MENTIONED]) + more


def _kept(link: Placed) -> str:
    found = link.snapped.lookup
    if isinstance(found, Found):
        return _dated(found)
    return escape(unpreserved(link))


def _dated(found: Found) -> str:
    """A snapshot as a link that shows its day."""
    return _link(found.snapshot.url, captured(found.snapshot.timestamp))


def _details(title: str, header: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    if not total:
        return ""
    return f"<details><summary>{title} ({total:,})</summary>\n\n{_table(header, rows, total)}\n\n</details>"


def _revived(edits: Sequence[Edit]) -> str:
    if not edits:
        return ""
    rows = [(code(f"{edit.path}:{edit.line}"), _snapshot(edit), _link(edit.url)) for edit in edits[:MOST]]
    table = _table(("document", "stands there", "lives again"), rows, len(edits))
    told = "`linkcheck rewrite --restore PATH` shows how the originals are put back; with `--write` it does so."
    return f"## Can be restored ({len(edits):,})\n\n{told}\n\n{table}"


def _edits(report: Report, edits: Sequence[Edit]) -> str:
    if not edits:
        return ""
    title = "Rewritten" if report.written else "To be rewritten"
    rows = [
        (f"{code(f'{edit.path}:{edit.line}')}", _link(edit.url), _snapshot(edit), escape(edit.why))
        for edit in edits[:MOST]
    ]
    return f"## {title} ({len(edits):,})\n\n{_table(('document', 'before', 'after', 'why'), rows, len(edits))}"


def _snapshot(edit: Edit) -> str:
    return _link(edit.new, f"snapshot of {captured(edit.timestamp)}") if edit.timestamp else _link(edit.new)


def _elsewhere(findings: Some[Finding]) -> str:
    if not findings:
        return ""
    rows = [
        (_link(one.url), _link(one.alias.url), escape(one.alias.why), day(one.alias.asked), _places(one))
        for one in findings.first[:MOST]
        if one.alias
    ]
    table = _table(("URL", "lives at", "because", "seen", "stands in"), rows, findings.total)
    told = "No snapshot is written for these until a person decides; `--aliases` writes the new place."
    return f"## Dead, and alive elsewhere ({findings.total:,})\n\n{told}\n\n{table}"


def _review(reviews: Some[Review]) -> str:
    if not reviews:
        return ""
    rows = [
        (
            code(f"{one.link.path}:{one.link.line}"),
            _link(one.finding.url),
            f"{_dated(one.found)}, {_distance(one.found)}",
            escape("; ".join(one.found.snapshot.review)),
        )
        for one in reviews.first[:MOST]
    ]
    return f"## For a person to look at ({reviews.total:,})\n\n" + _table(
        ("document", "URL", "snapshot", "why"), rows, reviews.total
    )


def _saves(saves: Sequence[Save]) -> str:
    if not saves:
        return ""
    rows = [
        (_link(one.sent), SAVED[one.state], captured(one.timestamp) if one.timestamp else "–", escape(one.why))
        for one in saves[:MOST]
    ]
    head = f"Living pages that a web archive was asked to capture: {told_saves(saves)}."
    table = _table(("URL", "capture", "of", "why"), rows, len(saves))
    return f"## Captures of living pages ({len(saves):,})\n\n{head}\n\n{table}"


def _distance(found: Found) -> str:
    words = distance(found.snapshot.days)
    return f"**{words}**" if is_far(found.snapshot.days) else words


def _undone(refused: Sequence[Refused], skipped: Sequence[Skipped]) -> str:
    lines = [f"- {code(one.path)}: left alone: {escape(one.why)}" for one in refused]
    lines += [f"- {code(one.subject)}: {escape(one.why)}" for one in skipped if one.failed]
    return "\n".join(["## Could not be done", "", *lines]) if lines else ""


def _commands(commands: Sequence[str]) -> str:
    """Lines for a shell, between more backticks than they have in a row."""
    inside = "\n".join(commands)
    fence = "`" * max(3, _longest_fence(inside) + 1)
    return f"{fence}sh\n{inside}\n{fence}" if commands else ""


def _longest_fence(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _years(years: Sequence[Year]) -> str:
    if not years:
        return ""
    rows = [
        (str(one.year or "undated"), f"{one.links:,}", f"{one.dead:,}", f"{one.failing:,}", f"{one.rewritten:,}")
        for one in years
    ]
    table = _table(("year", "links", "confirmed dead", "failing", "rewritten"), rows, len(rows))
    return f"<details><summary>By year of publication</summary>\n\n{table}\n\n</details>"


def _places(finding: Finding) -> str:
    links = standing_links(finding) or finding.links
    more = f" and {len(links) - MENTIONED:,} more" if len(links) > MENTIONED else ""
    return ", ".join(code(f"{link.path}:{link.line}") for link in links[:MENTIONED]) + more


def _table(header: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{' --- |' * len(header)}"]
    # a pipe ends a cell wherever it stands, in code too, and this is how GFM writes one that does not
    lines += [f"| {' | '.join(cell.replace('|', _PIPE) for cell in row)} |" for row in rows]
    if total > MOST:
        lines += ["", f"… and {total - MOST:,} more, in the HTML report."]
    return "\n".join(lines)


def escape(text: str) -> str:
    """A text as Markdown shows it, on one line, with nothing in it that means something to Markdown or to GitHub."""
    return _SPECIAL.sub(r"\\\1", one_line(text)).replace("&", "&amp;").replace("@", "&#64;")


def code(text: str) -> str:
    """A text as code, between more backticks than it has in a row (https://spec.commonmark.org/0.31.2/#code-spans)."""
    inside = one_line(text)
    fence = "`" * (_longest_fence(inside) + 1)
    return f"{fence} {inside} {fence}" if "`" in inside else f"`{inside}`"


def _link(url: str, text: str = "") -> str:
    """A link that can be followed where it leads to the web, else the URL as code."""
    if not _HTTP.match(url):
        return code(url)
    return f"[{escape(text or shortened(url, 80))}](<{one_line(url).translate(_BREAKING)}>)"
