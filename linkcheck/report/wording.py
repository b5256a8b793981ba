"""The words that all reports share: reasons, counts, dates, distances."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from linkcheck.model import (
    FAILING,
    Decision,
    Finding,
    Found,
    Missing,
    Placed,
    Reason,
    Save,
    SaveState,
    Standing,
    Unavailable,
)


@cache
def _reasons() -> dict[str, str]:
    text = files("linkcheck.report").joinpath("reasons.toml").read_text(encoding="utf-8")
    return {str(slug): str(words) for slug, words in tomllib.loads(text).items()}


def because(reason: Reason | None) -> str:
    """A reason in words for an editor; they follow "because "."""
    if reason is None:
        return "it was not checked yet"
    known = _reasons()
    if reason.value in known:
        return known[reason.value]
    family, _, number = reason.value.rpartition("-")
    return known[f"{family}-NNN"].format(number=number)


def grounds(finding: Finding) -> str:
    """Why a target counts as what it does: the reason in words, and what a person decided about it."""
    words, decision = because(finding.standing.reason), finding.decision
    if decision is None:
        return words
    return decision.told if finding.standing.reason is Reason.DECIDED else f"{words}; {ruled(decision)}"


def ruled(decision: Decision) -> str:
    """A decision in words: "keep, decided by Jo: the gallery has a copy"."""
    return f"{decision.ruling.value}, {decision.told}"


def state(standing: Standing) -> str:
    """A standing in a word or two: "confirmed dead", "dead", "alive"."""
    if standing.confirmed:
        return "confirmed dead"
    return standing.verdict.value if standing.verdict else "not checked"


def failing(standing: Standing) -> bool:
    """It failed when it was last checked and is not confirmed: it is being watched."""
    return not standing.confirmed and standing.verdict in FAILING


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 link", "2,345 links"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


SAVED = {
    SaveState.SAVED: "seen in the archive",
    SaveState.ASKED: "asked for",
    SaveState.LATER: "to be asked for another night",
    SaveState.REFUSED: "refused",
}
"""What became of a capture that was asked for, in words."""


def told_saves(saves: Iterable[Save]) -> str:
    """How many captures came how far: "2 seen in the archive, 1 refused"."""
    states = Counter(save.state for save in saves)
    return ", ".join(f"{states[state]:,} {words}" for state, words in SAVED.items() if states[state])


def listing(parts: list[str]) -> str:
    """Parts as a person lists them: "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def day(moment: datetime | None) -> str:
    """The UTC date of a time; a dash where there is none."""
    return "–" if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """A time to the minute, UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def captured(timestamp: str) -> str:
    """The date of a 14-digit timestamp."""
    return f"{timestamp[:4]}-{timestamp[4:6]}-{timestamp[6:8]}"


def distance(days: int | None) -> str:
    """How far a snapshot lies from the publication."""
    match days:
        case None:
            return "for an undated document"
        case 0:
            return "on the day of publication"
        case _:
            return f"{count(abs(days), 'day')} {'after' if days > 0 else 'before'} publication"


FAR = 365
"""Days beyond which a snapshot's distance is marked in every report."""


def is_far(days: int | None) -> bool:
    """The distance is to be marked."""
    return days is not None and abs(days) > FAR


def unpreserved(link: Placed) -> str:
    """Why a link has no snapshot, as the web archives answered; empty where it has one or none was asked."""
    match link.snapped.lookup:
        case Missing(why):
            return f"no snapshot: {why}"
        case Unavailable(why):
            return f"could not be asked: {why}"
        case Found() | None:
            return ""


def one_line(text: str) -> str:
    """A text without line breaks and control characters."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split())


def shortened(text: str, most: int) -> str:
    """At most so many characters, with a mark where some were cut."""
    return text if len(text) <= most else text[: most - 1] + "…"
