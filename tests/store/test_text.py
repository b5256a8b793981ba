"""Values on their way into SQLite and back."""

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Evidence
from linkcheck.store.text import evidence_json, evidence_of, instant, moment, readable, storable

_TEXT = st.text(st.characters(exclude_categories=(), exclude_characters="\x00"))


@given(_TEXT)
def test_any_text_comes_back(text: str) -> None:
    """Every text comes back as it went in, lone surrogates and all."""
    connection = sqlite3.connect(":memory:")
    connection.text_factory = readable
    try:
        back = connection.execute("SELECT ?", (storable(text),)).fetchone()[0]
    finally:
        connection.close()

    moved = any("\U0010d800" <= char <= "\U0010dfff" for char in text)

    assert back == text or moved


def test_foreign_bytes_are_readable() -> None:
    """Bytes that another program left in a text column do not stop a reader."""
    assert readable(b"caf\xe9") == "caf\ufffd"


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    """Instants come back equal, and their texts are in the order of time."""
    assert moment(instant(one)) == one
    assert (instant(one) < instant(other)) == (one < other)


def test_instants_are_utc() -> None:
    """A time of another zone is stored in UTC, in a form that people read."""
    there = datetime(2026, 11, 23, 5, 0, tzinfo=timezone(timedelta(hours=2)))

    assert instant(there) == "2026-11-23T03:00:00.000000Z"


@given(st.lists(st.builds(Evidence, _TEXT, st.floats(allow_nan=False, allow_infinity=False), _TEXT)))
def test_evidence_comes_back(evidence: list[Evidence]) -> None:
    """Evidence comes back with its weights."""
    assert evidence_of(evidence_json(evidence)) == tuple(evidence)


def test_two_stray_halves_stay_two() -> None:
    """Halves of a surrogate pair side by side are stray bytes, not the character that JSON would make of them."""
    evidence = (Evidence("title", 1.0, "\ud800\udc00"),)

    assert evidence_of(evidence_json(evidence)) == evidence
