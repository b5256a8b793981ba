"""Inside the namespace: what each of the two programs takes from the machine, as JSON on standard output."""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from linkcheck.demo.web import Web
from linkcheck.model import Found
from tests.snapshots.machine import HOST, asking, quick
from tests.snapshots.test_lookups import CASES, archive, asked_of
from tests.suggest.theirs import suggestions
from tests.truth import namespace


@dataclass(frozen=True, slots=True)
class Suggested:
    """What one program took for a case."""

    url: str
    """The snapshot; empty: none."""
    why: str = ""
    verified: bool = True
    """False: for a person to look at first; lychee knows no such thing."""


async def ours() -> list[Suggested]:
    """Linkcheck's lookup of every case."""
    async with Web({HOST: archive()}) as web:
        return [await _ours(web, case) for case in CASES]


async def _ours(web: Web, case: dict[str, Any]) -> Suggested:
    async with asking(web, quick(max_distance=case.get("max_distance"))) as made:
        lookup = await made.archives.lookup(asked_of(case))
    if isinstance(lookup, Found):
        return Suggested(lookup.snapshot.url, lookup.why, lookup.snapshot.verified)
    return Suggested("", type(lookup).__name__.lower())


async def theirs(folder: Path) -> list[Suggested]:
    """What `lychee --suggest` has for every case.

    Raises:
        ToolFailed: It did not come to its end.
    """
    found = await suggestions([case["url"] for case in CASES], folder)
    return [Suggested(found.get(case["url"], found.get(case["url"].partition("#")[0], ""))) for case in CASES]


def main() -> None:
    """Settle in, ask both, tell."""
    namespace.settle()
    with TemporaryDirectory(prefix="linkcheck-suggest-") as folder:
        said = {"linkcheck": asyncio.run(ours()), "lychee": asyncio.run(theirs(Path(folder)))}
    sys.stdout.write(json.dumps({tool: [asdict(one) for one in suggested] for tool, suggested in said.items()}))


if __name__ == "__main__":
    main()
