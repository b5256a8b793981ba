"""What a simulated year came to, against what is promised of it."""

from collections import Counter
from collections.abc import Iterator

from tests.year.fates import SOFT, Fate
from tests.year.year import FIRST, Told, Year

EVEN = 1.5
"""A night may have so many times the mean of the nights around it."""
BEFORE, AFTER = 15, 14
"""Nights before a night and after it: with it, thirty."""
SHARE = 0.05
"""Of the requests that asking everything every night would take."""
DECISIVE_NIGHTS, SOFT_NIGHTS = 3, 14
"""From the first strike to the confirmation."""


def mean_around(year: Year, night: int) -> float:
    """The mean load of the thirty nights around a night, itself among them; fewer at both ends of the year."""
    around = [year.load[one] for one in range(night - BEFORE, night + AFTER + 1) if one in year.load]
    return sum(around) / len(around)


def uneven(year: Year) -> list[int]:
    """The nights that are too full. The first is not one of them: everything is new on it, and new links go first."""
    return [night for night in year.load if night > 1 and year.load[night] > EVEN * mean_around(year, night)]


def late(told: Told, last: int) -> str:
    """The promise to find a death in time that was broken; empty where none was, or where its night has not come."""
    life = told.life
    if life.dies is None or life.dies > last:
        return ""
    before = max((night for night in told.asked if night < life.dies), default=None)
    # one that was dead when it was linked to is asked at once
    seen_by = told.asked[0] if before is None else (told.promised[before] - FIRST.date()).days + 1
    if told.failed is None:
        back = life.returns is not None and life.returns <= seen_by
        return "" if back or seen_by > last else f"dead since night {life.dies}, not seen by night {seen_by}"
    if told.failed > seen_by:
        return f"dead since night {life.dies}, seen on night {told.failed}, promised by night {seen_by}"
    wanted = told.failed + (SOFT_NIGHTS if life.plan(life.dies) in SOFT else DECISIVE_NIGHTS)
    if wanted > last or not life.dead(wanted) or told.confirmed[:1] == [wanted]:
        return ""
    return f"failed on night {told.failed}, confirmed on {told.confirmed}, promised for night {wanted}"


def wrong(told: Told) -> list[int]:
    """The nights on which it was confirmed dead, and was not."""
    return [night for night in told.confirmed if not told.life.dead(night)]


def share(year: Year) -> float:
    """Requests, of those that asking everything every night would have taken."""
    return sum(year.load.values()) / year.everything


def broken(year: Year) -> list[str]:
    """Every promise that was broken, a line each."""
    last = max(year.load)
    lines = [
        f"night {night} has {year.load[night]:,}, the nights around it {mean_around(year, night):,.1f}"
        for night in uneven(year)
    ]
    lines += [f"{one.life.url}: {why}" for one in year.told.values() if (why := late(one, last))]
    lines += [f"{one.life.url}: confirmed on night {wrong(one)}, and lives" for one in year.told.values() if wrong(one)]
    if share(year) > SHARE and last == 365:
        lines.append(f"{share(year):.1%} of all requests")
    return lines


def table(year: Year) -> Iterator[str]:
    """The lines that are printed."""
    last = max(year.load)
    yield "requests a night (* the fullest of its month against the mean of the 30 nights around it)"
    for start in range(1, last + 1, 30):
        nights = range(start, min(start + 30, last + 1))
        fullest = max(nights, key=lambda night: year.load[night] / (mean_around(year, night) or 1))
        row = " ".join(f"{year.load[night]}{'*' * (night == fullest)}" for night in nights)
        yield f"  {start:3}–{nights[-1]:3}  {row}"
        yield f"           night {fullest}: {year.load[fullest] / (mean_around(year, fullest) or 1):.2f} × the mean"
    yield ""
    yield f"{'fate':40}{'links':>7}{'died':>7}{'seen':>7}{'confirmed':>11}{'requests a link':>17}"
    for fate in Fate:
        alike = [one for one in year.told.values() if one.life.fate is fate]
        if alike:
            died = sum(one.life.dies is not None and one.life.dies <= last for one in alike)
            seen = sum(one.failed is not None for one in alike)
            confirmed = sum(bool(one.confirmed) for one in alike)
            asked = sum(len(one.asked) for one in alike) / len(alike)
            yield f"{fate:40}{len(alike):>7,}{died:>7,}{seen:>7,}{confirmed:>11,}{asked:>17.1f}"
    days = Counter(one.failed - one.life.dies for one in year.told.values() if one.failed and one.life.dies)
    if days:
        mean = sum(day * times for day, times in days.items()) / days.total()
        yield f"days from a death to the night that saw it: {mean:.1f} in the mean, {max(days)} at most"
    yield (
        f"{sum(year.load.values()):,} requests; everything every night would have been {year.everything:,}: "
        f"{share(year):.2%}"
    )
    yield f"false confirmations: {sum(map(len, map(wrong, year.told.values())))}"
    yield from (f"BROKEN  {line}" for line in broken(year))
