"""What one lookup asked and heard, step by step, and how much more it may ask."""

from linkcheck.model import Evidence
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Refusal, Trouble

MOST_STEPS = 40
"""Steps that are kept as evidence."""


class Trail:
    """The steps of one lookup, for `explain`, and its budget of replays."""

    def __init__(self, replays: int) -> None:
        self.budget = replays
        """Replays that one link may have."""
        self.doubted: Held | None = None
        """The best of the captures that only may show the page: of those that hide nothing of it, the nearest."""
        self._left = replays
        self._steps: list[Evidence] = []
        self._refused: list[str] = []

    @property
    def spent(self) -> bool:
        """No more replays may be made for this link."""
        return self._left <= 0

    @property
    def steps(self) -> tuple[Evidence, ...]:
        """Everything that was asked, in order."""
        return tuple(self._steps)

    @property
    def refusals(self) -> str:
        """The captures that were looked at and refused; empty where there were none."""
        return "; ".join(self._refused)

    def weighed(self, outcome: Held | Refusal) -> Held | Refusal:
        """A capture in doubt is put aside for when nothing better is found, and refused for now."""
        if not (isinstance(outcome, Held) and outcome.doubts):
            return outcome
        self.doubted = outcome if self.doubted is None else min(self.doubted, outcome, key=_seen_of)
        return Refusal(outcome.capture, "; ".join(outcome.doubts))

    def replayed(self) -> None:
        """Count one capture that was fetched."""
        self._left -= 1

    def tell(self, mark: str, detail: str) -> None:
        """Keep one step."""
        if len(self._steps) < MOST_STEPS:
            self._steps.append(Evidence(mark, 0, detail))

    def tell_outcome(self, mark: str, asked: str, outcome: Held | Refusal | Absent | Trouble | Capture) -> None:
        """Keep what came of one request."""
        self.tell(mark, f"{asked}: {_said(outcome)}")
        if isinstance(outcome, Refusal):
            said = f"{outcome.capture.timestamp} {outcome.why}"
            if said not in self._refused:
                self._refused.append(said)


def _seen_of(held: Held) -> tuple[bool, float]:
    """Of two captures in doubt that is better of which more can be seen; of two alike, the nearer."""
    return held.hidden, held.distance


def _said(outcome: Held | Refusal | Absent | Trouble | Capture) -> str:
    match outcome:
        case Held(capture=capture, doubts=doubts) if doubts:
            return f"capture of {capture.timestamp}, status {capture.answer.status}, in doubt: {'; '.join(doubts)}"
        case Held(capture=capture):
            return f"capture of {capture.timestamp}, status {capture.answer.status}, shows the page"
        case Refusal(capture=capture, why=why):
            return f"capture of {capture.timestamp}, status {capture.answer.status}, refused: {why}"
        case Capture():
            return f"capture of {outcome.timestamp}, status {outcome.answer.status}"
        case Absent(why=why) | Trouble(why=why):
            return why
