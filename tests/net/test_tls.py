"""TLS faults, told apart by verify codes over real handshakes."""

import ssl
from pathlib import Path

import pytest

from linkcheck.demo.web import Site, Tls, Web
from linkcheck.demo.web.answers import page
from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import trust_store
from tests.net.conftest import Fetching
from tests.net.rawserver import RawServer, Talk

HOME = page("Home", "A page.")


@pytest.mark.parametrize(
    ("tls", "fault", "code"),
    [
        (Tls.EXPIRED, Fault.TLS_EXPIRED, "10"),
        (Tls.WRONG_NAME, Fault.TLS_HOSTNAME, "62"),
        (Tls.SELF_SIGNED, Fault.TLS_UNTRUSTED, "18"),
        (Tls.UNPUBLISHED_INTERMEDIATE, Fault.TLS_UNTRUSTED, "20"),
        (Tls.BROKEN_HANDSHAKE, Fault.TLS_HANDSHAKE, ""),
    ],
)
async def test_tls_faults_come_from_verify_codes(tls: Tls, fault: Fault, code: str, fetcher_for: Fetching) -> None:
    """What is wrong with a certificate is told by OpenSSL's code for it."""
    async with Web({"secure.test": Site({"/": HOME}, tls=tls)}) as web:
        fetcher = await fetcher_for(web.resolver, web.trust)
        for url in ("https://secure.test/", "https://secure.test/?"):
            failure = await fetcher.get(url)
            assert isinstance(failure, Failure)
            assert failure.fault is fault, failure
            assert code in failure.evidence


async def test_the_urls_host_is_what_tls_and_host_say(fetcher_for: Fetching) -> None:
    """SNI, certificate and Host are the URL's, wherever the resolver leads; a trailing dot is no other site."""
    async with Web({"secure.test": Site({"/": HOME, "/?": HOME})}) as web:
        fetcher = await fetcher_for(web.resolver, web.trust)
        for url in (
            "https://secure.test/",
            "https://secure.test./",
            "https://SECURE.test:443/",
            "https://secure.test/?",
        ):
            answer = await fetcher.get(url)
            assert isinstance(answer, Answer), answer
            assert answer.status == 200
        assert all((request.header("host") or "").rstrip(".") == "secure.test" for request in web.requests)


async def test_plain_http_on_a_tls_port_is_a_handshake_fault(fetcher_for: Fetching) -> None:
    """A server that speaks no TLS, or hangs up in the handshake, is told as tls-handshake."""

    async def http(talk: Talk) -> None:
        await talk.reader.read(100)
        await talk.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async def hang_up(talk: Talk) -> None:
        await talk.reader.read(10000)

    for script in (http, hang_up):
        async with RawServer(script) as server:
            fetcher = await fetcher_for(server.resolver)
            for url in ("https://example.test/", "https://example.test/?"):
                failure = await fetcher.get(url)
                assert isinstance(failure, Failure)
                assert failure.fault is Fault.TLS_HANDSHAKE, failure


async def test_a_reset_in_the_handshake_is_a_reset(fetcher_for: Fetching) -> None:
    """ECONNRESET stays what it is, also before TLS is ready."""

    async def reset(talk: Talk) -> None:
        await talk.reader.read(100)
        talk.reset()

    async with RawServer(reset) as server:
        fetcher = await fetcher_for(server.resolver)
        for url in ("https://example.test/", "https://example.test/?"):
            failure = await fetcher.get(url)
            assert isinstance(failure, Failure)
            assert failure.fault is Fault.RESET, failure


def test_the_trust_store_is_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SSL_CERT_FILE counts, certificates and names are checked, and old servers may renegotiate as they used to."""
    root = tmp_path / "root.pem"
    root.write_bytes(Web({}).root_pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    context = trust_store()
    assert len(context.get_ca_certs()) == 1
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.options & 0x4
