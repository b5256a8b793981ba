"""Captures that many URLs of a host share: an archived error page, or one page for every address.

A host that answers everything with 200 was captured so too (Bar-Yossef et al., WWW 2004, of living pages). Not one such
capture shows it; many do, and then all of them, the first as the last.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from linkcheck.judge import urls
from linkcheck.judge.languages import is_front

SHARED_BY: Final = 3
"""Pages of a host, at least, whose captures are alike."""

Shown = tuple[str, str]
"""A host, and the fingerprint of captures of its pages."""


def shared(captures: Iterable[tuple[str, str]]) -> Mapping[Shown, int]:
    """How many pages share a capture, for each that many do. `captures`: the fingerprint and the URL of each.

    One page at several addresses is one: the same last part in other folders, with or without `www.` and tracking.
    """
    pages: dict[Shown, set[object]] = {}
    for fingerprint, url in captures:
        if fingerprint and not is_front(url):
            place = (urls.slug(url).casefold(), urls.telling_query(url), urls.routed(url))
            pages.setdefault(shown_by(url, fingerprint), set()).add(place)
    return {shown: len(places) for shown, places in pages.items() if len(places) >= SHARED_BY}


def shown_by(url: str, fingerprint: str) -> Shown:
    """Where a capture of a URL is found in `shared`."""
    return urls.bare(urls.host_of(url)), fingerprint
