"""The scripted web of two real newsletters: every host that they link to, alive but for what has died since.

Their URLs are read from the corpus beside the checkout when a test asks; none of their text stands here.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from linkcheck.demo.web import Behaviour, Site, Web
from linkcheck.demo.web.behaviours import by_scheme, html, page, redirect, service_notice, status, to_https
from linkcheck.demo.web.captures import Capture
from linkcheck.demo.web.wayback import wayback

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "devops-weekly"
"""The two newsletters; it may be missing, and a test that needs it skips then."""

CANARIES = ("https://one.canary.example/", "https://two.canary.example/", "https://three.canary.example/")

OWLY = "http://ow.ly/a3Av302XEHK"
OWLY_TARGET = "http://www.dynatrace.com/en/devops-pipelines-webinar/"
STORIFY = "https://storify.com/samnewman/in-which-i-discuss-monorepos"
BITLY = "http://bit.ly/open-source-summit-2018"
BITLY_TARGET = "https://events.linuxfoundation.org/events/open-source-summit-north-america-2018/"
VANISHED = "http://hrd.cm/2jHrf1B"

SPECIAL = frozenset({"ow.ly", "storify.com", "bit.ly", "hrd.cm", "www.dynatrace.com"})
"""Hosts that are scripted by hand; every other one is alive."""

LINK = re.compile(r"\]\((https?://[^\s)]+)\)")

TALK = html(
    "In which I discuss monorepos - Storify", "A discussion of monorepos in many short messages, gathered in one story."
)
WEBINAR = html(
    "DevOps pipelines webinar - Dynatrace", "A tale of two delivery pipelines: a webinar on DevOps and speed."
)

CAPTURES = (
    Capture(OWLY, "20170322083015", 301, location=OWLY_TARGET),
    Capture(OWLY_TARGET, "20160914120000", body=WEBINAR.replace("two delivery", "two software delivery")),
    Capture(OWLY_TARGET, "20170322083016", body=WEBINAR),
    Capture(OWLY_TARGET, "20190110000000", 404, html("Page not found", "The page could not be found.")),
    Capture(STORIFY, "20170320150000", body=TALK),
    Capture(STORIFY, "20170401090000", body=TALK),
    Capture(
        STORIFY, "20180601000000", body=html("Storify is no longer available", "Storify was shut down on May 16, 2018.")
    ),
)


def urls(folder: Path = CORPUS) -> tuple[str, ...]:
    """Every http(s) URL that the newsletters link to, sorted.

    Raises:
        OSError: The corpus is not there.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()) if path.suffix == ".md")
    return tuple(sorted({url for text in texts for url in LINK.findall(text)}))


def devops_web(links: Iterable[str] | None = None) -> Web:
    """The web of the newsletters, to be entered; of the corpus' own links unless others are given.

    Raises:
        OSError: The corpus is not there.
    """
    routes: dict[str, dict[str, Behaviour]] = {}
    for url in (*(urls() if links is None else links), BITLY_TARGET, *CANARIES):
        parts = urlsplit(url)
        if parts.hostname in SPECIAL:
            continue
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        living = _living(url)
        routes.setdefault(parts.hostname or "", {})[target] = (
            living if parts.scheme == "https" else by_scheme(to_https(), living)
        )
    return Web({host: Site({"/": _living(f"https://{host}/")} | own) for host, own in routes.items()} | _scripted())


def _scripted() -> dict[str, Site]:
    return {
        "ow.ly": Site(default=status(404)),
        "www.dynatrace.com": Site(default=status(404)),
        "storify.com": Site(
            {"/": service_notice("Storify", "May 16, 2018")}, default=redirect(302, "https://storify.com/")
        ),
        "bit.ly": Site({urlsplit(BITLY).path: redirect(301, BITLY_TARGET)}),
        "web.archive.org": wayback(CAPTURES),
    }


def _living(url: str) -> Behaviour:
    """A page that carries the words of its URL, as living pages do."""
    parts = urlsplit(url)
    words = " ".join(re.findall(r"[^\W\d_]{2,}", unquote(parts.path))) or (parts.hostname or "")
    return page(
        words.capitalize(),
        f"This page is about {words}. It has been here for years, and it is read every day.\n\n"
        f"More on {words}: notes, pictures, and letters from readers.",
    )
