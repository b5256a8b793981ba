"""What a run tells while it goes on: the stages, and lines for the user."""

from typing import Protocol


class Progress(Protocol):
    """Somebody who watches a run."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` is how many steps it has, where that is known."""
        ...

    def step(self, count: int = 1) -> None:
        """Steps of the present stage are done."""
        ...

    def done(self, told: str) -> None:
        """The present stage has ended; one line says what it did, an empty one nothing."""
        ...

    def beside(self) -> "Progress":
        """Another one, for stages that go on beside those of this one."""
        ...

    def note(self, line: str) -> None:
        """Something that the user may want to know."""
        ...

    def warn(self, line: str) -> None:
        """Something that could not be done."""
        ...


class Silence:
    """Nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """See `Progress.stage`."""

    def step(self, count: int = 1) -> None:
        """See `Progress.step`."""

    def done(self, told: str) -> None:
        """See `Progress.done`."""

    def beside(self) -> Progress:
        """See `Progress.beside`."""
        return self

    def note(self, line: str) -> None:
        """See `Progress.note`."""

    def warn(self, line: str) -> None:
        """See `Progress.warn`."""
