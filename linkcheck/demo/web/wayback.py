"""A Wayback Machine as a site: CDX, TimeGate, replay, and faults on demand.

What it imitates: the Memento protocol (RFC 7089), and web.archive.org in what clients see of it. Its TimeGate answers
without Link, its mementos name first, previous, next and last (recorded in edgi-govdata-archiving/wayback, cassettes of
`test_get_memento_with_redirects`, 2023).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import parse_qs, urljoin

from linkcheck.demo.web.answers import html
from linkcheck.demo.web.captures import Capture, Holdings, surt
from linkcheck.demo.web.captures import moment as moment_of
from linkcheck.demo.web.cdx import BadQuery, search
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.demo.web.saving import SavePageNow
from linkcheck.demo.web.web import Site

__all__ = ["Capture", "Wayback", "too_many_requests", "wayback"]

BASE = "https://web.archive.org"
MEMENTO = re.compile(r"/web/(?:(?P<digits>\d{1,14})(?P<mode>[a-z]{2}_)?/)?(?P<url>.+)", re.DOTALL)
RAW = "id_"
LINK_IN_PAGE = re.compile(rb'((?:href|src|action)=")(https?://)')


def wayback(
    captures: Iterable[Capture],
    base: str = BASE,
    *,
    faults: Mapping[str, Behaviour] = MappingProxyType({}),
    cdx: Behaviour | None = None,
    replay: Behaviour | None = None,
    saving: SavePageNow | None = None,
) -> Site:
    """A Wayback Machine that holds `captures` and calls itself `base`.

    `faults` says by archived URL what happens to every question about it; `cdx` and `replay` take the place of the
    whole index and of all of /web/; with `saving` it makes captures, too.
    """
    machine = Wayback(Holdings.of(captures), base, faults, saving)
    return Site(
        (saving.routes(machine.of_url) if saving else {})
        | {
            "/cdx/search/cdx*": cdx or machine.index,
            "/web/timemap/cdx*": cdx or machine.index,
            "/web/timemap/link/*": replay or machine.timemap,
            "/web/*": replay or machine.memento,
        }
    )


class Wayback:
    """The behaviours of one machine."""

    def __init__(
        self,
        holdings: Holdings,
        base: str = BASE,
        faults: Mapping[str, Behaviour] | None = None,
        saving: SavePageNow | None = None,
    ) -> None:
        self._holdings = holdings
        self._saving = saving
        self._base = base
        self._faults = {surt(url): behaviour for url, behaviour in (faults or {}).items()}

    def of_url(self, url: str) -> tuple[Capture, ...]:
        """The captures of a URL that are shown, oldest first."""
        return self._holdings.of_url(url)

    def _reveal(self, night: int) -> None:
        """Take in what was captured since and is shown from this night on."""
        if self._saving is not None and (late := self._saving.shown(night)):
            self._holdings = self._holdings.with_captures(late)

    async def index(self, request: Request, exchange: Exchange) -> None:
        """Answer a CDX query."""
        self._reveal(exchange.night)
        asked = parse_qs(request.query).get("url", [""])[0]
        if fault := self._faults.get(surt(asked)):
            await fault(request, exchange)
            return
        try:
            body, content_type = search(self._holdings, request.query)
        except BadQuery as error:
            await exchange.answer(400, f"{error}\n", content_type="text/plain")
            return
        await exchange.answer(200, body, content_type=content_type)

    async def timemap(self, request: Request, exchange: Exchange) -> None:
        """List every memento of a URL (RFC 7089, section 5)."""
        url = request.target.removeprefix("/web/timemap/link/")
        rows = [f'<{url}>; rel="original"']
        rows += [self._memento_link(one, "memento") for one in self._holdings.of_url(url)]
        await exchange.answer(200, ",\n".join(rows) + "\n", content_type="application/link-format")

    async def memento(self, request: Request, exchange: Exchange) -> None:
        """Answer for /web/<digits><mode>/<url>: replay where the moment is a capture's own, else TimeGate."""
        self._reveal(exchange.night)
        parts = MEMENTO.fullmatch(request.target)
        if parts is None:
            await self._not_archived(exchange)
            return
        url, digits, mode = parts["url"], parts["digits"], parts["mode"] or ""
        if fault := self._faults.get(surt(url)):
            await fault(request, exchange)
            return
        exact = [one for one in self._holdings.of_url(url) if one.timestamp == digits]
        if exact:
            await self._replay(exact[0], mode, exchange)
            return
        closest = self._holdings.closest(url, moment_of(digits) if digits else _accepted(request))
        if closest is None:
            await self._not_archived(exchange)
            return
        headers = [
            ("Location", self._address(closest.timestamp, mode, closest.url)),
            ("X-Archive-Redirect-Reason", f"found capture at {closest.timestamp}"),
        ]
        await exchange.answer(302, headers=headers)

    async def _replay(self, capture: Capture, mode: str, exchange: Exchange) -> None:
        shown = self._holdings.played(capture)
        if 300 <= shown.status < 400 and shown.location:
            await self._replay_redirect(shown, mode, exchange)
            return
        page = shown.mimetype == "text/html"
        body = self._framed(shown) if page and not mode else shown.data
        content_type = f"{shown.mimetype}; charset=utf-8" if page else shown.mimetype
        await exchange.answer(shown.status, body, self._memento_headers(shown), content_type)

    async def _replay_redirect(self, capture: Capture, mode: str, exchange: Exchange) -> None:
        live = urljoin(capture.url, capture.location)
        target = self._address(capture.timestamp, mode, live)
        if mode:
            headers = [("Location", target), *self._memento_headers(capture)]
            await exchange.answer(capture.status, capture.data, headers, f"{capture.mimetype}; charset=utf-8")
            return
        text = f"Got an HTTP {capture.status} response at crawl time\n\nRedirecting to {live}"
        forward = f'<p class="impatient"><a href="{escape(target)}">Impatient?</a></p></body>'
        await exchange.answer(200, html("Internet Archive Wayback Machine", text).replace("</body>", forward))

    async def _not_archived(self, exchange: Exchange) -> None:
        await exchange.answer(404, html("Wayback Machine", "The Wayback Machine has not archived that URL."))

    def _framed(self, capture: Capture) -> bytes:
        """A page as a reader sees it: links lead into the archive, a banner stands on top."""
        inside = LINK_IN_PAGE.sub(rf"\g<1>{self._base}/web/{capture.timestamp}/\g<2>".encode(), capture.data)
        count = len(self._holdings.of_url(capture.url))
        banner = (
            "<!-- BEGIN WAYBACK TOOLBAR INSERT -->"
            f'<div id="wm-ipp-base" lang="en"><a href="{self._base}/web/">Wayback Machine</a> {count} captures</div>'
            "<!-- END WAYBACK TOOLBAR INSERT -->"
        ).encode()
        body = re.search(rb"<body[^>]*>", inside)
        return inside[: body.end()] + banner + inside[body.end() :] if body else banner + inside

    def _address(self, timestamp: str, mode: str, url: str) -> str:
        return f"{self._base}/web/{timestamp}{mode}/{url}"

    def _memento_headers(self, capture: Capture) -> list[tuple[str, str]]:
        original = [
            ("content-type", capture.mimetype),
            ("content-length", str(len(capture.data))),
            ("date", _http_date(capture.at)),
            ("server", "nginx"),
        ]
        if capture.location:
            original.append(("location", capture.location))
        return [
            ("Memento-Datetime", _http_date(capture.at)),
            ("Link", self._links(capture)),
            ("X-Archive-Src", f"demo-{capture.timestamp[:8]}.warc.gz"),
            *((f"X-Archive-Orig-{name}", value) for name, value in original),
        ]

    def _links(self, this: Capture) -> str:
        rows = [
            f'<{this.url}>; rel="original"',
            f'<{self._base}/web/timemap/link/{this.url}>; rel="timemap"; type="application/link-format"',
            f'<{self._base}/web/{this.url}>; rel="timegate"',
        ]
        known = self._holdings.of_url(this.url)
        at = next(number for number, one in enumerate(known) if one.timestamp == this.timestamp)
        told = {"first": 0, "prev": at - 1, "": at, "next": at + 1, "last": len(known) - 1}
        rows += [
            self._memento_link(known[number], f"{relation} memento".strip())
            for relation, number in told.items()
            if 0 <= number < len(known)
        ]
        return ", ".join(rows)

    def _memento_link(self, capture: Capture, relation: str) -> str:
        address = self._address(capture.timestamp, "", capture.url)
        return f'<{address}>; rel="{relation}"; datetime="{_http_date(capture.at)}"'


def too_many_requests(seconds: int = 60) -> Behaviour:
    """The machine's 429: an HTML page, with Retry-After."""

    async def behave(_: Request, exchange: Exchange) -> None:
        body = html(
            f"{HTTPStatus.TOO_MANY_REQUESTS} Too Many Requests", "You have sent too many requests in a given time."
        )
        await exchange.answer(429, body, [("Retry-After", str(seconds))])

    return behave


def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


def _accepted(request: Request) -> datetime:
    """The moment that Accept-Datetime asks for (RFC 7089, section 2.1.1); without it, the newest."""
    asked = request.header("Accept-Datetime")
    try:
        return parsedate_to_datetime(asked).astimezone(UTC) if asked else datetime.max.replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
