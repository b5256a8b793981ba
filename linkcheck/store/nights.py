"""How full each coming night is, so that a target goes to the emptiest of those on which it may be asked again."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date

from linkcheck.store.session import Session

PER_NIGHT = "SELECT due, count(*) FROM targets WHERE linked = 1 AND worth = ? AND due > ? GROUP BY due"


class Nights:
    """The number of targets that are due on each night to come.

    They are counted once, along the index of due dates, when the first night is chosen, and followed from there: what
    one run moves by other ways than its checks is little, and is counted when the next one begins.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counted: Counter[date] | None = None

    def emptiest(self, nights: Sequence[date]) -> date:
        """The night with the fewest targets; of several the first: `nights` begins with the best."""
        return min(nights, key=self._load().__getitem__)

    def count(self, night: date) -> int:
        """The targets that are due on a night to come."""
        return self._load()[night]

    def moved(self, before: date | None, after: date) -> None:
        """A target that was due on one night is due on another. `before` is None where it is new."""
        load = self._counted
        if load is None:
            return
        if before is not None and load[before] > 0:
            load[before] -= 1
        load[after] += 1

    def _load(self) -> Counter[date]:
        if self._counted is None:
            tonight = self._session.clock.now().astimezone(UTC).date().isoformat()
            self._counted = Counter()
            for worth in (0, 1, 2):
                for due, count in self._session.rows(PER_NIGHT, (worth, tonight)):
                    self._counted[date.fromisoformat(due)] += count
        return self._counted
