"""`python -m tests.year`: 365 nights over 5,000 links, the table, exit code 1 when a promise was broken."""

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.year.fates import NIGHTS
from tests.year.table import broken, table
from tests.year.year import live


def main() -> int:
    """Live through the year and print what it came to."""
    options = argparse.ArgumentParser(prog="python -m tests.year", description=__doc__)
    options.add_argument("--seed", type=int, default=1, help="what chance is drawn from")
    options.add_argument("--links", type=int, default=5000)
    options.add_argument("--nights", type=int, default=NIGHTS)
    given = options.parse_args()
    with TemporaryDirectory() as folder:
        year = asyncio.run(live(Path(folder), given.links, given.nights, given.seed))
    sys.stdout.writelines(f"{line}\n" for line in table(year))
    return 1 if broken(year) else 0


sys.exit(main())
