"""The JSON report and its schema."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from linkcheck.model import (
    Evidence,
    Finding,
    Found,
    Hop,
    Missing,
    Network,
    Placed,
    Reason,
    Run,
    Skipped,
    Snapped,
    Snapshot,
    Standing,
    Unavailable,
    Verdict,
)
from linkcheck.report import Format, Report
from linkcheck.report import render as rendered
from linkcheck.report.json_report import schema
from tests.report.cases import CASES, report_of
from tests.report.counting import summarise


def render(report: Report) -> str:
    """The report in this format."""
    return rendered(report, Format.JSON)


VALIDATOR = Draft202012Validator(schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)

_WHEN = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone beside it
_TEXT = st.text(max_size=20)
_STATUS = st.none() | st.integers(100, 999)
_SNAPSHOT = st.builds(Snapshot, st.integers(10**13, 10**14 - 1).map(str), _TEXT, _TEXT, st.booleans(), st.none())
_LOOKUP = st.none() | st.builds(Found, _SNAPSHOT, _TEXT) | st.builds(Missing, _TEXT) | st.builds(Unavailable, _TEXT)
_PLACED = st.builds(
    Placed,
    path=_TEXT,
    line=st.integers(1),
    column=st.integers(1),
    published=st.none(),
    snapped=st.builds(Snapped, _LOOKUP),
)
_STANDING = st.builds(
    Standing,
    st.sampled_from(Verdict),
    st.sampled_from([*Reason, Reason("http-503"), Reason("blocked-999")]),
    st.booleans(),
    st.integers(0, 99),
    st.none() | _WHEN,
    st.none() | _WHEN,
    _WHEN,
)
_FINDING = st.builds(
    Finding,
    url=_TEXT,
    standing=_STANDING,
    status=_STATUS,
    hops=st.lists(st.builds(Hop, _TEXT, _STATUS), max_size=3).map(tuple),
    evidence=st.just((Evidence("a mark", 1.0, "seen"),)),
    links=st.lists(_PLACED, max_size=3).map(tuple),
)
_RUN = st.builds(
    Run, st.integers(1), _WHEN, st.none() | _WHEN, _TEXT, _TEXT, st.sampled_from(Network), st.integers(0, 10**6)
)


@pytest.mark.parametrize("case", sorted(CASES.glob("*/input.toml")), ids=lambda path: path.parent.name)
def test_every_case_fits_the_schema(case: Path) -> None:
    """The report of every case is what the schema says."""
    VALIDATOR.validate(json.loads(render(report_of(case.parent))))


@settings(max_examples=60, deadline=None)
@given(st.lists(_FINDING, max_size=4), _RUN, _WHEN)
def test_any_report_fits_the_schema(findings: list[Finding], run: Run, generated: datetime) -> None:
    """Whatever a run came to, its report is what the schema says."""
    summary = summarise(findings, documents=1, links=2, targets=3)
    report = Report(generated, run, summary, tuple(findings), skipped=(Skipped("a.md", "it is empty"),))

    VALIDATOR.validate(json.loads(render(report)))


def test_every_target_has_a_line() -> None:
    """A target is one line, so that a report of a million is made, searched and compared line by line."""
    text = render(report_of(CASES / "a-full-night"))
    lines = [line.strip().rstrip(",") for line in text.splitlines()]
    targets = lines[lines.index('"targets": [') + 1 : lines.index("]")]

    assert [json.loads(line) for line in targets] == json.loads(text)["targets"] != []


def test_the_schema_is_a_schema() -> None:
    """The schema itself is valid, draft 2020-12."""
    Draft202012Validator.check_schema(schema())


def test_the_schema_knows_every_reason_and_verdict() -> None:
    """A reason or a verdict that is added to the model is added to the schema."""
    definitions = schema()["$defs"]
    families = (f"http-{number}" for number in (404, 410))

    assert set(definitions["reason"]["anyOf"][0]["enum"]) | set(families) >= {
        reason.value for reason in Reason.__members__.values()
    }
    assert definitions["verdict"]["enum"] == [verdict.value for verdict in Verdict]


@pytest.mark.parametrize(
    ("key", "value"), [("format", 2), ("generated", "yesterday"), ("targets", None), ("surplus", 1), ("summary", {})]
)
def test_the_schema_refuses_what_is_no_report(key: str, value: object) -> None:
    """The schema is no rubber stamp."""
    document = json.loads(render(report_of(CASES / "a-full-night")))

    with pytest.raises(ValidationError):
        VALIDATOR.validate(document | {key: value})


def test_rewritten_is_said_of_rewritten_links_only() -> None:
    """A rewritten link stays under its original target, marked; the others have no such key."""
    document = json.loads(render(report_of(CASES / "a-full-night")))
    links = {(target["url"], link.get("rewritten")) for target in document["targets"] for link in target["links"]}

    assert ("http://storify.example/tale", True) in links
    assert ("http://dead.example/a", None) in links
