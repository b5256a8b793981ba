"""linkcheck.cli.console: what a person sees of a run."""

import io
import sys

import pytest

from linkcheck.cli.console import Watcher
from linkcheck.settings import Settings


class Terminal(io.StringIO):
    """Something that takes itself for a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def drawn(watcher: Watcher) -> list[tuple[str, float]]:
    """The live lines, and how far each has come."""
    assert watcher._live is not None
    return [(task.description, task.completed) for task in watcher._live.tasks]


def test_two_stages_at_a_time_have_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps count for their own stage, and a stage that ends or gives way to the next takes no other's line away."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Watcher(Settings()) as watcher:
        beside = watcher.beside()
        watcher.stage("Checking", 10)
        beside.stage("Looking up snapshots")
        watcher.step(3)
        beside.step()
        assert drawn(watcher) == drawn(beside) == [("Checking", 3), ("Looking up snapshots", 1)]
        watcher.stage("Seeking aliases")
        assert drawn(watcher) == [("Looking up snapshots", 1), ("Seeking aliases", 0)]
        watcher.done("Sought 2 dead links elsewhere.")
        assert drawn(watcher) == [("Looking up snapshots", 1)]
        beside.done("Looked up 1 snapshot.")
        assert drawn(watcher) == []


@pytest.mark.parametrize("settings", [Settings(), Settings(progress=False), Settings(verbose=1)])
def test_a_log_has_a_whole_line_for_each(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no terminal nothing is drawn: each stage that has ended is a sentence that names what it did."""
    with Watcher(settings) as watcher:
        beside = watcher.beside()
        watcher.stage("Checking", 10)
        beside.stage("Looking up snapshots")
        watcher.step()
        beside.done("Looked up 1 snapshot.")
        watcher.beside().done("")
        watcher.done("Checked 1 target.")
    assert capsys.readouterr().err == "Looked up 1 snapshot.\nChecked 1 target.\n"
