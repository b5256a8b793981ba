"""One URL's check as a talk: its chain, retries, a second look where a program was refused, a sibling where asked."""

from dataclasses import dataclass, replace
from functools import partial

from linkcheck.crawl.chain import Rules, follow
from linkcheck.crawl.questions import Questions
from linkcheck.crawl.retry import Retries
from linkcheck.crawl.siblings import Siblings
from linkcheck.crawl.talk import Talk, Walk
from linkcheck.model import Answer, Failure, Probe
from linkcheck.net import BROWSER_HEADERS


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything that the checks of one run share."""

    questions: Questions
    rules: Rules
    retries: Retries
    siblings: Siblings

    def check(self, url: str) -> Talk[Probe]:
        """Ask for `url` until there is something to judge."""
        walk = yield from self.retries.attempts(partial(follow, url, self.rules))
        second_look = self._refused(walk.result)
        if second_look:
            look = yield from follow(url, self.rules, BROWSER_HEADERS)
            walk = look if self._rank(look.result) <= self._rank(walk.result) else walk
        probe = self._probe(url, walk, second_look=second_look)
        sibling = self.questions.sibling(probe)
        if sibling is None:
            return probe
        answer = yield from self.siblings.answer(sibling)
        return replace(probe, sibling=answer)

    def _probe(self, url: str, walk: Walk, *, second_look: bool) -> Probe:
        # taken at the end: a failure is vouched for by what was seen after it, not after its beginning
        return Probe(url, self.rules.now(), walk.seconds, walk.hops, walk.result, second_look=second_look)

    def _refused(self, result: Answer | Failure) -> bool:
        return isinstance(result, Answer) and self.questions.refused(result)

    def _rank(self, result: Answer | Failure) -> int:
        """How much a result tells of what a person would get; less is better."""
        if isinstance(result, Failure):
            return 3
        if self._refused(result):
            return 2
        return 0 if result.status < 300 else 1
