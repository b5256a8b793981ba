"""What hosts answer for what is unlikely to exist: asked once a run for each host and depth of path.

Where it is the query that names the page, once for each such query.
"""

from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from linkcheck.crawl.talk import Pause, Talk, Walk
from linkcheck.model import Answer, Failure
from linkcheck.net import host_of

KEPT = 256
"""Answers that are kept, each with its body; the longest unused goes first."""
LOOK_AGAIN = 0.5
"""Seconds until a check looks again for an answer that another one is asking for."""

Key = tuple[str, int | str]


class Siblings:
    """The sibling answers of one run."""

    def __init__(self, follow: Callable[[str], Talk[Walk]]) -> None:
        self._follow = follow
        self._answers: OrderedDict[Key, Answer | Failure] = OrderedDict()
        self._asking: set[Key] = set()

    def answer(self, url: str) -> Talk[Answer | Failure]:
        """What the end of `url`'s chain is; from memory where the host was asked at that depth before."""
        parts = urlsplit(url)
        key: Key = host_of(url), f"{parts.path}?{parts.query}" if parts.query else parts.path.count("/")
        while key in self._asking:
            yield Pause(LOOK_AGAIN)
        if key in self._answers:
            self._answers.move_to_end(key)
            return self._answers[key]
        self._asking.add(key)
        try:
            walk = yield from self._follow(url)
        finally:
            self._asking.discard(key)
        self._answers[key] = walk.result
        while len(self._answers) > KEPT:
            self._answers.popitem(last=False)
        return walk.result
