"""`python -m tests.kills.rewriting [ARCHIVE]`: 200 rewrites and 100 undos killed at random moments.

The exit code is 1 when one left something wrong. The archive is a generated one of 134 letters, or one that is named.
"""

import argparse
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.kills.rewrites import Kill, Rewrites, letters

BATCH = 25
"""Kills in one folder."""


def killed(seed: str, what: str, kills: int, archive: Path | None) -> list[Kill]:
    """Some kills, in a folder of their own."""
    chance = random.Random(seed)
    with TemporaryDirectory() as folder:
        told = Rewrites(Path(folder), archive or letters(Path(folder) / "letters"))
        kill = told.kill_rewrite if what == "rewrite" else told.kill_undo
        return [kill(chance) for _ in range(kills)]


def main() -> int:
    """Kill, look, run again, look again; print what was wrong, and the sums."""
    options = argparse.ArgumentParser(prog="python -m tests.kills.rewriting", description=__doc__)
    options.add_argument("archive", type=Path, nargs="?", help="an archive to copy; a generated one else")
    options.add_argument("--kills", type=int, default=200, help="of rewrites; of undos half as many")
    options.add_argument("--seed", type=int, default=1, help="what chance is drawn from")
    options.add_argument("--jobs", type=int, default=2)
    given = options.parse_args()
    began = time.monotonic()
    bad = 0
    for what, kills in (("rewrite", given.kills), ("undo", given.kills // 2)):
        sizes = [min(BATCH, kills - start) for start in range(0, kills, BATCH)]
        seeds = [f"{given.seed} {what} {number}" for number in range(len(sizes))]
        found: list[Kill] = []
        with ProcessPoolExecutor(given.jobs) as pool:
            for some in pool.map(killed, seeds, [what] * len(sizes), sizes, [given.archive] * len(sizes)):
                found += some
        for one in found:
            for line in one.wrong[:4]:
                sys.stdout.write(f"{what}, killed after {one.after:.3f} s: {line[:300]}\n")
        bad += sum(bool(one.wrong) for one in found)
        sys.stdout.write(summed(what, found))
    sys.stdout.write(f"{time.monotonic() - began:.0f} s; {bad} kills left something wrong\n")
    return 1 if bad else 0


def summed(what: str, kills: list[Kill]) -> str:
    """One line on the kills of one kind of work."""
    none = sum(one.changed == 0 for one in kills)
    every = sum(one.changed == one.documents for one in kills)
    return (
        f"{what}: {len(kills)} kills on {kills[0].documents} documents; {none} before the first file, "
        f"{len(kills) - none - every} amid the files, {every} behind the last; "
        f"{sum(one.stray for one in kills)} temporary files left by kills, none by the runs behind them; "
        f"{sum(bool(one.wrong) for one in kills)} left something wrong\n"
    )


if __name__ == "__main__":
    sys.exit(main())
