"""Whom we trust: the system's certificate store, for every connection alike."""

import ssl

LEGACY_SERVER_CONNECT = 0x4
"""SSL_OP_LEGACY_SERVER_CONNECT: Python 3.11 has no name for it. Old servers renegotiate as RFC 5746 forbids; a link
checker sends no secret that this could endanger, and browsers still let readers in."""


def trust_store() -> ssl.SSLContext:
    """A client's context that trusts the system's store.

    SSL_CERT_FILE and SSL_CERT_DIR count, as OpenSSL reads them.
    """
    context = ssl.create_default_context()
    context.options |= LEGACY_SERVER_CONNECT
    # Python 3.13 turns on checks of RFC 5280's letter that no browser makes
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.set_alpn_protocols(["http/1.1"])
    return context
