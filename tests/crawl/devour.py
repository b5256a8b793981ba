"""Crawls 200 links of a web of monsters, in a process of its own, and prints what came of each and its peak memory."""

import asyncio
import json
import re
import sys
from datetime import date
from pathlib import Path
from random import Random

from linkcheck import judge
from linkcheck.crawl import Crawl, Patience, Questions
from linkcheck.model import Probe, Target
from linkcheck.net import Endpoint, Fetcher, trust_store
from tests.crawl.support import WallClock, settings_for_tests

QUESTIONS = Questions(
    refresh=judge.refresh,
    refused=judge.refused,
    sibling=judge.sibling,
    action=judge.is_action,
    enquiry=judge.enquiry,
    meant=judge.meant,
)


class OnePort:
    """Every host is at one port of loopback."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...]:
        """There."""
        return (Endpoint("127.0.0.1", self._port),)

    async def close(self) -> None:
        """Nothing is held."""


async def devour(port: int, hosts: list[str]) -> dict[str, str]:
    """The verdict on every host's link."""
    settings = settings_for_tests(timeout=4.0, concurrency=len(hosts))
    found: dict[str, str] = {}
    async with Fetcher(settings, OnePort(port), trust_store(), WallClock()) as fetcher:
        patience = Patience(waits=(0.1,), doubt=0.1)
        crawl = Crawl(settings, fetcher, QUESTIONS, WallClock(), Random(7), patience=patience)
        async for probe in crawl.run(f"http://{host}/" for host in hosts):
            if not isinstance(probe, Probe):
                raise SystemExit(f"{probe.url} was put off: {probe.why}")
            verdict = judge.judge(probe, Target(probe.url, ()), date(2026, 6, 2))
            found[probe.url.split("/")[2]] = f"{verdict.verdict} {verdict.reason}"
    return found


if __name__ == "__main__":
    told = asyncio.run(devour(int(sys.argv[1]), sys.argv[2:]))
    # in KiB; what getrusage tells begins with the size of the process that started this one
    held = re.findall(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
    peak = int(held[0]) // 1024
    json.dump({"told": told, "peak": peak}, sys.stdout)
