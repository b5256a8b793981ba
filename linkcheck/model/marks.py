"""What a finding is to those who read the reports, in bits: so that it can be counted and found without its links."""

from enum import IntFlag


class Mark(IntFlag):
    """What holds of a finding; the numbers stand in databases and never change."""

    NONE = 0
    FAILING = 1
    """It failed when it was last checked, and is not confirmed."""
    CONFIRMED = 2
    NEW = 4
    """It failed in the run of its last check, and did not fail before."""
    RECOVERED = 8
    """It lives in the run of its last check, and failed before."""
    DEAD = 16
    """Confirmed, and links to it still stand in documents."""
    ELSEWHERE = 32
    """Its page lives elsewhere, and links to it still stand in documents."""
    REVIEW = 64
    """Confirmed, and a snapshot for one of its links is for a person to decide on."""
    BLOCKED = 128
    DYING = 256
    """Dead enough to look for what may stand in its place."""
    OFFERED = 512
    """Confirmed and failing, and there is something that may stand in the place of a link."""
    STRUCK = 1024
    """It failed and has not lived since, whatever was seen last."""
    EPHEMERAL = 2048
    """A person said that it was never meant to last."""


NEWS = Mark.NEW | Mark.RECOVERED
