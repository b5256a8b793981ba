"""`python -m tests.nights`: thirty nights, the table, exit code 1 when a promise was broken."""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.nights.kinds import KINDS
from tests.nights.month import month, subjects
from tests.nights.spells import NIGHTS, REVIVAL
from tests.nights.table import broken, table


def main() -> int:
    """Live through the month and print what each kind became."""
    options = argparse.ArgumentParser(prog="python -m tests.nights", description=__doc__)
    options.add_argument("--seed", type=int, default=1, help="what chance is drawn from")
    options.add_argument("--whole", action="store_true", help="a line for each link, not for each kind")
    given = options.parse_args()
    with TemporaryDirectory() as folder:
        told = subjects(KINDS, given.seed)
        lives = asyncio.run(month(Path(folder), told, [*range(1, NIGHTS + 1), REVIVAL]))
    sys.stdout.writelines(f"{line}\n" for line in table(lives, whole=given.whole))
    return 1 if broken(lives) else 0


sys.exit(main())
