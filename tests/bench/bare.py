"""`python bare.py FILE`: ask for every URL of a file with aiohttp and nothing else."""

import asyncio
import sys
from pathlib import Path

import aiohttp
import uvloop


async def ask(urls: list[str], workers: int = 256) -> None:
    """GET each of them once."""
    left = iter(urls)
    connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=300)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def work() -> None:
            for url in left:
                async with session.get(url) as answer:
                    await answer.read()

        await asyncio.gather(*(work() for _ in range(workers)))


if __name__ == "__main__":
    uvloop.run(ask(Path(sys.argv[1]).read_text(encoding="utf-8").split()))
