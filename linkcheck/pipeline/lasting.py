"""Offers for links that live: where a permanent redirect has long led, and what a short link stands for.

Both are off by default, and read no more of the memory than they need: the targets of which a check said `moved`, and
those that are short links.
"""

from collections.abc import Iterator
from functools import cache
from urllib.parse import urldefrag

from linkcheck import judge
from linkcheck.model import FAILING, EditKind
from linkcheck.pipeline.finding import finding_of
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.offers import Lasting, Offer
from linkcheck.pipeline.reading import Shelf
from linkcheck.pipeline.rulings import Rulings
from linkcheck.report.wording import count
from linkcheck.store import Memory


def lasting_offers(job: Job, shelf: Shelf, rulings: Rulings) -> Iterator[Offer]:
    """What might stand in the place of living links, as far as the settings want it; not what a person refused."""

    @cache
    def left(path: str) -> frozenset[str]:
        # where an edit has led a link away from a place, no later one leads it back: the two would take turns
        return frozenset(edit.url for edit in job.store.ledger.edits(path=path) if not edit.timestamp)

    for memory, place in _places(job):
        if judge.before_asking(memory.target.url, job.settings) is not None or _fails(job, place.url):
            continue
        finding = finding_of(memory, job.settings, job.run.id, decisions=job.decisions)
        for link in finding.links:
            if link.rewritten or link.report_only or link.decision is not None or link.path not in shelf.paths:
                continue
            offer = Offer(finding, link, place)
            turned_back = any(judge.same_page(place.url, one) for one in left(link.path))
            if not rulings.refuses(offer.told, None) and not turned_back:
                yield offer


def _places(job: Job) -> Iterator[tuple[Memory, Lasting]]:
    nights = count(job.settings.moved_nights, "night")
    if job.settings.moved:
        for memory in job.store.memory.moved():
            if place := judge.moved_for_good(memory.checks, _texts(memory), job.settings):
                yield memory, Lasting(place, EditKind.MOVED, f"a permanent redirect that has held for {nights}")
    if job.settings.expand_short:
        for url in job.store.targets.living():
            if not judge.is_shortener(url):
                continue
            place, found = judge.expanded(job.store.checks.of(url), job.settings), job.store.memory.target(url)
            if place and found is not None:
                yield found, Lasting(place, EditKind.EXPANDED, "what the short link leads to")


def _texts(memory: Memory) -> tuple[str, ...]:
    """What the authors said is there."""
    return tuple(dict.fromkeys(words for link in memory.links for words in (link.text, link.context) if words))


def _fails(job: Job, place: str) -> bool:
    """Whether a place is a target too, and did not answer as one when it was last asked."""
    checks = job.store.checks.of(place) or job.store.checks.of(urldefrag(place).url)
    return judge.standing(checks, job.settings).verdict in FAILING
