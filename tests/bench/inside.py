"""Inside the namespace: the web of a scenario, one program that asks it, and what that cost, as JSON."""

import asyncio
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from linkcheck.demo.web.certs import Authority, Tls
from tests.bench import tools
from tests.bench.plan import PLAIN_DOMAIN
from tests.bench.scenarios import SCENARIOS
from tests.bench.server import BenchWeb
from tests.truth import namespace


async def ask(scenario: str, tool: str, folder: Path) -> dict[str, object]:
    """Let a program check a scenario's archive.

    Raises:
        ToolFailed: It did not come to its end.
    """
    chosen = SCENARIOS[scenario]
    plan = chosen.plan()
    authority = Authority()
    trust = folder / "trust.pem"
    trust.write_bytes(authority.root_pem)
    os.environ["SSL_CERT_FILE"] = str(trust)
    tools.write(folder, plan, chosen.letter or len(plan.urls))
    contexts = (authority.server(f"*.{PLAIN_DOMAIN}", Tls.GOOD), authority.server("old.internal", Tls.GOOD))
    async with BenchWeb(plan, *contexts) as web:
        cost = await asyncio.to_thread(tools.run, tool, folder, plan, chosen.manners)
        seen = [one for host, one in web.seen.items() if host in {known.name for known in plan.hosts}]
    return asdict(cost) | {
        "requests": sum(one.requests for one in seen),
        "at_once": max((one.at_once for one in seen), default=0),
        "in_a_second": max((one.in_a_second for one in seen), default=0),
    }


def main(scenario: str, tool: str) -> None:
    """Settle in, ask, tell."""
    namespace.settle()
    with TemporaryDirectory(prefix="linkcheck-bench-") as folder:
        told = uvloop.run(ask(scenario, tool, Path(folder)))
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
