"""`lychee --suggest` before the same Wayback Machine: the question it asks, answered as archive.org would.

lychee 0.24 asks the availability API (https://archive.org/help/wayback_api.php), which names the newest capture of a
page that was there; later ones ask the TimeGate for the newest. It asks about no reserved name (RFC 2606), so that the
cases' hosts have another name in its letter; every one of their pages answers it with 404.
"""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from linkcheck.demo.web import Site, Web
from linkcheck.demo.web.captures import REVISIT, Holdings
from linkcheck.demo.web.exchange import Exchange, Request
from tests.hours.wire import Told
from tests.net.nameserver import NameServer
from tests.snapshots.machine import HOST
from tests.snapshots.test_lookups import archive, captures
from tests.truth import tools
from tests.truth.wires import WEB

API = "archive.org"
DOCUMENT = "letter.md"
RESERVED, OTHER = ".example", ".pub"


class TheirMachine:
    """The case file's machine, under the names that lychee asks about."""

    def __init__(self) -> None:
        self._site = archive()
        self._held = Holdings.of(captures())

    async def available(self, request: Request, exchange: Exchange) -> None:
        """The availability API: the newest capture with 200, or none."""
        url = request.query.partition("url=")[2]
        told = await self._ask(f"/web/{_own(url)}", request)
        if told.told[0] not in {302, 404}:
            await _pass_on(told, exchange)
            return
        there = [one for one in self._held.of_url(_own(url)) if one.status == 200 or one.mimetype == REVISIT]
        closest = (
            {
                "status": "200",
                "available": True,
                "url": f"http://{HOST}/web/{there[-1].timestamp}/{_their(there[-1].url)}",
                "timestamp": there[-1].timestamp,
            }
            if there
            else None
        )
        body = {"url": url, "archived_snapshots": {"closest": closest} if closest else {}}
        await exchange.answer(200, json.dumps(body), content_type="application/json")

    async def timegate(self, request: Request, exchange: Exchange) -> None:
        """`/web/<URL>`, as the machine answers it."""
        await _pass_on(await self._ask(_own(request.target), request), exchange)

    async def _ask(self, target: str, request: Request) -> Told:
        asked = Request(request.method, request.scheme, HOST, target, request.headers)
        told = Told(asked)
        await self._site.behaviour(target)(asked, told)
        return told


async def _pass_on(told: Told, exchange: Exchange) -> None:
    status, headers, body = told.told
    await exchange.answer(status, body, [(name, _their(value)) for name, value in headers], "")


def _their(text: str) -> str:
    return text.replace(RESERVED, OTHER)


def _own(text: str) -> str:
    return text.replace(OTHER, RESERVED)


async def suggestions(urls: Iterable[str], folder: Path) -> dict[str, str]:
    """URL → the snapshot that lychee suggests for it.

    Raises:
        ToolFailed: It did not come to its end.
    """
    asked = list(dict.fromkeys(urls))
    machine = TheirMachine()
    sites = {API: Site({"/wayback/available*": machine.available}), HOST: Site({"/web/*": machine.timegate})}
    letter = "\n\n".join(f"[a link](<{_their(url)}>)" for url in asked)
    (folder / DOCUMENT).write_text(f"{letter}\n", encoding="utf-8")
    hosts = {urlsplit(_their(url)).hostname or "" for url in asked} | sites.keys()
    zone = {(host, kind): [("A", WEB, 300)] if kind == "A" else [] for host in hosts for kind in ("A", "AAAA")}
    async with Web(sites) as web, NameServer(zone, port=53):
        web.listen("http", WEB, 80)
        web.listen("https", WEB, 443)
        (folder / "trust.pem").write_bytes(web.root_pem)
        os.environ["SSL_CERT_FILE"] = str(folder / "trust.pem")
        found = await tools.suggested(DOCUMENT, folder)
    return {_own(original): _own(suggestion) for original, suggestion in found.items()}
