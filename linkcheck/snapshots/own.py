"""The editor's own web archive: what the crawl kept, looked up in its WARCs, written as their replay's address.

Nothing is asked of the network: a capture is verified from the WARC itself, by the rules that hold for every archive.
Whether the replay shows it to a reader too is asked once, before it is written, as with any snapshot: while the WARCs
are not published there, the question stays open.
"""

from dataclasses import replace

from linkcheck.judge import is_action
from linkcheck.model import Kept
from linkcheck.snapshots.cdx import Row
from linkcheck.snapshots.choose import candidates
from linkcheck.snapshots.kept import KeptPages
from linkcheck.snapshots.outcomes import Absent, Capture, Held, Kind, Refusal, Trouble
from linkcheck.snapshots.question import Question
from linkcheck.snapshots.timegate import REDIRECTS
from linkcheck.snapshots.trail import Trail
from linkcheck.snapshots.urls import fragment_of, resolved, without_default_port, without_fragment
from linkcheck.snapshots.verify import leads_away, verify


class OwnArchive:
    """The kept pages, and the address of their replay."""

    def __init__(self, pages: KeptPages, replay: str, most: int) -> None:
        """`most`: captures that are tried for one link."""
        self._pages = pages
        self._replay = replay.rstrip("/")
        self._most = most

    def seek(self, question: Question, trail: Trail) -> Held | Absent | Trouble:
        """The nearest kept capture that shows the page."""
        return self._seek(question, trail, set())

    def _seek(self, question: Question, trail: Trail, tried: set[Kept]) -> Held | Absent | Trouble:
        """`tried` are the captures that this lookup has looked at, those of its redirects in."""
        kept = {(one.timestamp, without_default_port(one.url)): one for one in self._pages.of(question.url)}
        rows = [Row(one.timestamp, one.url, one.status, one.digest) for one in kept.values()]
        found = candidates(rows, question)
        hidden: Trouble | None = None
        for candidate in found:
            one = kept[candidate.timestamp, candidate.original]
            # the same bytes are not looked at twice; redirects have none, and each leads where it leads
            alike = not candidate.redirect and any(one.digest == other.digest for other in tried)
            if one in tried or alike or len(tried) >= self._most:
                continue
            tried.add(one)
            outcome = self._try(question, one, trail, tried)
            trail.tell_outcome("own-archive", f"{question.url} near {question.near}", outcome)
            if isinstance(outcome, Held | Refusal):
                outcome = trail.weighed(outcome)
            if isinstance(outcome, Held):
                return outcome
            hidden = hidden or (outcome if isinstance(outcome, Trouble) else None)
        if hidden is not None:
            return hidden
        shown = f"none of the {len(found)} kept captures of {question.url} shows the page"
        return Absent(shown if found else f"no capture of {question.url} was kept")

    def _try(self, question: Question, kept: Kept, trail: Trail, tried: set[Kept]) -> Held | Refusal | Trouble:
        answer = self._pages.read(kept)
        if answer is None:
            why = f"a capture of {kept.timestamp} was kept, and cannot be read from {kept.file}"
            return Trouble(Kind.UNPLAYABLE, why)
        part = f"only its first {len(answer.body):,} bytes were kept" if kept.cut else ""
        page = f"{self._replay}/{kept.timestamp}/{kept.url}"
        capture = Capture(kept.timestamp, kept.url, page, answer, part)
        if kept.status not in REDIRECTS:
            return verify(capture, question)
        target = resolved(kept.url, answer.header("Location") or "")
        if not target or is_action(target):
            return Refusal(capture, "it redirected to nothing that is asked for")
        if away := leads_away(kept.url, target):
            return Refusal(capture, away)
        match self._seek(question.about(target), trail, tried):
            case Held() as held:
                return replace(held, fragment=held.fragment or fragment_of(target))
            case Absent(why=why):
                return Refusal(capture, f"it redirected to {without_fragment(target)}, of which {why}")
            case Trouble() as trouble:
                return trouble
