"""The lines that a run ends with on a terminal: plain text, one thought a line."""

from types import MappingProxyType

from linkcheck.model import Finding, Network, Verdict, WebArchive
from linkcheck.report.groups import edits_of, is_quiet, standing_links
from linkcheck.report.types import Report, Some, Summary
from linkcheck.report.wording import count, grounds, listing, one_line, shortened, told_saves

MOST = 10
"""Findings of one kind that are named; the reports hold all."""

EARLY = MappingProxyType(
    {
        WebArchive.REFUSED: "it refuses connections from here, as it does for a while with who asked too hard",
        WebArchive.THROTTLED: "it asks to be left alone for longer than a night's work can wait",
        WebArchive.SILENT: "it did not answer any more",
        WebArchive.OVERLOADED: "it answered with server errors only",
        WebArchive.DEADLINE: "the time for this run was over",
    }
)
"""Why work with the web archive ended before all was asked."""

_WIDTH = 100


def terminal(report: Report) -> str:
    """The summary of a run: delta first, and what was left."""
    groups = report.groups
    lines = [_size(report.summary), _verdicts(report.summary)]
    if report.run.network is Network.UNFIT:
        lines.append("The canaries did not answer: the network here is unfit, this night gives no strikes.")
    elif is_quiet(report):
        lines.append("Nothing is new since the last night.")
    lines += _named("Newly dead", groups.new)
    lines += _named("Live again", groups.recovered)
    lines += _revived(report)
    lines += _edits(report)
    if report.summary.confirmed:
        lines.append(f"{count(report.summary.confirmed, 'target')} confirmed dead.")
    lines += _elsewhere(groups.elsewhere)
    if groups.review:
        lines.append(f"{count(groups.review.total, 'snapshot')} for a person to look at.")
    lines += [f"Captures of living pages: {told_saves(groups.saves)}."] if groups.saves else []
    lines += [f"Left alone: {one_line(f'{one.path}: {one.why}')}" for one in report.refused]
    lines += [f"Skipped: {one_line(f'{one.subject}: {one.why}')}" for one in report.skipped if one.failed]
    lines += leftover(report)
    lines += [f"  {command}" for command in report.backlog.commands]
    return "\n".join(lines) + "\n"


def leftover(report: Report) -> list[str]:
    """What was left for another night, and why; nothing where nothing was.

    Where the backlog has commands, they follow the last line.
    """
    left, backlog = report.left, report.backlog
    parts = [
        count(number, noun, plural)
        for number, noun, plural in (
            (left.checks, "check", ""),
            (left.aliases, "search for an alias", "searches for aliases"),
            (left.lookups, "lookup", ""),
            (left.edits, "edit", ""),
            (left.saves, "page to preserve", "pages to preserve"),
        )
        if number
    ]
    lines = [f"Left for another night: {listing(parts)}.{_pace(report)}"] if parts else []
    if backlog.ended in EARLY:
        lines.append(f"Work with the web archive ended early: {EARLY[backlog.ended]}.")
    if left.lookups and backlog.nights:
        lines.append(f"The lookups that are left need {count(backlog.nights, 'night')}.")
    if backlog.commands:
        lines.append(
            f"It has refused on {count(backlog.refused, 'night')} in a row. "
            "Look up from another machine that has linkcheck, and merge what it finds:"
        )
    return lines


def _pace(report: Report) -> str:
    """How long it takes until every check is made in its night; nothing after a night that was discarded."""
    left = report.left
    if not left.checks or left.nights == 0 or report.run.network is Network.UNFIT:
        return ""
    if left.nights is None:
        return " At this pace the checks do not catch up: a later deadline or longer waits would help."
    return f" At this pace the checks catch up in {count(left.nights, 'night')}."


def _size(summary: Summary) -> str:
    documents, links = count(summary.documents, "document"), count(summary.links, "link")
    return f"{documents}, {links}, {count(summary.targets, 'target')}."


def _verdicts(summary: Summary) -> str:
    parts = [f"{number:,} {verdict.value}" for verdict in Verdict if (number := summary.verdicts.get(verdict, 0))]
    return f"{', '.join(parts) or 'Nothing checked yet'}."


def _named(title: str, findings: Some[Finding]) -> list[str]:
    if not findings:
        return []
    lines = [f"{title}: {findings.total:,}"]
    lines += [
        f"  {shortened(one_line(one.url), _WIDTH)}  {one_line(grounds(one))}{_where(one)}"
        for one in findings.first[:MOST]
    ]
    return lines + _more(findings.total)


def _where(finding: Finding) -> str:
    links = standing_links(finding) or finding.links
    if not links:
        return ""
    more = f" and {len(links) - 1:,} more" if len(links) > 1 else ""
    return f" ({one_line(links[0].path)}:{links[0].line}{more})"


def _revived(report: Report) -> list[str]:
    edits = report.revived
    if not edits:
        return []
    lines = [f"Can be restored: {count(len(edits), 'link')} whose original lives again (linkcheck rewrite --restore)"]
    lines += [f"  {one_line(edit.path)}:{edit.line}  {shortened(one_line(edit.url), _WIDTH)}" for edit in edits[:MOST]]
    return lines + _more(len(edits))


def _edits(report: Report) -> list[str]:
    edits = edits_of(report)
    if not edits:
        return []
    verb = "Rewritten" if report.written else "To be rewritten (nothing was written)"
    lines = [f"{verb}: {count(len(edits), 'link')} in {count(len(report.rewrites), 'document')}"]
    lines += [
        f"  {one_line(edit.path)}:{edit.line}  {shortened(one_line(edit.url), _WIDTH)}  {one_line(edit.why)}"
        for edit in edits[:MOST]
    ]
    return lines + _more(len(edits))


def _elsewhere(findings: Some[Finding]) -> list[str]:
    if not findings:
        return []
    lines = [f"Dead, and alive elsewhere: {findings.total:,} (no snapshot is written; --aliases writes the new place)"]
    lines += [
        f"  {shortened(one_line(one.url), _WIDTH)}  {shortened(one_line(one.alias.url), _WIDTH)}{_where(one)}"
        for one in findings.first[:MOST]
        if one.alias
    ]
    return lines + _more(findings.total)


def _more(number: int) -> list[str]:
    return [f"  … and {number - MOST:,} more, in the reports"] if number > MOST else []
