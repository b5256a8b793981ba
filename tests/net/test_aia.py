"""Chains with a gap: completed as browsers do, and never by anyone whom no trusted root vouches for."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from linkcheck.demo.web import Site, Tls, Web
from linkcheck.demo.web.answers import page
from linkcheck.demo.web.certs import AIA_HOST
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import DnsFault, Endpoint, Fetcher, chains
from linkcheck.net.trust import PARTIAL_CHAIN, completable
from tests.net.authority import DAY, Holder, Wanted, made
from tests.net.conftest import Fetching
from tests.net.rawserver import NOWHERE, RawServer, Script, Talk

HOST = "shop.test"
AIA = "http://aia.test/ca"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"


def hello(asked: list[bytes]) -> Script:
    """A page for every request, each of which is kept."""

    async def script(talk: Talk) -> None:
        while head := await talk.request():
            asked.append(head)
            await talk.send(OK)

    return script


def publishes(files: Mapping[str, bytes]) -> Script:
    """A server of files."""

    async def script(talk: Talk) -> None:
        while head := await talk.request():
            data = files.get(head.split(b" ")[1].decode())
            status = b"200 OK" if data is not None else b"404 Not Found"
            body = data or b""
            head = b"HTTP/1.1 %s\r\nContent-Type: application/pkix-cert\r\nContent-Length: %d\r\n\r\n"
            await talk.send(head % (status, len(body)) + body)

    return script


@dataclass
class Places:
    """A resolver: the TLS server for every host, but for the host of AIA."""

    tls: RawServer
    aia: tuple[Endpoint, ...] | DnsFault

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """Where a host is."""
        return self.aia if host == "aia.test" else (Endpoint("127.0.0.1", self.tls.port),)

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class World:
    """A server with a gap in its chain, and where its issuer is published."""

    fetcher: Fetcher
    aia: RawServer
    places: Places
    asked: list[bytes]
    """What was asked of the server."""


@asynccontextmanager
async def world(
    fetcher_for: Fetching, leaf: Holder, root: Holder, script: Script, sent: Sequence[Holder] = ()
) -> AsyncIterator[World]:
    """The server sends `leaf` and `sent`; the client trusts `root`; the host of AIA plays `script`."""
    async with AsyncExitStack() as stack:
        asked: list[bytes] = []
        tls = await stack.enter_async_context(RawServer(hello(asked), leaf.server(sent)))
        aia = await stack.enter_async_context(RawServer(script))
        places = Places(tls, (Endpoint("127.0.0.1", aia.port),))
        yield World(await fetcher_for(places, root.trust(), timeout=2.0, connect_timeout=1.0), aia, places, asked)


def family(count: int = 1) -> list[Holder]:
    """A root, and below it so many authorities of which each says where the one above it is; then a leaf."""
    line = [made(Wanted("root"))]
    for number in range(count):
        line.append(made(Wanted(f"authority {number}", line[-1], aia=(f"{AIA}/{number - 1}",) if number else ())))
    return [*line, made(Wanted(HOST, line[-1], authority=False, aia=(f"{AIA}/{count - 1}",)))]


def files_of(line: Sequence[Holder]) -> dict[str, bytes]:
    """What is published of a family."""
    return {f"/ca/{number}": holder.der for number, holder in enumerate(line[1:-1])}


@pytest.mark.parametrize("count", [1, 2, 4])
async def test_what_is_missing_is_fetched(count: int, fetcher_for: Fetching) -> None:
    """A chain that lacks up to four certificates is completed, once a run, for either reading."""
    root, *_, leaf = line = family(count)
    async with world(fetcher_for, leaf, root, publishes(files_of(line))) as here:
        for url in (f"https://{HOST}/", f"https://{HOST}/?", f"https://{HOST}/again"):
            answer = await here.fetcher.get(url)
            assert isinstance(answer, Answer), answer
            assert answer.body == b"hello"
        assert here.aia.connections <= count


async def test_a_fifth_is_not_fetched(fetcher_for: Fetching) -> None:
    """A chain does not grow for ever."""
    root, *_, leaf = line = family(5)
    async with world(fetcher_for, leaf, root, publishes(files_of(line))) as here:
        failure = await here.fetcher.get(f"https://{HOST}/")
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.TLS_UNTRUSTED


async def test_a_server_that_leaves_out_the_middle(fetcher_for: Fetching) -> None:
    """Where a server sends some of its chain, the gap above it is filled."""
    root, _, lower, leaf = line = family(2)
    async with world(fetcher_for, leaf, root, publishes(files_of(line)), sent=[lower]) as here:
        answer = await here.fetcher.get(f"https://{HOST}/")
    assert isinstance(answer, Answer), answer


@pytest.mark.parametrize("form", ["der", "pem", "p7c", "p7b"])
async def test_every_form_of_publishing_is_read(form: str, fetcher_for: Fetching) -> None:
    """DER, PEM, and PKCS#7 in both, one certificate or several."""
    root, upper, lower, leaf = family(2)
    both = [upper.certificate, lower.certificate]
    file = {
        "der": lower.der,
        "pem": b"\n" + upper.pem + lower.pem,
        "p7c": pkcs7.serialize_certificates(both, Encoding.DER),
        "p7b": pkcs7.serialize_certificates(both, Encoding.PEM),
    }[form]
    files = {"/ca/1": file, "/ca/0": upper.der}
    async with world(fetcher_for, leaf, root, publishes(files)) as here:
        answer = await here.fetcher.get(f"https://{HOST}/")
    assert isinstance(answer, Answer), answer


async def test_a_gap_hides_no_other_fault(fetcher_for: Fetching) -> None:
    """What is completed is verified whole: name and dates, those of the certificate that was fetched as well."""
    root, authority, _ = family()
    stale = made(Wanted("stale", root, end=-DAY / 24))
    plain = Wanted(HOST, authority, authority=False, aia=(f"{AIA}/0",))
    cases = (
        (replace(plain, name="other.test"), authority, Fault.TLS_HOSTNAME),
        (replace(plain, start=-9 * DAY, end=-DAY), authority, Fault.TLS_EXPIRED),
        (replace(plain, issuer=stale), stale, Fault.TLS_EXPIRED),
    )
    for wanted, issuer, fault in cases:
        async with world(fetcher_for, made(wanted), root, publishes({"/ca/0": issuer.der})) as here:
            for url in (f"https://{HOST}/", f"https://{HOST}/?"):
                failure = await here.fetcher.get(url)
                assert isinstance(failure, Failure)
                assert failure.fault is fault, failure


def _impostors() -> Iterator[tuple[str, Holder, Holder, dict[str, bytes]]]:
    """Chains that no trusted root vouches for: what is wrong, the server's certificate, the root, what is published."""
    root, authority, leaf = family()
    aia = (f"{AIA}/0",)
    stranger = made(Wanted("stranger"))
    by_stranger = made(Wanted(HOST, stranger, authority=False, aia=aia))
    yield "its own root", by_stranger, root, {"/ca/0": stranger.der}
    namesake = made(Wanted("root"))
    by_namesake = made(Wanted(HOST, namesake, authority=False, aia=aia))
    yield "a root of the same name", by_namesake, root, {"/ca/0": namesake.der}
    # to OpenSSL, which compares names in small letters, this one has issued itself
    odd = made(Wanted("stranger", key=stranger.key, issuer_name="STRANGER"))
    yield "a root in capitals", made(Wanted(HOST, odd, authority=False, aia=aia)), root, {"/ca/0": odd.der}
    twin = made(Wanted("authority 0", issuer_name="root"))
    yield "a forged authority", made(Wanted(HOST, twin, authority=False, aia=aia)), root, {"/ca/0": twin.der}
    neighbour = made(Wanted("neighbour.test", authority, authority=False))
    by_neighbour = made(Wanted(HOST, neighbour, authority=False, aia=aia))
    yield "no authority", by_neighbour, root, {"/ca/0": neighbour.der, "/ca/1": authority.der}
    far = made(Wanted("far", stranger, aia=(f"{AIA}/1",)))
    by_far = made(Wanted(HOST, far, authority=False, aia=aia))
    yield "a root that is not ours", by_far, root, {"/ca/0": far.der, "/ca/1": stranger.der}
    ring = made(Wanted("ring", key=stranger.key, issuer_name="gnir", aia=aia))
    gnir = made(Wanted("gnir", key=stranger.key, issuer_name="ring", aia=(f"{AIA}/1",)))
    in_ring = made(Wanted(HOST, ring, authority=False, aia=aia))
    yield "two that sign each other", in_ring, root, {"/ca/0": ring.der, "/ca/1": gnir.der}
    yield "somebody else's", leaf, root, {"/ca/0": stranger.der}
    yield "rubbish", leaf, root, {"/ca/0": b"\x30\x82rubbish"}
    yield "rubbish in PEM", leaf, root, {"/ca/0": b"-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----"}
    yield "nothing", leaf, root, {"/ca/0": b""}
    yield "no file", leaf, root, {}
    yield "a file too large", leaf, root, {"/ca/0": authority.der + b"\0" * 200_000}


IMPOSTORS = tuple(_impostors())


@pytest.mark.parametrize(("_", "leaf", "root", "files"), IMPOSTORS, ids=[row[0] for row in IMPOSTORS])
async def test_what_no_root_vouches_for_changes_nothing(
    _: str, leaf: Holder, root: Holder, files: dict[str, bytes], fetcher_for: Fetching
) -> None:
    """Whatever is published, a chain that leads to no trusted root stays untrusted, today's and the next link's."""
    async with world(fetcher_for, leaf, root, publishes(files)) as here:
        for url in (f"https://{HOST}/", f"https://{HOST}/?", f"https://{HOST}/next"):
            failure = await here.fetcher.get(url)
            assert isinstance(failure, Failure), failure
            assert failure.fault is Fault.TLS_UNTRUSTED
            assert "verify code 2" in failure.evidence
        assert here.aia.connections <= 2
        assert not here.asked


@pytest.mark.parametrize("partial", [0, PARTIAL_CHAIN])
async def test_what_is_loaded_to_fill_a_gap_ends_no_chain(partial: int, fetcher_for: Fetching) -> None:
    """Even an intermediate that nobody has vouched for is no anchor there, also where Python sets PARTIAL_CHAIN."""
    root, stranger = made(Wanted("root")), made(Wanted("stranger"))
    below = made(Wanted("below", stranger))
    leaf = made(Wanted(HOST, below, authority=False))
    trust = root.trust()
    trust.verify_flags = ssl.VerifyFlags(trust.verify_flags | partial)
    context = completable(trust)
    context.load_verify_locations(cadata=below.der)
    for sent in ((), (below,)):
        async with RawServer(hello([]), leaf.server(sent)) as server:
            fetcher = await fetcher_for(server.resolver, context)
            failure = await fetcher.get(f"https://{HOST}/")
            assert isinstance(failure, Failure), failure
            assert failure.fault is Fault.TLS_UNTRUSTED


async def test_a_constraint_of_the_root_holds(fetcher_for: Fetching) -> None:
    """An authority that may sign servers only does not become one that signs authorities."""
    root = made(Wanted("root"))
    bounded = made(Wanted("bounded", root, path_length=0))
    below = made(Wanted("below", bounded, aia=(f"{AIA}/0",)))
    leaf = made(Wanted(HOST, below, authority=False, aia=(f"{AIA}/1",)))
    async with world(fetcher_for, leaf, root, publishes({"/ca/0": bounded.der, "/ca/1": below.der})) as here:
        failure = await here.fetcher.get(f"https://{HOST}/")
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.TLS_UNTRUSTED


@pytest.mark.parametrize(
    ("place", "answer"),
    [
        ("http://10.0.0.7/ca", None),
        ("http://169.254.169.254/latest/meta-data/", None),
        ("http://aia.test:22/ca", None),
        ("https://aia.test/ca", None),
        ("ldap://aia.test/ca", None),
        ("file:///etc/ssl/certs/ca-certificates.crt", None),
        (f"{AIA}/0", (Endpoint("10.0.0.7", 80),)),
        (f"{AIA}/0", NOWHERE),
    ],
)
async def test_the_place_of_an_issuer_is_guarded(
    place: str, answer: tuple[Endpoint, ...] | DnsFault | None, fetcher_for: Fetching
) -> None:
    """A server's certificate cannot lead linkcheck to where a link could not, and never to another scheme."""
    root, authority, _ = family()
    leaf = made(Wanted(HOST, authority, authority=False, aia=(place,)))
    async with world(fetcher_for, leaf, root, publishes({"/ca": authority.der, "/ca/0": authority.der})) as here:
        if answer is not None:
            here.places.aia = answer
        failure = await here.fetcher.get(f"https://{HOST}/")
        assert isinstance(failure, Failure)
        assert failure.fault is Fault.TLS_UNTRUSTED
        assert here.aia.connections == 0


async def test_a_silent_place_costs_no_more_than_the_links_time(fetcher_for: Fetching) -> None:
    """Where the issuer's certificate does not come, the link's own time ends the wait."""
    root, _, leaf = family()

    async def silent(talk: Talk) -> None:
        await talk.request()
        await asyncio.Event().wait()

    async with world(fetcher_for, leaf, root, silent) as here:
        failure = await here.fetcher.get(f"https://{HOST}/", timeout=0.5)
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.TLS_UNTRUSTED
    assert "in time" in failure.evidence


async def test_many_links_fetch_an_issuer_once(fetcher_for: Fetching) -> None:
    """Thirty links of hosts with one issuer ask for its certificate once, all at the same time or not."""
    root, _, leaf = line = family()
    async with world(fetcher_for, leaf, root, publishes(files_of(line))) as here:
        answers = await asyncio.gather(*(here.fetcher.get(f"https://{HOST}/{number}") for number in range(30)))
        assert all(isinstance(answer, Answer) for answer in answers)
        assert here.aia.connections == 1


async def test_the_plain_store_stays_as_it_was(fetcher_for: Fetching) -> None:
    """What was found for one host makes no other host trusted: each shows its own way to a root, or stays untrusted."""
    root, authority, leaf = line = family()
    mute = made(Wanted("mute.test", authority, authority=False))
    async with (
        world(fetcher_for, leaf, root, publishes(files_of(line))) as here,
        RawServer(hello([]), mute.server()) as other,
    ):
        assert isinstance(await here.fetcher.get(f"https://{HOST}/"), Answer)
        here.places.tls = other
        failure = await here.fetcher.get("https://mute.test/")
    assert isinstance(failure, Failure)
    assert failure.fault is Fault.TLS_UNTRUSTED
    assert "does not say where" in failure.evidence


async def test_the_built_in_web_publishes_its_intermediate(fetcher_for: Fetching) -> None:
    """A site of the built-in web that leaves out its intermediate is alive, and its issuer's host was asked once."""
    async with Web({HOST: Site({"/*": page("Home", "A page.")}, tls=Tls.MISSING_INTERMEDIATE)}) as web:
        fetcher = await fetcher_for(web.resolver, web.trust)
        for path in ("", "?", "again"):
            answer = await fetcher.get(f"https://{HOST}/{path}")
            assert isinstance(answer, Answer), answer
        assert len(web.asked(AIA_HOST)) == 1


@pytest.mark.parametrize("data", [b"", b"\x30", b"-----BEGIN PKCS7-----\n-----END PKCS7-----", b"\xff" * 100])
def test_rubbish_holds_no_certificate(data: bytes) -> None:
    """Any bytes may be published; what is no certificate is none, and no error."""
    assert chains.certificates(data) == ()
