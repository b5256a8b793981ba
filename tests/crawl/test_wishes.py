"""linkcheck.crawl.wishes: a short wish is waited for tonight, a long one keeps the host's links for another night."""

from datetime import timedelta

import pytest

from linkcheck.crawl.hosts import HostMemory
from linkcheck.crawl.wishes import Wishes
from linkcheck.model import Deferred
from linkcheck.net import Pacer
from linkcheck.settings import Settings
from tests.crawl.support import NOW, answer
from tests.net.clock import VirtualClock

HOST = "a.test"
URL = f"http://{HOST}/letter"
LONGEST = 120.0


@pytest.fixture
def wishes() -> Wishes:
    """A host that was not asked yet."""
    return Wishes(Pacer(Settings(interval=0.0), VirtualClock()), HostMemory(), lambda: NOW, LONGEST)


def test_a_short_rest_is_waited_for(wishes: Wishes) -> None:
    """It holds for everybody who asks that host, and puts nothing off."""
    assert wishes.obey(HOST, URL, answer(URL, 429, [("Retry-After", "60")])) is None
    assert wishes.pacer.ready_at(HOST) == 60.0
    assert wishes.hosts.resting(HOST) is None


def test_a_long_rest_puts_the_link_off(wishes: Wishes) -> None:
    """So are the host's others, until the time that it named."""
    put_off = wishes.obey(HOST, URL, answer(URL, 503, [("Retry-After", "3600")]))
    until = NOW + timedelta(hours=1)
    assert isinstance(put_off, Deferred)
    assert (put_off.url, put_off.until) == (URL, until)
    resting = wishes.hosts.resting(HOST)
    assert resting is not None
    assert resting.until == until


@pytest.mark.parametrize(("left", "rests"), [("0", True), ("1", False)])
def test_a_quota_that_is_used_up_for_long(wishes: Wishes, left: str, *, rests: bool) -> None:
    """The host is left alone until it is renewed; while anything is left of it, it is asked."""
    fields = [("RateLimit-Remaining", left), ("RateLimit-Reset", "3600")]
    wishes.heed(HOST, answer(URL, 200, fields))
    assert (wishes.hosts.resting(HOST) is not None) is rests


def test_who_wishes_nothing_is_asked_on(wishes: Wishes) -> None:
    """A page without such a header changes nothing, nor does a Retry-After that no status makes one."""
    page = answer(URL, 200, [("Retry-After", "3600")])
    wishes.heed(HOST, page)
    assert wishes.obey(HOST, URL, page) is None
    assert wishes.hosts.resting(HOST) is None
    assert len(wishes.pacer) == 0
