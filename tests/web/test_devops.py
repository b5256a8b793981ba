"""The scripted web of the two real newsletters says what it is scripted to say."""

import pytest

from linkcheck.demo.web import Web
from linkcheck.model import Fault
from linkcheck.net import DnsFault
from tests.web import devops
from tests.web.wire import ask


@pytest.fixture(name="web")
def _web() -> Web:
    if not devops.CORPUS.is_dir():
        pytest.skip("../shared is not beside the checkout")
    return devops.devops_web()


async def test_every_link_is_alive_but_the_scripted_ones(web: Web) -> None:
    """Each ordinary link answers 200, over http by way of https, with the words of its URL."""
    async with web:
        for url in devops.urls():
            if url in {devops.OWLY, devops.STORIFY, devops.BITLY, devops.VANISHED}:
                continue
            answer = await ask(web, url)
            if url.startswith("http:"):
                assert answer.status == 301
                answer = await ask(web, answer.header("Location") or "")
            assert answer.status == 200, url


async def test_the_dead_ones_are_dead(web: Web) -> None:
    """ow.ly has forgotten the link, Storify shows its notice, the small shortener has no name any more."""
    async with web:
        assert (await ask(web, devops.OWLY)).status == 404
        assert (await ask(web, devops.OWLY_TARGET)).status == 404
        closed = await ask(web, devops.STORIFY)
        assert (closed.status, closed.header("Location")) == (302, "https://storify.com/")
        assert "shut down" in (await ask(web, "https://storify.com/")).text
        vanished = await web.resolver.resolve("hrd.cm", 80)
    assert isinstance(vanished, DnsFault)
    assert vanished.fault is Fault.DNS_NXDOMAIN


async def test_the_living_short_link_moves(web: Web) -> None:
    """bit.ly redirects for good to a living page."""
    async with web:
        answer = await ask(web, devops.BITLY)
        assert (answer.status, answer.header("Location")) == (301, devops.BITLY_TARGET)
        assert (await ask(web, devops.BITLY_TARGET)).status == 200


async def test_the_archive_holds_what_the_job_needs(web: Web) -> None:
    """The short link's redirect was captured, its target and the story near the issue's day; the vanished never."""
    base = "https://web.archive.org/web/20170326id_/"
    expected = {devops.OWLY: "20170322083015", devops.OWLY_TARGET: "20170322083016", devops.STORIFY: "20170320150000"}
    async with web:
        for url, timestamp in expected.items():
            location = (await ask(web, base + url)).header("Location") or ""
            assert f"/web/{timestamp}id_/" in location
        assert (await ask(web, base + devops.VANISHED)).status == 404
