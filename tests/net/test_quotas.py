"""linkcheck.net.quotas: what hosts say is left, row by row."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Answer
from linkcheck.net import Quota, quota, states_quota

NOW = datetime(2026, 6, 2, 3, tzinfo=UTC)
CASES = Path(__file__).parent.parent / "cases" / "net" / "quotas.toml"
ROWS: list[dict[str, Any]] = tomllib.loads(CASES.read_text(encoding="utf-8"))["row"]
NAMES = ("RateLimit", "RateLimit-Policy", "RateLimit-Remaining", "X-RateLimit-Reset", "X-Rate-Limit-Remaining")


def stated(headers: list[tuple[str, str]]) -> Quota | None:
    """What an answer with these headers states."""
    return quota(Answer("http://a.example/", 200, tuple(headers), b"", truncated=False, address=""), NOW)


def looked_into(headers: list[tuple[str, str]]) -> bool:
    """Whether an answer with these headers is worth reading for a quota."""
    return states_quota(Answer("http://a.example/", 200, tuple(headers), b"", truncated=False, address=""))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["about"])
def test_what_is_left(row: dict[str, Any]) -> None:
    """Every form of the fields is understood, and what cannot be kept is none."""
    expected = Quota(row["left"], row["seconds"]) if "left" in row else None
    headers = [(name, value) for name, value in row["headers"]]
    assert stated(headers) == expected
    assert expected is None or looked_into(headers)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=40)), max_size=5))
def test_any_text_is_read_without_a_fault(headers: list[tuple[str, str]]) -> None:
    """A header may hold anything: a quota that comes of it can be kept."""
    found = stated(headers)
    assert found is None or looked_into(headers)
    assert found is None or (found.left >= 0 and 0 < found.seconds <= 86_400)


def test_most_answers_state_none() -> None:
    """What has no such field is not read for one."""
    assert not looked_into([])
    assert not looked_into([("Content-Type", "text/html"), ("Retry-After", "60")])
