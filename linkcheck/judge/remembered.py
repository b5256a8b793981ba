"""Pages that were read a moment ago, and what was found out about each: several questions are asked of one page."""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, Generic, Self, TypeVar, overload

Known = TypeVar("Known")
Thing = TypeVar("Thing")

BUDGET: Final = 6 * 1024 * 1024
"""Bytes of bodies whose pages are remembered: some hundred ordinary pages, or two dozen of the largest."""


class Lately(Generic[Thing, Known]):
    """What was made of things lately, within a budget of bytes; the longest ago goes first.

    A thing is known again by being the same one, not by being equal to it: an answer is long to compare.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._size = 0
        # a thing's id is its own for as long as it is held here
        self._known: OrderedDict[int, tuple[Known, int, Thing]] = OrderedDict()

    def get(self, thing: Thing) -> Known | None:
        """What is remembered of a thing."""
        found = self._known.get(id(thing))
        return None if found is None else found[0]

    def put(self, thing: Thing, known: Known, size: int) -> Known:
        """Remember it, at the cost of so many bytes; it is given back."""
        self._known[id(thing)] = known, size, thing
        self._size += size
        while self._size > self._budget:
            _, (_, freed, _) = self._known.popitem(last=False)
            self._size -= freed
        return known

    def __len__(self) -> int:
        """How many things are remembered."""
        return len(self._known)


def once(question: Callable[[Thing], Known]) -> Callable[[Thing], Known]:
    """A question about one thing that has a `__dict__`, answered once and remembered with it."""
    name = f"{question.__module__}.{question.__qualname__}"

    @wraps(question)
    def asked(thing: Thing) -> Known:
        known: dict[str, Any] = vars(thing)
        if name not in known:
            known[name] = question(thing)
        answer: Known = known[name]
        return answer

    return asked


class kept(Generic[Known]):  # noqa: N801 - it stands where `property` does
    """A property that is worked out once, as by `functools.cached_property`; that takes a lock before Python 3.12.

    A page is asked ten of them by one thread, and the lock takes longer than most of the answers.
    """

    def __init__(self, question: Callable[[Any], Known]) -> None:
        self._question = question
        self._name = question.__name__
        self.__doc__ = question.__doc__

    @overload
    def __get__(self, thing: None, kind: type) -> Self: ...
    @overload
    def __get__(self, thing: object, kind: type) -> Known: ...
    def __get__(self, thing: object, kind: type) -> Known | Self:
        """The answer; from now on it stands in the thing's `__dict__`, where it is found first."""
        if thing is None:
            return self
        answer = vars(thing)[self._name] = self._question(thing)
        return answer
