"""What a lookup keeps of its steps."""

from linkcheck.model import Answer
from linkcheck.snapshots.outcomes import Absent, Capture, Refusal
from linkcheck.snapshots.trail import MOST_STEPS, Trail

CAPTURE = Capture(
    "20170401000000", "http://log.example/", "", Answer("", 404, (), b"", truncated=False, address="127.0.0.1")
)


def test_the_budget() -> None:
    """A link has so many replays, and is told when they are used up."""
    trail = Trail(2)
    trail.replayed()
    assert not trail.spent
    trail.replayed()
    assert trail.spent


def test_steps_and_refusals() -> None:
    """Each step is evidence of no weight; what was refused is told once."""
    trail = Trail(6)
    trail.tell_outcome("replay", "http://log.example/ near 2017", Refusal(CAPTURE, "captured with status 404"))
    trail.tell_outcome("replay", "again", Refusal(CAPTURE, "captured with status 404"))
    trail.tell_outcome("replay", "elsewhere", Absent("none"))
    assert [step.weight for step in trail.steps] == [0, 0, 0]
    assert "20170401000000, status 404, refused: captured with status 404" in trail.steps[0].detail
    assert trail.refusals == "20170401000000 captured with status 404"


def test_bounded() -> None:
    """A lookup that goes in circles does not fill the store."""
    trail = Trail(6)
    for number in range(MOST_STEPS * 2):
        trail.tell("replay", str(number))
    assert len(trail.steps) == MOST_STEPS
