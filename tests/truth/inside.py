"""Inside the namespace: the web, one program that asks it, and what it said, as JSON on standard output."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.truth import namespace, tools
from tests.truth.rows import rows
from tests.truth.tools import Outcome
from tests.truth.world import World


async def ask(tool: str, folder: Path, groups: Collection[str]) -> Outcome:
    """Let a program check every row of some groups, of all where none is named.

    Raises:
        ToolFailed: It did not come to its end.
    """
    played = rows(groups)
    async with World(played) as world:
        trust = folder / "trust.pem"
        trust.write_bytes(world.web.root_pem)
        os.environ["SSL_CERT_FILE"] = str(trust)
        (folder / tools.DOCUMENT).write_text(tools.document(played, tool), encoding="utf-8")
        started = time.monotonic()
        said = await tools.run(tool, folder)
        return Outcome(said, time.monotonic() - started, world.harm())


def main(tool: str, *groups: str) -> None:
    """Settle in, ask, tell.

    Raises:
        ToolFailed: The program did not come to its end.
    """
    namespace.settle()
    with TemporaryDirectory(prefix="linkcheck-truth-") as folder:
        outcome = asyncio.run(ask(tool, Path(folder), groups))
    sys.stdout.write(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
