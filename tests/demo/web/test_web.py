"""Sites, names and trust of the built-in web."""

import asyncio
import ssl

import pytest

from linkcheck.demo.web import Site, Tls, Web
from linkcheck.demo.web.behaviours import page, status
from linkcheck.demo.web.certs import AIA_HOST, AIA_PATH
from linkcheck.model import Fault
from linkcheck.net import DnsFault, Endpoint
from tests.web.wire import ask

HELLO = page("Hello", "A page.")


async def test_names_lead_to_the_listener_of_their_port() -> None:
    """80 is the plain listener, 443 the TLS one, both on loopback; no other port answers."""
    async with Web({"a.example": Site()}) as web:
        for scheme, port in (("http", 80), ("https", 443)):
            assert await web.resolver.resolve("A.Example.", port) == (Endpoint(*web.endpoint(scheme)),)
        assert web.endpoint("http")[0] == "127.0.0.1"
        with pytest.raises(ConnectionRefusedError):
            await ask(web, "http://a.example:8081/")


async def test_a_name_that_is_no_site_does_not_exist() -> None:
    """Unknown names are NXDOMAIN; `names` gives other faults, other addresses and other names for a site."""
    servfail = DnsFault(Fault.DNS_FAILURE, "ARES_ESERVFAIL (SERVFAIL)")
    names: dict[str, DnsFault | str] = {
        "sick.example": servfail,
        "inside.example": "10.0.0.7",
        "alias.example": "a.example",
    }
    async with Web({"a.example": Site({"/": HELLO})}, names=names) as web:
        unknown = await web.resolver.resolve("nowhere.example", 80)
        assert isinstance(unknown, DnsFault)
        assert unknown.fault is Fault.DNS_NXDOMAIN
        assert await web.resolver.resolve("sick.example", 443) == servfail
        assert await web.resolver.resolve("inside.example", 80) == (Endpoint("10.0.0.7", 80),)
        assert (await ask(web, "https://alias.example/")).status == 200


async def test_an_unplugged_web_has_no_names() -> None:
    """While a web is unplugged every name fails as it does without a network, and comes back with the plug."""
    async with Web({"a.example": Site({"/": HELLO})}) as web:
        web.unplugged = True
        for name in ("a.example", "b.example"):
            said = await web.resolver.resolve(name, 443)
            assert isinstance(said, DnsFault)
            assert said.fault is Fault.DNS_FAILURE
        web.unplugged = False
        assert (await ask(web, "http://a.example/")).status == 200


async def test_a_refusing_site_refuses() -> None:
    """A connection to a site that refuses is refused, on both ports."""
    async with Web({"a.example": Site(refuse=True)}) as web:
        for scheme in ("http", "https"):
            with pytest.raises(ConnectionRefusedError):
                await ask(web, f"{scheme}://a.example/")


async def test_the_longest_route_wins() -> None:
    """A target's own route comes before prefixes, a longer prefix before a shorter one, the default last."""
    routes = {"/a*": status(201), "/a/b*": status(202), "/a/b/c": status(203)}
    async with Web({"a.example": Site(routes, default=status(410))}) as web:
        for target, expected in (("/a/b/c", 203), ("/a/b/c?d", 202), ("/ax", 201), ("/", 410)):
            assert (await ask(web, f"http://a.example{target}")).status == expected


FAULTS = {
    Tls.EXPIRED: "certificate has expired",
    Tls.NOT_YET_VALID: "certificate is not yet valid",
    Tls.WRONG_NAME: "Hostname mismatch",
    Tls.SELF_SIGNED: "self-signed certificate",
    Tls.UNKNOWN_AUTHORITY: "self-signed certificate in certificate chain",
    Tls.MISSING_INTERMEDIATE: "unable to get local issuer",
    Tls.UNPUBLISHED_INTERMEDIATE: "unable to get local issuer",
    Tls.BROKEN_HANDSHAKE: "handshake failure",
}


@pytest.mark.parametrize("tls", FAULTS, ids=lambda tls: tls.name.lower())
async def test_each_tls_fault_is_what_its_name_says(tls: Tls) -> None:
    """A client that checks certificates is told by OpenSSL what is wrong, and plain HTTP still works."""
    async with Web({"a.example": Site({"/": HELLO}, tls=tls)}) as web:
        with pytest.raises(ssl.SSLError, match=FAULTS[tls]):
            await ask(web, "https://a.example/")
        assert (await ask(web, "http://a.example/")).status == 200


async def test_good_certificates_are_trusted_and_made_per_host() -> None:
    """Every good site verifies against the web's own root, under its own name."""
    async with Web({"a.example": Site({"/": HELLO}), "b.example": Site({"/": HELLO})}) as web:
        for host in ("a.example", "b.example"):
            assert (await ask(web, f"https://{host}/")).status == 200
        web.trust = ssl.create_default_context()
        with pytest.raises(ssl.SSLCertVerificationError):
            await ask(web, "https://a.example/")
    assert web.root_pem.startswith(b"-----BEGIN CERTIFICATE-----")


async def test_the_missing_intermediate_is_published() -> None:
    """The certificate that a broken chain leaves out is where the leaf's AIA extension says, in DER."""
    async with Web({}) as web:
        answer = await ask(web, f"http://{AIA_HOST}{AIA_PATH}")

    assert answer.header("Content-Type") == "application/pkix-cert"
    assert "BEGIN CERTIFICATE" in ssl.DER_cert_to_PEM_cert(answer.body)


async def test_a_web_can_be_entered_again() -> None:
    """Leaving a web frees its ports; entering it again opens new ones and the sites are as before."""
    web = Web({"a.example": Site({"/": HELLO})})
    for _ in range(2):
        async with web:
            assert (await ask(web, "http://a.example/")).status == 200
    assert len(web.requests) == 2


async def test_the_web_answers_at_more_addresses_when_it_is_told_to() -> None:
    """The same sites answer at an address and a port of one's own choice, over IPv6 too, until the web is left."""
    async with Web({"a.example": Site({"/": HELLO})}) as web:
        for ip in ("127.0.0.9", "::1"):
            port = web.listen("http", ip)
            reader, writer = await asyncio.open_connection(ip, port)
            writer.write(b"GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
            assert b"<h1>Hello</h1>" in await reader.read()
            writer.close()
            await writer.wait_closed()
        with pytest.raises(OSError, match="ddress already in use"):
            web.listen("https", "::1", port)
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("::1", port)
