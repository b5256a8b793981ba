"""`python -m tests.bench_store`: stores of 10,000 to 1,000,000 targets; exit code 1 where a bound is broken."""

import argparse
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench_store import measures
from tests.bench_store.archive import CHECKS, Size, write_files
from tests.bench_store.measures import measured

SIZES = (10_000, 100_000, 1_000_000)
QUIET = 2.0
"""Seconds that a night in which nothing is due may take beyond looking at every file."""
MEMORY = 400e6
"""Bytes that a nightly run may take."""
MIB = 2**20


def bench(size: Size) -> list[tuple[str, str]]:
    """Every figure of one size, with its words."""
    with TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        write_files(folder / "archive", size)
        load = measured(measures.imported, folder, size)
        due = measured(measures.picked, folder, size)
        first = measured(measures.quiet, folder, size)
        stats = measured(measures.statted, folder, size)
        second = measured(measures.quiet, folder, size)
    beyond = second["seconds"] - stats["seconds"]
    broken = [] if beyond <= QUIET else [("BROKEN", f"{beyond:.1f} s beyond the files")]
    broken += [] if second["peak"] <= MEMORY else [("BROKEN", f"{second['peak'] / MIB:,.0f} MiB")]
    return [
        ("import", f"{load['seconds']:.1f} s, {load['rows'] / load['seconds']:,.0f} rows a second"),
        ("  peak memory", f"{load['peak'] / MIB:,.0f} MiB"),
        ("file", f"{load['bytes'] / MIB:,.0f} MiB, {load['bytes'] / size.targets:,.0f} bytes a target"),
        (f"pick {due['targets']:,.0f} due", f"{due['seconds']:.2f} s"),
        ("  peak memory", f"{due['peak'] / MIB:,.0f} MiB"),
        ("stat of every file", f"{stats['seconds']:.2f} s, {stats['files']:,.0f} files"),
        ("nothing due, bytes compared", f"{first['seconds']:.2f} s, {first['peak'] / MIB:,.0f} MiB"),
        ("nothing due", f"{second['seconds']:.2f} s, {beyond:.2f} s beyond the files"),
        ("  peak memory", f"{second['peak'] / MIB:,.0f} MiB"),
        *broken,
    ]


def main() -> int:
    """Measure each size and print the figures beside each other."""
    options = argparse.ArgumentParser(prog="python -m tests.bench_store", description=__doc__)
    options.add_argument("sizes", type=int, nargs="*", default=SIZES)
    sizes = options.parse_args().sizes
    wrong = 0
    for targets in sizes:
        began = time.perf_counter()
        sys.stdout.write(f"\n{targets:,} targets, {CHECKS} checks each\n")
        sys.stdout.flush()
        for words, figure in bench(Size(targets)):
            sys.stdout.write(f"  {words:30} {figure}\n")
            wrong += words == "BROKEN"
        sys.stdout.write(f"  ({time.perf_counter() - began:.0f} s in all)\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
