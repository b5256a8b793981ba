"""`python rooms.py ARGUMENT...`: one linkcheck command, profiled, and where its time went: by room, then by function.

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
FUNCTIONS = 25
"""Functions that are told, those first that take most themselves."""


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


def by_function(profile: pstats.Stats) -> list[str]:
    """The functions that take most themselves, with how often each was called."""
    rows = []
    for (file, _, name), (_, calls, own, _, _) in profile.stats.items():  # type: ignore[attr-defined] # its only way out
        place = name if file == "~" else f"{room_of(file)} {Path(file).stem}.{name}"
        rows.append((own, calls, place))
    whole = sum(own for own, _, _ in rows)
    return [
        f"{100 * own / whole:6.1f} %  {calls:9,}  {place}\n"
        for own, calls, place in sorted(rows)[: -FUNCTIONS - 1 : -1]
    ]


def main(arguments: list[str]) -> int:
    """Run, and tell in a file of the folder that it is run in."""
    profile = cProfile.Profile()
    profile.enable()
    code = run(arguments)
    profile.disable()
    known = pstats.Stats(profile)
    seconds = by_room(known)
    whole = sum(seconds.values())
    rows = [f"{100 * part / whole:6.1f} %  {room}\n" for room, part in seconds.items() if part >= LEAST * whole]
    Path(TOLD).write_text("".join([*rows, "\n", *by_function(known)]), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
