"""Write the expected files of tests/cases/report anew: `python -m tests.report.renew`, then read the difference."""

from linkcheck.report import Format, explain, render, terminal
from tests.report.cases import CASES, report_of, story_of


def renew() -> None:
    """Only files that exist are written: which formats a case has is for people to say."""
    for path in CASES.glob("*/latest.*"):
        form = Format(path.name.removeprefix("latest."))
        path.write_text(render(report_of(path.parent), form), encoding="utf-8", newline="")
    for path in CASES.glob("*/terminal.txt"):
        path.write_text(terminal(report_of(path.parent)), encoding="utf-8")
    for path in CASES.glob("explain/*.txt"):
        path.write_text(explain(story_of(path.with_suffix(".toml"))), encoding="utf-8")


if __name__ == "__main__":
    renew()
