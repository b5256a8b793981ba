"""Old and weak servers: what browsers still take, and what they refuse, told as such."""

import ssl
import warnings
from pathlib import Path

import pytest

from linkcheck.model import Answer, Failure, Fault
from linkcheck.net import trust_store
from tests.net.authority import Holder, Wanted, made, rsa_key
from tests.net.conftest import Fetching
from tests.net.rawserver import RawServer, Talk

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello"
GROUP_2 = bytes.fromhex(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF"
)
"""A Diffie-Hellman prime of 1024 bits (RFC 2409, 6.2)."""
URLS = ("https://old.test/", "https://old.test/?")


class Hello:
    """A page for every request, each of which is counted."""

    def __init__(self) -> None:
        self.requests = 0

    async def __call__(self, talk: Talk) -> None:
        """Serve one connection, which is one whose handshake was done."""
        while await talk.request():
            self.requests += 1
            await talk.send(OK)


@pytest.fixture(scope="module")
def old() -> Holder:
    """The certificate of an old server: RSA, signed by itself."""
    return made(Wanted("old.test", authority=False, key=rsa_key()))


@pytest.fixture
def trust(old: Holder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ssl.SSLContext:
    """The system's trust store, where the system trusts the old server's certificate."""
    root = tmp_path / "root.pem"
    root.write_bytes(old.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(root))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return trust_store()


def speaking(old: Holder, version: ssl.TLSVersion, ciphers: str) -> ssl.SSLContext:
    """A server that speaks one version of TLS and these ciphers."""
    context = old.server()
    context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = version
        context.minimum_version = version
    return context


@pytest.mark.parametrize(
    "cipher", ["AES128-SHA", "AES256-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-GCM-SHA384"]
)
async def test_what_browsers_take_is_taken(
    cipher: str, old: Holder, trust: ssl.SSLContext, fetcher_for: Fetching
) -> None:
    """A server whose TLS 1.2 is old but still shown to readers is alive: RSA key exchange, SHA-1 as a MAC."""
    hello = Hello()
    async with RawServer(hello, speaking(old, ssl.TLSVersion.TLSv1_2, cipher)) as server:
        fetcher = await fetcher_for(server.resolver, trust)
        for url in URLS:
            answer = await fetcher.get(url)
            assert isinstance(answer, Answer), answer


@pytest.mark.parametrize(
    ("version", "told"), [(ssl.TLSVersion.TLSv1, "TLS 1.0 only"), (ssl.TLSVersion.TLSv1_1, "TLS 1.1 only")]
)
async def test_a_server_of_another_age_is_told_as_such(
    version: ssl.TLSVersion, told: str, old: Holder, trust: ssl.SSLContext, fetcher_for: Fetching
) -> None:
    """A server that speaks nothing newer than TLS 1.1 is tls-handshake, says so, and is asked for no page."""
    hello = Hello()
    async with RawServer(hello, speaking(old, version, "ALL:@SECLEVEL=0")) as server:
        fetcher = await fetcher_for(server.resolver, trust)
        for url in URLS:
            failure = await fetcher.get(url)
            assert isinstance(failure, Failure)
            assert failure.fault is Fault.TLS_HANDSHAKE
            assert failure.evidence.startswith(f"the server speaks {told}"), failure.evidence
        assert server.connections == len(URLS)
    assert not hello.requests


@pytest.mark.parametrize("cipher", ["DHE-RSA-AES128-GCM-SHA256", "AES128-CCM", "ECDHE-RSA-CAMELLIA128-SHA256"])
async def test_what_browsers_refuse_is_refused(
    cipher: str, old: Holder, trust: ssl.SSLContext, tmp_path: Path, fetcher_for: Fetching
) -> None:
    """A server that offers only ciphers or keys that no browser takes is tls-handshake, and says which."""
    weak = tmp_path / "weak.pem"
    # PKCS#3: a sequence of the prime and the generator 2, in DER
    weak.write_text(
        ssl.DER_cert_to_PEM_cert(b"\x30\x81\x87\x02\x81\x81\0" + GROUP_2 + b"\x02\x01\x02").replace(
            "CERTIFICATE", "DH PARAMETERS"
        )
    )
    context = speaking(old, ssl.TLSVersion.TLSv1_2, f"{cipher}:@SECLEVEL=0")
    context.load_dh_params(str(weak))
    hello = Hello()
    async with RawServer(hello, context) as server:
        fetcher = await fetcher_for(server.resolver, trust)
        for url in URLS:
            failure = await fetcher.get(url)
            assert isinstance(failure, Failure)
            assert failure.fault is Fault.TLS_HANDSHAKE
            assert f"browsers refuse (TLSv1.2, {cipher})" in failure.evidence, failure.evidence
    assert not hello.requests
