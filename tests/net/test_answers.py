"""Answers as they really come, byte by byte, through the whole fetcher."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from linkcheck.model import Answer
from tests.net.conftest import Fetching
from tests.net.rawserver import RawServer, plays

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/net/answers.toml").read_text("utf-8"))["answer"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
async def test_what_a_browser_takes_is_an_answer(case: dict[str, Any], fetcher_for: Fetching) -> None:
    """An answer that a browser accepts is an answer, with the status, headers and body that a browser sees."""
    async with RawServer(plays(case["wire"].encode(), hold=case.get("hold", False))) as server:
        fetcher = await fetcher_for(server.resolver)
        answer = await fetcher.get(server.url())
    assert isinstance(answer, Answer), answer
    assert answer.status == case.get("status", 200)
    assert answer.body.decode() == case["body"]
    assert answer.truncated == case.get("truncated", False)
    assert answer.address == "127.0.0.1"
    for name, value in case.get("headers", []):
        assert (name, value) in answer.headers
