"""The table of truth holds: played in a namespace of its own where the machine allows one."""

import pytest

from tests.truth import detection, namespace
from tests.truth.__main__ import play
from tests.truth.rows import Row, rows
from tests.truth.table import score, totals

QUICK = ("redirects", "parsing", "soft-404", "parked", "services", "opaque", "urls", "never-action", "never-inside")
"""Groups in which nothing is waited for."""


def _holds(groups: tuple[str, ...]) -> None:
    if why := namespace.refused():
        pytest.skip(f"no network namespace may be made here: {why}")
    played = rows(groups)
    outcome = play("linkcheck", groups)
    assert score(played, outcome, expected=True).passes(outcome.harm), totals(played, {"linkcheck": outcome})


def test_linkcheck_says_what_it_should_where_nothing_is_waited_for() -> None:
    """The real command, on real ports, names and certificates, says of every quick behaviour what the rows expect."""
    _holds(QUICK)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_linkcheck_says_what_it_should() -> None:
    """Of every behaviour: no living link is called dead, and at most two that are gone are called alive."""
    _holds(())


def test_soft_404s_and_parked_domains_are_found() -> None:
    """On the judge's page cases precision is 1.00, and recall 0.95 at least."""
    found = detection.detect()

    assert all(one.cases >= 120 for one in found.values())
    assert detection.good_enough(), detection.told()


def test_there_are_enough_behaviours() -> None:
    """The table has 160 rows at least, of every kind of truth, each with a name of its own in its group."""
    played = rows()

    assert len(played) >= 160
    assert {row.truth for row in played} == set(type(played[0].truth))
    assert len({(row.group, row.name) for row in played}) == len(played)


def test_what_is_beyond_linkcheck_is_said() -> None:
    """A row that expects a living verdict for what a reader does not get says why."""
    beyond = [row for row in played_wrong() if not row.known]

    assert beyond == []


def played_wrong() -> list[Row]:
    """Rows that expect false-alive."""
    return [row for row in rows() if row.verdict in {"alive", "moved"} and row.truth in {"gone", "broken"}]
