"""A host's own interface for programs: what it is asked of a page that says nothing itself, and what its word means.

oEmbed (https://oembed.com/) tells of a video or a post whether it is there; some hosts have something like it. A
question holds nothing of the link but the name of the page, and goes to the company whose page it is.
"""

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote

from linkcheck.judge import urls
from linkcheck.judge.tables import Row
from linkcheck.model import Answer, Enquiry, Failure, Told

OK: Final = 200


class Word(StrEnum):
    """What an interface says of a page."""

    THERE = "there"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Interface:
    """What a row of data/opaque.toml says of its host's interface."""

    asks: re.Pattern[str]
    """The pages that it knows, from the host to the end of the query; its named groups are the names of the page."""
    page: str
    """The URL that it is asked about, of those names."""
    ask: str
    """The question: `{url}` is `page`, percent-encoded; `{name}` is a name."""
    known: str
    """A page that is known to be there: an interface that does not know it is not to be believed."""
    there: frozenset[int]
    """Statuses besides 200 with a JSON object that say the page is there."""
    gone: frozenset[int]

    @classmethod
    def of(cls, row: Row) -> "Interface | None":
        """Read a row; None where nobody can be asked."""
        if "ask" not in row:
            return None
        # case counts in most names, and not in the pattern around them
        asks = re.compile(row["asks"], re.IGNORECASE)
        return cls(asks, row["page"], row["ask"], row["known"], frozenset(row.get("there", ())), frozenset(row["gone"]))

    @property
    def place(self) -> str:
        """Where it is, for people: `www.youtube.com/oembed`."""
        return re.split(r"[?{]", self.ask.removeprefix("https://"))[0].rstrip("/")

    def enquiry(self, url: str) -> Enquiry | None:
        """What to ask about a URL; None where the interface does not know such pages."""
        question, known = self._question(url), self._question(self.known)
        return Enquiry(question, known) if question and known else None

    def _question(self, url: str) -> str:
        parts = urls.split(url)
        match = self.asks.fullmatch(urls.host_of(url) + parts.path + (f"?{parts.query}" if parts.query else ""))
        if match is None:
            return ""
        names = match.groupdict(default="")
        page = quote(self.page.format_map(names), safe="")
        return self.ask.format_map({name: quote(value, safe="") for name, value in names.items()} | {"url": page})

    def word(self, told: Told) -> tuple[Word, str]:
        """What was said, and the evidence in words.

        A bare status is believed where the same interface describes what is known to be there: one that was shut, or
        that refuses programs, says it of everything.
        """
        answer, said = told.answer, _status(told.answer)
        if _describes(answer):
            return Word.THERE, said
        if isinstance(answer, Failure) or answer.status not in self.there | self.gone:
            return Word.UNKNOWN, said
        if not _describes(told.known):
            return Word.UNKNOWN, f"{said}, but {_status(told.known)} of a page that is known to be there"
        return (Word.THERE if answer.status in self.there else Word.GONE), said


def _status(answer: Answer | Failure) -> str:
    return str(answer.status) if isinstance(answer, Answer) else answer.fault.value


def _describes(answer: Answer | Failure) -> bool:
    """Whether an answer is a whole JSON object: YouTube has answered 200 with one word of text for what is private."""
    if isinstance(answer, Failure) or answer.status != OK or answer.truncated:
        return False
    try:
        return isinstance(json.loads(answer.body), dict)
    except (ValueError, RecursionError):
        return False
