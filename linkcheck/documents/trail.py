"""Bare URLs in Markdown, where emphasis, entities and escapes cut a text into pieces.

GitHub reads a bare URL before emphasis: in `http://example.org/_a_/b` nothing is slanted. A parser that knows no bare
URLs sees three pieces there. This follows a URL from the piece that it begins in over the events behind it.
"""

from collections.abc import Callable

from linkcheck.documents.bare import RUN, START, trim

Found = Callable[[int, int, int], None]
"""Told of each URL: start and end in bytes, and where it starts in the words of its block."""


class Trail:
    """The bare URL that is being followed, if there is one."""

    def __init__(self, text: bytes, found: Found) -> None:
        self._text = text
        self._found = found
        self.open = False
        """A URL is being followed."""
        self._start = 0
        self._reached = 0
        self._opens = 0
        self._contained = 0
        """Emphasis that begins before this lies inside the URL."""

    def turn_to(self, text: bytes) -> None:
        """Go on in another text: places are in that from now on."""
        self.stop()
        self._text = text
        self._reached = 0

    def piece(self, start: int, end: int, opens: int) -> None:
        """A piece of text, whose first character stands at `opens` of its block's words."""
        if self.open and self._reach(start):
            self._reach(end)
        taken = max(start, self._reached)
        counted = start
        for match in START.finditer(self._text, start, end):
            if match.start() < taken:
                continue
            self.stop()
            opens += len(self._text[counted : match.start()].decode())
            counted = self._start = self._reached = match.start()
            self.open = True
            self._opens = opens
            self._reach(end)
            taken = self._reached

    def emphasis(self, start: int, end: int) -> None:
        """Emphasis opens; if it closes before the URL ends, it was none."""
        if not self.open or start < self._contained or not self._reach(start):
            return
        run = RUN.match(self._text, start, end)
        if run and run.end() == end:
            self._contained = end
        else:
            self.stop()

    def emphasis_ends(self, start: int) -> None:
        """Emphasis closes that began at `start`; a URL inside ends with it."""
        if self.open and start < self._start:
            self.stop()

    def stop(self) -> None:
        """The URL that is being followed ends where it has reached."""
        if not self.open:
            return
        self.open = False
        self._contained = 0
        start = self._start
        if url := trim(self._text[start : self._reached]):
            self._found(start, start + len(url), self._opens)

    def _reach(self, position: int) -> bool:
        """Go on to `position`; ends the URL and gives False where it ends before."""
        run = RUN.match(self._text, self._reached, position)
        self._reached = run.end() if run else self._reached
        if self._reached >= position:
            return True
        self.stop()
        return False
