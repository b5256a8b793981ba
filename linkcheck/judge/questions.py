"""What the crawl asks the judge while a probe is under way.

A refresh, a second look, an unlikely URL beside the page, and whom to ask where the page tells nothing.
"""

import hashlib
import re
from typing import Final
from urllib.parse import urljoin, urlunsplit

from linkcheck.judge import blocked, page, parked, refreshes, shorteners, soft404, urls
from linkcheck.judge.actions import is_action
from linkcheck.judge.case import Case, beside
from linkcheck.judge.chain import follow
from linkcheck.judge.ordinary import known, ordinary, unmarked
from linkcheck.judge.page import Page
from linkcheck.judge.strings import REFRESH
from linkcheck.model import Answer, Enquiry, Probe

LONGEST_WAIT: Final = 5.0
"""Seconds: a refresh after more is a page that renews itself, not a redirect."""

REFUSALS: Final = frozenset({403, 406, 418, 999})
"""Statuses by which programs are refused, and browsers often are not."""


def refresh(answer: Answer) -> str | None:
    """Where a browser goes on by itself: a Refresh header or a meta refresh within 5 seconds; absolute, or None.

    A challenge's refresh leads nowhere, and a page that renews itself stays where it is.
    """
    if not 200 <= answer.status < 300:
        return None
    seen = page.read(answer)
    header = seen.header("refresh")
    if header is None and not seen.holds(REFRESH):
        return None
    wanted = (refreshes.of(header) if header else None) or seen.refresh
    if wanted is None or wanted[0] > LONGEST_WAIT or blocked.challenge(seen) is not None:
        return None
    try:
        target = urljoin(answer.url, wanted[1])
    except ValueError:
        return None
    return None if target.partition("#")[0] == answer.url.partition("#")[0] else target


def acted(answer: Answer) -> str:
    """The action link that a browser which stays on the page goes on to, however late; empty as a rule.

    We do not follow it. Whoever lets a browser do the reading, as a web archive does, would.
    """
    seen = page.read(answer)
    header = seen.header("refresh")
    if header is None and not seen.holds(REFRESH):
        return ""
    wanted = ((refreshes.of(header) if header else None), seen.refresh)
    try:
        targets = [urljoin(answer.url, one[1]) for one in wanted if one is not None]
    except ValueError:
        return ""
    return next((target for target in targets if is_action(target)), "")


def refused(answer: Answer) -> bool:
    """Whether a program was refused where a browser might not be: worth one second look with a browser's headers."""
    if answer.status in REFUSALS:
        return True
    if answer.status == 429:
        return answer.header("retry-after") is None
    seen = page.read(answer)
    return not unmarked(seen) and blocked.challenge(seen) is not None


def enquiry(probe: Probe) -> Enquiry | None:
    """What to ask the host's own interface, where its page was sent and tells a program nothing; else None."""
    answer = probe.result
    if not isinstance(answer, Answer) or not 200 <= answer.status < 300:
        return None
    row = blocked.opaque(answer.url) if known(urls.host_of(answer.url)) else None
    if row is None or row.interface is None:
        return None
    case = Case(follow(probe.hops, answer.url), page.read(answer), ())
    if row.told_by(case.page) or case.chain.stuck or _explained(case):
        return None
    return row.interface.enquiry(answer.url)


def sibling(probe: Probe) -> str | None:
    """An unlikely URL beside the page that was meant, where a soft 404 or a parked domain is suspected; else None.

    It is beside the wanted URL, not beside the final one: whether every path of that host ends at the same place is the
    question (Bar-Yossef et al., WWW 2004). The same folder always gives the same URL, so that one answer serves all of
    its links.
    """
    answer = probe.result
    if not isinstance(answer, Answer) or not 200 <= answer.status < 300:
        return None
    if ordinary(probe.hops, answer) is not None:
        return None
    chain = follow(probe.hops, answer.url)
    case = Case(chain, page.read(answer), ())
    if chain.stuck or blocked.opaque(chain.wanted) is not None or _explained(case):
        return None
    if not (soft404.suspicious(case) or parked.suspicious(case)):
        return None
    url = unlikely(chain.wanted)
    return None if is_action(url) else url


def front(probe: Probe) -> str | None:
    """The front page of the wanted URL's host, where only that tells what the sibling's answer means; else None.

    The sibling ended where the link did, by a way that is for now: before a gate, or at a soft 404. Or it showed what
    the link shows: a page that stands for whatever is asked.
    """
    answer = probe.result
    if not isinstance(answer, Answer) or not 200 <= answer.status < 300:
        return None
    case = Case(follow(probe.hops, answer.url), page.read(answer), (), beside(probe.sibling))
    if case.beside is None or not soft404.undecided(case, case.beside):
        return None
    parts = urls.split(case.chain.wanted)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "/", "", ""))


def always_sibling(probe: Probe) -> str | None:
    """An unlikely URL beside any page that was sent: an alias is believed only of a host that tells pages apart."""
    answer = probe.result
    if not isinstance(answer, Answer) or not 200 <= answer.status < 300:
        return None
    return unlikely(follow(probe.hops, answer.url).wanted)


def _explained(case: Case) -> bool:
    seen: Page = case.page
    return (
        blocked.challenge(seen) is not None
        or blocked.led_to_wall(case.chain) is not None
        or blocked.is_wall(seen, case.chain.wanted) is not None
        or shorteners.is_shortener(case.chain.wanted)
    )


def unlikely(url: str) -> str:
    """A URL in the same folder that nobody made: a fixed random-looking name with the ending of the URL's own.

    Where a program finds the page by its query (`/topic.php?t=81`), it is the query that nobody made.
    """
    parts = urls.split(url)
    if query := _unlikely_query(parts.path, parts.query, parts.netloc):
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))
    folder, _, name = parts.path.rstrip("/").rpartition("/")
    ending = f".{name.rpartition('.')[2]}" if "." in name and len(name.rpartition(".")[2]) < 6 else ""
    digest = hashlib.sha256(f"{parts.netloc}{folder}".encode("utf-8", "surrogatepass")).hexdigest()[:14]
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, f"{folder}/q{digest}x{ending}", "", ""))


_PROGRAM: Final = re.compile(r"/([^/]*\.(php\d?|aspx?|cgi|jsp|cfm|pl|do|dll))?$", re.IGNORECASE)
_SEARCHED: Final = re.compile(r"^(q|s|query|search\w*|keywords?|term|text)$", re.IGNORECASE)
"""Parameters of a search: nothing found is not the same as nothing there."""
_LARGE: Final = 10**9


def _unlikely_query(path: str, query: str, netloc: str) -> str:
    """The query with names and numbers that nobody gave to a page; empty where the query does not name one."""
    pairs = [pair.partition("=") for pair in query.split("&")]
    telling = [(name, value) for name, _, value in pairs if value and not urls.TRACKING.match(name)]
    if not telling or not _PROGRAM.search(path) or any(_SEARCHED.match(name) for name, _ in telling):
        return ""
    digest = hashlib.sha256(f"{netloc}{path}".encode("utf-8", "surrogatepass")).hexdigest()
    numbered = any(value.isdigit() for _, value in telling)
    longest = max((value for _, value in telling), key=len)

    def unlike(name: str, value: str) -> str:
        if urls.TRACKING.match(name):
            return value
        if numbered:
            return str(_LARGE - int(digest[:6], 16)) if value.isdigit() else value
        return f"q{digest[:14]}x" if value == longest else value

    return "&".join(f"{name}{equals}{unlike(name, value)}" for name, equals, value in pairs)
