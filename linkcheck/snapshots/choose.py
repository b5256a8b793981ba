"""Which captures to try, and in what order. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from linkcheck.snapshots.cdx import Row
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.urls import without_default_port


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capture that the index tells of, not yet seen."""

    timestamp: str
    original: str
    digest: str
    redirect: bool
    """It was captured as a redirect."""
    distance: float
    """As `Question.distance` counts it."""


def candidates(rows: Iterable[Row], question: Question) -> tuple[Candidate, ...]:
    """The captures inside the window that may show the page, nearest first.

    A revisit record has no status of its own: it is what an earlier capture with the same digest was. Where that one is
    not among the rows, only its replay can tell, and it stays.
    """
    told = tuple(rows)
    known = {row.digest: row.status for row in told if row.status is not None}
    found: dict[tuple[str, str], Candidate] = {}
    for row in told:
        status = known.get(row.digest) if row.status is None else row.status
        if (status is not None and status >= 400) or question.outside(row.timestamp):
            continue
        original = without_default_port(row.original)
        redirect = status is not None and 300 <= status < 400
        distance = question.distance(row.timestamp)
        found.setdefault((row.timestamp, original), Candidate(row.timestamp, original, row.digest, redirect, distance))
    return tuple(sorted(found.values(), key=lambda candidate: (candidate.distance, candidate.redirect)))


def after_refusal(refused: Candidate, left: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """What is worth trying after a capture did not show the page.

    The same bytes are not tried again; redirects all have the digest of an empty body, so theirs says nothing. But a
    redirect that leads away from the page is seldom alone: the others wait behind the pages.
    """
    if not refused.redirect:
        return tuple(other for other in left if other.redirect or not _alike(other.digest, refused.digest))
    return pages_first(left)


def pages_first(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The same candidates, those that were captured as redirects behind all others."""
    return tuple(sorted(found, key=lambda candidate: candidate.redirect))


def untried(found: Sequence[Candidate], tried: Collection[tuple[str, str]]) -> tuple[Candidate, ...]:
    """The candidates that were not replayed yet, nor their bytes at another time; `tried` has timestamps and URLs."""
    seen = digests(found, tried)
    return tuple(
        one for one in found if (one.timestamp, one.original) not in tried and (one.redirect or one.digest not in seen)
    )


def digests(found: Iterable[Candidate], tried: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """The digests of the candidates that were replayed; redirects have none of their own, and a TimeMap tells none."""
    replayed = (one for one in found if (one.timestamp, one.original) in tried and not one.redirect and one.digest)
    return tuple(dict.fromkeys(one.digest for one in replayed))


def _alike(one: str, other: str) -> bool:
    """Whether two captures are known to have the same bytes; a TimeMap tells no digests."""
    return bool(one) and one == other
