"""Runs: when, from where, how the network was, and which of their checks count."""

from datetime import UTC, datetime
from itertools import groupby

from linkcheck.model import Network, Run, WebArchive, night_of
from linkcheck.store.session import Row, Session, select
from linkcheck.store.text import instant, maybe_moment, moment

_COLUMNS = "id, started, ended, vantage, version, network, deferred, web_archive, lookups_left"


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

    def vouched(self, run_id: int) -> bool:
        """Whether a canary round of the run has passed yet."""
        return bool(self._session.number("SELECT vouched_until IS NOT NULL FROM runs WHERE id = ?", (run_id,)))

    def end(self, run_id: int, ended: datetime, network: Network, deferred: int) -> None:
        """The run came to its end. `deferred`: targets that were due and not asked to the end."""
        with self._session.writing():
            self._session.write(
                "UPDATE runs SET ended = ?, network = ?, deferred = ? WHERE id = ?",
                (instant(ended), network.value, deferred, run_id),
            )

    def looked_up(self, run_id: int, web_archive: WebArchive, left: int) -> None:
        """How the run's work with the web archive ended, and how many questions it left for another night."""
        with self._session.writing():
            self._session.write(
                "UPDATE runs SET web_archive = ?, lookups_left = ? WHERE id = ?", (web_archive.value, left, run_id)
            )

    def refused_nights(self, vantage: str) -> int:
        """The latest nights in a row, from a vantage, whose last word from the web archive was a refused connection.

        A night on which it was not asked says nothing.
        """
        rows = self._session.rows(
            """SELECT started, web_archive FROM runs WHERE vantage = ? AND web_archive <> 'not-asked'
            ORDER BY started DESC, id DESC""",
            (vantage,),
        )
        nights = 0
        for _, runs in groupby(rows, key=lambda row: night_of(moment(row[0]))):
            if next(runs)[1] != WebArchive.REFUSED:
                break
            nights += 1
        return nights

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
    id_, started, ended, vantage, version, network, deferred, web_archive, left = row
    return Run(
        id=id_,
        started=moment(started),
        ended=maybe_moment(ended),
        vantage=vantage,
        version=version,
        network=Network(network),
        deferred=deferred,
        web_archive=WebArchive(web_archive),
        lookups_left=left,
    )
