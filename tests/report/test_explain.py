"""The conclusion of a story."""

from dataclasses import replace

import pytest

from linkcheck.model import Reason, Verdict
from linkcheck.report.explain import conclude
from tests.report.cases import CASES, story_of

STORY = story_of(CASES / "explain" / "a-first-strike.toml")


@pytest.mark.parametrize(
    ("verdict", "reason", "words"),
    [
        (Verdict.ALIVE, "ok", "It was there when it was last checked, on 2026-11-23."),
        (Verdict.MOVED, "redirected", "It was there on 2026-11-23, at a new place: http://a.example/"),
        (Verdict.BLOCKED, "blocked-403", "This is never counted against a link."),
        (
            Verdict.SKIPPED,
            "action",
            "Not asked, because following it would do something, such as unsubscribe a reader.",
        ),
        (Verdict.UNSURE, "read-timeout", "which often passes. 1 strike so far; it takes 5 strikes over 14 days"),
        (Verdict.DEAD, "http-404", "it takes 3 strikes on different nights, the first and the last 3 days apart"),
    ],
)
def test_every_verdict_has_a_conclusion(verdict: Verdict, reason: str, words: str) -> None:
    """Whatever the verdict, one sentence says what it means for the link."""
    standing = replace(STORY.standing, verdict=verdict, reason=Reason(reason))

    assert words in conclude(replace(STORY, standing=standing))
