"""The kinds of links of the month: how many of each, and what each may become."""

from dataclasses import dataclass
from enum import StrEnum

from linkcheck.demo.web import Site, Tls
from linkcheck.demo.web.behaviours import (
    challenge,
    consent_wall,
    cookie_dance,
    gone,
    hang_up,
    in_turn,
    login_wall,
    loop,
    page,
    parked,
    redirect,
    reset,
    retry_after,
    service_notice,
    silent,
    soft_404,
    status,
    to_slash,
)
from linkcheck.demo.web.exchange import Behaviour, Exchange, Request
from linkcheck.model import Fault
from linkcheck.net import DnsFault
from tests.nights.spells import LIVING, Maker, always, between, since, site, spells

NXDOMAIN = DnsFault(Fault.DNS_NXDOMAIN, "ARES_ENOTFOUND (NXDOMAIN)")
SERVFAIL = DnsFault(Fault.DNS_FAILURE, "ARES_ESERVFAIL (SERVFAIL)")
DECISIVE, SOFT = 3, 14
"""The longest spells, in nights, in which a link may fail unconfirmed: a fourth night, and a fifteenth, confirm it."""


class Fate(StrEnum):
    """What a kind may become."""

    LIVES = "no person would call it dead: never confirmed"
    DIES = "truly dead from some night on: confirmed three days after it was first due"
    DECEIVES = "what the rules cannot know: confirmed, and a person would regret it"


@dataclass(frozen=True, slots=True)
class Kind:
    """Links that do alike."""

    name: str
    links: int
    make: Maker
    fate: Fate = Fate.LIVES
    scheme: str = "http"
    host: str = ""
    """A host that is known for what it is; otherwise each link has one of its own."""
    returns: bool = False
    """It lives again at the end: a revival that is to be seen."""


def slow(seconds: float = 0.1) -> Behaviour:
    """A page that takes its time."""
    inside = page("A slow page", "It takes its time, and then it is all there: a story of a snail and a garden wall.")

    async def behave(request: Request, exchange: Exchange) -> None:
        await exchange.pause(seconds)
        await inside(request, exchange)

    return behave


def tls(fault: Tls) -> Site:
    """A living page behind a bad certificate."""
    return Site(default=LIVING.default, tls=fault)


def walled(wall: Behaviour, path: str) -> Site:
    """A site that sends everybody to its wall."""
    return Site({f"{path}*": wall}, default=redirect(302, f"{path}?next=%2F"))


LOOP = site(loop())
MAINTENANCE = site(
    page(
        "We will be right back",
        "Sorry, this page is currently unavailable. It could not be found on this server while we do maintenance. "
        "Please try again later, or go back to the home page.",
    )
)
TO_ROOT = Site({"/": page("Welcome", "The front page of a site, with news and weather.")}, default=redirect(302, "/"))
DOWN = (site(status(500)), site(status(502)), site(status(503)), site(hang_up()))

LIVING_KINDS = (
    Kind("living", 36, always(LIVING)),
    Kind("living, https", 12, always(LIVING), scheme="https"),
    Kind("503 on some nights", 16, spells([site(status(503))], SOFT)),
    Kind("500, 502, 503, no answer", 12, spells(DOWN, SOFT)),
    Kind("time-outs on some nights", 8, spells([site(silent())], SOFT)),
    Kind("resets on some nights", 10, spells([site(reset())], SOFT)),
    Kind("refused on some nights", 10, spells([Site(refuse=True)], SOFT)),
    Kind("SERVFAIL on some nights", 12, spells([SERVFAIL], SOFT)),
    Kind("NXDOMAIN for up to 3 nights", 14, spells([NXDOMAIN], DECISIVE)),
    Kind("404 for up to 3 nights", 10, spells([site(status(404))], DECISIVE)),
    Kind("redirects to its root, up to 3", 6, spells([TO_ROOT], DECISIVE)),
    Kind("404, NXDOMAIN, parked, up to 3", 8, spells([site(status(404)), NXDOMAIN, site(parked())], DECISIVE)),
    Kind("like a soft 404, up to 3 nights", 10, spells([MAINTENANCE, site(soft_404())], DECISIVE)),
    Kind("redirect loops on some nights", 8, spells([LOOP], SOFT)),
    Kind("loops for ever without a cookie", 4, always(LOOP)),
    Kind("cookie dance", 4, always(site(cookie_dance()))),
    Kind("403 for programs", 14, always(site(status(403)))),
    Kind("429", 8, always(site(status(429)))),
    Kind("429, come back in a week", 4, always(site(retry_after(604_800)))),
    Kind("503, come back in three days", 4, spells([site(retry_after(259_200, 503))], 4)),
    Kind("999", 6, always(site(status(999)))),
    Kind("401, 402, 407 and 451", 8, spells([site(status(code)) for code in (401, 402, 407, 451)], 30, 0.9)),
    Kind("a challenge", 10, always(site(challenge()))),
    Kind("a captcha", 6, always(site(challenge("captcha")))),
    Kind("403 and 200 in turns", 6, spells([site(status(403)), site(challenge())], 10)),
    Kind("consent wall", 8, always(walled(consent_wall(), "/consent"))),
    Kind("login wall", 8, always(walled(login_wall(), "/login"))),
    Kind("expired, then renewed", 12, spells([tls(Tls.EXPIRED)], SOFT, 0.5), scheme="https"),
    Kind("another name's certificate", 4, spells([tls(Tls.WRONG_NAME)], SOFT), scheme="https"),
    Kind("a certificate of its own", 4, always(tls(Tls.SELF_SIGNED)), scheme="https"),
    Kind("moved", 10, always(Site({"/new*": LIVING.default}, default=redirect(301, "/new/lighthouse-diary")))),
    Kind("redirects by slash", 6, always(Site({"/diary/*": LIVING.default}, default=to_slash()))),
    Kind("slow", 8, always(site(slow()))),
    Kind("fails at first, then answers", 6, always(site(in_turn([status(503), LIVING.default])))),
)

DYING_KINDS = (
    Kind("404 for good", 10, since(1, 16, site(status(404))), Fate.DIES),
    Kind("410", 6, since(1, 16, site(gone())), Fate.DIES),
    Kind("NXDOMAIN for good", 8, since(1, 16, NXDOMAIN), Fate.DIES),
    Kind("parked", 6, since(1, 16, site(parked())), Fate.DIES),
    Kind("soft 404", 6, since(1, 16, site(soft_404())), Fate.DIES),
    Kind(
        "closed service", 4, always(site(service_notice("Storify", "May 16, 2018"))), Fate.DIES, "https", "storify.com"
    ),
)

DECEIVING_KINDS = (
    Kind("down for 16 nights, then back", 3, between(3, 25, site(status(503))), Fate.DECEIVES, returns=True),
    Kind("refused for 16 nights, then back", 2, between(3, 25, Site(refuse=True)), Fate.DECEIVES, returns=True),
    Kind("lapsed, renewed after 5 nights", 3, between(10, 25, NXDOMAIN), Fate.DECEIVES, returns=True),
    Kind("404 through a long migration", 3, between(10, 25, site(status(404))), Fate.DECEIVES, returns=True),
    Kind("parked until it was paid for", 2, between(10, 25, site(parked())), Fate.DECEIVES, returns=True),
    Kind("expired for a month", 3, between(1, 26, tls(Tls.EXPIRED)), Fate.DECEIVES, scheme="https", returns=True),
    Kind("down at the hour of the job", 2, always(site(status(503))), Fate.DECEIVES),
    Kind("404 to programs, not to people", 2, always(site(status(404))), Fate.DECEIVES),
)

KINDS = (*LIVING_KINDS, *DYING_KINDS, *DECEIVING_KINDS)
