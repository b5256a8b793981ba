"""The conclusion of a story."""

from dataclasses import replace

import pytest

from linkcheck.model import Judgement, Reason, Verdict
from linkcheck.report import explain
from linkcheck.report.conclusion import conclude
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
        (
            Verdict.UNSURE,
            "read-timeout",
            "which often passes. 1 strike so far; it takes 5 strikes over at least 14 days,",
        ),
        (Verdict.UNSURE, "redirect-loop", "its redirects go in a circle. This is never counted against a link."),
        (Verdict.DEAD, "http-404", "3 strikes on different nights, the first and the last at least 3 days apart,"),
    ],
)
def test_every_verdict_has_a_conclusion(verdict: Verdict, reason: str, words: str) -> None:
    """Whatever the verdict, one sentence says what it means for the link."""
    standing = replace(STORY.standing, verdict=verdict, reason=Reason(reason))

    assert words in conclude(replace(STORY, standing=standing))


@pytest.mark.parametrize(
    ("reason", "vouched", "said"),
    [
        ("connect-timeout", True, "[soft strike]"),
        ("connect-timeout", False, "[not counted: no canary answered after it in its run]"),
        ("tls-untrusted", True, "[counts neither way]"),
        ("redirect-loop", True, "[counts neither way]"),
    ],
)
def test_each_night_says_what_it_counts_for(reason: str, vouched: bool, said: str) -> None:
    """What is reported and never confirmed is not told as a strike."""
    judgement = Judgement(Verdict.UNSURE, Reason(reason))
    check = replace(STORY.checks[0], judgement=judgement, vouched=vouched)

    assert said in explain(replace(STORY, checks=(check,)))
