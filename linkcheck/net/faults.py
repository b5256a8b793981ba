"""From an exception to a fault: by errno, DNS code and TLS verify code, never by the words of a message."""

import errno
import os
import ssl
from collections.abc import Iterator
from types import MappingProxyType

import aiohttp

from linkcheck.model import Fault
from linkcheck.net.dialling import NoTunnel, Stage, Trail

ERRNOS = MappingProxyType(
    {
        errno.ECONNREFUSED: Fault.CONNECT_REFUSED,
        errno.ETIMEDOUT: Fault.CONNECT_TIMEOUT,
        errno.ECONNRESET: Fault.RESET,
        errno.ECONNABORTED: Fault.RESET,
        errno.EPIPE: Fault.RESET,
        errno.ENOTCONN: Fault.RESET,
        errno.ESHUTDOWN: Fault.RESET,
        errno.EHOSTUNREACH: Fault.UNREACHABLE,
        errno.ENETUNREACH: Fault.UNREACHABLE,
        errno.EHOSTDOWN: Fault.UNREACHABLE,
        errno.ENETDOWN: Fault.UNREACHABLE,
        errno.EADDRNOTAVAIL: Fault.UNREACHABLE,
        errno.EAFNOSUPPORT: Fault.UNREACHABLE,
        errno.EACCES: Fault.UNREACHABLE,
        errno.EPERM: Fault.UNREACHABLE,
        errno.ENOBUFS: Fault.UNREACHABLE,
    }
)
"""errno → fault. EACCES and EPERM are a local firewall's. EMFILE and ENFILE are no fault of any link: the fetcher waits
(`linkcheck.net.descriptors`)."""

TELLING = (Fault.RESET, Fault.CONNECT_REFUSED, Fault.CONNECT_TIMEOUT, Fault.UNREACHABLE)
"""Where several addresses failed differently: the fault that says most of the server comes first."""

VERIFY_CODES = MappingProxyType(
    {
        9: Fault.TLS_EXPIRED,  # X509_V_ERR_CERT_NOT_YET_VALID: outside its dates
        10: Fault.TLS_EXPIRED,  # X509_V_ERR_CERT_HAS_EXPIRED
        62: Fault.TLS_HOSTNAME,  # X509_V_ERR_HOSTNAME_MISMATCH
        63: Fault.TLS_HOSTNAME,  # X509_V_ERR_EMAIL_MISMATCH
        64: Fault.TLS_HOSTNAME,  # X509_V_ERR_IP_ADDRESS_MISMATCH
    }
)
"""OpenSSL's verify code → fault, https://docs.openssl.org/3.0/man1/openssl-verification-options/; all others are
tls-untrusted (18 self-signed, 19 self-signed in the chain, 20 and 21 no issuer, 23 revoked …)."""


def fault_of(error: BaseException, trail: Trail) -> tuple[Fault, str]:
    """The fault of a request that brought no status, and the evidence for people."""
    if trail.dns is not None:
        return trail.dns.fault, trail.dns.evidence
    causes = tuple(_causes(error))
    if trail.forbidden and not trail.dialled:
        return Fault.FORBIDDEN_ADDRESS, f"{', '.join(dict.fromkeys(trail.forbidden))} is not a public address"
    for cause in causes:
        if isinstance(cause, aiohttp.ClientError):
            continue  # aiohttp's are SSLErrors too, without what OpenSSL said
        if isinstance(cause, ssl.SSLCertVerificationError):
            fault = VERIFY_CODES.get(cause.verify_code, Fault.TLS_UNTRUSTED)
            return fault, f"TLS verify code {cause.verify_code}: {cause.verify_message}"
        if isinstance(cause, NoTunnel):
            return Fault.UNREACHABLE, str(cause)
        if isinstance(cause, ssl.SSLError):
            return Fault.TLS_HANDSHAKE, f"TLS: {cause.reason or type(cause).__name__}"
    if code := _errno(causes, trail):
        return _by_errno(code, trail)
    return _by_kind(causes, trail)


def note(error: BaseException, trail: Trail) -> None:
    """Note on the trail what the fetcher asks it; the error itself would keep alive all that was read."""
    causes = tuple(_causes(error))
    trail.timed_out = any(isinstance(cause, TimeoutError) for cause in causes)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError) and not isinstance(cause, aiohttp.ClientError):
            trail.verify_code = int(cause.verify_code)


def _by_errno(code: int, trail: Trail) -> tuple[Fault, str]:
    fault = ERRNOS.get(code, Fault.UNREACHABLE)
    if trail.stage is Stage.WAITING and fault is not Fault.RESET:
        fault = Fault.READ_TIMEOUT if code == errno.ETIMEDOUT else Fault.RESET
    address = next((f" at {address}" for known, address in trail.errors if known == code), "")
    return fault, f"{errno.errorcode.get(code, code)} ({os.strerror(code)}){address}"


def _by_kind(causes: tuple[BaseException, ...], trail: Trail) -> tuple[Fault, str]:
    """What has no code of its own: a wait that ended, a connection closed in order, an answer that is none."""
    if any(isinstance(cause, TimeoutError) for cause in causes):
        return _timeout(trail)
    if trail.stage is Stage.DIALLING and trail.connected and trail.secure:
        return Fault.TLS_HANDSHAKE, "the server closed the connection in the TLS handshake"
    if trail.stage is not Stage.WAITING and any(isinstance(cause, ValueError) for cause in causes):
        return Fault.MALFORMED, f"no request can be made of it: {causes[0]}"
    ended = any(isinstance(cause, aiohttp.ServerDisconnectedError | EOFError) for cause in causes)
    # closed so soon that the request was never written
    if ended or (trail.stage is Stage.DIALLING and trail.connected):
        return Fault.EMPTY_REPLY, "the server closed the connection without an answer"
    return Fault.PROTOCOL_ERROR, f"the answer is not HTTP: {str(causes[0])[:200]}"


def _timeout(trail: Trail) -> tuple[Fault, str]:
    match trail.stage:
        case Stage.RESOLVING:
            return Fault.DNS_FAILURE, "the resolver did not answer in time"
        case Stage.DIALLING if trail.connected and trail.secure:
            return Fault.TLS_HANDSHAKE, "connected, and no end of the TLS handshake in time"
        case Stage.DIALLING:
            return Fault.CONNECT_TIMEOUT, "no connection in time"
        case Stage.WAITING:
            return Fault.READ_TIMEOUT, "connected, and no answer in time"


def _errno(causes: tuple[BaseException, ...], trail: Trail) -> int | None:
    """The most telling errno of the addresses that could not be connected to, else the one the exception carries."""
    if trail.stage is Stage.DIALLING and not trail.connected and not isinstance(causes[0], TimeoutError):
        codes = {ERRNOS.get(code, Fault.UNREACHABLE): code for code, _ in trail.errors}
        if found := next((codes[fault] for fault in TELLING if fault in codes), None):
            return found
    # that a connection is under way, as asyncio is told at its beginning, is in the chain of whatever ends it
    errors = (cause for cause in causes if isinstance(cause, OSError) and not isinstance(cause, BlockingIOError))
    return next((error.errno for error in errors if error.errno is not None), None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, nearest first."""
    seen: set[int] = set()
    here: BaseException | None = error
    while here is not None and id(here) not in seen:
        seen.add(id(here))
        yield here
        here = getattr(here, "os_error", None) or here.__cause__ or here.__context__
