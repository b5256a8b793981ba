"""linkcheck.net.sessions: which connections take up an earlier one's TLS session, over real handshakes."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvloop

from linkcheck.demo.web.certs import Authority, Tls
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import Fetcher, sessions, trust_store
from linkcheck.settings import Settings
from tests.net.clock import RealClock
from tests.net.conftest import LOOPBACK
from tests.net.rawserver import RawServer, Talk

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


@dataclass
class Server:
    """Answers over TLS, one request a connection, and notes which connections took up a session."""

    tls: ssl.SSLContext
    reused: list[bool] = field(default_factory=list)
    drops: Callable[[bool], bool] = lambda _: False
    """Which connections it resets, by whether they took up a session."""

    async def __call__(self, talk: Talk) -> None:
        """One connection."""
        reused = bool(talk.writer.get_extra_info("ssl_object").session_reused)
        self.reused.append(reused)
        if self.drops(reused):
            talk.reset()
            return
        if await talk.request():
            await talk.send(OK)


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Authority:
    """An authority that this machine's store trusts, and nobody else."""
    made = Authority()
    store = tmp_path / "store.pem"
    store.write_bytes(made.root_pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(store))
    return made


async def fetching(stack: AsyncExitStack, server: RawServer, trust: ssl.SSLContext | None = None) -> Fetcher:
    """A fetcher of one run."""
    settings = Settings(allow_network=LOOPBACK, timeout=5.0)
    return await stack.enter_async_context(Fetcher(settings, server.resolver, trust or trust_store(), RealClock()))


def on(loop: str, work: Callable[[AsyncExitStack], Awaitable[None]]) -> None:
    """Run a test on one of the loops that commands run on."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            await work(stack)

    with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        runner.run(run())


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_hosts_next_connection_takes_up_its_session(loop: str, version: ssl.TLSVersion, authority: Authority) -> None:
    """The certificate is shown once; the answers are the same."""
    server = Server(authority.server("*.sessions.test", Tls.GOOD))
    server.tls.maximum_version = version

    async def work(stack: AsyncExitStack) -> None:
        raw = await stack.enter_async_context(RawServer(server, server.tls))
        fetcher = await fetching(stack, raw)
        answers = [await fetcher.get("https://a.sessions.test/") for _ in range(3)]
        assert all(isinstance(answer, Answer) and answer.body == b"ok" for answer in answers)

    on(loop, work)
    assert server.reused == [False, True, True]


@pytest.mark.parametrize("url", ["https://b.sessions.test/", "https://a.sessions.test:8443/"])
@pytest.mark.parametrize("loop", LOOPS)
def test_another_hosts_session_is_never_offered(loop: str, url: str, authority: Authority) -> None:
    """Not though one server, with one certificate, stands behind both; a port is a server of its own."""
    server = Server(authority.server("*.sessions.test", Tls.GOOD))

    async def work(stack: AsyncExitStack) -> None:
        raw = await stack.enter_async_context(RawServer(server, server.tls))
        fetcher = await fetching(stack, raw)
        for each in ("https://a.sessions.test/", url, "https://a.sessions.test/"):
            assert isinstance(await fetcher.get(each), Answer)

    on(loop, work)
    assert server.reused == [False, False, True]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_session_ends_with_its_run(loop: str, authority: Authority) -> None:
    """The next night sees every certificate, though its trust is the same."""
    server = Server(authority.server("*.sessions.test", Tls.GOOD))

    async def work(stack: AsyncExitStack) -> None:
        raw = await stack.enter_async_context(RawServer(server, server.tls))
        trust = trust_store()
        for _ in range(2):
            async with AsyncExitStack() as night:
                fetcher = await fetching(night, raw, trust)
                for _ in range(2):
                    assert isinstance(await fetcher.get("https://a.sessions.test/"), Answer)

    on(loop, work)
    assert server.reused == [False, True, False, True]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_bad_certificate_is_seen_when_the_session_is_over(
    loop: str, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A session that is taken up again and again does not outlive the minute that its first handshake gave it."""
    monkeypatch.setattr(sessions, "LIFE", 0.6)
    server = Server(authority.server("*.sessions.test", Tls.GOOD))
    expired = authority.server("bad.sessions.test", Tls.EXPIRED)
    now: list[ssl.SSLContext] = [server.tls]
    server.tls.sni_callback = lambda tls, _, __: setattr(tls, "context", now[0])

    async def work(stack: AsyncExitStack) -> None:
        raw = await stack.enter_async_context(RawServer(server, server.tls))
        fetcher = await fetching(stack, raw)
        began = asyncio.get_running_loop().time()
        found: list[Answer | Failure] = []
        while asyncio.get_running_loop().time() < began + 1.2:
            found.append(await fetcher.get("https://bad.sessions.test/"))
            now[0] = expired
            await asyncio.sleep(0.05)
        assert isinstance(found[0], Answer)
        assert isinstance(found[-1], Failure)
        assert found[-1].fault is Fault.TLS_EXPIRED
        assert sum(server.reused) > 1
        # once it has been seen, no session brings the page back
        ends = [isinstance(one, Answer) for one in found]
        assert ends == sorted(ends, reverse=True)

    on(loop, work)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_server_that_errs_over_its_session_is_asked_without(loop: str, authority: Authority) -> None:
    """It is broken for programs that take up sessions; the page is there."""
    server = Server(authority.server("*.sessions.test", Tls.GOOD), drops=bool)

    async def work(stack: AsyncExitStack) -> None:
        raw = await stack.enter_async_context(RawServer(server, server.tls))
        fetcher = await fetching(stack, raw)
        for _ in range(3):
            assert isinstance(await fetcher.get("https://a.sessions.test/"), Answer)

    on(loop, work)
    assert server.reused == [False, True, False, True, False]


@pytest.mark.parametrize("loop", LOOPS)
def test_a_handshake_that_fails_over_its_session_is_made_again_without(loop: str, authority: Authority) -> None:
    """So does one that is broken off before it is done."""

    async def work(stack: AsyncExitStack) -> None:
        server = Server(authority.server("*.sessions.test", Tls.GOOD))
        behind = await stack.enter_async_context(RawServer(server, server.tls))

        async def script(talk: Talk) -> None:
            if talk.count == 2:
                await talk.reader.read(100)
                talk.reset()
                return
            there, back = await asyncio.open_connection("127.0.0.1", behind.port)
            async with _closing(back):
                await asyncio.gather(_relayed(talk.reader, back), _relayed(there, talk.writer))

        raw = await stack.enter_async_context(RawServer(script))
        fetcher = await fetching(stack, raw)
        for _ in range(2):
            assert isinstance(await fetcher.get("https://a.sessions.test/"), Answer)
        assert raw.connections == 3
        assert server.reused == [False, False]

    on(loop, work)


@asynccontextmanager
async def _closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _relayed(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """All that one side of a connection says, said to the other."""
    while piece := await source.read(4096):
        target.write(piece)
    target.close()


def test_few_sessions_are_held(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    """The longest unused is forgotten first."""
    monkeypatch.setattr(sessions, "KEPT", 2)
    held = sessions.Sessions(lambda: 0.0)
    shaken = _shaken(authority)
    for server in "ab":
        held.keep(server, shaken, 0.0)
    assert held.of("a") is not None
    held.keep("c", shaken, 0.0)
    assert [held.of(server) is not None for server in "abc"] == [True, False, True]


def _shaken(authority: Authority) -> ssl.SSLObject:
    """A client's side behind a handshake, in memory."""
    inward, outward = (ssl.MemoryBIO(), ssl.MemoryBIO()), (ssl.MemoryBIO(), ssl.MemoryBIO())
    client = trust_store().wrap_bio(*inward, server_hostname="a.sessions.test")
    server = authority.server("a.sessions.test", Tls.GOOD).wrap_bio(*outward, server_side=True)
    for side in (client, server, client, server):
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
        outward[0].write(inward[1].read())
        inward[0].write(outward[1].read())
    server.write(b"x")
    inward[0].write(outward[1].read())
    client.read(1)
    return client
