"""Marks: rows of the data files that say what a certain kind of page looks like."""

import re
from dataclasses import dataclass
from typing import Final

from linkcheck.judge.page import Page
from linkcheck.judge.tables import Row, pattern

TEXT_LOOKED_AT: Final = 6000
"""Characters of a page's text that a mark is looked for in: a notice stands at the top."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row. It matches when everything that it names holds."""

    name: str
    source: str
    header: tuple[str, re.Pattern[str]] | None = None
    title: re.Pattern[str] | None = None
    heading: re.Pattern[str] | None = None
    text: re.Pattern[str] | None = None
    url: re.Pattern[str] | None = None
    html: tuple[str, ...] = ()
    """Strings, any of which stands in the source."""
    max_words: int | None = None
    statuses: tuple[int, int] | None = None
    """The lowest and the highest status that it counts with."""
    password: bool = False

    @classmethod
    def of(cls, row: Row, name: str = "", source: str = "") -> "Mark":
        """Read a row of a data file; `name` and `source` stand in where the row is part of a larger one."""
        header = row.get("header")
        return cls(
            name=row.get("name", name),
            source=row.get("source", source),
            header=(header[0], re.compile(header[1], re.IGNORECASE)) if header else None,
            title=pattern(row.get("title")),
            heading=pattern(row.get("heading")),
            text=pattern(row.get("text")),
            url=pattern(row.get("url")),
            html=tuple(row.get("html", ())),
            max_words=row.get("max_words"),
            statuses=tuple(row["statuses"]) if "statuses" in row else None,
            password=row.get("password", False),
        )

    @property
    def looks(self) -> bool:
        """It names anything at all to look at."""
        return bool(self.header or self.title or self.heading or self.text or self.url or self.html or self.password)

    def matches(self, page: Page) -> bool:
        """Whether a page carries the mark. The cheap questions are asked first."""
        return (
            (self.max_words is None or not page.longer_than(self.max_words))
            and (self.statuses is None or self.statuses[0] <= page.status <= self.statuses[1])
            and (not self.password or page.password)
            and (self.url is None or bool(self.url.search(page.url)))
            and self._header(page)
            and (self.title is None or bool(self.title.search(page.title)))
            and (self.heading is None or any(self.heading.search(heading) for heading in page.headings))
            and (not self.html or any(map(page.holds, self.html)))
            and (self.text is None or bool(self.text.search(page.text[:TEXT_LOOKED_AT])))
        )

    def _header(self, page: Page) -> bool:
        if self.header is None:
            return True
        value = page.header(self.header[0])
        return value is not None and bool(self.header[1].search(value))


def first(marks: tuple[Mark, ...], page: Page) -> Mark | None:
    """The first mark that a page carries."""
    return next((mark for mark in marks if mark.matches(page)), None)
