"""Certificates for the tests: authorities above each other, and what servers make of them."""

import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

DAY = timedelta(days=1)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _elliptic() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate and its key."""

    name: str
    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate, PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The certificate, DER."""
        return self.certificate.public_bytes(Encoding.DER)

    def trust(self) -> ssl.SSLContext:
        """A client's context that trusts this one alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.pem.decode())
        return context

    def server(self, chain: Sequence["Holder"] = ()) -> ssl.SSLContext:
        """A server's context that sends this certificate and those of the chain."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem += b"".join(holder.pem for holder in (self, *chain))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "server.pem"
            path.write_bytes(pem)
            context.load_cert_chain(path)
        return context


@dataclass(frozen=True, slots=True)
class Wanted:
    """A certificate to be made."""

    name: str
    issuer: Holder | None = None
    """None for one that signs itself."""
    authority: bool = True
    aia: tuple[str, ...] = ()
    """Where it says that its issuer's is to be had."""
    start: timedelta = -DAY
    end: timedelta = 30 * DAY
    path_length: int | None = None
    key: Key = field(default_factory=_elliptic)
    issuer_name: str = ""
    """Another name than the issuer's."""


def made(wanted: Wanted) -> Holder:
    """The certificate that is wanted."""
    now = datetime.now(UTC)
    signer = wanted.issuer.key if wanted.issuer else wanted.key
    issuer_name = wanted.issuer_name or (wanted.issuer.name if wanted.issuer else wanted.name)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(wanted.name))
        .issuer_name(_name(issuer_name))
        .public_key(wanted.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + wanted.start)
        .not_valid_after(now + wanted.end)
        .add_extension(x509.BasicConstraints(ca=wanted.authority, path_length=wanted.path_length), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(wanted.key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not wanted.authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(wanted.name)]), critical=False)
    if wanted.aia:
        rows = [
            x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(url))
            for url in wanted.aia
        ]
        builder = builder.add_extension(x509.AuthorityInformationAccess(rows), critical=False)
    return Holder(wanted.name, builder.sign(signer, SHA256()), wanted.key)


def rsa_key(size: int = 2048) -> Key:
    """A key for the ciphers of old servers."""
    return rsa.generate_private_key(65537, size)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
