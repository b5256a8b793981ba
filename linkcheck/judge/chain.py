"""A redirect chain, read: which page was meant, where it ended, and whether the way there is meant to last."""

from dataclasses import dataclass
from typing import Final

from linkcheck.judge import shorteners, urls
from linkcheck.model import Hop

PERMANENT: Final = frozenset({301, 308})
"""Redirects that say "from now on" (RFC 9110, sections 15.4.2 and 15.4.9)."""

TEMPORARY: Final = frozenset({302, 303, 307})
"""Redirects that say "for now" (RFC 9110, sections 15.4.3, 15.4.4 and 15.4.8)."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What the hops of a probe come to."""

    asked: str
    """The URL as the author wrote it."""
    wanted: str
    """The page that was meant: the first URL behind shorteners, or the URL itself."""
    final: str
    """Where it ended."""
    short: bool
    """It began at a shortener."""
    stuck: bool
    """It began at a shortener and never left it and its owner."""
    permanent: bool
    """Every redirect behind `wanted` is a permanent one, and there is one."""
    passing: bool
    """A redirect behind `wanted` is for now only: a gate before the page is led to by such a one."""
    redirected: bool
    """More than one request was made."""

    @property
    def changed(self) -> bool:
        """It ended at another page than the one that was meant."""
        return not urls.same_page(self.wanted, self.final)

    @property
    def slug_lost(self) -> bool:
        """It ended at another page, whose URL has nothing left of the wanted one's last part or of its number."""
        return self.changed and not (
            urls.keeps_slug(self.wanted, self.final) or urls.keeps_identifier(self.wanted, self.final)
        )


def follow(hops: tuple[Hop, ...], final: str) -> Chain:
    """Read the hops of a probe that ended at `final`.

    A shortener's own redirect is its work, not a move: what is judged is the way behind it. A shortener that answers
    itself, or leads to its owner, has not led anywhere.
    """
    asked = hops[0].url if hops else final
    short = shorteners.is_shortener(asked)
    start = next((i for i, hop in enumerate(hops) if not shorteners.is_shortener(hop.url)), len(hops))
    behind = hops[start:]
    wanted = behind[0].url if behind else asked
    stuck = short and (not behind or shorteners.owned(asked, wanted))
    redirects = behind[:-1]
    return Chain(
        asked=asked,
        wanted=asked if stuck else wanted,
        final=final,
        short=short,
        stuck=stuck,
        passing=any(hop.status in TEMPORARY for hop in redirects),
        redirected=len(hops) > 1,
        permanent=bool(redirects) and not short and all(hop.status in PERMANENT for hop in redirects),
    )


def short_target(hops: tuple[Hop, ...]) -> str:
    """The page that a short link led to, the first URL behind shorteners; empty where it led nowhere."""
    if not hops:
        return ""
    chain = follow(hops, hops[-1].url)
    return chain.wanted if chain.short and not chain.stuck else ""
