"""linkcheck.judge.strikes.lives_again: what lives for good, and what only comes and goes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from linkcheck.judge import lives_again
from linkcheck.model import Check, Judgement, Reason, Verdict

BEGAN = datetime(2026, 11, 1, 3, tzinfo=UTC)
VERDICTS = {
    "a": (Verdict.ALIVE, "ok"),
    "m": (Verdict.MOVED, "redirected"),
    "d": (Verdict.DEAD, "http-404"),
    "u": (Verdict.UNSURE, "http-503"),
    "b": (Verdict.BLOCKED, "blocked-403"),
    "D": (Verdict.DEAD, "decided"),
    "A": (Verdict.ALIVE, "decided"),
}


def checks(history: Sequence[str]) -> list[Check]:
    """Nights from the first on, each with the checks of one date; a dot is a night without any."""
    return [
        Check(
            "http://a.example/", BEGAN + timedelta(days=day, hours=hour), Judgement(*reason(letter)), 200, "", (), "x"
        )
        for day, letters in enumerate(history)
        for hour, letter in enumerate(letters)
        if letter != "."
    ]


def reason(letter: str) -> tuple[Verdict, Reason]:
    """A verdict and its reason."""
    verdict, slug = VERDICTS[letter]
    return verdict, Reason(slug)


@pytest.mark.parametrize(
    ("history", "rewritten", "lives"),
    [
        ("dddaaa", 2, True),
        ("dddama", 2, True),
        ("dddaa", 2, False),
        # three checks of one date are one night
        (("d", "d", "d", "aaa"), 2, False),
        (("d", "d", "d", "aa", "a"), 2, False),
        # a failure between begins the row anew, and one behind ends it
        ("dddaadaa", 2, False),
        ("dddaauaaa", 2, True),
        ("dddaaad", 2, False),
        # a blocked night says nothing, unless it is the last word
        ("dddabaa", 2, True),
        ("dddaaab", 2, False),
        # nights far apart count, and those before the rewrite do not
        ("ddd.a....a.......a", 2, True),
        ("dddaaa", 4, False),
        ("dddaaaaa", 4, True),
        # a person's word is no life, nor is it a death that was seen
        ("dddAAA", 2, False),
        ("DDDaaa", 2, False),
        ("aaaaa", 2, False),
        ("", 2, False),
    ],
)
def test_lives_again(history: Sequence[str], rewritten: int, lives: bool) -> None:
    """On three dates since the rewrite, with no failure between or behind."""
    assert lives_again(checks(history), BEGAN + timedelta(days=rewritten, hours=12)) is lives
