"""A certificate authority made on the spot, and leaves of every kind that TLS can go wrong with.

Keys are EC P-256: a leaf costs a millisecond, so each host gets its own when it is first asked for.
"""

import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

AIA_HOST = "aia.linkcheck.example"
"""Where the intermediate certificate is published (RFC 5280, section 4.2.2.1)."""
AIA_PATH = "/intermediate.der"

DAY = timedelta(days=1)


class Tls(Enum):
    """What is right or wrong with a host's TLS."""

    GOOD = auto()
    EXPIRED = auto()
    NOT_YET_VALID = auto()
    WRONG_NAME = auto()
    SELF_SIGNED = auto()
    UNKNOWN_AUTHORITY = auto()
    MISSING_INTERMEDIATE = auto()
    """The certificate says where the one above it is to be had (AIA)."""
    UNPUBLISHED_INTERMEDIATE = auto()
    """Missing, and the certificate does not say where it is."""
    BROKEN_HANDSHAKE = auto()


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class Authority:
    """A root, an intermediate, and server contexts for hosts, each made when it is first needed."""

    def __init__(self) -> None:
        self._root = _authority("linkcheck demo root", None)
        self._intermediate = _authority("linkcheck demo intermediate", self._root)
        self._stranger = _authority("somebody else's root", None)
        self._contexts: dict[tuple[str, Tls], ssl.SSLContext] = {}

    @property
    def root_pem(self) -> bytes:
        """The root certificate, PEM: what SSL_CERT_FILE may point to."""
        return self._root.certificate.public_bytes(Encoding.PEM)

    @property
    def intermediate_der(self) -> bytes:
        """The intermediate certificate, DER: what the leaves' AIA extension points to."""
        return self._intermediate.certificate.public_bytes(Encoding.DER)

    def trust(self) -> ssl.SSLContext:
        """A client's context that trusts this root and nothing else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.root_pem.decode())
        return context

    def server(self, host: str, tls: Tls) -> ssl.SSLContext:
        """The server's context for one host: its leaf, and what of the chain it sends."""
        known = self._contexts.get((host, tls))
        if known is None:
            known = self._contexts[host, tls] = self._make(host, tls)
        return known

    def _make(self, host: str, tls: Tls) -> ssl.SSLContext:
        now = datetime.now(UTC)
        start, end = now - DAY, now + 30 * DAY
        named, issuer, published, chain = host, self._intermediate, True, [self._intermediate.certificate]
        match tls:
            case Tls.EXPIRED:
                start, end = now - 30 * DAY, now - DAY
            case Tls.NOT_YET_VALID:
                start, end = now + 10 * DAY, now + 30 * DAY
            case Tls.WRONG_NAME:
                named = "other.linkcheck.example"
            case Tls.UNKNOWN_AUTHORITY:
                issuer, chain = self._stranger, [self._stranger.certificate]
            case Tls.MISSING_INTERMEDIATE | Tls.SELF_SIGNED:
                chain = []
            case Tls.UNPUBLISHED_INTERMEDIATE:
                published, chain = False, []
        leaf = _leaf(named, None if tls is Tls.SELF_SIGNED else issuer, start, end, published=published)
        return _server_context(leaf.key, [leaf.certificate, *chain])


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _authority(common: str, issuer: Signer | None) -> Signer:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        _builder(common, issuer, key, now - 365 * DAY, now + 365 * DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    return Signer(builder.sign(issuer.key if issuer else key, SHA256()), key)


def _leaf(host: str, issuer: Signer | None, start: datetime, end: datetime, *, published: bool) -> Signer:
    """A server's certificate; where its issuer's is `published`, it says where."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(host, issuer, key, start, end)
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    )
    if published:
        place = x509.UniformResourceIdentifier(f"http://{AIA_HOST}{AIA_PATH}")
        access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return Signer(builder.sign(issuer.key if issuer else key, SHA256()), key)


def _builder(
    common: str, issuer: Signer | None, key: ec.EllipticCurvePrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    public = (issuer.key if issuer else key).public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common))
        .issuer_name(issuer.certificate.subject if issuer else _name(common))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
    )


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _server_context(key: ec.EllipticCurvePrivateKey, chain: list[x509.Certificate]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem += b"".join(certificate.public_bytes(Encoding.PEM) for certificate in chain)
    # load_cert_chain takes only a path
    with tempfile.TemporaryDirectory(prefix="linkcheck-demo-") as folder:
        path = Path(folder) / "leaf.pem"
        path.write_bytes(pem)
        context.load_cert_chain(path)
    return context
