"""What an editor reads first."""

from dataclasses import replace

from linkcheck.report.groups import grouped
from tests.report.cases import CASES, report_of


def test_everything_has_its_place() -> None:
    """Findings are sorted by what an editor does with them; what is new is not told again as watched."""
    groups = grouped(report_of(CASES / "a-full-night"))

    assert [one.url for one in groups.new] == ["http://new.example/gone"]
    assert [one.url for one in groups.recovered] == ["http://back.example/page"]
    assert [one.url for one in groups.dead] == ["http://dead.example/a"]
    assert [one.url for one in groups.watched] == ["http://slow.example/"]
    assert [one.url for one in groups.blocked] == ["http://blocked.example/"]
    assert [(one.finding.url, one.link.line) for one in groups.review] == [("http://dead.example/a", 12)]
    assert [edit.url for edit in groups.edits] == ["http://storify.example/tale"]


def test_a_night_without_change_is_quiet() -> None:
    """Old deaths alone make no news."""
    full = report_of(CASES / "a-full-night")
    old = tuple(one for one in full.findings if not (one.new or one.recovered))

    assert not grouped(full).quiet
    assert grouped(replace(full, findings=old, rewrites=())).quiet
