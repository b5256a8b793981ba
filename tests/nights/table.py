"""The table of the month: what each kind of link became."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from linkcheck.model import Verdict
from tests.nights.month import Life
from tests.nights.spells import NIGHTS

LETTERS = {
    Verdict.ALIVE: "a",
    Verdict.MOVED: "m",
    Verdict.DEAD: "D",
    Verdict.UNSURE: "u",
    Verdict.BLOCKED: "b",
    Verdict.SKIPPED: "s",
}
"""A night's verdict in the table; a dot where the link was not due, or put off."""


def table(lives: Mapping[str, Life], *, whole: bool = False) -> Iterator[str]:
    """The lines of the table: a line for each kind, with the nights of its first link, or a line for each link."""
    yield f"{'':34}{'links':>6}  {'night by night (the first of them)':{NIGHTS}}  strikes  confirmed on night"
    for fate, of_fate in groupby(lives.values(), key=lambda life: life.subject.kind.fate):
        yield ""
        yield fate.value
        for kind, group in groupby(of_fate, key=lambda life: life.subject.kind):
            alike = list(group)
            for some in ([one] for one in alike) if whole else (alike,):
                yield f"  {kind.name:32}{len(some):>6}  {timeline(some[0])}  {most(some):>7}  {confirmed(some)}"
    yield ""
    yield "a alive, m moved, D dead, u unsure, b blocked, . not asked; strikes: the most that one had at a time"
    yield from (f"BROKEN  {life.subject.kind.name}, {life.subject.url}: {life.broken}" for life in broken(lives))
    yield summary(lives)


def timeline(life: Life) -> str:
    """A letter a night."""
    return "".join(LETTERS[verdict] if (verdict := life.verdicts.get(night)) else "." for night in range(1, NIGHTS + 1))


def most(lives: Iterable[Life]) -> int:
    """The most strikes that one of them had at a time."""
    return max(life.strikes for life in lives)


def confirmed(lives: Sequence[Life]) -> str:
    """How many were confirmed, and when."""
    nights = Counter(life.confirmed for life in lives if life.confirmed is not None)
    if not nights:
        return "never"
    back = sum(life.recovered and life.confirmed is not None for life in lives)
    told = ", ".join(f"{night}" + (f" (×{times})" if times > 1 else "") for night, times in sorted(nights.items()))
    return told + (f"; {back} of {nights.total()} seen to recover" if back else "")


def broken(lives: Mapping[str, Life]) -> list[Life]:
    """The links with which a promise was broken."""
    return [life for life in lives.values() if life.broken]


def summary(lives: Mapping[str, Life]) -> str:
    """The counts."""
    fates = Counter((life.subject.kind.fate.name, life.confirmed is not None) for life in lives.values())
    return (
        f"{fates['LIVES', False] + fates['LIVES', True]} living links, {fates['LIVES', True]} confirmed dead; "
        f"{fates['DIES', False] + fates['DIES', True]} dead links, {fates['DIES', True]} confirmed; "
        f"{fates['DECEIVES', False] + fates['DECEIVES', True]} beyond the rules, {fates['DECEIVES', True]} confirmed; "
        f"{len(broken(lives))} promises broken"
    )
