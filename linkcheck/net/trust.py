"""Whom we trust: the system's certificate store, for every connection alike, and handshakes as browsers make them."""

import re
import ssl
from pathlib import Path

from linkcheck.net.sessions import Resumable

LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: Python 3.11 has no name for it. Old servers renegotiate as RFC 5746 forbids; a link
checker sends no secret that this could endanger, and browsers still let readers in."""

PARTIAL_CHAIN = 0x80000
"""X509_V_FLAG_PARTIAL_CHAIN, which Python 3.13 sets by default: any certificate of the store, self-signed or not, ends
a chain."""

CIPHERS = "@SECLEVEL=2:ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES+SHA1:RSA+AESGCM:RSA+AES+SHA1"
"""What Firefox 140 and Chrome 140 offer below TLS 1.3, and nothing else. Python's own list leaves out the RSA key
exchange and SHA-1 as a MAC, by which many an old server still serves readers, and takes finite-field Diffie-Hellman,
which no browser does any more. SECLEVEL=2: keys of 2048 bits, and no signature by SHA-1."""

_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")


def trust_store() -> ssl.SSLContext:
    """A client's context that trusts the system's store.

    SSL_CERT_FILE and SSL_CERT_DIR count, as OpenSSL reads them.
    """
    context = _as_browsers_shake(ssl.create_default_context())
    if not context.cert_store_stats()["x509_ca"]:
        _load_folder(context)
    return context


def completable(trust: ssl.SSLContext) -> ssl.SSLContext:
    """A context that trusts the roots of `trust`, and into which intermediate certificates may be loaded.

    What is loaded there is no anchor: OpenSSL ends a chain at a certificate of the store only where that is
    self-signed, unless it is told PARTIAL_CHAIN, which is taken off here. So an intermediate only fills the gap between
    a server's certificate and a root, and signatures, dates, name and constraints of the whole chain are checked as
    ever. A self-signed certificate would be an anchor, though: whoever loads one has proved before that a root of
    `trust` vouches for it (`linkcheck.net.chains`).
    """
    context = _as_browsers_shake(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context.verify_flags = ssl.VerifyFlags(trust.verify_flags & ~PARTIAL_CHAIN)
    for certificate in trust.get_ca_certs(binary_form=True):
        context.load_verify_locations(cadata=certificate)
    return context


def undemanding() -> ssl.SSLContext:
    """A context that shakes hands with anyone, down to TLS 1.0 and the weakest cipher, and verifies nothing.

    For looking at a server that did not satisfy; nothing is ever asked or read over it.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.options |= LEGACY_SERVER_CONNECT
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _as_browsers_shake(context: ssl.SSLContext) -> ssl.SSLContext:
    context.options |= LEGACY_SERVER_CONNECT
    # Python 3.13 turns on checks of RFC 5280's letter that no browser makes
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_ciphers(CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    context.sslobject_class = Resumable
    return context


def _load_folder(context: ssl.SSLContext) -> None:
    """Load a store that is a folder only: OpenSSL would read it file by file, in the middle of handshakes."""
    folder = ssl.get_default_verify_paths().capath
    for path in sorted(Path(folder).iterdir()) if folder else ():
        if _HASHED.fullmatch(path.name):
            context.load_verify_locations(path)
