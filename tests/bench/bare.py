"""`python bare.py FILE [uvloop]`: ask for every URL of a file with aiohttp and nothing else."""

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
    file, *loop = sys.argv[1:]
    run = uvloop.run if loop == ["uvloop"] else asyncio.run
    run(ask(Path(file).read_text(encoding="utf-8").split()))
