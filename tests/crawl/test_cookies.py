"""linkcheck.crawl.cookies: what a chain carries from hop to hop."""

from typing import Any

import pytest

from linkcheck.crawl.cookies import LARGEST, MOST, Jar
from tests.crawl.support import NOW, answer, rows


@pytest.mark.parametrize("case", rows("cookies.toml", "case"), ids=lambda case: case["name"])
def test_cookies_go_where_a_browser_would_send_them(case: dict[str, Any]) -> None:
    """A cookie goes back to the places that it was set for, and nowhere else."""
    jar = Jar()
    jar.keep(answer(case["page"], 302, [("Set-Cookie", line) for line in case["set"]]), NOW)

    assert dict(jar.cookies_for(case["next"])) == case["sent"]


def test_a_jar_is_bounded() -> None:
    """A server that hands out cookies without an end fills neither memory nor a request's head."""
    jar = Jar()
    lines = [("Set-Cookie", f"c{number}=1") for number in range(10_000)]
    jar.keep(answer("http://a.example/", 200, [*lines, ("Set-Cookie", f"c0={'x' * LARGEST}")]), NOW)

    assert len(jar.cookies_for("http://a.example/")) == MOST
