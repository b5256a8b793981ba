"""TLS sessions: a host's next connection takes up where an earlier one was, and spares both sides the certificate.

RFC 8446, 2.2, and RFC 5077 before it. OpenSSL looks at no certificate again when a session is taken up: it would not
see that one has expired meanwhile, or was replaced by a bad one. Browsers verify the remembered one anew; here a
session lives within one run, for a minute from the handshake that verified its server, and what it is taken up with
does not make it younger. So each run sees each server's certificate, and again after a minute.
"""

import ssl
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from linkcheck.net.dialling import TRAIL

LIFE = 60.0
"""Seconds for which a verified session may be taken up."""
KEPT = 128
"""Servers whose session is remembered, up to 40 KiB each; the longest unused goes first."""

_OFFERED: ContextVar[ssl.SSLSession | None] = ContextVar("_OFFERED", default=None)


class Resumable(ssl.SSLObject):
    """A client's side of TLS that offers its server the session that it is made inside of (`offering`).

    It tells the trail that it is made inside of that TCP has come about.
    """

    _begun = False

    def do_handshake(self) -> None:
        """Shake hands; the loop calls this until it is done, the first time where the connection is made."""
        if not self._begun:
            self._begun = True
            if (trail := TRAIL.get(None)) is not None:
                trail.connected = True
            if (session := _OFFERED.get()) is not None:
                self.session = session
        super().do_handshake()


@contextmanager
def offering(session: ssl.SSLSession | None) -> Iterator[None]:
    """The TLS connection that is made inside offers this session; None: none."""
    token = _OFFERED.set(session)
    try:
        yield
    finally:
        _OFFERED.reset(token)


@dataclass(slots=True)
class _Kept:
    """Where a session is to be had, or it."""

    source: ssl.SSLObject | ssl.SSLSession | None
    verified: float


class Sessions:
    """The sessions of one run. Servers are told apart by whatever names them; their trust must be a part of it."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    def keep(self, server: Hashable, tls: ssl.SSLObject, verified: float) -> None:
        """Remember a connection that has brought an answer: TLS 1.3 sends its sessions behind the handshake.

        `verified` is when its certificate was; a connection that took up a session had it verified before.
        """
        if tls.session_reused or self._fresh(server) is not None:
            return
        self._kept[server] = _Kept(tls, verified)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def of(self, server: Hashable) -> ssl.SSLSession | None:
        """A session to offer; None where there is none that is young enough."""
        kept = self._fresh(server)
        if kept is None:
            return None
        self._kept.move_to_end(server)
        if isinstance(kept.source, ssl.SSLObject):
            # copied out of OpenSSL only now: that takes as long as half a handshake, and few hosts need it
            kept.source = kept.source.session
        return kept.source

    def forget(self, server: Hashable) -> None:
        """Offer a server nothing until it was verified again."""
        self._kept.pop(server, None)

    def _fresh(self, server: Hashable) -> _Kept | None:
        kept = self._kept.get(server)
        if kept is not None and self._now() - kept.verified >= LIFE:
            del self._kept[server]
            return None
        return kept
