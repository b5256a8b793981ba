"""What hosts answer for paths that are unlikely to exist: asked once a run for each host and depth of path."""

from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from linkcheck.crawl.talk import Asking, Pause, Talk, Walk
from linkcheck.model import Answer, Failure
from linkcheck.net import host_of

KEPT = 256
"""Answers that are kept, each with its body; the longest unused goes first."""
LOOK_AGAIN = 0.5
"""Seconds until a check looks again for an answer that another one is asking for."""

Key = tuple[str, int]


class Siblings:
    """The sibling answers of one run."""

    def __init__(self, follow: Callable[[str], Asking[Walk]]) -> None:
        self._follow = follow
        self._answers: OrderedDict[Key, Answer | Failure] = OrderedDict()
        self._asking: set[Key] = set()

    def answer(self, url: str) -> Talk[Answer | Failure]:
        """What the end of `url`'s chain is; from memory where the host was asked at that depth before."""
        key = host_of(url), urlsplit(url).path.count("/")
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
