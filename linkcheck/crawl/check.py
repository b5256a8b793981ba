"""One URL's check as a talk: its chain, retries, a second look where a program was refused, and what else is asked.

That is a sibling where a soft 404 is suspected, and a host's own interface where its page tells nothing.
"""

from dataclasses import dataclass, field, replace
from functools import partial

from linkcheck.crawl.chain import Rules, follow, once
from linkcheck.crawl.questions import Questions
from linkcheck.crawl.retry import Retries
from linkcheck.crawl.siblings import Siblings
from linkcheck.crawl.talk import Talk, Walk
from linkcheck.model import Answer, Enquiry, Failure, Probe, Told
from linkcheck.net import BROWSER_HEADERS


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything that the checks of one run share."""

    questions: Questions
    rules: Rules
    retries: Retries
    siblings: Siblings
    fronts: Siblings = field(default_factory=lambda: Siblings(once))
    """Front pages, asked once a run like siblings."""
    known: Siblings = field(default_factory=lambda: Siblings(once))
    """What interfaces say of that which is known to be there, asked once a run like a sibling."""

    def check(self, url: str) -> Talk[Probe]:
        """Ask for `url` until there is something to judge."""
        walk = yield from follow(url, self.rules, first=True)
        if self.retries.wanted(walk):
            walk = yield from self.retries.further(walk, partial(follow, url, self.rules, first=True))
        second_look = self._refused(walk.result)
        if second_look:
            look = yield from follow(url, self.rules, BROWSER_HEADERS)
            walk = look if self._rank(look.result) <= self._rank(walk.result) else walk
        probe = self._probe(url, walk, second_look=second_look)
        enquiry = self.questions.enquiry(probe)
        if enquiry is not None:
            told = yield from self._told(enquiry)
            return replace(probe, told=told)
        sibling = self.questions.sibling(probe)
        if sibling is None:
            return probe
        answer = yield from self.siblings.answer(sibling)
        probe = replace(probe, sibling=answer)
        front = self.questions.front(probe)
        if front is None:
            return probe
        answer = yield from self.fronts.answer(front)
        return replace(probe, front=answer)

    def _told(self, enquiry: Enquiry) -> Talk[Told]:
        walk = yield from self.retries.attempts(partial(once, enquiry.url))
        known = yield from self.known.answer(enquiry.known)
        return Told(walk.result, known)

    def _probe(self, url: str, walk: Walk, *, second_look: bool) -> Probe:
        # taken at the end: a failure is vouched for by what was seen after it, not after its beginning
        return Probe(
            url,
            self.rules.now(),
            walk.seconds,
            walk.hops,
            walk.result,
            second_look=second_look,
            fetched=walk.fetched,
        )

    def _refused(self, result: Answer | Failure) -> bool:
        return isinstance(result, Answer) and self.questions.refused(result)

    def _rank(self, result: Answer | Failure) -> int:
        """How much a result tells of what a person would get; less is better."""
        if isinstance(result, Failure):
            return 3
        if self._refused(result):
            return 2
        return 0 if result.status < 300 else 1
