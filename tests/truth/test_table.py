"""Rows, behaviours and counts, without any network."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.truth.making import behaviour
from tests.truth.rows import Row, Truth, rows
from tests.truth.table import score, table, totals
from tests.truth.tools import Outcome, document, line_of
from tests.truth.world import sites, zone

ROW = Row("group", "a page", "https://a.internal/x", "alive", ("ok",), Truth.THERE, does=["story"])
GONE = replace(ROW, name="a 404", url="https://b.internal/x", verdict="dead", reasons=("http-404",), truth=Truth.GONE)


def _outcome(*said: tuple[str, str]) -> Outcome:
    return Outcome({line_of(number): one for number, one in enumerate(said)}, 1.0, 0)


def test_a_living_link_called_dead_is_counted() -> None:
    """It is false-dead, a false alarm, and another verdict than expected."""
    found = score((ROW, GONE), _outcome(("dead", "http-404"), ("dead", "http-404")), expected=True)

    assert (found.false_dead, found.false_alarm, found.wrong) == ((ROW,), (ROW,), (ROW,))
    assert not found.passes(0)


def test_a_dead_link_called_alive_is_counted() -> None:
    """It is false-alive, for lychee's `ok` as for linkcheck's `alive`."""
    for said in (("alive", "ok"), ("ok", "200")):
        assert score((GONE,), _outcome(said), expected=False).false_alive == (GONE,)


def test_a_doubt_is_an_alarm_and_no_death() -> None:
    """`unsure` of a living link costs an editor's time, and never a rewrite."""
    found = score((ROW,), _outcome(("unsure", "reset")), expected=True)

    assert (found.false_dead, found.false_alarm) == ((), (ROW,))


def test_the_promises_are_kept_only_where_nothing_forbidden_was_asked() -> None:
    """One request to what must never be asked breaks them."""
    found = score((ROW, GONE), _outcome(("alive", "ok"), ("dead", "http-404")), expected=True)

    assert found.passes(0)
    assert not found.passes(1)


def test_the_table_shows_both_programs() -> None:
    """One line a behaviour, linkcheck's word beside lychee's, and what should have been said where it was not."""
    outcomes = {
        "linkcheck": _outcome(("alive", "ok"), ("alive", "ok")),
        "lychee": _outcome(("ok", "200"), ("error", "404")),
    }
    told = table((ROW, GONE), outcomes)

    assert "NO, dead (http-404)" in told
    assert "error (404)" in told
    assert "linkcheck false-alive: a 404" in totals((ROW, GONE), outcomes)


def test_every_link_of_the_letter_stands_on_its_own_line() -> None:
    """Row n is found on its line, and a program that is not asked finds no link there."""
    letter = document((ROW, replace(GONE, url="https://b.internal/a b", without=("lychee",))), "lychee").splitlines()

    assert (letter[line_of(0) - 1], letter[line_of(1) - 1]) == ("[here](https://a.internal/x)", "-")
    assert "<https://b.internal/a b>" in document((replace(GONE, url="https://b.internal/a b"),), "linkcheck")


def test_every_row_can_be_played() -> None:
    """Each behaviour that the case files write is one, no URL is written twice, and every host has a name."""
    played = rows()
    hosts = sites(played)
    names = {name for name, _ in zone(played, hosts)}

    assert all(row.host.rstrip(".") in names or row.verdict == "skipped" or row.host[0].isdigit() for row in played)


def test_a_row_that_nobody_understands_is_named(tmp_path: Path) -> None:
    """A wrong verdict, reason or behaviour is an error that says where it stands."""
    (tmp_path / "odd.toml").write_text(
        '[[behaviour]]\nname = "n"\nurl = "http://a/"\nverdict = "lost"\nreason = "ok"\ntruth = "gone"\n'
    )

    with pytest.raises(ValueError, match=r"odd\.toml: n: .*lost"):
        rows(folder=tmp_path)
    with pytest.raises(ValueError, match="no behaviour"):
        behaviour(["nonsense"])
