"""`python rooms.py ARGUMENT...`: one linkcheck command, profiled, and where its time went, room by room.

A profiler slows small functions most: the shares are read, not the seconds.
"""

import cProfile
import pstats
import sys
from collections import defaultdict
from pathlib import Path

from linkcheck.cli import run

Function = tuple[str, int, str]
TOLD = "rooms.txt"
"""The file that it is told in."""
LEAST = 0.005
"""Parts of the whole below which a room is not told."""


def room_of(file: str) -> str:
    """The room that a source file belongs to: one of linkcheck's, a library, or Python itself."""
    parts = Path(file).parts
    if "linkcheck" in parts and "site-packages" not in parts:
        within = parts[len(parts) - parts[::-1].index("linkcheck") :]
        return f"linkcheck.{within[0].removesuffix('.py')}"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return "python"


def by_room(profile: pstats.Stats) -> dict[str, float]:
    """Seconds by room; what is built in counts for the rooms that call it."""
    seconds: defaultdict[str, float] = defaultdict(float)
    functions: dict[Function, tuple[int, int, float, float, dict[Function, tuple[int, int, float, float]]]]
    functions = profile.stats  # type: ignore[attr-defined] # its only way out
    for (file, _, _), (_, _, own, _, callers) in functions.items():
        if file == "~" and callers:
            for (caller, _, _), (_, _, part, _) in callers.items():
                seconds[room_of(caller)] += part
        else:
            seconds[room_of(file)] += own
    return dict(sorted(seconds.items(), key=lambda row: -row[1]))


def main(arguments: list[str]) -> int:
    """Run, and tell in a file of the folder that it is run in."""
    profile = cProfile.Profile()
    profile.enable()
    code = run(arguments)
    profile.disable()
    seconds = by_room(pstats.Stats(profile))
    whole = sum(seconds.values())
    rows = [f"{100 * part / whole:6.1f} %  {room}\n" for room, part in seconds.items() if part >= LEAST * whole]
    Path(TOLD).write_text("".join(rows), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
