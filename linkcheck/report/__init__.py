"""What a run is told as: pure renderers from data to text, and one module that writes the files.

    Report(generated, run, summary, findings, groups, worst, stamp, skipped, refused, rewrites, left, written)
                                                       summary and groups are of all findings, which are streamed
    conceal(report, masked) -> Report                  every URL and every text with one in it masked: do this first
    conceal_diff(diff, edits, masked) -> str           the same for a diff that people see
    conceal_said(said, masked)                         and for what is said line by line
    render(report, Format.HTML) -> str                 and MARKDOWN, JSON, CSV, JUNIT, SARIF: one module each
    terminal(report) -> str                            the few lines a run ends with; leftover(report) is of them
    explain(story) -> str                              one URL's whole story; conceal_story(story, masked) before it
    write_reports(report, folder, formats, memory) -> paths    atomically: latest.html, latest.md …; OutputError

A renderer gets a report that was concealed, and escapes for its format whatever is in it.
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.report.conceal import conceal, conceal_diff, conceal_story
    from linkcheck.report.explain import explain
    from linkcheck.report.formats import Format, render
    from linkcheck.report.groups import furthest_first, reviews
    from linkcheck.report.said import Said, conceal_said
    from linkcheck.report.terminal import leftover, terminal
    from linkcheck.report.types import (
        MOST_ROWS,
        NOTHING_COUNTED,
        Asking,
        Backlog,
        DocumentLine,
        Groups,
        Leftover,
        Report,
        Review,
        Seeking,
        Some,
        Story,
        Summary,
        Year,
    )
    from linkcheck.report.write import write_diff, write_reports

__all__ = [
    "MOST_ROWS",
    "NOTHING_COUNTED",
    "Asking",
    "Backlog",
    "DocumentLine",
    "Format",
    "Groups",
    "Leftover",
    "Report",
    "Review",
    "Said",
    "Seeking",
    "Some",
    "Story",
    "Summary",
    "Year",
    "conceal",
    "conceal_diff",
    "conceal_said",
    "conceal_story",
    "explain",
    "furthest_first",
    "leftover",
    "render",
    "reviews",
    "terminal",
    "write_diff",
    "write_reports",
]

offer(
    __name__,
    conceal="conceal conceal_diff conceal_story",
    explain="explain",
    formats="Format render",
    groups="furthest_first reviews",
    said="Said conceal_said",
    terminal="leftover terminal",
    types="MOST_ROWS NOTHING_COUNTED Asking Backlog DocumentLine Groups Leftover Report Review Seeking Some Story "
    "Summary Year",
    write="write_diff write_reports",
)
