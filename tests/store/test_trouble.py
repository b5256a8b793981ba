"""What may befall a database in years: a run that was killed, a bad disk, a full one, a clock that jumps back."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from linkcheck.errors import StoreBroken, StoreBusy, StoreError
from linkcheck.judge import standing
from linkcheck.model import Network, Verdict
from linkcheck.settings import Settings
from linkcheck.store import Store, dump
from linkcheck.store.opening import BUSY_TIMEOUT
from tests.store.samples import NOW, TONIGHT, StillClock, check, due_urls, remember

URL = "http://a.example/"


def lived(path: Path, *, ended: bool) -> None:
    """A database of one run with many links."""
    clock = StillClock()
    with Store.open(path, clock) as store:
        run_id = store.runs.begin(NOW, "here", "0.1.0")
        remember(store, run_id, "a.md", [f"{URL}{number}" for number in range(2000)])
        if ended:
            store.runs.end(run_id, NOW, Network.FIT, 0)


def tear(path: Path) -> None:
    """Overwrite a page in the middle, as a bad disk does; the first pages stay."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = b"\x5a" * 8192
    path.write_bytes(bytes(data))


def test_behind_a_killed_run_the_file_is_looked_over(path: Path, clock: StillClock) -> None:
    """A run that did not end may have met a bad disk: the next one says so before it writes, with what can be done."""
    lived(path, ended=False)
    tear(path)
    with Store.open(path, clock) as store, pytest.raises(StoreBroken, match=r"damaged: restore a copy.*\.recover"):
        store.lock()


def test_a_sound_file_is_used(path: Path, clock: StillClock) -> None:
    """A run that did not end leaves a sound file as a rule, and the next one goes on."""
    lived(path, ended=False)
    with Store.open(path, clock) as store:
        store.lock()
        assert store.targets.count() == 2000


@pytest.fixture(name="small_disk")
def _small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two mebibytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(name="read_only")
def _read_only(tmp_path: Path) -> Iterator[Path]:
    """A disk that may only be read, with a database on it: no permission keeps root from writing."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a disk cannot be mounted here")
    lived(folder / "linkcheck.db", ended=True)
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    yield folder / "linkcheck.db"
    subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_disk(read_only: Path, tmp_path: Path) -> None:
    """The file and its folder may not be written: one line that names the file and says what to look at, and code 4."""
    (tmp_path / "a.md").write_text("[a](https://a.example/)")
    command = [str(Path(sys.executable).with_name("linkcheck")), "nightly", "a.md", "--db", str(read_only)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert ended.returncode == 4
    (line,) = ended.stderr.splitlines()
    assert f"{read_only}: it cannot be opened: it must be readable, and its folder writable" in line


def test_what_is_only_read_may_lie_on_a_read_only_disk(read_only: Path, tmp_path: Path, clock: StillClock) -> None:
    """A backup can be written out, and merged into another database, from where nobody can write."""
    assert sum(1 for _ in dump(read_only, clock)) > 2000
    with Store.open(tmp_path / "other.db", clock) as store:
        assert not store.merge(read_only, lambda _url, _checks: TONIGHT)


@pytest.mark.parametrize("folder_too", [False, True])
def test_a_read_only_file(path: Path, clock: StillClock, *, folder_too: bool) -> None:
    """Where permissions are all that is in the way, the line says which."""
    if os.geteuid() == 0:
        pytest.skip("no permission keeps root from writing")
    lived(path, ended=True)
    path.chmod(0o444)
    if folder_too:
        path.parent.chmod(0o555)
    try:
        with pytest.raises(StoreError, match=r"check the permissions|cannot be made|cannot be opened"):
            fill(path, clock)
    finally:
        path.parent.chmod(0o755)


def fill(path: Path, clock: StillClock) -> None:
    """Remember documents, one commit each, as long as there is room."""
    with Store.open(path, clock) as store:
        run_id = store.runs.begin(NOW, "here", "0.1.0")
        store.flush()
        for number in range(100):
            remember(store, run_id, f"{number}.md", [f"{URL}{number}/{link}" for link in range(200)])
            store.flush()


def test_a_full_disk(small_disk: Path, clock: StillClock) -> None:
    """The run ends with one clear line; what was committed is there, sound, and can be gone on with."""
    path = small_disk / "linkcheck.db"
    with pytest.raises(StoreError, match="the disk is full: make room"):
        fill(path, clock)
    with Store.open(path, clock) as store:
        store.lock()
        store._session.inspect()
        assert store.documents.count() > 0
        assert store.documents.link_count() == store.documents.count() * 200


def test_another_program_writes(path: Path, clock: StillClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who holds the file open for writing is waited for, and then named as the reason."""
    assert BUSY_TIMEOUT > 1
    monkeypatch.setattr("linkcheck.store.opening.BUSY_TIMEOUT", 0.1)
    lived(path, ended=True)
    with Store.open(path, clock) as one, Store.open(path, clock) as two:
        two.runs.begin(NOW, "there", "0.1.0")
        with pytest.raises(StoreBusy, match="another program is writing"):
            one.runs.begin(NOW, "here", "0.1.0")


def test_a_clock_that_jumps_back(path: Path, clock: StillClock) -> None:
    """Nights before the last one: nothing is confirmed by them alone, what is due comes, and a living answer clears."""
    rules = Settings(vantage="here")
    for day in (0, 2, -5, -4):
        clock.current = NOW + timedelta(days=day)
        with Store.open(path, clock) as store:
            run_id = store.runs.begin(clock.now(), "here", "0.1.0")
            remember(store, run_id, "a.md", [URL])
            one = replace(check(URL, Verdict.ALIVE if day == -4 else Verdict.DEAD, "ok"), at=clock.now())
            night = clock.now().date() + timedelta(days=1)
            store.checks.add(run_id, one, night)
            store.runs.vouch(run_id, clock.now())
            assert due_urls(store, night) == [(URL,)]
    with Store.open(path, clock) as store:
        assert [one.at.day for one in store.checks.of(URL)] == sorted(one.at.day for one in store.checks.of(URL))
        assert not standing(store.checks.of(URL), rules).confirmed
        assert due_urls(store, TONIGHT) == [(URL,)]
