"""What the web archive is asked for, and how long that takes, holds to its bounds."""

import pytest

from linkcheck.settings import Settings
from tests.hours.__main__ import broken, table
from tests.hours.links import GOOD, SHARES, dead_links
from tests.hours.reckoning import run

SETTINGS = Settings()


def test_a_sample() -> None:
    """Of 400 links each comes to what is captured of it; the good ones cost two requests each, and no index query."""
    links = list(dead_links(400, seed=2))
    whole = run(links, SETTINGS)
    good = run([link for link in links if link.kind == GOOD], SETTINGS)

    assert not broken(whole, good)
    assert set(whole.kinds) == set(SHARES)
    assert good.total("TimeGate") == good.total("replay") == good.links
    assert good.total("index") == 0
    # the lane is never idle while there is work, and never faster than it may be
    step = 1 / SETTINGS.replay_rate
    assert (2 * good.links - 1) * step <= good.lookups <= 2 * good.links * step + 3
    assert whole.lookups >= (whole.total("index") - 1) * 60 / SETTINGS.cdx_per_minute
    assert any("400 dead links" in line for line in table(whole, good, SETTINGS))


@pytest.mark.slow
def test_seven_thousand_links() -> None:
    """At most 1.3 replays a link, and under 25 minutes for those whose closest capture is good."""
    links = list(dead_links(7000, seed=1))
    good = [link for link in links if link.kind == GOOD]

    assert len(good) == 5950
    assert not broken(run(links, SETTINGS), run(good, SETTINGS))
