"""Aliases: a living page elsewhere that a dead link may mean."""

from dataclasses import dataclass
from datetime import datetime

from linkcheck.model.verdicts import Evidence


@dataclass(frozen=True, slots=True)
class Alias:
    """A living page that was asked and judged to be the one that a dead link meant."""

    url: str
    """Where it lives; without the link's fragment."""
    kind: str
    """How it was thought of: a slug, such as github-pages, https, www, moved-site."""
    evidence: tuple[Evidence, ...]
    """The first says how it was thought of; as everywhere, below 0 speaks for alive."""
    asked: datetime
    """When it was seen alive, UTC."""

    @property
    def why(self) -> str:
        """How it was thought of, in words."""
        return next((one.detail for one in self.evidence if one.mark == self.kind), self.kind)


@dataclass(frozen=True, slots=True)
class NoAlias:
    """None of the places that were thought of is the page."""

    evidence: tuple[Evidence, ...] = ()
    """Each place that was tried, and what spoke against it; empty where none came to mind."""


AliasAnswer = Alias | NoAlias
