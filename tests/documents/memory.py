"""What letters of many shapes take: `python -m tests.documents.memory [--only scan|check] [SHAPE...]`.

Each shape is written as one letter of 20,000 links and as one of 200,000, and `linkcheck scan` and `linkcheck check`
read it. The links lead to hosts of this machine that refuse, which are soon given up. Told is the most that a process
held.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.documents.shapes import SHAPES, letter

FEW, MANY = 20_000, 200_000
LEAST, MORE = 150, 60
"""MiB: what the few may take, and how much more the many."""
SETTINGS = 'canaries = []\nmax_document = "64 MiB"\n'
"""Two hundred thousand long URLs are more than 16 MiB."""
OPTIONS = ("--allow-network", "127.0.0.0/8", "--interval", "0s", "--no-progress", "-q")
COMMANDS = {"scan": ("scan", "archive"), "check": ("check", "archive", *OPTIONS)}
_MIB = 1024
"""The system tells KiB."""


def peak(command: str, shape: str, links: int) -> float:
    """MiB that a command took at most to read a letter of so many links.

    The letter is written by another process: what a process's peak begins with is the size of the one that starts it.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "archive").mkdir()
        (folder / "linkcheck.toml").write_text(SETTINGS)
        path = folder / "archive" / f"letter.{SHAPES[shape].ending}"
        subprocess.run(
            [sys.executable, "-m", __spec__.name, "--write", str(path), "--links", str(links), shape], check=True
        )
        program = str(Path(sys.executable).with_name("linkcheck"))
        with (folder / "printed").open("wb") as printed:
            process = subprocess.Popen([program, *COMMANDS[command]], cwd=folder, stdout=printed)
            _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"linkcheck {command} ended with {process.returncode} for {shape}")
    return used.ru_maxrss / _MIB


def main() -> None:
    """Print a line for each shape and command."""
    options = argparse.ArgumentParser(prog="python -m tests.documents.memory", description=__doc__)
    options.add_argument("--only", choices=list(COMMANDS), help="this command alone")
    options.add_argument("--write", type=Path, help="only write the letter of a shape to this file")
    options.add_argument("--links", type=int, default=FEW, help="links in it")
    options.add_argument("shapes", nargs="*", metavar="SHAPE", help=", ".join(SHAPES))
    given = options.parse_args()
    if given.write:
        given.write.write_bytes(letter(SHAPES[given.shapes[0]], given.links))
        return
    sys.stdout.write(f"{'':15}{'':7}{'20,000':>8}{'200,000':>9}{'more':>6}  (MiB)\n")
    for shape in given.shapes or SHAPES:
        for command in [given.only] if given.only else COMMANDS:
            few, many = peak(command, shape, FEW), peak(command, shape, MANY)
            verdict = "" if few < LEAST and many - few < MORE else "  too much"
            sys.stdout.write(f"{shape:15}{command:7}{few:8.0f}{many:9.0f}{many - few:6.0f}{verdict}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
