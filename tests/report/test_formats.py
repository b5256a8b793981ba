"""Every format, held to whole expected texts."""

from pathlib import Path

import pytest

from linkcheck.report import Format, explain, render, terminal
from linkcheck.report.formats import RENDERERS
from tests.report.cases import CASES, report_of, story_of


def named(path: Path) -> str:
    """A case's name in the test's own."""
    return str(path.relative_to(CASES))


@pytest.mark.parametrize("expected", sorted(CASES.glob("*/latest.*")), ids=named)
def test_a_report_is_told_as_expected(expected: Path) -> None:
    """A run is told in a format exactly as the case says."""
    form = Format(expected.name.removeprefix("latest."))

    assert render(report_of(expected.parent), form) == expected.read_bytes().decode()


@pytest.mark.parametrize("expected", sorted(CASES.glob("*/terminal.txt")), ids=named)
def test_a_run_ends_with_the_expected_lines(expected: Path) -> None:
    """The terminal's lines are exactly those of the case."""
    assert terminal(report_of(expected.parent)) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("expected", sorted(CASES.glob("explain/*.txt")), ids=named)
def test_a_story_is_told_as_expected(expected: Path) -> None:
    """What explain prints is exactly what the case says."""
    assert explain(story_of(expected.with_suffix(".toml"))) == expected.read_text(encoding="utf-8")


def test_every_format_has_a_renderer_and_a_case() -> None:
    """No format is without its renderer, nor without a whole expected text."""
    held = {Format(path.name.removeprefix("latest.")) for path in CASES.glob("*/latest.*")}

    assert set(RENDERERS) == held == set(Format)
