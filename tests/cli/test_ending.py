"""The end of the process: at once, and with nothing lost by it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import written

END = "from linkcheck.cli import main; main()"
LINE = "a.md:1:2\thttp://a.example/\tautolink\t\n"


def ended(folder: Path, script: str, *arguments: str, redirection: str = "") -> subprocess.CompletedProcess[str]:
    """The program behind a few lines of Python, run by a shell."""
    written(folder, "a.md", "<http://a.example/>\n")
    command = ["sh", "-c", f'"$@" {redirection}', "sh", sys.executable, "-c", script, *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=60)


def test_what_was_printed_is_there(tmp_path: Path) -> None:
    """All output, and the exit codes: of a job that ran, and of one that was not understood."""
    done = ended(tmp_path, END, "scan", "a.md")
    wrong = ended(tmp_path, END, "scan", "b.md")

    assert (done.returncode, done.stdout, done.stderr) == (0, LINE, "")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("linkcheck: ")


def test_who_asked_to_be_called_is_called(tmp_path: Path) -> None:
    """What is registered for the end is done before it, and what that prints is printed."""
    done = ended(tmp_path, f"import atexit; atexit.register(print, 'farewell')\n{END}", "scan", "a.md")

    assert done.stdout == f"{LINE}farewell\n"


def test_a_thread_is_waited_for(tmp_path: Path) -> None:
    """One that is no daemon does its work to the end."""
    waits = "threading.main_thread().join(), print('done')"
    begun = f"import threading; threading.Thread(target=lambda: ({waits})).start()"

    done = ended(tmp_path, f"{begun}\n{END}", "scan", "a.md")

    assert (done.returncode, done.stdout) == (0, f"{LINE}done\n")


@pytest.mark.parametrize("watching", ["settrace", "setprofile"])
def test_who_looks_on_sees_the_end(tmp_path: Path, watching: str) -> None:
    """A debugger, a profiler or a measure of coverage goes on behind the program."""
    script = f"import sys\nsys.{watching}(lambda *_: None)\ntry:\n    {END}\nfinally:\n    print('seen')"

    done = ended(tmp_path, script, "scan", "a.md")

    assert (done.returncode, done.stdout) == (0, f"{LINE}seen\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is always full here")
def test_a_full_disk(tmp_path: Path) -> None:
    """It is told in one line, and nothing of Python's own."""
    done = ended(tmp_path, END, "scan", "a.md", redirection=">/dev/full")

    assert (done.returncode, done.stderr) == (4, "linkcheck: a file: the disk is full\n")


def test_nothing_is_taken_apart(tmp_path: Path) -> None:
    """No time goes into it: what is alive at the end is never told that it goes."""
    script = f"class Kept:\n    def __del__(self): import os; os.write(1, b'gone')\nkept = Kept()\n{END}"

    assert ended(tmp_path, script, "scan", "a.md").stdout == LINE
