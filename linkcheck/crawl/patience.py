"""How patient a run is; apart from what is patient, for a run is told of it whether or not it comes to ask."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a check waits before it is asked again."""

    waits: tuple[float, ...] = (2.0, 5.0)
    """Seconds before the second attempt, the third and so on; up to a quarter is added by chance."""
    doubt: float = 2.0
    """Seconds between a failure and the second word on it, at least."""
    longest: float = 120.0
    """Seconds of Retry-After that are waited for; a longer one puts the link off to another night."""
