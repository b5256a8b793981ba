"""What a redirect means: the page at a new place, a front page in its stead, or an error page."""

import re
from typing import Final

from linkcheck.judge import phrases, urls, words
from linkcheck.judge.case import Case
from linkcheck.judge.chain import Chain
from linkcheck.judge.page import Page
from linkcheck.judge.weights import LONG
from linkcheck.model import Evidence

PASSING: Final = re.compile(
    r"\b(5\d\d|temporar\w+|try again|maintenance|unavailable|forbidden|denied|blocked|captcha|robot|verify|timed? ?out|"
    r"(an|unexpected|internal) error|something went wrong|processing your request|"
    r"später|wartung|plus tard|más tarde|più tardi|mais tarde|później|позже)\b",
    re.IGNORECASE,
)
"""Words by which an error page tells of something that passes, or of a refusal."""


def to_error(case: Case) -> tuple[Evidence, ...]:
    """Evidence that a redirect ended at a page for errors, where the link was not to one; empty otherwise.

    A path that only says `error` may stand for a failure that passes, so the page must not speak of one, and one that
    names the wanted page in its query is a gate (`sent_back`). A page that has much to say, or declares itself an
    article, is about errors.
    """
    chain, page = case.chain, case.page
    kind = phrases.error_path(chain.final) if chain.changed else None
    if kind is None or phrases.error_path(chain.wanted) is not None:
        return ()
    place = chain.final if kind.temporary else chain.final.partition("?")[0]
    if urls.keeps_slug(chain.wanted, place):
        return ()
    if case.carried.head or page.article or page.words > LONG:
        return ()
    if kind.temporary and (PASSING.search(urls.split(chain.final).query) or speaks_of_passing(page)):
        return (Evidence("passing-error", 0, chain.final),)
    return (Evidence("error-page", 1, chain.final),)


def speaks_of_passing(page: Page) -> bool:
    """Whether a page tells of something that passes, or of a refusal."""
    return bool(PASSING.search(f"{page.title} {' '.join(page.headings)} {page.prose[:500]}"))


def to_root(case: Case) -> tuple[Evidence, ...]:
    """Evidence that a redirect ended at a front page in place of the page; empty where that says nothing.

    It says nothing where the link was to a front page or to no page in particular (`/blog/`), where the front page
    shows the link's own words (a blog that moved into it), where the host's new name does (`/blog/` to
    blog.example.org), or where the way was a country's or a language's front page. To another site's front page it says
    something only when there were words to look for and not one of them is there: many a short address is meant to lead
    to a front page. Nor where the link was to a person's own front page (`/~jane/`, `/@jane`), nor where the other site
    is this one in another country and the way there is for now.
    """
    chain = case.chain
    landed = _lands(case)
    if not landed:
        return ()
    found = case.carried
    if found.head or found.text or _names(chain.wanted, urls.host_of(chain.final)):
        return (Evidence("words-on-front-page", 0, ", ".join(found.found) or urls.host_of(chain.final)),)
    at_home = urls.domain_of(urls.host_of(chain.wanted)) == urls.domain_of(urls.host_of(chain.final))
    if chain.stuck or (at_home and specific(chain.wanted)):
        return (Evidence("front-page", 1, landed),)
    if found.known and not found.any and not is_person(chain.wanted) and not _abroad(chain):
        return (Evidence("front-page", 1, landed), Evidence("words-absent", 0, "nothing of the link's words is there"))
    return (Evidence("front-page", 0, landed),)


def _names(url: str, host: str) -> bool:
    """Whether a part of a host's name is the URL's last part: `/blog/`, `/@jane` or `/jane-roe/`."""
    slug = _plain(urls.slug(url))
    return bool(slug) and slug in map(_plain, host.split("."))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def is_person(url: str) -> bool:
    """Whether a URL is a person's own front page: `/~jane/`, `/@jane`."""
    names = urls.segments(url)
    return len(names) == 1 and names[0][0] in "~@"


def _abroad(chain: Chain) -> bool:
    """Whether a site sent the reader, for now, to the site of the same name under another suffix."""
    one, other = (urls.domain_of(urls.host_of(url)).partition(".")[0] for url in (chain.wanted, chain.final))
    return chain.passing and one == other


_INSTALLED: Final = re.compile(
    r"(wordpress|wp|drupal|joomla|typo3|movabletype|weblog|cms|site|website|web|www|htdocs|html|public|portal|newsite)",
    re.IGNORECASE,
)
"""Folders that a site was installed in: their own page is the site's front page."""


def specific(url: str) -> bool:
    """Whether a URL means a page of its own: by its words, its number, or a folder that it stands in."""
    names = urls.segments(url)
    if len(names) == 1 and _INSTALLED.fullmatch(names[0]):
        return bool(urls.telling_query(url))
    language = urls.LANGUAGE_ROOT.match(f"/{names[0]}/") if names else None
    inner = names[1:] if language else names
    return (
        len(inner) > 1
        or bool(words.of_url(url))
        or any(c.isdigit() for c in urls.slug(url))
        or bool(urls.telling_query(url))
    )


def _lands(case: Case) -> str:
    chain = case.chain
    if not chain.redirected or (case.to_root and not chain.stuck):
        return ""
    if urls.is_root(chain.final):
        return chain.final
    language = urls.language_root(chain.final)
    first = urls.segments(chain.wanted)[:1]
    return chain.final if language and first == (language,) and len(urls.segments(chain.wanted)) > 1 else ""


def moved(case: Case) -> bool:
    """Whether the page lives at a new place for good: every redirect is permanent, and what is there is the page.

    Unless the link's words are known and not one of them is there: then nobody should be told that it moved.
    """
    chain = case.chain
    if not (chain.changed and chain.permanent):
        return False
    if urls.language_root(chain.final) and not case.to_root:
        return False
    return urls.keeps_slug(chain.wanted, chain.final) or not case.missing
