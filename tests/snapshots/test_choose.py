"""Which captures are tried, and in what order."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.snapshots.cdx import Row
from linkcheck.snapshots.choose import Candidate, after_refusal, candidates, untried
from linkcheck.snapshots.question import question
from linkcheck.snapshots.urls import stamp
from tests.snapshots.machine import NOW, wanted

URL = "http://log.example/a"
ASKED = question(wanted(URL, until="2020-01-01"), NOW, None)


def row(timestamp: str, status: int | None = 200, digest: str = "") -> Row:
    """A row of the index; without a digest of its own, one that no other has."""
    return Row(timestamp, URL, status, digest or timestamp)


def order(*rows: Row) -> list[str]:
    """The timestamps of the candidates."""
    return [candidate.timestamp for candidate in candidates(rows, ASKED)]


def test_nearest_first() -> None:
    """Captures are tried by distance, those before publication at twice theirs."""
    rows = (row("20170324120000"), row("20170329120000"), row("20170401120000"), row("20160101000000"))
    assert order(*rows) == ["20170329120000", "20170324120000", "20170401120000", "20160101000000"]


def test_errors_and_what_is_outside_are_left_out() -> None:
    """Captured errors and captures behind the window are never tried, redirects are."""
    rows = (row("20170327000000", 404), row("20170328000000", 503), row("20170329000000", 301), row("20200101000000"))
    assert order(*rows) == ["20170329000000"]


def test_revisits_are_what_their_digest_was() -> None:
    """A revisit record is a candidate unless its digest is known for an error; unknown ones are left to replay."""
    rows = (
        row("20170101000000", 200, "PAGE"),
        row("20170102000000", 404, "LOST"),
        row("20170327000000", None, "LOST"),
        row("20170328000000", None, "PAGE"),
        row("20170329000000", None, "ELSE"),
    )
    assert order(*rows) == ["20170328000000", "20170329000000", "20170101000000"]


def test_a_revisit_of_a_redirect_is_one() -> None:
    """What repeats a captured redirect is tried as a redirect."""
    rows = (row("20170101000000", 301, "AWAY"), row("20170328000000", None, "AWAY"))
    assert [one.redirect for one in candidates(rows, ASKED)] == [True, True]


def test_same_bytes_once() -> None:
    """After a page was refused, captures with the same digest are not tried; redirects, all empty, still are."""
    rows = (
        row("20170327000000", 200, "SOFT"),
        row("20170328000000", 200, "SOFT"),
        row("20170329000000", 302, "VOID"),
        row("20170330000000", 302, "VOID"),
        row("20170331000000", 200, "PAGE"),
    )
    first, *left = candidates(rows, ASKED)
    left_over = after_refusal(first, left)
    assert [one.timestamp[6:8] for one in left_over] == ["29", "30", "31"]
    assert [one.timestamp[6:8] for one in after_refusal(left_over[0], left_over[1:])] == ["31", "30"]


def test_untried() -> None:
    """What the TimeGate replayed already is not tried again, nor its bytes at another time."""
    rows = (row("20170327000000", 200, "SOFT"), row("20170328000000", 200, "SOFT"), row("20170329000000"))
    found = candidates(rows, ASKED)
    assert [one.timestamp for one in untried(found, {("20170327000000", URL)})] == ["20170329000000"]
    assert untried(found, {("20170327000000", "http://other.example/")}) == found


rows_of_any_kind = st.lists(
    st.builds(
        row,
        st.integers(820454400, 1900000000).map(lambda second: stamp(datetime.fromtimestamp(second, UTC))),
        st.sampled_from([None, 200, 204, 301, 302, 404, 500]),
        st.sampled_from(["A", "B", "C", ""]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(rows_of_any_kind)
def test_order_holds_for_any_rows(rows: list[Row]) -> None:
    """Whatever the index says: distances never fall, nothing is outside, nothing stands twice, no good page is lost."""
    found: tuple[Candidate, ...] = candidates(rows, ASKED)
    assert [one.distance for one in found] == sorted(one.distance for one in found)
    assert not any(ASKED.outside(one.timestamp) for one in found)
    assert len({(one.timestamp, one.original) for one in found}) == len(found)
    kept = {one.timestamp for one in found}
    assert {one.timestamp for one in rows if one.status == 200 and not ASKED.outside(one.timestamp)} <= kept
