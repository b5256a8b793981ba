"""Marks: rows of the data files that say what a certain kind of page looks like."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from linkcheck.judge.forms import Forms
from linkcheck.judge.page import Page
from linkcheck.judge.remembered import kept
from linkcheck.judge.tables import Expression, Row, expression

TEXT_LOOKED_AT: Final = 6000
"""Characters of a page's text that a mark is looked for in: a notice stands at the top."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row. It matches when everything that it names holds."""

    name: str
    source: str
    header: tuple[str, Expression] | None = None
    title: Expression | None = None
    heading: Expression | None = None
    text: Expression | None = None
    url: Expression | None = None
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
            header=(header[0], Expression(header[1])) if header else None,
            title=expression(row.get("title")),
            heading=expression(row.get("heading")),
            text=expression(row.get("text")),
            url=expression(row.get("url")),
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


class _Known(NamedTuple):
    """By what marks are known, by their numbers: each by one thing that it names."""

    strings: dict[str, list[int]]
    headers: dict[str, list[int]]
    numbers: tuple[int, ...]
    """The others, whose expressions are these."""
    forms: Forms
    longest: int
    """Words of a page, at most, for whose text one of them asks."""


class Marks:
    """Some marks, of which nearly every page carries none: its strings, headers, title and words tell that at once.

    Only the pages that have what a mark is known by are held against it.
    """

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._marks = tuple(marks)

    def __iter__(self) -> Iterator[Mark]:
        """Each of them, in order."""
        return iter(self._marks)

    def first(self, page: Page) -> Mark | None:
        """The first mark that a page carries."""
        numbers = self._likely(page)
        return next((mark for mark in map(self._marks.__getitem__, sorted(numbers)) if mark.matches(page)), None)

    def _likely(self, page: Page) -> set[int]:
        """The numbers of those that a page may carry; it carries no other."""
        strings, headers, others, forms, longest = self._known
        told = [page.url, page.title, *page.headings]
        if not page.longer_than(longest):
            told.append(page.text[:TEXT_LOOKED_AT])
        numbers = set(map(others.__getitem__, forms.of("\n".join(told))))
        if not strings.keys().isdisjoint(page.found):
            numbers.update(number for text in page.found & strings.keys() for number in strings[text])
        if not headers.keys().isdisjoint(page.named):
            numbers.update(number for name in page.named & headers.keys() for number in headers[name])
        return numbers

    @kept
    def _known(self) -> _Known:
        strings: defaultdict[str, list[int]] = defaultdict(list)
        headers: defaultdict[str, list[int]] = defaultdict(list)
        forms: dict[int, Expression] = {}
        for number, mark in enumerate(self._marks):
            if mark.html:
                for text in mark.html:
                    strings[text].append(number)
            elif mark.header is not None:
                headers[mark.header[0].lower()].append(number)
            else:
                told = (mark.title, mark.heading, mark.text, mark.url)
                forms[number] = next(filter(None, told), Expression(""))
        longest = max((_longest(self._marks[n]) for n in forms if self._marks[n].text is not None), default=0)
        return _Known(strings, headers, tuple(forms), Forms(forms.values()), longest)


def _longest(mark: Mark) -> int:
    """The words that a page with such a mark has at most."""
    return sys.maxsize if mark.max_words is None else mark.max_words
