"""Where a living link leads for good: the place that may be written instead of it.

A verdict of `moved` says that a page lives elsewhere; to write that place into a document takes more. The redirect must
have held, and there must be a sign that what is there is the page: its name in the path, its number, the author's words
in its title. Where a place says who reads it (a language, a country, a login, a token), another reader is sent
elsewhere, and the link stays as it is.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urldefrag

from linkcheck.judge import phrases, shorteners, urls, words
from linkcheck.judge.actions import masked
from linkcheck.judge.blocked import led_to_wall
from linkcheck.judge.chain import follow, short_target
from linkcheck.judge.skip import before_asking
from linkcheck.model import LIVING, Check, Hop, Verdict, night_of
from linkcheck.settings import Settings

LONG: Final = 8
"""Signs from which on the last part of a path is known again inside a longer one (`my-post` in `2010-my-post`)."""

_CAMPAIGN: Final = re.compile(
    r"utm_\w+|mc_[ce]id|_hs(enc|mi)|__hs(tc|sc|fp)|(fb|g|d|y|tw|ms)cl(k)?id|gbraid|wbraid|igshid|_ga|_gl|_openstat",
    re.IGNORECASE,
)
"""Parameters that count readers, and change nothing on the page."""
_LOCALE: Final = re.compile(r"[a-z]{2}([-_][a-z]{2,4})?", re.IGNORECASE)
_LOCAL: Final = re.compile(r"(ui_?)?(lang(uage)?|locale|hl|country|region|geo|currency|market)(_?code)?", re.IGNORECASE)
"""Parameters by which a site says which of its readers it takes somebody for."""


def moved_for_good(checks: Sequence[Check], texts: Sequence[str], settings: Settings) -> str:
    """Where a page has moved, by all checks of its target, oldest first; empty where it has not, or nobody can be sure.

    The last checks, on `moved_nights` dates at least, all said `moved` and led to one place. `texts` are what the
    authors said is there.
    """
    if not checks:
        return ""
    row = tuple(_row(checks))
    if len({night_of(check.at) for check in row}) < settings.moved_nights:
        return ""
    last = row[-1]
    if not _shows_the_page(last, texts):
        return ""
    place = _clean(last.final_url, last.url)
    return place if _writable(last.url, place, settings) else ""


def expanded(checks: Sequence[Check], settings: Settings) -> str:
    """The page that a living short link stands for, by all checks of it; empty where it does not, or led elsewhere too.

    That is the first page behind shorteners, or the same page by https where the way went on there.
    """
    if not checks or checks[-1].verdict not in LIVING or not shorteners.is_shortener(checks[-1].url):
        return ""
    last = checks[-1]
    targets = {urldefrag(short_target(check.hops)).url for check in checks if check.verdict in LIVING and check.hops}
    if len(targets) != 1 or "" in targets:
        return ""
    target = short_target(last.hops)
    final = last.final_url
    secured = final.startswith("https:") and urls.same_page(target, final)
    place = _clean(final if secured else target, last.url)
    return place if _writable(last.url, place, settings) else ""


def _row(checks: Sequence[Check]) -> Iterator[Check]:
    """The last checks that all said the same, oldest first."""
    place = urldefrag(checks[-1].final_url).url
    first = len(checks)
    while first and checks[first - 1].verdict is Verdict.MOVED and _leads_to(checks[first - 1], place):
        first -= 1
    yield from checks[first:]


def _leads_to(check: Check, place: str) -> bool:
    return urldefrag(check.final_url).url == place


def _shows_the_page(check: Check, texts: Sequence[str]) -> bool:
    """Whether what is at the new place is the page, as far as its URL and its title tell."""
    wanted, final = check.url, check.final_url
    name = urls.slug(wanted).casefold()
    if name and not urls.is_root(wanted):
        same = name == urls.slug(final).casefold() or (len(name) >= LONG and urls.keeps_slug(wanted, final))
        if same or urls.keeps_identifier(wanted, final):
            return True
    return words.in_title(wanted, tuple(texts), check.judgement.title)


def _writable(url: str, place: str, settings: Settings) -> bool:
    """Whether a place may stand in a document for anybody who reads it.

    A short link says nothing of its page, so any page may be it; another link is not made less safe, and does not
    become a front page or one for some readers only.
    """
    short = shorteners.is_shortener(url)
    lesser = not short and (
        (url.lower().startswith("https:") and not place.lower().startswith("https:"))
        or (urls.is_root(place) and not urls.is_root(url))
        or _for_some_readers(url, place)
    )
    return not (
        lesser
        or before_asking(place, settings) is not None
        or masked(place) != place
        or shorteners.is_shortener(place)
        or _walled(f"https://{urls.host_of(url)}/" if short else url, place)
        or urls.carries_back(url, place)
        or phrases.error_path(place) is not None
    )


def _walled(url: str, place: str) -> bool:
    """Whether a place is a login, a consent page or a gate, and the link was to none."""
    return led_to_wall(follow((Hop(url, 301), Hop(place, None)), place)) is not None


def _for_some_readers(url: str, place: str) -> bool:
    """Whether a place names a language or a country that the link did not."""
    if urls.language_root(place):
        return True
    added = {name.casefold() for name in urls.segments(place)[:2]} - {name.casefold() for name in urls.segments(url)}
    if any(_LOCALE.fullmatch(name) for name in added):
        return True
    before = {name for name, _ in urls.telling_query(url)}
    queries = urls.split(place).query.split("&")
    if any(_LOCAL.fullmatch(one.partition("=")[0]) for one in queries if one.partition("=")[0] not in before):
        return True
    host, other = urls.host_of(url), urls.host_of(place)
    old, new = urls.domain_of(host), urls.domain_of(other)
    labels = set(other.removesuffix(new).split(".")) - set(host.split("."))
    country = new.rpartition(".")[2]
    abroad = old != new and old.partition(".")[0] == new.partition(".")[0] and len(country) == len("xx")
    return abroad or any(_LOCALE.fullmatch(label) for label in labels)


def _clean(place: str, url: str) -> str:
    """A place without the parameters that count readers, unless the link itself had them, and with its fragment.

    Links that differ in their fragments share a request, so the place's own fragment may be another link's; a short
    link has hardly ever one, and its target's is a part of what it stands for.
    """
    address, _, fragment = place.partition("#")
    front, _, query = address.partition("?")
    had = {pair.partition("=")[0] for pair in urls.split(url).query.split("&")}
    kept = [
        pair for pair in query.split("&") if (name := pair.partition("=")[0]) in had or not _CAMPAIGN.fullmatch(name)
    ]
    if len(kept) < query.count("&") + 1:
        address = f"{front}?{'&'.join(kept)}" if kept else front
    end = urldefrag(url).fragment or (fragment if shorteners.is_shortener(url) else "")
    return f"{address}#{end}" if end else address
