"""linkcheck.crawl.redirects: where a Location leads."""

from typing import Any

import pytest

from linkcheck.crawl.redirects import led_to, location
from tests.crawl.support import answer, rows

LOCATIONS = rows("redirects.toml", "location")


def written_in(case: dict[str, Any]) -> str:
    """The header's value as a fetcher gives it."""
    if "written_hex" in case:
        return bytes.fromhex(case["written_hex"]).decode("utf-8", "surrogateescape")
    return str(case["written"])


@pytest.mark.parametrize("case", LOCATIONS, ids=lambda case: case["name"])
def test_location_leads_where_a_browser_would_go(case: dict[str, Any]) -> None:
    """Every written target means the URL that a browser would ask for, or is refused with the reason."""
    moved = answer(case["page"], 301, [("Location", written_in(case))])
    written = location(moved)
    assert written is not None

    if "refused" in case:
        with pytest.raises(ValueError, match=case["refused"]):
            led_to(moved.url, written)
    else:
        assert led_to(moved.url, written) == case["target"]


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 404, 503])
def test_other_statuses_do_not_lead_anywhere(status: int) -> None:
    """A Location beside a status that is no redirect is not followed."""
    assert location(answer("http://a.example/", status, [("Location", "/b")])) is None


def test_every_target_can_be_stored() -> None:
    """A target never holds a surrogate escape, so that it can be written into a database and a report."""
    target = led_to("http://a.example/", b"/\xff\xfe".decode("utf-8", "surrogateescape"))
    assert target.encode() == b"http://a.example/%FF%FE"
