"""linkcheck.crawl.retry: one table, row by row, and what tenacity makes of it."""

from random import Random
from typing import Any

import pytest

from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.patience import Patience
from linkcheck.crawl.retry import AFTER_FAULT, Retries, again, retry_after
from linkcheck.crawl.talk import Ask, Pause, Walk
from linkcheck.model import Answer, Failure, Fault, Hop
from tests.crawl.support import NOW, answer, rows, tell

URL = "http://a.example/"
RULES = Rules(refresh=lambda _: None, action=lambda _: False, max_redirects=20, now=lambda: NOW)
ROWS = rows("retry.toml", "row")


def result_of(row: dict[str, Any]) -> Answer | Failure:
    """The result that a row is about."""
    if not row["what"].isdigit():
        return Failure(URL, Fault(row["what"]), "as the row says")
    headers = [("Retry-After", row["retry_after"])] if "retry_after" in row else []
    return answer(URL, int(row["what"]), headers)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['what']} {row.get('retry_after', '')}".strip())
def test_when_it_is_asked_again(row: dict[str, Any]) -> None:
    """Every fault and status is asked again when its row says."""
    result = result_of(row)
    stated = retry_after(result, NOW) if isinstance(result, Answer) else None

    assert again(result, stated) == row["again"]


def test_every_fault_has_a_row() -> None:
    """A new fault cannot be forgotten: not in the table, nor in its test."""
    assert set(AFTER_FAULT) == set(Fault)
    assert {row["what"] for row in ROWS} >= {str(fault) for fault in Fault}


class Faults:
    """A web that fails as it is told, once each, and then answers."""

    def __init__(self, *faults: Fault | int) -> None:
        self._faults = list(faults)

    def __call__(self, ask: Ask) -> Answer | Failure:
        """The next fault, or a page."""
        match self._faults.pop(0) if self._faults else 200:
            case Fault() as fault:
                return Failure(ask.url, fault, "as the test says")
            case int(status):
                return answer(ask.url, status)


def attempts(web: Faults, *, hopeless: bool = False) -> tuple[Walk, list[Ask | Pause]]:
    """What comes of asking again, and what was wanted on the way."""
    retries = Retries(Patience(waits=(2.0, 8.0)), Random(1), lambda _: hopeless)
    return tell(retries.attempts(lambda: follow(URL, RULES)), web)


def pauses(wanted: list[Ask | Pause]) -> list[float]:
    """The seconds of the pauses."""
    return [step.seconds for step in wanted if isinstance(step, Pause)]


def test_waits_grow_and_vary() -> None:
    """The second attempt comes after 2 seconds and the third after 8, each with up to a quarter by chance."""
    walk, wanted = attempts(Faults(Fault.RESET, 503))
    first, second = pauses(wanted)

    assert isinstance(walk.result, Answer)
    assert 2 < first < 2.5
    assert 8 < second < 10


def test_the_third_failure_is_the_result() -> None:
    """After two retries what came last is the result, not an exception."""
    walk, wanted = attempts(Faults(Fault.RESET, 503, Fault.TLS_HANDSHAKE, 200))

    assert isinstance(walk.result, Failure)
    assert walk.result.fault is Fault.TLS_HANDSHAKE
    assert len([step for step in wanted if isinstance(step, Ask)]) == 3


def test_a_stale_connection_is_asked_again_at_once() -> None:
    """A connection that was closed without an answer is asked again without a wait, the first time."""
    _, wanted = attempts(Faults(Fault.EMPTY_REPLY))

    assert pauses(wanted) == [0.0]


def test_the_second_empty_reply_waits() -> None:
    """A server that closes every time is not hammered."""
    _, wanted = attempts(Faults(Fault.EMPTY_REPLY, Fault.EMPTY_REPLY))

    assert pauses(wanted)[1] > 2


def test_a_decisive_answer_is_taken() -> None:
    """What cannot change tonight is asked once."""
    _, wanted = attempts(Faults(404))

    assert len(wanted) == 1


def test_a_hopeless_failure_is_taken() -> None:
    """What is known not to change is asked once, whatever the table says."""
    _, wanted = attempts(Faults(Fault.RESET), hopeless=True)

    assert len(wanted) == 1


def test_only_the_last_attempt_is_recorded() -> None:
    """The hops of a retried chain are those of its last attempt."""
    statuses = iter([302, 503, 302, 200])

    def web(ask: Ask) -> Answer | Failure:
        status = next(statuses)
        return answer(ask.url, status, [("Location", "/2")] if status == 302 else ())

    retries = Retries(Patience(), Random(1), lambda _: False)
    walk, _ = tell(retries.attempts(lambda: follow(URL, RULES)), web)

    assert walk.hops == (Hop(URL, 302), Hop(URL + "2", 200))


def test_attempts_of_many_checks_do_not_mix() -> None:
    """Two checks under way with one policy count their own attempts."""
    retries = Retries(Patience(waits=(1.0, 2.0)), Random(1), lambda _: False)
    failing = Failure(URL, Fault.RESET, "as the test says")
    one, other = (retries.attempts(lambda: follow(URL, RULES)) for _ in range(2))
    for talk in (one, other):
        next(talk)
    first, second = ([tell_pause(talk, failing) for talk in (one, other)] for _ in range(2))

    assert all(1 < seconds < 1.25 for seconds in first)
    assert all(2 < seconds < 2.5 for seconds in second)


def tell_pause(talk: Any, failing: Failure) -> float:
    """Fail a talk's request, and see how long it pauses; it asks again behind that."""
    from linkcheck.crawl.talk import Reply

    pause = talk.send(Reply(failing))
    next(talk)
    return float(pause.seconds)
