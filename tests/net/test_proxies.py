"""The environment's proxies: used when a setting says so, and only then."""

import asyncio
import contextlib

import pytest

from linkcheck.demo.web import Site, Tls, Web
from linkcheck.demo.web.answers import page
from linkcheck.errors import SettingsError
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import Fetcher
from linkcheck.net.proxies import Proxies, Proxy
from linkcheck.net.urls import split
from linkcheck.settings import Settings
from tests.net.clock import RealClock
from tests.net.conftest import Fetching, system_trust
from tests.net.rawserver import NOWHERE, Everywhere, RawServer, Script, Talk, plays

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine's environment says."""
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def tunnelling(port: int, heads: list[bytes]) -> Script:
    """A proxy that leads every CONNECT to a port of loopback, and keeps what it was asked."""

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
        writer.close()

    async def script(talk: Talk) -> None:
        heads.append(await talk.request())
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await talk.send(b"HTTP/1.1 200 Connection established\r\nProxy-Agent: test\r\n\r\n")
            await asyncio.gather(pump(talk.reader, writer), pump(reader, talk.writer))
        finally:
            writer.transport.abort()

    return script


def asks_once(heads: list[bytes], wire: bytes) -> Script:
    """A proxy that answers for the whole web."""

    async def script(talk: Talk) -> None:
        heads.append(await talk.request())
        await talk.send(wire)

    return script


async def test_proxies_are_used_when_a_setting_says_so(monkeypatch: pytest.MonkeyPatch, fetcher_for: Fetching) -> None:
    """With `proxies` a plain request goes whole to HTTP_PROXY, with its credentials; without it, to the host."""
    heads: list[bytes] = []
    async with RawServer(asks_once(heads, OK)) as proxy, RawServer(plays(OK)) as host:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:p%40ss@127.0.0.1:{proxy.port}/")
        direct = await fetcher_for(host.resolver)
        assert isinstance(await direct.get("http://example.test/a?b=c#d"), Answer)
        assert not heads
        # the proxy stands where no link may lead
        async with Fetcher(Settings(proxies=True), Everywhere(NOWHERE), system_trust(), RealClock()) as fetcher:
            answer = await fetcher.get("http://example.test/a?b=c#d")
    assert isinstance(answer, Answer), answer
    sent = heads[0].decode().split("\r\n")
    assert sent[0] == "GET http://example.test/a?b=c HTTP/1.1"
    assert "Host: example.test" in sent
    assert "Proxy-Authorization: Basic bWU6cEBzcw==" in sent


async def test_tls_is_tunnelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS goes through HTTPS_PROXY by CONNECT; certificate and name are verified as ever, end to end."""
    heads: list[bytes] = []
    sites = {
        "good.test": Site({"/": page("Home", "A page.")}),
        "bad.test": Site({"/": page("Home", "A page.")}, tls=Tls.WRONG_NAME),
    }
    async with Web(sites) as web, RawServer(tunnelling(web.endpoint("https")[1], heads)) as proxy:
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{proxy.port}")
        settings = Settings(proxies=True, timeout=5.0)
        async with Fetcher(settings, Everywhere(NOWHERE), web.trust, RealClock()) as fetcher:
            good = await fetcher.get("https://good.test/")
            bad = await fetcher.get("https://bad.test/")
    assert isinstance(good, Answer), good
    assert isinstance(bad, Failure)
    assert bad.fault is Fault.TLS_HOSTNAME
    assert heads[0].startswith(b"CONNECT good.test:443 HTTP/1.1\r\nHost: good.test:443\r\n")
    assert [request.target for request in web.requests] == ["/"]


@pytest.mark.parametrize("wire", [b"HTTP/1.1 502 Bad Gateway\r\n\r\n", b"", b"rubbish\r\n\r\n"])
async def test_a_proxy_that_does_not_lead_on_says_nothing_of_the_host(
    wire: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the tunnel does not come about the host was not reached; its name is not called dead."""
    async with RawServer(asks_once([], wire)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with Fetcher(Settings(proxies=True), Everywhere(NOWHERE), system_trust(), RealClock()) as fetcher:
            failure = await fetcher.get("https://example.test/")
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.UNREACHABLE
    assert "the proxy" in failure.evidence


async def test_forbidden_literals_are_not_asked_of_a_proxy_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that no link may lead to is refused before the proxy hears of it."""
    async with RawServer(plays(OK)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        async with Fetcher(Settings(proxies=True), Everywhere(NOWHERE), system_trust(), RealClock()) as fetcher:
            for url in ("http://169.254.169.254/", "http://[::1]/", "http://0x7f.1/"):
                failure = await fetcher.get(url)
                assert isinstance(failure, Failure)
                assert failure.fault is Fault.FORBIDDEN_ADDRESS
        assert proxy.connections == 0


@pytest.mark.parametrize(
    ("without", "url", "direct"),
    [
        ("", "http://example.org/", False),
        ("*", "http://example.org/", True),
        ("example.org", "http://example.org/", True),
        ("example.org", "http://www.example.org/", True),
        (".example.org", "http://www.example.org/", True),
        ("*.example.org", "http://www.example.org/", True),
        ("example.org", "http://notexample.org/", False),
        ("EXAMPLE.org., other.test", "http://other.test/", True),
        ("example.org:8080", "http://example.org:8080/", True),
        ("example.org:8080", "http://example.org/", False),
        ("127.0.0.1 ::1", "http://[::1]/", True),
        ("127.0.0.1,localhost", "http://127.0.0.1:9000/", True),
    ],
)
def test_no_proxy_is_heeded(without: str, url: str, direct: bool) -> None:
    """NO_PROXY names hosts, domains and ports that are asked directly."""
    found = Proxies({"http_proxy": "http://proxy.test:3128", "NO_PROXY": without}).proxy_for(split(url))
    assert found == (None if direct else Proxy("proxy.test", 3128))


@pytest.mark.parametrize(
    "written", ["socks5://proxy.test:1080", "https://user:secret@proxy.test", "http://:80", "http://proxy.test:x"]
)
def test_what_is_no_proxy_is_refused(written: str) -> None:
    """A proxy that cannot be used ends the run before it begins, and its password is not repeated."""
    with pytest.raises(SettingsError) as told:
        Proxies({"HTTPS_PROXY": written})
    assert "HTTPS_PROXY" in str(told.value)
    assert "secret" not in str(told.value)


def test_small_letters_come_first() -> None:
    """http_proxy beats HTTP_PROXY, and being empty turns it off."""
    both = {"http_proxy": "http://small.test", "HTTP_PROXY": "http://large.test"}
    assert Proxies(both).proxy_for(split("http://a.test/")) == Proxy("small.test", 80)
    assert Proxies({**both, "http_proxy": ""}).proxy_for(split("http://a.test/")) is None
