"""Targets: what is to be asked tonight, and in which order."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from linkcheck.model import Target
from linkcheck.store.nights import Nights
from linkcheck.store.session import Session
from linkcheck.store.text import ids_json, maybe_moment

BATCH = 200
"""Requests' worth of targets that are read at once."""

MOST_TEXTS = 40
"""Texts of one target that are read: a footer stands in every document of twenty years."""

MOST_LED = 100
"""Targets that were led to one place, of those that are told: a handful is enough to know the place."""

# the literal 1 lets SQLite see that the partial index serves, and the index is in this order already
QUEUE = "SELECT id FROM targets WHERE linked = 1 AND worth = ? AND due <= ? ORDER BY due, id"

LIVING = "SELECT url FROM targets WHERE linked = 1 AND worth = 2 AND url > ? ORDER BY url LIMIT ?"
MOST_URLS = 5_000
"""URLs that are read at once."""

LED_TO = "SELECT url FROM targets WHERE led_to = ? LIMIT ?"
ASK_AGAIN = "UPDATE targets SET due = ? WHERE led_to = ? AND worth = 2 AND due > ?"

_TURNS = """SELECT id, url, due, worth, CASE WHEN worth = 2 THEN (
        SELECT lived.at FROM checks lived
        WHERE lived.target_id = targets.id AND lived.verdict IN ('alive', 'moved') AND lived.at > coalesce((
            SELECT failed.at FROM checks failed
            WHERE failed.target_id = targets.id AND failed.verdict IN ('dead', 'unsure')
            ORDER BY failed.at DESC LIMIT 1), '')
        ORDER BY lived.at LIMIT 1) END
    FROM targets WHERE id IN (SELECT value FROM json_each(?)) AND linked = 1"""
"""What is failing (worth 1) has not lived since."""

_LAST_DAY = date(9999, 12, 31)


class Turn(NamedTuple):
    """What a target was before it was its turn tonight, so that its check need not ask."""

    target_id: int
    due: date
    never_checked: bool
    living_since: datetime | None = None
    """The first answer behind its last failure that found it living; None where none did."""


class Due(NamedTuple):
    """What one request of tonight answers."""

    targets: tuple[Target, ...]
    """Targets whose URLs make the same request; the first one's is asked."""
    due: date
    never_checked: bool
    turns: tuple[Turn, ...] = ()
    """One for each target; none where they were not chosen by their dates."""

    @property
    def url(self) -> str:
        """The URL to ask."""
        return self.targets[0].url


class Targets:
    """The distinct URLs that links point to."""

    def __init__(self, session: Session, nights: Nights | None = None) -> None:
        self._session = session
        self._nights = nights or Nights(session)

    def due(self, tonight: date, *, everything: bool = False) -> Iterator[Due]:
        """What is due, worth the most first: never checked, then failing, then the others; in each, longest due first.

        Tonight's list is made when the first is asked for: what is written meanwhile neither adds to it nor makes
        anything come twice. It holds one integer a target; the rest is read in batches, and what is gathered meanwhile,
        of targets that have come already, goes on waiting for its fellows.

        Args:
            tonight: The night.
            everything: Those that are not due yet, too.
        """
        queue = self._queue(_LAST_DAY if everything else tonight)
        answered: set[int] = set()
        for start in range(0, len(queue), BATCH):
            leaders = [id_ for id_ in queue[start : start + BATCH] if id_ not in answered]
            others = self._others(leaders)
            targets = self._targets(sorted({*leaders, *chain.from_iterable(others.values())}) if others else leaders)
            for leader in leaders:
                if leader in answered or leader not in targets:
                    continue
                rows = [targets[leader]]
                if leader in others:
                    answered.update((leader, *others[leader]))
                    rows += [targets[id_] for id_ in others[leader]]
                turn = rows[0][1]
                yield Due(
                    tuple([one for one, _ in rows]), turn.due, turn.never_checked, tuple([one for _, one in rows])
                )

    def due_count(self, tonight: date) -> int:
        """Targets that are due."""
        return self._session.number(
            "SELECT count(*) FROM targets WHERE linked = 1 AND worth IN (0, 1, 2) AND due <= ?", (tonight.isoformat(),)
        )

    def count(self) -> int:
        """Targets that documents link to."""
        return self._session.number("SELECT count(*) FROM targets WHERE linked = 1")

    def like(self, pattern: str) -> tuple[int, ...]:
        """The rows of the linked targets whose URL is like a pattern: `*` is anything, all else stands for itself."""
        glob = "".join(f"[{char}]" if char in "?[" else char for char in pattern)
        return tuple(self._session.integers("SELECT id FROM targets WHERE linked = 1 AND url GLOB ?", (glob,)))

    def living(self) -> Iterator[str]:
        """The URLs that documents link to and that have not failed since they last lived, in their order."""
        last = ""
        while rows := self._session.rows(LIVING, (last, MOST_URLS)):
            for (last,) in rows:
                yield last

    def id_of(self, url: str) -> int | None:
        """The row of a URL."""
        row = self._session.row("SELECT id FROM targets WHERE url = ?", (url,))
        return None if row is None else int(row[0])

    def emptiest(self, nights: Sequence[date]) -> date:
        """The night of these on which the fewest targets are due; of several the first that is named."""
        return self._nights.emptiest(nights)

    def due_on(self, night: date) -> int:
        """Targets that become due on a night to come."""
        return self._nights.count(night)

    def set_due(self, url: str, day: date) -> None:
        """Ask it again that night, not before."""
        with self._session.writing():
            self._session.write("UPDATE targets SET due = ? WHERE url = ?", (day.isoformat(), url))

    def led_to(self, place: str) -> tuple[str, ...]:
        """The URLs whose last check was led to a place that shows nothing of them: some, where they are many."""
        return tuple(row[0] for row in self._session.rows(LED_TO, (place, MOST_LED)))

    def ask_again(self, place: str, day: date) -> None:
        """Ask those that were led to a place, and passed for living, on that night at the latest."""
        with self._session.writing():
            self._session.write(ASK_AGAIN, (day.isoformat(), place, day.isoformat()))

    def _queue(self, last: date) -> "array[int]":
        queue = array("q")
        for worth in (0, 1, 2):
            queue.extend(self._session.integers(QUEUE, (worth, last.isoformat())))
        return queue

    def _others(self, leaders: Sequence[int]) -> dict[int, list[int]]:
        """The other ids that a leader's request answers, where there are any; few have them."""
        others: dict[int, list[int]] = {}
        rows = self._session.settled(
            """WITH leader AS (SELECT targets.* FROM json_each(?) CROSS JOIN targets ON targets.id = json_each.value)
            SELECT leader.id, other.id FROM leader CROSS JOIN targets other
                ON other.key = coalesce(leader.key, leader.url) AND other.linked = 1
            WHERE other.id <> leader.id
            UNION SELECT leader.id, other.id FROM leader CROSS JOIN targets other
                ON other.url = leader.key AND other.linked = 1
            WHERE other.id <> leader.id
            ORDER BY 1, 2""",
            (ids_json(leaders),),
        )
        for leader, other in rows:
            others.setdefault(leader, []).append(other)
        return others

    def _targets(self, ids: Sequence[int]) -> dict[int, tuple[Target, Turn]]:
        """Those of some targets that documents link to."""
        texts = texts_of(self._session, ids)
        rows = self._session.settled(_TURNS, (ids_json(ids),))
        return {
            id_: (
                Target(url, *texts.get(id_, ((), None))),
                Turn(id_, date.fromisoformat(due), worth == 0, maybe_moment(since)),
            )
            for id_, url, due, worth, since in rows
        }


def texts_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[tuple[str, ...], datetime | None]]:
    """For each target the texts of its links and the words around them, and the day it was first linked to."""
    found: dict[int, tuple[dict[str, None], str | None]] = {}
    for id_, text, context, published in session.settled(
        """SELECT links.target_id, links.text, links.context, documents.published_at
        FROM links JOIN documents ON documents.id = links.document_id
        WHERE links.target_id IN (SELECT value FROM json_each(?))
        ORDER BY links.target_id, documents.published_at IS NULL, documents.published_at, links.id""",
        (ids_json(ids),),
    ):
        if id_ not in found:
            found[id_] = {}, published
        texts = found[id_][0]
        for words in (text, context):
            if words and len(texts) < MOST_TEXTS:
                texts.setdefault(words)
    return {id_: (tuple(texts), maybe_moment(first)) for id_, (texts, first) in found.items()}


def relink(session: Session, ids: Sequence[int]) -> None:
    """Mark the targets that documents link to; the others are never due.

    A link that was rewritten still counts, as long as what was written in its place stands there: a revival must be
    seen.
    """
    session.write(
        """UPDATE targets SET linked = NOT linked
        WHERE id IN (SELECT value FROM json_each(?)) AND linked <> (
            EXISTS (SELECT 1 FROM links WHERE links.target_id = targets.id)
            OR EXISTS (
                SELECT 1 FROM edits
                JOIN documents ON documents.path = edits.path
                JOIN links ON links.document_id = documents.id AND links.written = edits.new
                WHERE edits.url = targets.url AND edits.state = 'applied'))""",
        (ids_json(ids),),
    )
