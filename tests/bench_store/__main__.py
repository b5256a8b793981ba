"""`python -m tests.bench_store`: stores of 10,000 to 1,000,000 targets; exit code 1 where a bound is broken."""

import argparse
import sys
import time
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench_store import measures
from tests.bench_store.archive import CHECKS, Size, write_files
from tests.bench_store.measures import measured
from tests.bench_store.table import Figures, broken, table

SIZES = (10_000, 100_000, 1_000_000)


def bench(size: Size, folder: Path) -> Figures:
    """Every figure of one size."""
    write_files(folder / "archive", size)
    return Figures(
        targets=size.targets,
        imported=measured(measures.imported, folder, size),
        picked=measured(measures.picked, folder, size),
        first=measured(measures.quiet, folder, size),
        statted=measured(measures.statted, folder, size),
        # the first one behind a full pass still writes what that left behind
        quiet=sorted((measured(measures.quiet, folder, size) for _ in range(3)), key=itemgetter("seconds"))[1],
        busy=measured(measures.busy, folder, size),
    )


def main() -> int:
    """Measure each size and print the figures beside each other."""
    options = argparse.ArgumentParser(prog="python -m tests.bench_store", description=__doc__)
    options.add_argument("sizes", type=int, nargs="*", default=SIZES)
    found = []
    for targets in options.parse_args().sizes:
        began = time.perf_counter()
        with TemporaryDirectory(dir="/var/tmp") as folder:
            found.append(bench(Size(targets), Path(folder)))
        sys.stdout.write(
            f"{targets:,} targets, {CHECKS} checks each: measured in {time.perf_counter() - began:.0f} s\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"\n{table(found)}\n")
    wrong = [line for figures in found for line in broken(figures)]
    sys.stdout.writelines(f"BROKEN {line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
