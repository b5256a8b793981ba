"""Redirects: good ones, wrong ones, and those that never end."""

from html import escape

from linkcheck.demo.web.answers import document, html, page
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request, phrase
from linkcheck.demo.web.turns import by_scheme


def redirect(code: int, location: str, body: str = "") -> Behaviour:
    """A redirect; `location` goes out as it stands, in UTF-8."""
    return document(body or html(phrase(code), f"Moved to {location}"), status=code, headers=[("Location", location)])


def to_https(code: int = 301) -> Behaviour:
    """A redirect of plain http to https, same host and target; over https a page."""
    return by_scheme(_same_on("https", "", code), page("Welcome", "You are here over a secure connection."))


def to_www(code: int = 301) -> Behaviour:
    """A redirect to the same target at www."""
    return _same_on("", "www.", code)


def to_slash(code: int = 301) -> Behaviour:
    """A redirect to the same target with a slash behind its path."""

    async def behave(request: Request, exchange: Exchange) -> None:
        query = f"?{request.query}" if request.query else ""
        await exchange.answer(code, headers=[("Location", f"{request.path}/{query}")])

    return behave


def _same_on(scheme: str, prefix: str, code: int) -> Behaviour:
    async def behave(request: Request, exchange: Exchange) -> None:
        location = f"{scheme or request.scheme}://{prefix}{request.host}{request.target}"
        await exchange.answer(code, headers=[("Location", location)])

    return behave


def loop(other: str = "") -> Behaviour:
    """A redirect to itself, or to `other`, which leads back."""

    async def behave(request: Request, exchange: Exchange) -> None:
        await exchange.answer(302, headers=[("Location", other or request.url)])

    return behave


def endless() -> Behaviour:
    """Redirects without an end, each to a new URL: `?hop=n`."""

    async def behave(request: Request, exchange: Exchange) -> None:
        hop = int(request.query.removeprefix("hop=") or 0) + 1
        await exchange.answer(302, headers=[("Location", f"{request.path}?hop={hop}")])

    return behave


def cookie_dance(after: Behaviour | None = None) -> Behaviour:
    """Redirects to itself until its cookie comes back, then the page."""
    inside = after or page("Welcome back", "Thank you for bringing the cookie.")

    async def behave(request: Request, exchange: Exchange) -> None:
        if "dance=done" in (request.header("Cookie") or ""):
            await inside(request, exchange)
            return
        await exchange.answer(302, headers=[("Location", request.url), ("Set-Cookie", "dance=done; Path=/")])

    return behave


def meta_refresh(location: str, seconds: int = 0) -> Behaviour:
    """A page that sends a browser on."""
    head = f'<meta http-equiv="refresh" content="{seconds}; url={escape(location)}">'
    return document(html("One moment", "You will be sent on.", head))
