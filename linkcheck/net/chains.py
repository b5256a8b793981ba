"""Certificate chains with a gap: where the issuer is published, and whether what is found there belongs to a root.

A server should send every certificate between its own and a root. Many leave one out, and browsers, which know it from
elsewhere or fetch it, show the page all the same. Where a certificate says that its issuer can be had (Authority
Information Access, RFC 5280, 4.2.2.1), the chain is climbed from there. Pure functions over certificates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import AuthorityInformationAccessOID

LINKS_MOST = 4
"""Certificates that are added to one chain, at most."""
URLS_MOST = 3
"""Places of one certificate's issuer that are looked at."""
FOUND_MOST = 16
"""Certificates of one file that are looked at."""

_UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm)
"""What cryptography raises for bytes, keys and signatures that it cannot make sense of."""


@dataclass(frozen=True, slots=True)
class Climb:
    """A chain from a server's certificate upwards, as far as it is known."""

    top: x509.Certificate
    """The uppermost certificate."""
    added: tuple[x509.Certificate, ...] = ()
    """What was found for it, from below."""

    def rooted(self, roots: Sequence[x509.Certificate]) -> bool:
        """Whether a root has signed the top: then each of `added` hangs, signature by signature, on that root."""
        return any(_issued(root, self.top) for root in roots)

    def up(self, found: Iterable[x509.Certificate]) -> "Climb | None":
        """One step higher, by an authority among the found that has signed the top; None where there is none."""
        if len(self.added) >= LINKS_MOST:
            return None
        for certificate in found:
            if certificate not in self.added and _is_authority(certificate) and _issued(certificate, self.top):
                return Climb(certificate, (*self.added, certificate))
        return None


def issuer_urls(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where a certificate says that its issuer's can be had, over plain http: https would need a chain of its own."""
    try:
        access = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (*_UNREADABLE, x509.ExtensionNotFound, x509.DuplicateExtension):
        return ()
    urls = (
        str(row.access_location.value)
        for row in access
        if row.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        and isinstance(row.access_location, x509.UniformResourceIdentifier)
    )
    return tuple(dict.fromkeys(url for url in urls if url.lower().startswith("http://")))[:URLS_MOST]


def certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a file: one in DER, any in PEM, or a PKCS#7 bundle of either (RFC 5280, 4.2.2.1)."""
    readers = (
        (x509.load_pem_x509_certificates, pkcs7.load_pem_pkcs7_certificates)
        if data.lstrip().startswith(b"-----BEGIN")
        else (_one, pkcs7.load_der_pkcs7_certificates)
    )
    for read in readers:
        try:
            return tuple(read(data))[:FOUND_MOST]
        except _UNREADABLE:
            continue
    return ()


def der(certificate: x509.Certificate) -> bytes:
    """A certificate's bytes."""
    return certificate.public_bytes(Encoding.DER)


def common_name(certificate: x509.Certificate) -> str:
    """Whose certificate it is, for people."""
    try:
        return certificate.subject.rfc4514_string()
    except _UNREADABLE:
        return "unnamed"


def _one(data: bytes) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(data)]


def _is_authority(certificate: x509.Certificate) -> bool:
    """It may sign others (RFC 5280, 4.2.1.9)."""
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (*_UNREADABLE, x509.ExtensionNotFound, x509.DuplicateExtension):
        return False


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Its name is the issuer's, and its key made the signature."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (*_UNREADABLE, InvalidSignature):
        return False
    return True
