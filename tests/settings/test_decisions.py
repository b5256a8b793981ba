"""linkcheck-decisions.toml is read exactly, a wrong row is told by its line, and the weightiest row holds."""

import tomllib
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.errors import ExitCode, UsageError
from linkcheck.model import Ruling
from linkcheck.settings import find_decisions, place_for_decisions, read_decisions
from linkcheck.settings.decisions import NAME, PARSERS, TABLE, matches, parse_decisions

CASES = Path(__file__).parents[1] / "cases" / "decisions"


def cases(name: str) -> list[Any]:
    """The cases of a file, each known by what it shows."""
    rows = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(row, id=row["what"]) for row in rows]


@pytest.mark.parametrize("case", cases("wrong"))
def test_a_wrong_file_is_told_by_its_line(case: dict[str, str], tmp_path: Path) -> None:
    """The file, the line and what was wanted; the command ends as one that asks for what cannot be."""
    source = tmp_path / NAME
    # TOML takes the first line break of a text away
    source.write_text("\n" + case["text"])

    with pytest.raises(UsageError) as told:
        read_decisions(source)

    assert str(told.value).startswith(f"{source}{case['told']}")
    assert told.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("case", cases("holds"))
def test_which_row_holds(case: dict[str, Any], tmp_path: Path) -> None:
    """The URL itself, a pattern, a document: the weightiest row that speaks of a link."""
    decisions = parse_decisions(case["text"], tmp_path / NAME)

    for url, document, why in case["asked"]:
        found = decisions.of(url, str(tmp_path / document) if document else None)
        assert (found.why if found else "") == why, url


def test_a_row_says_all_that_a_person_said(tmp_path: Path) -> None:
    """The capture's digits, who, when (a plain date is that day's end), the document from the file's folder."""
    text = """
[[decision]]
url = "https://a.example/"
snapshot = "https://web.archive.org/web/20150603000000/https://a.example/"
document = "2015/one.md"
why = "the right year"
by = "Jo"
when = 2026-11-23
"""
    (row,) = parse_decisions(text, tmp_path / NAME).rows

    assert (row.ruling, row.timestamp, row.line) == (Ruling.SNAPSHOT, "20150603000000", 2)
    assert row.document == str((tmp_path / "2015" / "one.md").resolve())
    assert row.told == "decided by Jo: the right year"
    assert row.when == datetime(2026, 11, 23, 23, 59, 59, 999999, UTC)


def test_no_file_and_an_empty_one_decide_nothing(tmp_path: Path) -> None:
    """Neither is an error."""
    assert read_decisions(tmp_path / NAME).rows == ()
    (tmp_path / NAME).write_text("# nothing yet\n")
    assert read_decisions(tmp_path / NAME).of("https://a.example/") is None


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A folder of that name, and bytes that are not UTF-8."""
    (tmp_path / NAME).write_bytes(b"# caf\xe9\n")
    with pytest.raises(UsageError, match=r"is not UTF-8 \(byte 5\)"):
        read_decisions(tmp_path / NAME)
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_decisions(tmp_path)


def test_the_nearest_file_is_found(tmp_path: Path) -> None:
    """In the folder, or above it; two folders with different files are an error that names both."""
    for name in ("one", "two"):
        (tmp_path / name / "2015").mkdir(parents=True)
    assert find_decisions([tmp_path / "one" / "2015"]) is None
    (tmp_path / NAME).write_text("")
    assert find_decisions([tmp_path / "one" / "2015", tmp_path / "two"]) == tmp_path / NAME
    (tmp_path / "one" / NAME).write_text("")
    assert find_decisions([tmp_path / "one" / "2015"]) == tmp_path / "one" / NAME
    with pytest.raises(UsageError, match="two files of decisions"):
        find_decisions([tmp_path / "one", tmp_path / "two"])


def test_a_new_file_is_made_at_the_top_of_the_repository(tmp_path: Path) -> None:
    """Else in the archive's own folder."""
    archive = tmp_path / "repository" / "letters"
    archive.mkdir(parents=True)
    assert place_for_decisions(archive) == archive / NAME
    (tmp_path / "repository" / ".git").mkdir()
    assert place_for_decisions(archive) == tmp_path / "repository" / NAME


@given(st.lists(st.text("ab/?.", max_size=4), min_size=1, max_size=5), st.lists(st.text("ab/?.", max_size=4)))
def test_a_pattern_matches_what_it_was_made_from(parts: list[str], between: list[str]) -> None:
    """Whatever stands in the place of its stars; and nothing that lacks one of its parts."""
    filled = "".join(part + (between[at] if at < len(between) else "") for at, part in enumerate(parts[:-1]))
    assert matches("*".join(parts), filled + parts[-1])
    assert not matches("*".join([*parts, "c"]), filled + parts[-1])


VALUES = st.recursive(
    st.text(max_size=20) | st.integers() | st.booleans() | st.datetimes() | st.dates() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=5), inner, max_size=3),
    max_leaves=5,
)
ROWS = st.dictionaries(st.sampled_from(sorted(PARSERS)) | st.text(min_size=1, max_size=5), VALUES, max_size=6)


@given(st.text() | st.lists(ROWS, max_size=3).map(lambda rows: tomlkit.dumps({TABLE: rows})))
def test_whatever_stands_there_is_read_or_told(text: str) -> None:
    """An unattended night ends with one line at worst, and never in the parser."""
    with suppress(UsageError):
        parse_decisions(text, Path("/archive") / NAME)


@pytest.mark.parametrize("text", [f"a = {'[' * 100_000}", f"a = {'9' * 5000}", "when = 0001-01-01T00:00:00+23:59"])
def test_what_a_parser_chokes_on_is_told(text: str) -> None:
    """A nest of brackets, a number of thousands of digits, the first morning of all."""
    with pytest.raises(UsageError):
        parse_decisions(text, Path("/archive") / NAME)
