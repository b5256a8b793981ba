"""What a run is told as: pure renderers from data to text, and one module that writes the files.

    summarise(findings, documents=…, links=…, targets=…) -> Summary     counts, rot by year, a line for each document
    Report(generated, run, summary, findings, skipped, refused, rewrites, left, written)
    conceal(report, masked) -> Report                  every URL and every text with one in it masked: do this first
    conceal_diff(diff, edits, masked) -> str           the same for a diff that people see
    render(report, Format.HTML) -> str                 and MARKDOWN, JSON, CSV, JUNIT, SARIF: one module each
    terminal(report) -> str                            the few lines a run ends with; leftover(report) is of them
    explain(story) -> str                              one URL's whole story; conceal_story(story, masked) before it
    write_reports(report, folder, formats) -> paths    atomically: latest.html, latest.md, latest.json …; OutputError

A renderer gets a report that was concealed, and escapes for its format whatever is in it.
"""

from linkcheck.report.conceal import conceal, conceal_diff, conceal_story
from linkcheck.report.explain import explain
from linkcheck.report.formats import Format, render
from linkcheck.report.summary import summarise
from linkcheck.report.terminal import leftover, terminal
from linkcheck.report.types import Asking, Backlog, DocumentLine, Leftover, Report, Seeking, Story, Summary, Year
from linkcheck.report.write import write_diff, write_reports

__all__ = [
    "Asking",
    "Backlog",
    "DocumentLine",
    "Format",
    "Leftover",
    "Report",
    "Seeking",
    "Story",
    "Summary",
    "Year",
    "conceal",
    "conceal_diff",
    "conceal_story",
    "explain",
    "leftover",
    "render",
    "summarise",
    "terminal",
    "write_diff",
    "write_reports",
]
