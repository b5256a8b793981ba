"""Standard streams as odd as they come: closed, cut off, narrow of encoding; names that would command a terminal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.support import told, written

PROGRAM = (sys.executable, "-c", "from linkcheck.cli import main; main()")


def ended(folder: Path, redirections: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The program, run by a shell with redirections."""
    command = ["sh", "-c", f'"$@" {redirections}', "sh", *PROGRAM, *arguments]
    return subprocess.run(
        command, capture_output=True, cwd=folder, env={**os.environ, **environment}, check=False, timeout=60
    )


@pytest.mark.parametrize("redirections", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", [("scan", "a.md"), ("check",)])
def test_closed_streams(tmp_path: Path, redirections: str, command: tuple[str, ...]) -> None:
    """A cron that closes them gets the work done all the same, by commands with an event loop and without."""
    written(tmp_path, "linkcheck.toml", "canaries = []\n")
    written(tmp_path, "a.md", "<http://a.example/>\n")

    result = ended(tmp_path, redirections, *command)

    assert (result.returncode, result.stderr.count(b"Traceback")) == (0, 0)


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    """`| head -1` is no failure, and no --fail-on."""
    written(tmp_path, "a.md", "<http://a.example/>\n\n" * 10_000)

    with subprocess.Popen(
        [*PROGRAM, "scan", "a.md"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.stdout.close()
        trouble = process.stderr.read()

    assert first == b"a.md:1:2\thttp://a.example/\tautolink\t\n"
    assert (process.returncode, trouble) == (0, b"")


def test_an_encoding_that_lacks_a_character(tmp_path: Path) -> None:
    """What cannot be printed is escaped, and ends nothing."""
    written(tmp_path, "a.md", "<http://a.example/☂>\n")

    result = ended(tmp_path, "", "scan", "a.md", PYTHONIOENCODING="latin-1")

    assert (result.returncode, result.stdout) == (0, b"a.md:1:2\thttp://a.example/\\u2602\tautolink\t\n")


def test_names_that_command_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A line break or an escape sequence in a file's name breaks no line and colours nothing."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "new\nline\x1b[31m.md", "<http://a.example/>\n")
    written(tmp_path, "worse\nname.md", b"\0")

    result = told(capfd, "scan", ".")

    assert result.out.splitlines() == ["new\\nline\\x1b[31m.md:1:2\thttp://a.example/\tautolink\t"]
    assert len(result.lines) == 1
    assert result.lines[0].startswith("worse\\nname.md: ")
