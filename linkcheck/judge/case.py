"""A case: everything that the questions of the judge may look at, in one value."""

from dataclasses import dataclass
from urllib.parse import urljoin

from linkcheck.judge import page as pages
from linkcheck.judge import urls
from linkcheck.judge.chain import Chain
from linkcheck.judge.page import Page
from linkcheck.judge.words import Carried, carried, missing, unnamed
from linkcheck.model import Answer, Failure, Told


@dataclass(frozen=True, slots=True)
class Beside:
    """What a host answered beside the page: for a path that is unlikely to exist, or for its front page."""

    url: str
    """Where that ended."""
    page: Page


@dataclass(frozen=True, slots=True)
class Case:
    """A page, the way to it, and what the author said is there."""

    chain: Chain
    page: Page
    texts: tuple[str, ...]
    beside: Beside | None = None
    told: Told | None = None
    """What the host's interface for programs told of the page."""
    capture: bool = False
    """The page is a snapshot: what a living server would do to a program says nothing."""
    front: Beside | None = None
    """The host's front page, and where that ended."""
    interface: str = ""
    """What an interface said that knows the page and was asked in its stead."""
    others: int = 0
    """Links to other pages of the wanted page's host whose way ended at the same place, which shows nothing of them."""

    @property
    def carried(self) -> Carried:
        """How much of what was meant the page shows."""
        return carried(self._meant, self.texts, self.page)

    @property
    def unnamed(self) -> bool:
        """There was something to look for, and the page's title and headings show nothing of it."""
        return unnamed(self._meant, self.texts, self.page)

    @property
    def missing(self) -> bool:
        """There was something to look for, and the page shows nothing of it."""
        return missing(self._meant, self.texts, self.page)

    @property
    def _meant(self) -> str:
        return "" if self.chain.short and self.chain.stuck else self.chain.wanted

    @property
    def to_root(self) -> bool:
        """The link was to a front page anyway."""
        return urls.is_root(self.chain.wanted) or bool(urls.language_root(self.chain.wanted))


def beside(answer: Answer | Failure | None) -> Beside | None:
    """What was asked beside the page, and where it ended: a redirect that was not followed ends at its Location."""
    if not isinstance(answer, Answer):
        return None
    location = answer.header("location") if 300 <= answer.status < 400 else None
    try:
        place = urljoin(answer.url, location) if location else answer.url
    except ValueError:
        place = answer.url  # a Location that is no URL leads nowhere
    return Beside(place, pages.read(answer))
