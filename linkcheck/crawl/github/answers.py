"""What an answer of the API shows of a page: the hops that the site would have shown a reader, or nothing.

Only what every reader sees counts: a token may see more, such as private repositories and drafts of releases. Whatever
is missing, unclear or not what was asked for says nothing here; the page itself is asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from linkcheck.crawl.github.pages import Kind, Page
from linkcheck.crawl.github.queries import Query, Row
from linkcheck.crawl.github.token import SITE
from linkcheck.crawl.redirects import led_to
from linkcheck.model import Hop

MOVED, FOUND, OK = 301, 302, 200
"""How the site leads on: for good from another scheme, host or name, for now from an issue to its pull request."""

_FULL_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,39}/[A-Za-z0-9._-]{1,100}")
_TYPES: Final[Mapping[Kind, str]] = MappingProxyType(
    {Kind.FILE: "Blob", Kind.RAW: "Blob", Kind.FOLDER: "Tree", Kind.COMMIT: "Commit"}
)
_IN_PATHS: Final = {"Issue": "issues", "PullRequest": "pull"}


@dataclass(frozen=True, slots=True)
class There:
    """A page that is there."""

    hops: tuple[Hop, ...]
    said: str
    """What the API said of it, for people."""


def there(query: Query, page: Page, data: Row) -> There | None:
    """What an answer's data shows of a page; None where it shows nothing that every reader would see."""
    if page.kind is Kind.OWNER:
        account = query.account(page, data)
        if account is None or str(account.get("login")).lower() != page.owner.lower():
            return None
        return There(_hops(page.url, f"{SITE}/{page.owner}{page.rest}"), "knows the account")
    repository = query.repository(page, data)
    name = _public(repository)
    if repository is None or not name:
        return None
    same = name.lower() == f"{page.owner}/{page.name}".lower()
    if page.kind is Kind.RAW and not same:
        return None
    shown = _shown(query, page, repository)
    if shown is None:
        return None
    known = f"knows the {page.kind}" + ("" if same else f", and that the repository is called {name} now")
    if page.kind is Kind.RAW:
        return There(_hops(page.url, f"https:{page.url.partition(':')[2]}"), known)
    place = f"{SITE}/{page.owner}/{page.name}" if same else f"{SITE}/{name}"
    return There(_hops(page.url, f"{place}{page.rest}", f"{place}{shown}"), known)


def _public(repository: Row | None) -> str:
    """The full name of a repository that every reader can open; else empty."""
    if repository is None:
        return ""
    closed = any(repository.get(name) is not False for name in ("isPrivate", "isDisabled", "isLocked"))
    name = repository.get("nameWithOwner")
    return name if not closed and isinstance(name, str) and _FULL_NAME.fullmatch(name) else ""


def _shown(query: Query, page: Page, repository: Row) -> str | None:
    """The end of the page's URL behind its repository, as the site shows it; None where it may show nothing."""
    match page.kind:
        case Kind.REPOSITORY:
            return page.rest
        case Kind.ISSUES:
            return page.rest if repository.get("hasIssuesEnabled") is True else None
        case Kind.PULLS:
            return page.rest if repository.get("hasPullRequestsEnabled") is True else None
        case Kind.ISSUE | Kind.PULL:
            return next((_numbered(page, row, repository) for row in query.found(page, repository)), None)
        case Kind.RELEASE | Kind.LATEST:
            return next((_released(page, row) for row in query.found(page, repository)), None)
        case Kind.DISCUSSION if repository.get("hasDiscussionsEnabled") is not True:
            return None
        case _:
            return page.rest if any(_is_it(page, row) for row in query.found(page, repository)) else None


def _numbered(page: Page, row: Row, repository: Row) -> str | None:
    """An issue's or a pull request's end of the URL: the site leads from the one word to the other."""
    kind = row.get("__typename")
    enabled = {"Issue": "hasIssuesEnabled", "PullRequest": "hasPullRequestsEnabled"}.get(str(kind), "")
    if row.get("number") != page.questions[0].value or repository.get(enabled) is not True:
        return None
    wanted = "issues" if page.kind is Kind.ISSUE else "pull"
    right = _IN_PATHS[str(kind)]
    if wanted == right:
        return page.rest
    plain = page.rest.partition("?")[0].rstrip("/").count("/") == 2
    return f"/{right}/{page.questions[0].value}" if plain else None


def _released(page: Page, row: Row) -> str | None:
    """A release's end of the URL; the site leads from the latest to its own."""
    tag = row.get("tagName")
    if row.get("isDraft") is not False or not isinstance(tag, str) or not tag:
        return None
    if page.kind is Kind.LATEST:
        return f"/releases/tag/{quote(tag, safe='')}"
    return page.rest if tag == page.questions[0].value else None


def _is_it(page: Page, row: Row) -> bool:
    """Whether what was found is what the page shows: a commit, a file, a folder, a discussion."""
    value = page.questions[0].value
    if page.kind is Kind.DISCUSSION:
        return row.get("number") == value
    if row.get("__typename") != _TYPES[page.kind]:
        return False
    # a branch may be called as a commit's number begins
    return page.kind is not Kind.COMMIT or str(row.get("oid")).startswith(str(value))


def _hops(url: str, place: str, shown: str = "") -> tuple[Hop, ...]:
    """The requests that the site would have answered, from a URL to where its page is and then to what it shows.

    A fragment is handed on as a browser does; a slash at the end of a path is served.
    """
    shown = led_to(url, shown or place)
    place = led_to(url, place)
    ways = [Hop(url, MOVED)] if _plain(url) != _plain(place) else []
    if _plain(place) != _plain(shown):
        ways.append(Hop(place if ways else url, FOUND))
    return (*ways, Hop(shown if ways else url, OK))


def _plain(url: str) -> str:
    """A URL as far as the site does not lead on from it: the case of names and a slash at the end do not count."""
    head, _, query = url.partition("#")[0].partition("?")
    return f"{head.rstrip('/').lower()}?{query}"
