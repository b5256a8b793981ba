"""Behaviours that only the table of truth needs: who asks and how, ways that are long, answers that break half-way."""

import gzip
import re
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import unquote

import brotli  # type: ignore[import-untyped]

from linkcheck.demo.web import Behaviour, Exchange, Request
from linkcheck.demo.web.behaviours import document, html

FILLER = (
    "It was written by somebody who had walked there in all weathers, and it has been read ever since. There are notes "
    "on the light, on the people who came by, and on what they carried. The second part tells how it all began, with a "
    "small boat, a borrowed lamp and a week of rain; the third part is a list of thanks. Letters from readers stand at "
    "the end, the kindest first."
)


def story_text(target: str) -> tuple[str, str]:
    """Title and text of a living page: it carries the words of its URL, as living pages do."""
    words = " ".join(re.findall(r"[^\W\d_]{2,}", unquote(target))) or "welcome"
    return words.capitalize(), f"This page is about {words}. {FILLER}\n\nMore on {words} will follow in spring."


def sheet(
    title: str, body: str, *, head: str = "", status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Behaviour:
    """A page of which only the title, the body's source and what else stands in its head are written."""
    start = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    return document(f"{start}<body>{body}</body></html>", status=status, headers=headers)


def story(*, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Behaviour:
    """A living page."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await exchange.answer(status, html(*story_text(request.path)), headers)

    return behave


def head(template: str) -> Behaviour:
    """A living page under a head written by hand, in Latin-1; `%LENGTH%` becomes the body's length."""

    async def behave(request: Request, exchange: Exchange) -> None:
        body = html(*story_text(request.path)).encode()
        start = template.replace("%LENGTH%", str(len(body))).encode("latin-1")
        await exchange.send(start + (b"" if request.method == "HEAD" else body))

    return behave


def packed(coding: str) -> Behaviour:
    """A living page, honestly compressed.

    Raises:
        KeyError: No such coding.
    """
    pack = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding]

    async def behave(request: Request, exchange: Exchange) -> None:
        body = pack(html(*story_text(request.path)).encode())
        await exchange.answer(200, body, [("Content-Encoding", coding)])

    return behave


def coded(header: str, *codings: str, kept: int | None = None, behind: str = "") -> Behaviour:
    """A living page packed by these codings in turn, under whatever Content-Encoding `header` says.

    `kept` bytes of it are sent where that is said, and `behind` follows, in Latin-1.
    """
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}

    async def behave(request: Request, exchange: Exchange) -> None:
        body = html(*story_text(request.path)).encode()
        for coding in codings:
            body = pack[coding](body)
        lines = [("Content-Encoding", value) for value in header.split(" + ")]
        await exchange.answer(200, body[:kept] + behind.encode("latin-1"), lines)

    return behave


def late(seconds: float, after: Behaviour) -> Behaviour:
    """Thinks for a while, then answers."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await exchange.pause(seconds)
        await after(request, exchange)

    return behave


def if_method(method: str, then: Behaviour, otherwise: Behaviour) -> Behaviour:
    """One behaviour for a method, another for every other one."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await (then if request.method == method else otherwise)(request, exchange)

    return behave


def if_header(name: str, form: str, then: Behaviour, otherwise: Behaviour) -> Behaviour:
    """One behaviour where a request's header matches, another where it does not or is not there."""

    async def behave(request: Request, exchange: Exchange) -> None:
        matches = re.search(form, request.header(name) or "", re.IGNORECASE)
        await (then if matches else otherwise)(request, exchange)

    return behave


def countdown(hops: int, after: Behaviour, code: int = 302) -> Behaviour:
    """So many redirects, `?left=n` counting down, then something else."""

    async def behave(request: Request, exchange: Exchange) -> None:
        left = int(request.query.removeprefix("left=") or hops)
        if left == 0:
            await after(request, exchange)
        else:
            await exchange.answer(code, headers=[("Location", f"{request.path}?left={left - 1}")])

    return behave


def ever_new_cookies() -> Behaviour:
    """Redirects to itself with another cookie each time, whatever comes back."""

    async def behave(request: Request, exchange: Exchange) -> None:
        number = len(request.header("Cookie") or "") % 7919 + exchange.night
        cookie = f"n{number}={number}; Path=/"
        await exchange.answer(302, headers=[("Location", request.url), ("Set-Cookie", cookie)])

    return behave


def refresh_header(location: str, seconds: int = 0) -> Behaviour:
    """A page whose Refresh header sends a browser on."""
    return document(html("One moment", "You will be sent on."), headers=[("Refresh", f"{seconds}; url={location}")])


def reset_in_body() -> Behaviour:
    """A head, a little of the body, and a TCP reset."""

    async def behave(_: Request, exchange: Exchange) -> None:
        await exchange.send(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n<html><p>The ri"
        )
        await exchange.pause(0.3)
        exchange.reset()

    return behave


def interim(lines: str) -> Behaviour:
    """Interim answers first, in Latin-1, then a living page."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await exchange.send(lines.encode("latin-1"))
        await exchange.answer(200, html(*story_text(request.path)), [("Connection", "close")])
        exchange.reusable = False

    return behave


VENDORS: Mapping[str, tuple[str, str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "cloudflare": (
            "Just a moment...",
            "<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={};</script>",
            (("Server", "cloudflare"), ("cf-mitigated", "challenge")),
        ),
        "akamai": (
            "Access Denied",
            (
                "<h1>Access Denied</h1><p>You don't have permission to access this page.</p><p>Reference "
                "#18.2d3f1402.1700000000.1a2b3c4 https://errors.edgesuite.net/18.2d3f1402</p>"
            ),
            (("Server", "AkamaiGHost"),),
        ),
        "datadome": (
            "press.internal",
            '<p>Please enable JS and disable any ad blocker</p><script src="https://ct.captcha-delivery.com/c.js"></script>',
            (("X-DataDome", "protected"), ("Server", "DataDome")),
        ),
        "perimeterx": (
            "Access to this page has been denied",
            (
                '<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1><div id="px-captcha"></div>'
                "<script>window._pxAppId='PX1';</script>"
            ),
            (),
        ),
        "hcaptcha": (
            "One more step",
            (
                '<p>Please verify you are human to go on.</p><div class="h-captcha" data-sitekey="0"></div>'
                '<script src="https://js.hcaptcha.com/1/api.js"></script>'
            ),
            (),
        ),
        "imperva": (
            "",
            '<iframe src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>Request unsuccessful. Incapsula incident ID: 1-2',
            (("X-Iinfo", "1-2-3"),),
        ),
    }
)
"""Vendor → title, body and headers of its challenge, in the manner of the marks in linkcheck/judge/data."""


def vendor(name: str, status: int) -> Behaviour:
    """A vendor's challenge, under any status.

    Raises:
        KeyError: No such vendor.
    """
    title, body, headers = VENDORS[name]
    text = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"
    return document(text, status=status, headers=headers)


def echo(title: str, body: str, *, status: int = 200) -> Behaviour:
    """A page that repeats the name that it was asked for: `%NAME%` is the last part of the path, or the last value."""

    async def behave(request: Request, exchange: Exchange) -> None:
        name = unquote(re.split(r"[/=]", request.target.rstrip("/"))[-1]).replace("_", " ")
        head, text = (part.replace("%NAME%", name[:1].upper() + name[1:]) for part in (title, body))
        document = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{head}</title></head><body>{text}</body></html>"
        )
        await exchange.answer(status, document)

    return behave
