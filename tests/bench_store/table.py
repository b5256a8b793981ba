"""The figures of each size beside each other, and how they grow."""

from collections.abc import Sequence
from dataclasses import dataclass

QUIET = 2.0
"""Seconds that a night in which nothing is due may take beyond looking at every file."""
MEMORY = 400e6
"""Bytes that a nightly run may take."""
MIB = 2**20

Measured = dict[str, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one size."""

    targets: int
    imported: Measured
    picked: Measured
    first: Measured
    """The first night behind the import: every file is compared, every finding made."""
    statted: Measured
    quiet: Measured
    busy: Measured
    """A night behind as many checks as are due in one."""

    @property
    def beyond(self) -> float:
        """Seconds of a quiet night beyond looking at every file."""
        return self.quiet["seconds"] - self.statted["seconds"]


def rows(one: Figures) -> dict[str, tuple[float, str]]:
    """Each figure: a number, of which the growth is told, and how it is written."""
    load, size = one.imported, one.imported["bytes"]
    return {
        "import": (load["seconds"], f"{load['rows'] / load['seconds']:,.0f} rows/s"),
        "  peak memory, importing": _memory(load),
        "file": (size, f"{size / MIB:,.0f} MiB"),
        f"pick what is due, {one.picked['targets'] / one.targets:.0%}": _time(one.picked["seconds"]),
        "  peak memory, picking": _memory(one.picked),
        "stat of every file": _time(one.statted["seconds"]),
        "quiet night": _time(one.quiet["seconds"]),
        "  of a processor, quiet": _time(one.quiet["cpu"]),
        "  beyond the files": _time(one.beyond),
        "  peak memory, quiet": _memory(one.quiet),
        "full pass, every finding made": _time(one.first["seconds"]),
        "  of a processor, full": _time(one.first["cpu"]),
        "  peak memory, full": _memory(one.first),
        "night behind what was due": _time(one.busy["seconds"]),
        "  of a processor, behind it": _time(one.busy["cpu"]),
        "  peak memory, behind it": _memory(one.busy),
        "latest.json": (one.quiet["report"], f"{one.quiet['report'] / MIB:,.0f} MiB"),
    }


def _time(seconds: float) -> tuple[float, str]:
    return seconds, f"{seconds:,.2f} s"


def _memory(measure: Measured) -> tuple[float, str]:
    return measure["peak"], f"{measure['peak'] / MIB:,.0f} MiB"


def table(found: Sequence[Figures]) -> str:
    """A line for each figure, a column for each size; behind each how many times the smaller size's it is."""
    columns = [rows(one) for one in found]
    lines = [f"{'targets':32}" + "".join(f"{one.targets:>24,}" for one in found)]
    for words in columns[0] if columns else ():
        line = f"{words:32}"
        for number, column in enumerate(columns):
            value, text = column[words]
            before = columns[number - 1][words][0] if number else 0.0
            line += f"{text + (f'  ×{value / before:,.1f}' if before else ''):>24}"
        lines.append(line)
    return "\n".join(lines)


def broken(one: Figures) -> list[str]:
    """The bounds that are not kept."""
    wrong = [f"{one.targets:,}: {one.beyond:.1f} s beyond the files"] if one.beyond > QUIET else []
    peaks = {"quiet night": one.quiet, "full pass": one.first, "night behind what was due": one.busy}
    return wrong + [
        f"{one.targets:,}: {words}: {measure['peak'] / MIB:,.0f} MiB"
        for words, measure in peaks.items()
        if measure["peak"] > MEMORY
    ]
