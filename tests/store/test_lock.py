"""The lock: one run at a time, and never the lock of a dead one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linkcheck.errors import StoreBusy, StoreError
from linkcheck.store import Store
from tests.store.samples import StillClock

ROOT = Path(__file__).parents[2]

HOLDER = """
import sys, time
from pathlib import Path
from linkcheck.store import Store
from tests.store.samples import StillClock
store = Store.open(Path(sys.argv[1]), StillClock())
store.lock("linkcheck nightly")
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture(name="holder")
def _holder(path: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLDER, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_it(path: Path, clock: StillClock, holder: "subprocess.Popen[str]") -> None:
    """The second run stops and names the first: its command, its process, since when; kill -9 frees the lock."""
    with Store.open(path, clock) as store:
        with pytest.raises(StoreBusy) as told:
            store.lock("linkcheck check")
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
        store.lock("linkcheck check")

    assert f"another run holds it (linkcheck nightly, process {holder.pid} on " in str(told.value)
    assert "since 2026-11-23 03:00:00 UTC" in str(told.value)
    assert "\n" not in str(told.value)


def test_closing_gives_the_lock_back(path: Path, clock: StillClock) -> None:
    """A store that was closed holds nobody up, and locking twice is one lock."""
    with Store.open(path, clock) as first:
        first.lock("linkcheck nightly")
        first.lock("linkcheck nightly")
        with Store.open(path, clock) as second, pytest.raises(StoreBusy):
            second.lock("linkcheck check")
    with Store.open(path, clock) as third:
        third.lock("linkcheck check")


def test_reading_needs_no_lock(path: Path, clock: StillClock) -> None:
    """While a run holds the database, another process may read what was committed."""
    with Store.open(path, clock) as first:
        first.lock("linkcheck nightly")
        first.runs.begin(clock.now(), "here", "0.1.0")
        first.flush()
        with Store.open(path, clock) as second:
            assert len(second.runs.all()) == 1


def test_a_lock_that_cannot_be_made_is_told(path: Path, clock: StillClock) -> None:
    """Where the lock file cannot be, one line says so."""
    path.with_name(path.name + ".lock").mkdir()

    with pytest.raises(StoreError, match="the lock cannot be made"):
        Store.open(path, clock)
