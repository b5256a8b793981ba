"""Peak memory among bombs: measured from outside, in a process that does nothing but crawl."""

import asyncio
import gzip
import json
import sys
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import document, drip, page
from tests.web.nasty import endless_body, endless_headers, endless_interim, long_header, many_headers, slow_headers

MIB = 2**20
ZEROS = bytes(16 * MIB)
MOST = 200
"""MiB of the whole process, at most."""


def bomb(data: bytes, coding: str) -> Behaviour:
    """A small answer that unpacks to a large one."""
    return document(data, headers=[("Content-Encoding", coding)])


def monsters() -> dict[str, tuple[int, Behaviour, str]]:
    """Each kind: how many there are, what it does, and what is to be told of it."""
    packed = gzip.compress(ZEROS)
    return {
        "gzip-bomb": (8, bomb(packed * 64, "gzip"), "alive"),
        "br-bomb": (6, bomb(brotli.compress(ZEROS * 4, quality=5), "br"), "alive"),
        "nested-bomb": (6, bomb(gzip.compress(packed * 64), "gzip, gzip"), "alive"),
        "endless-body": (8, endless_body(), "alive"),
        "endless-headers": (6, endless_headers(), "alive"),
        "endless-interim": (3, endless_interim(), "unsure"),
        "long-headers": (3, long_header(4 * MIB), "alive"),
        "many-headers": (3, many_headers(50_000), "alive"),
        "drip": (4, drip(0.1), "alive"),
        "slow-headers": (3, slow_headers(0.2), "unsure"),
    }


@pytest.mark.slow
async def test_memory_stays_bounded_among_bombs(capsys: pytest.CaptureFixture[str]) -> None:
    """50 bombs, endless answers and drips among 200 links at once: under 200 MiB, and a verdict for each."""
    kinds = monsters()
    text = "A long page about a thing. " * 12_000
    kinds["page"] = (200 - sum(count for count, _, _ in kinds.values()), page("A page", text), "alive")
    sites = {
        f"{kind}-{number}.test": Site(default=behaviour)
        for kind, (count, behaviour, _) in kinds.items()
        for number in range(count)
    }
    assert len(sites) == 200
    async with Web(sites) as web:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crawl.devour",
            str(web.endpoint("http")[1]),
            *sites,
            stdout=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        out, _ = await asyncio.wait_for(child.communicate(), 90)
    told = json.loads(out)
    wrong = {
        host: verdict
        for host, verdict in told["told"].items()
        if verdict.split(" ")[0] != kinds[host.removesuffix(".test").rpartition("-")[0]][2]
    }
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(told['told'])} links, {len(sites) - kinds['page'][0]} of them bombs: {told['peak']} MiB at most\n"
        )
    assert told["told"].keys() == sites.keys()
    assert not wrong
    assert told["peak"] < MOST
