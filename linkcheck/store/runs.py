"""Runs: when, from where, how the network was, and which of their checks count."""

from datetime import UTC, datetime

from linkcheck.model import Network, Run
from linkcheck.store.session import Row, Session, select
from linkcheck.store.text import instant, maybe_moment, moment

_COLUMNS = "id, started, ended, vantage, version, network, deferred"


class Runs:
    """The runs of the job."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, started: datetime, vantage: str, version: str) -> int:
        """A new run's id. What the one before found failing and no canary round vouched for is due again."""
        with self._session.writing():
            self._reopen(started, vantage)
            return self._session.write(
                "INSERT INTO runs (started, vantage, version) VALUES (?, ?, ?)", (instant(started), vantage, version)
            )

    def _reopen(self, started: datetime, vantage: str) -> None:
        """The run before was killed, cut or without a network: asked again tonight, a death loses no night."""
        tonight = started.astimezone(UTC).date().isoformat()
        self._session.write(
            """UPDATE targets SET due = ?
            WHERE due > ? AND id IN (
                SELECT checks.target_id FROM checks JOIN runs ON runs.id = checks.run_id
                WHERE runs.id = (SELECT max(id) FROM runs WHERE vantage = ?) AND checks.verdict IN ('dead', 'unsure')
                    AND checks.at > coalesce(runs.vouched_until, ''))""",
            (tonight, tonight, vantage),
        )

    def vouch(self, run_id: int, at: datetime) -> None:
        """A canary round passed at `at`: the run's checks until then may count as strikes. The latest round stands."""
        with self._session.writing():
            self._session.write(
                "UPDATE runs SET vouched_until = max(coalesce(vouched_until, ''), ?) WHERE id = ?",
                (instant(at), run_id),
            )

    def end(self, run_id: int, ended: datetime, network: Network, deferred: int) -> None:
        """The run came to its end. `deferred`: targets that were due and not asked to the end."""
        with self._session.writing():
            self._session.write(
                "UPDATE runs SET ended = ?, network = ?, deferred = ? WHERE id = ?",
                (instant(ended), network.value, deferred, run_id),
            )

    def get(self, run_id: int) -> Run | None:
        """One run."""
        row = self._session.row(select(_COLUMNS, "runs", "WHERE id = ?"), (run_id,))
        return None if row is None else _run(row)

    def latest(self) -> Run | None:
        """The run that began last."""
        row = self._session.row(select(_COLUMNS, "runs", "ORDER BY started DESC, id DESC LIMIT 1"))
        return None if row is None else _run(row)

    def all(self) -> tuple[Run, ...]:
        """Every run, oldest first."""
        return tuple(map(_run, self._session.rows(select(_COLUMNS, "runs", "ORDER BY started, id"))))


def _run(row: Row) -> Run:
    id_, started, ended, vantage, version, network, deferred = row
    return Run(id_, moment(started), maybe_moment(ended), vantage, version, Network(network), deferred)
