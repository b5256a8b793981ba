"""What an editor reads first."""

from dataclasses import replace

from linkcheck.report.groups import edits_of, is_quiet
from tests.report.cases import CASES, report_of, telling


def test_everything_has_its_place() -> None:
    """Findings are sorted by what an editor does with them; what is new is not told again as watched."""
    full = report_of(CASES / "a-full-night")
    groups = full.groups

    assert [one.url for one in groups.new.first] == ["http://new.example/gone"]
    assert [one.url for one in groups.recovered.first] == ["http://back.example/page"]
    assert [one.url for one in groups.dead.first] == ["http://dead.example/a"]
    assert [one.url for one in groups.watched.first] == ["http://slow.example/"]
    assert [one.url for one in groups.blocked.first] == ["http://blocked.example/"]
    assert [(one.finding.url, one.link.line) for one in groups.review.first] == [("http://dead.example/a", 12)]
    assert [edit.url for edit in edits_of(full)] == ["http://storify.example/tale"]


def test_a_night_without_change_is_quiet() -> None:
    """Old deaths alone make no news."""
    full = report_of(CASES / "a-full-night")
    old = tuple(one for one in full.findings if not (one.new or one.recovered))

    assert not is_quiet(full)
    assert is_quiet(replace(telling(full, old), rewrites=()))
