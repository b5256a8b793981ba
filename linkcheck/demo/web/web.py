"""The web: sites by host, two listeners, a resolver for its names and the trust in its certificates."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import MappingProxyType, TracebackType

from linkcheck.demo.web.answers import document, page
from linkcheck.demo.web.certs import AIA_HOST, AIA_PATH, Authority, Tls
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.server import AlertListener, Listener
from linkcheck.model import Fault
from linkcheck.net import DnsFault, Endpoint

LOOPBACK = "127.0.0.1"
NOT_FOUND = page("Page not found", "The page you asked for is not on this server.", status=404)


@dataclass(frozen=True, slots=True)
class Site:
    """One host: what it does for which target."""

    routes: Mapping[str, Behaviour] = field(default_factory=lambda: MappingProxyType({}))
    """Keys are targets exactly as on the wire, or end in * and stand for all that begin so; the longest wins."""
    default: Behaviour = NOT_FOUND
    tls: Tls = Tls.GOOD
    refuse: bool = False
    """Connections to the host are refused."""

    def behaviour(self, target: str) -> Behaviour:
        """What the site does with a request for `target`."""
        if target in self.routes:
            return self.routes[target]
        prefixes = [key for key in self.routes if key.endswith("*") and target.startswith(key[:-1])]
        return self.routes[max(prefixes, key=len)] if prefixes else self.default


class Web:
    """A web of its own, between entering and leaving; its resolver and trust are all that a client needs.

    `names` says what a host is that is no site: a fault of DNS, the address of somewhere else, or another host's name.
    A host that is in neither does not exist.
    """

    def __init__(self, sites: Mapping[str, Site], *, names: Mapping[str, DnsFault | str] | None = None) -> None:
        self.requests: list[Request] = []
        """Everything that was asked, in order."""
        self.connections: list[tuple[str, int]] = []
        """Every name and port that was resolved, in order."""
        self.night = 1
        """The night of a simulation, counted from 1; behaviours may look at it."""
        self.unplugged = False
        """While it is true no name is found: the client's own network is down."""
        self._authority = Authority()
        intermediate = document(self._authority.intermediate_der, "application/pkix-cert")
        self._sites = {AIA_HOST: Site({AIA_PATH: intermediate})} | {host.lower(): site for host, site in sites.items()}
        self._names = {name.lower(): what for name, what in (names or {}).items()}
        self._listeners: dict[str, Listener] = {}
        self.closing = asyncio.Event()
        """Set when the web closes."""
        self.resolver = WebResolver(self)
        self.trust = self._authority.trust()
        """A client's context that trusts this web's own certificates and nothing else."""

    @property
    def root_pem(self) -> bytes:
        """The root certificate, PEM: what SSL_CERT_FILE may point to."""
        return self._authority.root_pem

    async def __aenter__(self) -> "Web":
        # an event belongs to the loop that first waits for it, and the web may be made outside of its loop
        self.closing = asyncio.Event()
        self._listeners = {
            "http": Listener(self, self._play),
            "https": Listener(self, self._play, self._tls()),
            "alert": AlertListener(self, self._play),
        }
        for listener in self._listeners.values():
            listener.start()
        # never started: its port is taken, so that nobody else listens there, and refuses
        self._listeners["refusing"] = Listener(self, self._play)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        for listener in self._listeners.values():
            await listener.close()

    def listen(self, scheme: str, ip: str, port: int = 0) -> int:
        """Answer at one more address, while the web is entered; the port, where 0 asks for any.

        `scheme` is http, https, or alert for a server that breaks off every TLS handshake.

        Raises:
            OSError: The address is not this machine's, or its port is taken or not allowed.
        """
        kind = AlertListener if scheme == "alert" else Listener
        listener = kind(self, self._play, self._tls() if scheme == "https" else None, (ip, port))
        self._listeners[f"{scheme} {ip} {listener.port}"] = listener
        listener.start()
        return listener.port

    def server_tls(self, host: str, tls: Tls = Tls.GOOD) -> ssl.SSLContext:
        """A server's context for a host, under this web's authority: for a listener of another kind."""
        return self._authority.server(host, tls)

    def endpoint(self, scheme: str) -> tuple[str, int]:
        """Where the listener of a scheme is: address and port."""
        return LOOPBACK, self._listeners[scheme].port

    def asked(self, host: str) -> tuple[Request, ...]:
        """The requests that a host got, in order."""
        return tuple(request for request in self.requests if request.host == host)

    def lookup(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """What the web's name service says of a host."""
        self.connections.append((host, port))
        if self.unplugged:
            return DnsFault(Fault.DNS_FAILURE, "ARES_ECONNREFUSED (no name server)")
        name = host.lower().rstrip(".")
        match self._names.get(name):
            case DnsFault() as fault:
                return fault
            case str() as other if _is_address(other):
                return (Endpoint(other, port),)
            case str() as other:
                name = other.lower()
        site = self._sites.get(name)
        if site is None:
            return DnsFault(Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)")
        return (Endpoint(LOOPBACK, self._port(site, port)),)

    def _port(self, site: Site, port: int) -> int:
        secure = "alert" if site.tls is Tls.BROKEN_HANDSHAKE else "https"
        ports = {80: self._listeners["http"].port, 443: self._listeners[secure].port}
        if not site.refuse and (port in ports or port in ports.values()):
            return ports.get(port, port)
        return self._listeners["refusing"].port

    def _tls(self) -> ssl.SSLContext:
        default = self._authority.server(LOOPBACK, Tls.GOOD)

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
            site = self._sites.get((name or "").lower())
            if name:
                connection.context = self._authority.server(name.lower(), site.tls if site else Tls.GOOD)

        default.sni_callback = choose
        return default

    async def _play(self, request: Request, exchange: Exchange) -> None:
        self.requests.append(request)
        what = self._names.get(request.host)
        name = what.lower() if isinstance(what, str) and not _is_address(what) else request.host
        site = self._sites.get(name)
        await (site.behaviour(request.target) if site else NOT_FOUND)(request, exchange)


class WebResolver:
    """The web's names as a `linkcheck.net.Resolver`."""

    def __init__(self, web: Web) -> None:
        self._web = web

    async def resolve(self, host: str, port: int) -> tuple[Endpoint, ...] | DnsFault:
        """The loopback endpoint that plays a host, or a fault of DNS."""
        return self._web.lookup(host, port)

    async def close(self) -> None:
        """Nothing is held."""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


@contextlib.contextmanager
def web_in_thread(web: Web) -> Iterator[Web]:
    """Run a web in a thread with an event loop of its own, for a client that runs in this one."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="built-in web", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(web.__aenter__(), loop).result()
        try:
            yield web
        finally:
            asyncio.run_coroutine_threadsafe(web.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
