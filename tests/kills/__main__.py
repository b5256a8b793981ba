"""`python -m tests.kills`: 300 nightly runs killed at random moments; exit code 1 when one left something wrong."""

import argparse
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.kills.killing import Kill, nights

BATCH = 25
"""Kills in one web."""


def killed(seed: str, kills: int) -> list[Kill]:
    """Some kills, in a web and a folder of their own."""
    chance = random.Random(seed)
    with TemporaryDirectory() as folder, nights(Path(folder)) as told:
        return [told.kill(chance.randint(1, len(told.before)), chance) for _ in range(kills)]


def main() -> int:
    """Kill, look, resume, compare; print what was wrong, and the sums."""
    options = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    options.add_argument("--kills", type=int, default=300)
    options.add_argument("--seed", type=int, default=1, help="what chance is drawn from")
    options.add_argument("--jobs", type=int, default=4, help="webs at once: a night waits more than it works")
    given = options.parse_args()
    began = time.monotonic()
    kills: list[Kill] = []
    sizes = [min(BATCH, given.kills - start) for start in range(0, given.kills, BATCH)]
    with ProcessPoolExecutor(given.jobs) as pool:
        for some in pool.map(killed, [f"{given.seed} {number}" for number in range(len(sizes))], sizes):
            kills += some
            for kill in some:
                for line in [*(f"lost: {url}" for url in kill.lost), *kill.wrong][:4]:
                    sys.stdout.write(f"night {kill.night}, killed after {kill.after:.3f} s: {line[:300]}\n")
            sys.stdout.write(f"{len(kills)} kills, {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
    bad = [kill for kill in kills if kill.lost or kill.wrong]
    checks = sorted(kill.remembered for kill in kills)
    sys.stdout.write(
        f"{len(kills)} kills, {sum(kill.ended for kill in kills)} of them behind the end of the run; "
        f"{checks[0]} to {checks[-1]} checks had been remembered, {checks[len(checks) // 2]} in the middle; "
        f"{sum(len(kill.lost) for kill in kills)} checks lost, {len(bad)} kills left something wrong\n"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
