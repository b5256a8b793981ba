"""Repeated ends: many different pages of a site that all lead to one place, which therefore is none of them.

Source and final URL tabulated for each host: a final URL that repeats is a soft 404, wherever it is
(https://en.wikibooks.org/wiki/A_Link_Rot_Bestiary). A gate stands before many pages too, so the way there must be meant
to last, and lead neither to a front page, nor to one of a language, a country or a version.
"""

import re
from collections.abc import Iterable
from typing import Final

from linkcheck.judge import redirects, shorteners, urls
from linkcheck.judge.chain import Chain, follow
from linkcheck.model import Check, Hop

LEAST: Final = 3
"""Others, at least: two or three pages that became one are no rarity."""
MANY: Final = 10
"""Others by which a place is known for sure."""

_LOCALE: Final = re.compile(r"[a-z]{2}([-_][a-z]{2,4})?|intl|global|international|worldwide|home|index", re.IGNORECASE)
_VERSION: Final = re.compile(
    r"v?\d+(\.(\d+|x))*|latest|stable|current|master|main|dev(el)?|next|nightly", re.IGNORECASE
)


def telling(chain: Chain) -> bool:
    """Whether the end of a way says something when others end there too."""
    return (
        chain.permanent
        and chain.slug_lost
        and redirects.specific(chain.wanted)
        and not redirects.is_person(chain.wanted)
        and not shorteners.is_shortener(chain.final)
        and not for_many(chain.final)
    )


def for_many(url: str) -> bool:
    """Whether a URL is a front page, or the page of a language, a country or a version."""
    names = urls.segments(url)
    if urls.is_root(url) or urls.language_root(url) or all(_LOCALE.fullmatch(name) for name in names):
        return True
    return bool(_VERSION.fullmatch(names[-1]))


def place_of(hops: tuple[Hop, ...]) -> str:
    """Where a way ended, as one name for all links of a host that end there; empty where that says nothing.

    It is the host, a space, and the final URL without scheme, fragment, tracking and what only tells the way back.
    """
    if len(hops) < 2:
        return ""
    chain = follow(hops, hops[-1].url)
    if not telling(chain):
        return ""
    path = urls.split(chain.wanted).path.rstrip("/")
    kept = [f"{key}={value}" for key, value in urls.telling_query(chain.final) if not (path and path in value)]
    where = "/".join((urls.bare(urls.host_of(chain.final)), *map(str.casefold, urls.segments(chain.final))))
    query = f"?{'&'.join(kept)}" if kept else ""
    return f"{urls.bare(urls.host_of(chain.wanted))} {where}{query}{urls.routed(chain.final)}"


def astray(check: Check) -> str:
    """The place where a link was led that shows nothing of it, by which others there are told; empty for any other.

    A link whose words stand there is none: pages were merged there, or it was made for that one.
    """
    seen = check.judgement.evidence
    if not seen:
        return ""
    marks = {evidence.mark for evidence in seen}
    if "slug-lost" not in marks or marks & {"words-in-head", "words-in-text"}:
        return ""
    return place_of(check.hops)


def different(url: str, others: Iterable[str]) -> int:
    """How many different paths other than a URL's own are among these URLs."""
    paths = set(map(_path, others))
    return len(paths - {_path(url)}) if paths else 0


def _path(url: str) -> tuple[str, ...]:
    return tuple(name.casefold() for name in urls.segments(url))
