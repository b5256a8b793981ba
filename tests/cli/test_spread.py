"""Work that is spread over cores comes out as if one had done it all."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linkcheck.cli import spread as spreading
from linkcheck.cli.spread import spread
from tests.cli.support import told, written

ITEMS = list(range(40))


@pytest.fixture(autouse=True)
def cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three cores, and every item worth a helper."""
    monkeypatch.setattr(spreading, "_cores", lambda: 3)
    monkeypatch.setattr(spreading, "_PAYS", 1)


def results(work: Callable[[int], Any]) -> list[Any]:
    """What comes of `ITEMS`."""
    with spread(work, ITEMS, [1] * len(ITEMS)) as found:
        return list(found)


def test_the_results_are_in_order_and_of_several_processes() -> None:
    """Three processes have worked, and nobody sees it from the order of the results."""
    found = results(lambda item: (item, os.getpid()))

    assert [item for item, _ in found] == ITEMS
    assert len({process for _, process in found}) == 3


@pytest.mark.parametrize(("cores", "pays"), [(1, 1), (3, 1_000)])
def test_where_it_does_not_pay(cores: int, pays: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One core, or little to do: this process does it all."""
    monkeypatch.setattr(spreading, "_cores", lambda: cores)
    monkeypatch.setattr(spreading, "_PAYS", pays)

    assert results(lambda _: os.getpid()) == [os.getpid()] * len(ITEMS)


def test_large_results() -> None:
    """More than a pipe holds waits until somebody reads it."""
    assert results(lambda item: bytes([item]) * 3_000_000) == [bytes([item]) * 3_000_000 for item in ITEMS]


def test_one_large_item_among_small_ones() -> None:
    """The shares are equal in weight, not in number."""
    weights = [1000, *[10] * 100, 1000]
    shares = spreading._shares(weights, 2)

    loads = [sum(weight for weight, share in zip(weights, shares, strict=True) if share == one) for one in (0, 1)]

    assert abs(loads[0] - loads[1]) <= 1000
    assert shares[:4] == [0, 1, 1, 1]


def test_an_error_comes_where_it_would_come() -> None:
    """What went before is told, and the error is the work's own."""

    def work(item: int) -> int:
        if item >= 7:
            raise LookupError(item)
        return item

    with spread(work, ITEMS, [1] * len(ITEMS)) as found:
        assert [next(found) for _ in range(7)] == ITEMS[:7]
        with pytest.raises(LookupError, match="7"):
            next(found)

    assert multiprocessing.active_children() == []


def test_a_helper_that_was_killed() -> None:
    """What it has not done is done here: a result is missing from none."""
    here = os.getpid()

    def work(item: int) -> int:
        if item > 20 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    assert results(work) == ITEMS


def test_no_helper_can_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system gives no more processes, one does it all."""

    def refused() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refused)

    assert results(lambda item: (item, os.getpid())) == [(item, os.getpid()) for item in ITEMS]


def test_who_stops_listening() -> None:
    """Helpers that nobody reads any more are gone at once."""
    with spread(lambda item: bytes(item) * 100_000, ITEMS, [1] * len(ITEMS)) as found:
        next(found)
        assert len(multiprocessing.active_children()) == 2

    assert multiprocessing.active_children() == []


def test_a_scan(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan tells the same in the same order: links, what could not be read, and the exit code."""
    monkeypatch.chdir(tmp_path)
    for number in range(9):
        written(tmp_path, f"archive/{number}.md", f"# Title\n\n[word](http://{number}.example/) <b>x</b>\n" * 5)
    written(tmp_path, "archive/4.md", b"\xff\xfe\xfd")
    written(tmp_path, "archive/6.md", "---\ntitle: [\n---\n<http://six.example/>\n")
    for arguments in ((), ("--format", "json")):
        spreaded = told(capfd, "scan", "archive", *arguments)
        with monkeypatch.context() as one:
            one.setattr(spreading, "_cores", lambda: 1)
            alone = told(capfd, "scan", "archive", *arguments)

        assert vars(spreaded) == vars(alone)
        assert spreaded.code == 4
    assert [json.loads(line)["line"] for line in spreaded.out.splitlines() if "/0.md" in line] == [3, 6, 9, 12, 15]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_end_of_a_scan_is_the_end_of_its_helpers(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C (which comes to all processes of a terminal), SIGTERM and SIGKILL leave no process behind."""
    code = (
        "import sys, time\nfrom linkcheck.cli import spread\n"
        "from linkcheck.cli.boundary import bounded\n"
        "spread._cores, spread._PAYS = lambda: 3, 1\n"
        "def work(item):\n    time.sleep(0.05)\n    return item\n"
        "def command():\n"
        "    with spread.spread(work, range(2000), [1] * 2000) as found:\n"
        "        for one in found:\n            print(one, flush=True)\n    return 0\n"
        "sys.exit(bounded(command))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout
        assert running.stderr
        assert running.stdout.readline() == "0\n"
        if number is signal.SIGINT:
            os.killpg(running.pid, number)
        else:
            running.send_signal(number)
        # the streams end when the last process that holds them does
        running.stdout.read()
        said = running.stderr.read()
        code_of_it = running.wait()
        for _ in range(100):
            if not _group_lives(running.pid):
                break
            time.sleep(0.05)

    assert not _group_lives(running.pid)
    if number is signal.SIGKILL:
        assert said == ""
    else:
        assert code_of_it == 130
        assert said == "linkcheck: interrupted; everything finished so far is kept\n"


def _group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    return True
