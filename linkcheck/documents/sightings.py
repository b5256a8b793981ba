"""The links that the reading of a document meets, kept closely: a letter may have two hundred thousand."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, repeat
from operator import attrgetter, lt

from linkcheck.documents.destination import Range
from linkcheck.documents.prose import Sighting
from linkcheck.model import Syntax

BATCH = 1_000
"""Sightings that are put into the columns together."""

Seen = tuple[int, int, str | None, Syntax, int, int, int, str | None, str]
"""The fields of a `Sighting` in their order; no URL where it is what stands at the place."""


class Sightings:
    """Sightings that nothing more becomes known of, in columns; `arrange` them before they are gone through.

    As objects they would take six times the room, most of it for URLs that stand in the text.
    """

    def __init__(self, text: bytes) -> None:
        """`text`: the document's, in which the places are."""
        self._text = text
        self._waiting: list[Sighting] = []
        """Those that came last, at most `BATCH`."""
        self._starts, self._ends = array("q"), array("q")
        self._blocks, self._opens, self._closes = array("q"), array("q"), array("q")
        self._syntaxes: list[Syntax] = []
        self._urls: dict[int, str] = {}
        """By number, as the two below: those that are not what stands at their place."""
        self._said: dict[int, str] = {}
        """Those of them that are not what stands there; else that is marked below."""
        self._as_written = bytearray()
        self._fixed: dict[int, str] = {}

    def append(self, sighting: Sighting) -> None:
        """Keep one more, unless its URL holds what it names (`data:`) and leads nowhere."""
        self._waiting.append(sighting)
        if len(self._waiting) == BATCH:
            self._settle()

    def extend(self, sightings: Iterable[Sighting]) -> None:
        """Keep some more."""
        for sighting in sightings:
            self.append(sighting)

    def __len__(self) -> int:
        self._settle()
        return len(self._syntaxes)

    def lead(self, meaning: Callable[[str], str], first: int) -> None:
        """Let the URLs from the `first` on be what they mean."""
        self._settle()
        for number, url in enumerate(islice(self.urls(), first, None), first):
            if (meant := meaning(url)) != url:
                self._urls[number] = meant

    def arrange(self) -> None:
        """Put all of them in the order of their places; what stands at one place stays as it came."""
        # those of most documents are in order before they are in columns, which is sooner done
        self._waiting.sort(key=attrgetter("start", "end"))
        self._settle()
        if not all(map(lt, self._starts, islice(self._starts, 1, None))):
            # twice by one number: a pair for each would take many times the room
            order = sorted(range(len(self._ends)), key=self._ends.__getitem__)
            order.sort(key=self._starts.__getitem__)
            self._take(order)

    def without(self, code: Callable[[Range], bool]) -> None:
        """Let go of those at whose place there is `code`."""
        self._settle()
        self._take([number for number, place in enumerate(self.places()) if not code(place)])

    def places(self) -> Iterator[Range]:
        """Where each stands."""
        return zip(self._starts, self._ends, strict=True)

    def urls(self) -> Iterator[str]:
        """The URL of each."""
        text, others = self._text, map(self._urls.get, range(len(self._starts)))
        for start, end, url in zip(self._starts, self._ends, others, strict=True):
            yield text[start:end].decode() if url is None else url

    def syntaxes(self) -> Iterator[Syntax]:
        """The written form of each."""
        return iter(self._syntaxes)

    def __iter__(self) -> Iterator[Seen]:
        numbers = range(len(self._starts))
        said = self._words_of if any(self._as_written) else self._said.get
        return zip(
            self._starts,
            self._ends,
            map(self._urls.get, numbers),
            self._syntaxes,
            self._blocks,
            self._opens,
            self._closes,
            map(said, numbers),
            map(self._fixed.get, numbers, repeat("")),
            strict=True,
        )

    def _words_of(self, number: int) -> str | None:
        if self._as_written[number]:
            return self._text[self._starts[number] : self._ends[number]].decode()
        return self._said.get(number)

    def _settle(self) -> None:
        """Move those that wait into the columns."""
        new = [sighting for sighting in self._waiting if sighting.url[:5].lower() != "data:"]
        text = self._text
        for number, sighting in enumerate(new, len(self._syntaxes)):
            written = text[sighting.start : sighting.end]
            if written != sighting.url.encode():
                self._urls[number] = sighting.url
            as_written = sighting.said is not None and written == sighting.said.encode()
            self._as_written.append(as_written)
            if sighting.said is not None and not as_written:
                self._said[number] = sighting.said
            if sighting.fixed:
                self._fixed[number] = sighting.fixed
        self._starts.extend([sighting.start for sighting in new])
        self._ends.extend([sighting.end for sighting in new])
        self._syntaxes.extend([sighting.syntax for sighting in new])
        self._blocks.extend([sighting.block for sighting in new])
        self._opens.extend([sighting.opens for sighting in new])
        self._closes.extend([sighting.closes for sighting in new])
        self._waiting.clear()

    def _take(self, numbers: list[int]) -> None:
        """Let these be all, in this order."""
        self._starts, self._ends, self._blocks, self._opens, self._closes = (
            array("q", map(column.__getitem__, numbers))
            for column in (self._starts, self._ends, self._blocks, self._opens, self._closes)
        )
        self._syntaxes = [self._syntaxes[number] for number in numbers]
        self._as_written = bytearray(map(self._as_written.__getitem__, numbers))
        self._urls, self._said, self._fixed = (
            {new: told[old] for new, old in enumerate(numbers) if old in told} if told else told
            for told in (self._urls, self._said, self._fixed)
        )
