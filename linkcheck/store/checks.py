"""Checks: every answer of the network, judged; appended, never overwritten."""

from collections.abc import Sequence
from datetime import UTC, date

from linkcheck.model import FAILING, LIVING, Check, Evidence, Hop, Judgement, Reason, Verdict
from linkcheck.store.nights import Nights
from linkcheck.store.session import Row, Session, select
from linkcheck.store.targets import Turn
from linkcheck.store.text import evidence_json, evidence_of, ids_json, instant, maybe_day, moment

CHECK_COLUMNS = """checks.id, targets.url, checks.at, checks.verdict, checks.reason, checks.status, checks.final_url,
    checks.vantage, coalesce(checks.at <= runs.vouched_until, 0), checks.title"""
"""What `check_of` reads, from checks joined with targets and runs."""

_CHECK = """INSERT INTO checks
    (id, target_id, run_id, at, verdict, reason, status, final_url, vantage, title, evidence)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_HOP = "INSERT INTO hops (check_id, seq, url, status) VALUES (?, ?, ?, ?)"
_SCHEDULE = """UPDATE targets SET due = ?, worth = CASE WHEN ? AND worth = 1 THEN 1 ELSE ? END, led_to = ?
    WHERE id = ?"""

CHECKS = "checks JOIN targets ON targets.id = checks.target_id JOIN runs ON runs.id = checks.run_id"


class Checks:
    """The checks of all targets."""

    def __init__(self, session: Session, nights: Nights | None = None) -> None:
        self._session = session
        self._nights = nights or Nights(session)
        self._last = 0

    def add(self, run_id: int, check: Check, due: date, led_to: str = "") -> int:
        """Append a check and say when its target is to be asked again; answers its id.

        `led_to` names the place where the check ended, where it was led to a page that is not meant (`Targets.led_to`).
        `check.vouched` is not stored: it follows from the rounds that the run vouches for (`Runs.vouch`).
        """
        session = self._session
        with session.writing():
            target_id, before = self._target(check.url)
            id_ = self._unused()
            session.write(_CHECK, _row(id_, target_id, run_id, check))
            session.write_many(_HOP, _hops(id_, check))
            session.write(_SCHEDULE, _schedule(target_id, check.verdict, due, led_to))
        self._nights.moved(before, due)
        return id_

    def append(self, run_id: int, check: Check, due: date, turn: Turn, led_to: str = "") -> None:
        """As `add`, for a target whose turn it was: written with the checks that come about the same time.

        Raises:
            StoreError: the database cannot take what was gathered.
        """
        session = self._session
        # nobody else writes checks, and what is gathered is written before anybody asks
        self._last = self._last + 1 if session.gathering else self._unused()
        session.gather(
            (_CHECK, _row(self._last, turn.target_id, run_id, check)),
            *[(_HOP, hop) for hop in _hops(self._last, check)],
            (_SCHEDULE, _schedule(turn.target_id, check.verdict, due, led_to)),
        )
        self._nights.moved(turn.due, due)

    def of(self, url: str) -> tuple[Check, ...]:
        """Every check of a URL, whole, oldest first."""
        rows = self._session.rows(
            select(
                f"checks.evidence, {CHECK_COLUMNS}",
                CHECKS,
                "WHERE targets.url = ? ORDER BY checks.at, runs.vantage, checks.id",
            ),
            (url,),
        )
        hops = hops_of(self._session, [row[1] for row in rows])
        return tuple(check_of(row[1:], hops.get(row[1], ()), evidence_of(row[0])) for row in rows)

    def before(self, turn: Turn) -> tuple[Check, ...]:
        """The checks of a target whose turn it is, oldest first, without their hops and evidence.

        It has one turn a run: what is gathered is of other targets, and goes on waiting for its fellows.
        """
        if turn.never_checked:
            return ()
        rows = self._session.settled(
            select(CHECK_COLUMNS, CHECKS, "WHERE checks.target_id = ? ORDER BY checks.at, runs.vantage, checks.id"),
            (turn.target_id,),
        )
        return tuple(map(check_of, rows))

    def count(self, run_id: int) -> int:
        """Checks of one run."""
        return self._session.number("SELECT count(*) FROM checks WHERE run_id = ?", (run_id,))

    def _target(self, url: str) -> tuple[int, date | None]:
        """The target's id and the night it was due, where documents link to it."""
        row = self._session.row("SELECT id, iif(linked, due, NULL) FROM targets WHERE url = ?", (url,))
        if row is not None:
            return int(row[0]), maybe_day(row[1])
        now = self._session.clock.now().astimezone(UTC)
        id_ = self._session.write(
            "INSERT INTO targets (url, first_seen, due) VALUES (?, ?, ?)", (url, instant(now), now.date().isoformat())
        )
        return id_, None

    def _unused(self) -> int:
        """The id of the next check."""
        return self._session.number("SELECT coalesce(max(id), 0) + 1 FROM checks")


def _row(id_: int, target_id: int, run_id: int, check: Check) -> Row:
    judgement = check.judgement
    return (
        id_,
        target_id,
        run_id,
        instant(check.at),
        str(judgement.verdict),
        str(judgement.reason),
        check.status,
        check.final_url,
        check.vantage,
        judgement.title,
        evidence_json(judgement.evidence),
    )


def _hops(id_: int, check: Check) -> list[Row]:
    return [(id_, seq, hop.url, hop.status) for seq, hop in enumerate(check.hops)]


def _schedule(target_id: int, verdict: Verdict, due: date, led_to: str) -> Row:
    """What neither strikes nor clears (blocked, skipped) leaves a failing target failing."""
    fails = verdict in FAILING
    keep = not fails and verdict not in LIVING
    return due.isoformat(), keep, 1 if fails else 2, led_to or None, target_id


def check_of(row: Row, hops: tuple[Hop, ...] = (), evidence: tuple[Evidence, ...] = ()) -> Check:
    """A check from CHECK_COLUMNS."""
    _, url, at, verdict, reason, status, final_url, vantage, vouched, title = row
    return Check(
        url=url,
        at=moment(at),
        judgement=Judgement(Verdict(verdict), Reason(reason), evidence, title),
        status=status,
        final_url=final_url,
        hops=hops,
        vantage=vantage,
        vouched=bool(vouched),
    )


def hops_of(session: Session, check_ids: Sequence[int]) -> dict[int, tuple[Hop, ...]]:
    """The redirect chains of some checks."""
    found: dict[int, list[Hop]] = {}
    for check_id, url, status in session.rows(
        """SELECT check_id, url, status FROM hops WHERE check_id IN (SELECT value FROM json_each(?))
        ORDER BY check_id, seq""",
        (ids_json(check_ids),),
    ):
        found.setdefault(check_id, []).append(Hop(url, status))
    return {check_id: tuple(hops) for check_id, hops in found.items()}
