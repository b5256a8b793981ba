"""One request: what is sent, what is kept, and how it ends."""

import asyncio
import gzip
import ipaddress
import sys
import zlib
from dataclasses import replace

import brotli  # type: ignore[import-untyped]
import pytest

from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import BROWSER_HEADERS, DnsFault, Endpoint, Fetcher
from linkcheck.settings import HostSettings, Settings
from tests.net.clock import RealClock
from tests.net.conftest import LOOPBACK, Fetching, system_trust
from tests.net.rawserver import NOWHERE, Everywhere, RawServer, Script, Talk, full_backlog, plays

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"


def recording(requests: list[bytes], wire: bytes = OK) -> Script:
    """Answer every request of a connection the same, and keep what was asked."""

    async def script(talk: Talk) -> None:
        while head := await talk.request():
            requests.append(head)
            await talk.send(wire)

    return script


def lines(request: bytes) -> list[str]:
    """A request's head, line by line."""
    return request.decode().rstrip("\r\n").split("\r\n")


@pytest.mark.parametrize(
    ("target", "wire"),
    [
        ("/", "/"),
        ("/%7euser/a%2fb?q=%zz&x=a+b%20c", "/%7euser/a%2fb?q=%zz&x=a+b%20c"),
        ("/a b|[c]?d e", "/a%20b|[c]?d%20e"),
        ("/caf\u00e9#top", "/caf%C3%A9"),
        ("/x?", "/x?"),
        ("//a//b;c=d,e", "//a//b;c=d,e"),
        ("/a%2Fb%3F%23", "/a%2Fb%3F%23"),
    ],
)
async def test_the_authors_bytes_go_out(target: str, wire: str, fetcher_for: Fetching) -> None:
    """The request line carries the URL as written; nothing legal is encoded anew, and no fragment is sent."""
    requests: list[bytes] = []
    async with RawServer(recording(requests)) as server:
        fetcher = await fetcher_for(server.resolver)
        answer = await fetcher.get(server.url(target))
    assert isinstance(answer, Answer)
    assert answer.url == server.url(target)
    assert lines(requests[0])[0] == f"GET {wire} HTTP/1.1"


async def test_we_say_who_we_are_and_send_no_credentials(fetcher_for: Fetching) -> None:
    """Default headers name linkcheck, and credentials of a URL stay behind."""
    requests: list[bytes] = []
    async with RawServer(recording(requests)) as server:
        fetcher = await fetcher_for(server.resolver)
        await fetcher.get("http://user:secret@Example.test/")
    sent = lines(requests[0])
    assert sent[1] == "Host: example.test"
    assert any(line.startswith("User-Agent: Mozilla/5.0 (compatible; linkcheck/") for line in sent)
    assert "Accept-Encoding: gzip, deflate, br, zstd" in sent
    assert b"secret" not in requests[0]
    assert b"uthorization" not in requests[0]


async def test_a_second_look_has_a_browsers_headers_in_its_order(fetcher_for: Fetching) -> None:
    """BROWSER_HEADERS go out whole, in their order, and nothing of a program beside them."""
    requests: list[bytes] = []
    async with RawServer(recording(requests)) as server:
        fetcher = await fetcher_for(server.resolver)
        await fetcher.get(server.url(), headers=BROWSER_HEADERS, cookies={"a": "1", "b": 'x"y'})
    sent = [line.partition(": ")[0] for line in lines(requests[0])[2:]]
    assert [name for name in sent if name != "Cookie"] == list(BROWSER_HEADERS)
    assert 'Cookie: a=1; b=x"y' in lines(requests[0])
    assert b"linkcheck" not in requests[0]


async def test_a_hosts_own_headers_and_timeout_count_below_it_too(fetcher_for: Fetching) -> None:
    """[hosts."example.org"] is for that host and what is below it, and beats what a caller asks."""
    requests: list[bytes] = []
    hosts = {"example.test": HostSettings(headers={"X-Key": "k", "user-agent": "own"}, timeout=0.2)}
    async with RawServer(recording(requests)) as server, RawServer(plays(b"", hold=True)) as silent:
        fetcher = await fetcher_for(server.resolver, hosts=hosts)
        await fetcher.get("http://www.example.test/", headers={"User-Agent": "caller"})
        await fetcher.get("http://other.test/")
        slow = await fetcher_for(silent.resolver, hosts=hosts)
        failure = await slow.get("http://www.example.test/", timeout=30)
    assert "X-Key: k" in lines(requests[0])
    assert "user-agent: own" in lines(requests[0])
    assert b"X-Key" not in requests[1]
    assert failure.fault is Fault.READ_TIMEOUT


async def test_no_cookie_and_no_redirect_is_followed(fetcher_for: Fetching) -> None:
    """A redirect is an answer, and a cookie set by one answer is not sent with the next request."""
    requests: list[bytes] = []
    wire = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n"
    async with RawServer(recording(requests, wire)) as server:
        fetcher = await fetcher_for(server.resolver)
        first = await fetcher.get(server.url())
        await fetcher.get(server.url())
    assert first.status == 302
    assert first.header("location") == "/next"
    assert len(requests) == 2
    assert b"ookie" not in requests[1]


async def test_a_post_sends_its_body(fetcher_for: Fetching) -> None:
    """Method and body go out as given."""
    bodies: list[bytes] = []

    async def script(talk: Talk) -> None:
        await talk.request()
        bodies.append(await talk.reader.readexactly(4))
        await talk.send(OK)

    async with RawServer(script) as server:
        fetcher = await fetcher_for(server.resolver)
        answer = await fetcher.get(server.url(), method="POST", body=b"a=bc")
    assert answer.status == 200
    assert bodies == [b"a=bc"]


async def test_a_head_has_no_body(fetcher_for: Fetching) -> None:
    """HEAD brings status and headers, and is not called truncated."""
    async with RawServer(plays(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", hold=True)) as server:
        fetcher = await fetcher_for(server.resolver)
        answer = await fetcher.get(server.url(), method="HEAD")
    assert (answer.status, answer.body, answer.truncated) == (200, b"", False)


async def test_a_connection_is_kept_for_a_hosts_next_link(fetcher_for: Fetching) -> None:
    """Links of one host share a connection."""
    async with RawServer(recording([])) as server:
        fetcher = await fetcher_for(server.resolver)
        for _ in range(3):
            assert (await fetcher.get(server.url())).status == 200
        assert server.connections == 1


async def test_stale_connections_are_no_failure(fetcher_for: Fetching) -> None:
    """Kept connections that the server has closed are replaced at once, however many there are."""
    gate = asyncio.Event()

    async def script(talk: Talk) -> None:
        await talk.request()
        await talk.send(OK)
        if talk.count <= 3:
            await talk.request()  # the second request is read, and dropped
            return
        await gate.wait()

    async with RawServer(script) as server:
        fetcher = await fetcher_for(server.resolver)
        await asyncio.gather(*(fetcher.get(server.url()) for _ in range(3)))
        assert server.connections == 3
        answer = await fetcher.get(server.url())
        gate.set()
    assert isinstance(answer, Answer)
    assert server.connections == 4


async def test_a_fresh_connection_that_breaks_is_asked_once(fetcher_for: Fetching) -> None:
    """What breaks on a new connection is the host's answer: it is not asked twice behind the pacer's back."""
    async with RawServer(plays(b"")) as server:
        fetcher = await fetcher_for(server.resolver)
        failure = await fetcher.get(server.url())
    assert failure.fault is Fault.EMPTY_REPLY
    assert server.connections == 1


async def _reset(talk: Talk) -> None:
    await talk.request()
    talk.reset()


async def _reset_in_the_body(talk: Talk) -> None:
    await talk.request()
    await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello")
    await asyncio.sleep(0.05)
    talk.reset()


async def _drip(talk: Talk) -> None:
    await talk.request()
    await talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    while True:
        await talk.send(b"x")
        await asyncio.sleep(0.02)


async def _drip_headers(talk: Talk) -> None:
    await talk.request()
    await talk.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await talk.send(b"X: y\r\n")
        await asyncio.sleep(0.02)


async def _endless_body(talk: Talk) -> None:
    await talk.request()
    await talk.send(b"HTTP/1.1 200 OK\r\n\r\n")
    while not talk.writer.is_closing():
        await talk.send(b"x" * 65536)


async def _endless_headers(talk: Talk) -> None:
    await talk.request()
    await talk.send(b"HTTP/1.1 404 Gone away\r\n")
    while not talk.writer.is_closing():
        await talk.send(b"X-Filler: " + b"y" * 1000 + b"\r\n")


async def _endless_line(talk: Talk) -> None:
    await talk.request()
    await talk.send(b"HTTP/1.1 404 Gone away\r\nX-One: 1\r\nX-Filler: ")
    while not talk.writer.is_closing():
        await talk.send(b"y" * 1000)


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        (_reset, Fault.RESET),
        (plays(b""), Fault.EMPTY_REPLY),
        (plays(b"", hold=True), Fault.READ_TIMEOUT),
        (_drip_headers, Fault.READ_TIMEOUT),
        (plays(b"SSH-2.0-OpenSSH_9.2\r\n"), Fault.PROTOCOL_ERROR),
        (plays(b"220 mail.example.test ESMTP\r\n", hold=True), Fault.PROTOCOL_ERROR),
        (plays(b"\x15\x03\x01\x00\x02\x02\x16"), Fault.PROTOCOL_ERROR),
        (plays(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello"), Fault.PROTOCOL_ERROR),
        (plays(b"HTTP/1.1 OK\r\n\r\n"), Fault.PROTOCOL_ERROR),
    ],
    ids=["reset", "empty", "silent", "drip", "ssh", "smtp", "alert", "unlike lengths", "no status"],
)
async def test_no_answer_is_told_by_how_it_ended(script: Script, fault: Fault, fetcher_for: Fetching) -> None:
    """A request that brings no status is a failure with its fault, within its time."""
    async with RawServer(script) as server:
        fetcher = await fetcher_for(server.resolver, timeout=0.5)
        failure = await fetcher.get(server.url())
    assert isinstance(failure, Failure), failure
    assert failure.fault is fault
    assert failure.evidence


@pytest.mark.parametrize(
    ("script", "status", "begin"),
    [
        (_reset_in_the_body, 200, b"hello"),
        (_drip, 200, b"xxx"),
        (_endless_body, 200, b"xxx"),
        (_endless_headers, 404, b""),
        (_endless_line, 404, b""),
    ],
    ids=["reset in the body", "drip", "endless body", "endless headers", "endless line"],
)
async def test_what_has_no_end_is_ended_with_what_is_known(
    script: Script, status: int, begin: bytes, fetcher_for: Fetching
) -> None:
    """Where a status came, the answer is what came within the limits of time and size, and says that it was cut."""
    async with RawServer(script) as server:
        fetcher = await fetcher_for(server.resolver, timeout=1.0, max_body=4000)
        answer = await fetcher.get(server.url())
    assert isinstance(answer, Answer), answer
    assert answer.status == status
    assert answer.truncated
    assert answer.body.startswith(begin)
    assert len(answer.body) <= 4000


@pytest.mark.parametrize(("count", "length"), [(200, 20), (2, 60_000), (5, 60_000), (3, 17_000)])
async def test_many_and_long_header_lines_are_held(count: int, length: int, fetcher_for: Fetching) -> None:
    """200 header lines, and lines of 60 KB, come through whole."""
    rows = b"".join(b"X-%d: %s\r\n" % (place, b"y" * length) for place in range(count))
    async with RawServer(plays(b"HTTP/1.1 200 OK\r\n" + rows + b"Content-Length: 5\r\n\r\nhello")) as server:
        fetcher = await fetcher_for(server.resolver)
        answer = await fetcher.get(server.url())
    assert isinstance(answer, Answer)
    assert len(answer.headers) == count + 1
    assert answer.header(f"x-{count - 1}") == "y" * length
    assert answer.body == b"hello"


PAGE = b"<p>hello</p>" * 1000


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("X-GZIP", gzip.compress(PAGE[:6000]) + gzip.compress(PAGE[6000:])),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd.compress(PAGE)),
        ("identity", PAGE),
        ("gzip, br", brotli.compress(gzip.compress(PAGE))),
        ("gzip", gzip.compress(PAGE) + b"\0\0rubbish"),
    ],
    ids=["gzip", "gzip members", "zlib", "raw deflate", "br", "zstd", "identity", "two codings", "rubbish behind"],
)
async def test_bodies_are_decoded(coding: str, data: bytes, fetcher_for: Fetching) -> None:
    """Every content coding that we accept is undone."""
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
    async with RawServer(plays(head + data)) as server:
        fetcher = await fetcher_for(server.resolver)
        answer = await fetcher.get(server.url())
    assert isinstance(answer, Answer)
    assert answer.body == PAGE
    assert not answer.truncated


async def test_the_fetcher_bounds_how_many_are_in_flight(fetcher_for: Fetching) -> None:
    """No more requests are in flight at once than `concurrency`, and waiting for a turn is no timeout."""
    running = most = 0

    async def script(talk: Talk) -> None:
        nonlocal running, most
        while await talk.request():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.05)
            running -= 1
            await talk.send(OK)

    async with RawServer(script) as server:
        fetcher = await fetcher_for(server.resolver, concurrency=3, timeout=0.4)
        answers = await asyncio.gather(*(fetcher.get(server.url(f"/{n}")) for n in range(30)))
    assert most == 3
    assert all(isinstance(answer, Answer) for answer in answers)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://\u2460\u2461\u2466.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://name.test/",
        "http://name.test/?",
        "https://name.test/",
        "http://name.test:8080/",
    ],
)
async def test_forbidden_addresses_are_never_contacted(url: str) -> None:
    """By no way of writing it, and by no name that leads there, is a private address contacted."""
    async with RawServer(plays(OK)) as server:
        settings = Settings(timeout=2.0)
        async with Fetcher(settings, server.resolver, system_trust(), RealClock()) as fetcher:
            failure = await fetcher.get(url)
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.FORBIDDEN_ADDRESS
    assert server.connections == 0


@pytest.mark.parametrize("port", [1, 22, 25, 79, 81, 442, 1023])
async def test_ports_of_other_services_are_refused(port: int, fetcher_for: Fetching) -> None:
    """Only 80, 443 and what is not below 1024 is asked."""
    async with RawServer(plays(OK)) as server:
        resolver = server.resolver
        fetcher = await fetcher_for(resolver)
        failure = await fetcher.get(f"http://example.test:{port}/")
    assert failure.fault is Fault.FORBIDDEN_ADDRESS
    assert not resolver.asked


async def test_a_literal_address_skips_the_resolver(fetcher_for: Fetching) -> None:
    """An allowed IP literal is contacted as it stands."""
    async with RawServer(plays(OK)) as server:
        resolver = Everywhere(NOWHERE)
        fetcher = await fetcher_for(resolver)
        answer = await fetcher.get(f"http://0x7f.1:{server.port}/")
    assert answer.status == 200
    assert not resolver.asked


async def test_one_good_address_is_enough(fetcher_for: Fetching) -> None:
    """Where a name has several addresses, those that refuse or are forbidden do not hide the one that answers."""
    async with RawServer(plays(OK)) as server, RawServer(plays(OK)) as closed:
        refusing = Endpoint("127.0.0.1", closed.port)
    async with RawServer(plays(OK)) as server:
        good = Endpoint("127.0.0.1", server.port)
        fetcher = await fetcher_for(
            Everywhere((Endpoint("10.0.0.1", 80), Endpoint("::1", refusing.port), refusing, good))
        )
        answer = await fetcher.get("http://example.test/")
        raw = await fetcher.get("http://example.test/?")
    assert isinstance(answer, Answer)
    assert isinstance(raw, Answer)
    assert answer.address == raw.address == "127.0.0.1"


async def test_a_refused_connection_is_told_with_its_errno(fetcher_for: Fetching) -> None:
    """connect-refused comes of ECONNREFUSED, also where several addresses fail, one of them forbidden."""
    async with RawServer(plays(OK)) as server:
        port = server.port
    endpoints = (Endpoint("10.0.0.1", 80), Endpoint("::1", port), Endpoint("127.0.0.1", port))
    for some in (endpoints, endpoints[1:], endpoints[2:]):
        fetcher = await fetcher_for(Everywhere(some))
        for url in ("http://example.test/", "http://example.test/?"):
            failure = await fetcher.get(url)
            assert failure.fault is Fault.CONNECT_REFUSED, failure
            assert "ECONNREFUSED" in failure.evidence
            assert "127.0.0.1" in failure.evidence or "::1" in failure.evidence


@pytest.mark.parametrize("fault", [Fault.DNS_NXDOMAIN, Fault.DNS_NODATA, Fault.DNS_FAILURE])
@pytest.mark.parametrize("url", ["http://gone.test/", "https://gone.test./", "http://gone.test/?"])
async def test_dns_faults_come_through_as_they_are(fault: Fault, url: str, fetcher_for: Fetching) -> None:
    """What the resolver says of a name is the failure's fault and evidence."""
    resolver = Everywhere(DnsFault(fault, "ARES_X (why)"))
    fetcher = await fetcher_for(resolver)
    failure = await fetcher.get(url)
    assert failure == Failure(url, fault, "ARES_X (why)")
    assert resolver.asked[0][0] == "gone.test"


@pytest.mark.parametrize("url", ["nothing", "http://a..b/", "http://", "ftp://example.test/", "http://256.0.0.1/"])
async def test_malformed_is_told_and_not_asked(url: str, fetcher_for: Fetching) -> None:
    """What no request can be made of is malformed."""
    resolver = Everywhere(NOWHERE)
    fetcher = await fetcher_for(resolver)
    failure = await fetcher.get(url)
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.MALFORMED
    assert not resolver.asked


class _Slow(Everywhere):
    """A resolver that does not answer."""

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """Never."""
        await asyncio.Event().wait()
        raise AssertionError


async def test_each_wait_has_its_own_name(fetcher_for: Fetching) -> None:
    """A time that ends in DNS, in connecting, and behind the connection is told apart."""
    fetcher = await fetcher_for(_Slow(NOWHERE), timeout=0.2)
    assert (await fetcher.get("http://example.test/")).fault is Fault.DNS_FAILURE
    async with full_backlog() as port:
        fetcher = await fetcher_for(Everywhere((Endpoint("127.0.0.1", port),)), connect_timeout=0.2)
        for url in ("http://example.test/", "http://example.test/?"):
            assert (await fetcher.get(url)).fault is Fault.CONNECT_TIMEOUT
    async with RawServer(plays(b"", hold=True)) as server:
        fetcher = await fetcher_for(server.resolver, connect_timeout=0.2)
        for url in ("https://example.test/", "https://example.test/?"):
            failure = await fetcher.get(url)
            assert failure.fault is Fault.TLS_HANDSHAKE, failure


async def test_leaving_the_fetcher_closes_its_resolver() -> None:
    """A fetcher gives back everything that it was given to use."""
    resolver = Everywhere(NOWHERE)
    async with Fetcher(Settings(), resolver, system_trust(), RealClock()):
        pass
    assert resolver.closed


async def test_a_fetcher_that_is_not_entered_says_so() -> None:
    """Using it outside of its `async with` is a mistake of the program, told as such."""
    fetcher = Fetcher(replace(Settings(), allow_network=LOOPBACK), Everywhere(NOWHERE), system_trust(), RealClock())
    with pytest.raises(RuntimeError, match="async with"):
        await fetcher.get("http://example.test/")
    assert fetcher.guard.permits(str(ipaddress.ip_address("127.0.0.1")))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("93.184.216.34", True),
        ("10.0.0.1", False),
        ("[::1]:8080", False),
        ("[2606:4700::1]", True),
        ("inside.example", False),
        ("both.example", False),
        ("nobody.example", None),
        ("public.example:8080", True),
    ],
)
async def test_public_is_what_has_public_addresses_only(host: str, expected: bool | None) -> None:
    """Whatever the settings let us contact: that does not make it public."""

    class Names:
        async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
            known = {"inside.example": ["10.0.0.1"], "both.example": ["93.184.216.34", "::1"]}
            known["public.example"] = ["93.184.216.34"]
            found = tuple(Endpoint(ip, port) for ip in known.get(host, ()))
            return found or DnsFault(Fault.DNS_NXDOMAIN, "NXDOMAIN")

        async def close(self) -> None:
            """Nothing is held."""

    everywhere = Settings(allow_network=(ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")))
    async with Fetcher(everywhere, Names(), system_trust(), RealClock()) as fetcher:
        assert await fetcher.is_public(host) is expected


def late(head: float, body: float) -> Script:
    """Answer after `head` seconds, the last of the body `body` seconds later."""

    async def script(talk: Talk) -> None:
        while await talk.request():
            await asyncio.sleep(head)
            await talk.send(OK[:-2])
            await asyncio.sleep(body)
            await talk.send(OK[-2:])

    return script


async def test_a_first_look_ends_where_no_head_comes(fetcher_for: Fetching) -> None:
    """A host that is silent for longer than a first look takes is left, and says so as any silent host."""
    async with RawServer(late(0.6, 0.0)) as server:
        fetcher = await fetcher_for(server.resolver)
        failure = await fetcher.get("http://a.test/", look=0.2)
        answer = await fetcher.get("http://a.test/")

    assert isinstance(failure, Failure)
    assert failure.fault is Fault.READ_TIMEOUT
    assert isinstance(answer, Answer)


async def test_a_first_look_waits_for_the_whole_body(fetcher_for: Fetching) -> None:
    """Only the head is looked for: what comes behind it has all the time there is, on a kept connection too."""
    async with RawServer(late(0.0, 0.5)) as server:
        fetcher = await fetcher_for(server.resolver)
        answers = [await fetcher.get("http://a.test/", look=0.2) for _ in range(2)]

    assert [(answer.body, answer.truncated) for answer in answers] == [(b"hello", False)] * 2


async def test_a_hosts_own_timeout_is_not_cut_short(fetcher_for: Fetching) -> None:
    """Who says how long a host may take knows it: its first look takes as long."""
    async with RawServer(late(0.6, 0.0)) as server:
        fetcher = await fetcher_for(server.resolver, hosts={"a.test": HostSettings(timeout=4.0)})
        answer = await fetcher.get("http://a.test/", look=0.2)

    assert isinstance(answer, Answer)
