"""linkcheck.pipeline.finding: what is new, what has recovered, and what the reports say of a rewritten link."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from linkcheck.demo.web.behaviours import document
from linkcheck.model import Check, Judgement, Link, Reason, Span, Syntax, Target, Verdict
from linkcheck.pipeline import Outcome
from linkcheck.pipeline.finding import finding_of
from linkcheck.report import Format, render
from linkcheck.settings import Settings
from linkcheck.store import Memory
from tests.pipeline.support import FESTIVAL, LOST, SNAPSHOT_2015, finding, one_night, settings_in, shelved, small_web


def told(outcome: Outcome) -> tuple[bool, bool]:
    """Whether the lost page is new, and whether it has recovered."""
    one = finding(outcome, LOST)
    return one.new, one.recovered


async def test_new_once_and_recovered_once(tmp_path: Path) -> None:
    """A death is news on its first night, its return on the night of the return, and neither on any other."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), settings_in(tmp_path)
    seen = []
    async with small_web() as web:
        seen += [told(await one_night(web, [archive], settings, day)) for day in (0, 1, 3)]
    async with small_web(lost=document(FESTIVAL)) as web:
        seen.append(told(await one_night(web, [archive], settings, 60)))
        seen.append(told(await one_night(web, [archive], settings, 61)))

    assert seen == [(True, False), (False, False), (False, False), (False, True), (False, False)]


async def test_a_rewritten_link_stays_under_its_target(tmp_path: Path) -> None:
    """The JSON report has it with "rewritten": true and as it stands now; when the page lives again, that is seen."""
    archive, settings = shelved(tmp_path, one=f"[a]({LOST})"), replace(settings_in(tmp_path), write=True)
    async with small_web() as web:
        for day in (0, 1, 3, 4):
            outcome = await one_night(web, [archive], settings, day)
    targets = json.loads(render(outcome.report, Format.JSON))["targets"]
    async with small_web(lost=document(FESTIVAL)) as web:
        revived = await one_night(web, [archive], settings, 60)

    assert [target["url"] for target in targets] == [LOST]
    assert [(link["rewritten"], link["written"]) for link in targets[0]["links"]] == [(True, SNAPSHOT_2015)]
    assert finding(revived, LOST).standing.verdict is Verdict.ALIVE
    assert finding(revived, LOST).recovered


class Counted(tuple[Link, ...]):
    """Links that count how often they are gone through."""

    __slots__ = ()
    passes = 0

    def __iter__(self) -> Iterator[Link]:
        """Once more."""
        Counted.passes += 1
        return super().__iter__()


def test_a_link_that_stands_ten_thousand_times_takes_no_square_of_it() -> None:
    """The links of a target are gone through a few times, not once for each of them."""
    url, at = "https://a.example/", datetime(2026, 11, 23, tzinfo=UTC)
    links = Counted(
        Link("a.md", Span(place, place + 18), 1, place + 1, url, url, Syntax.BARE, section="Jobs")
        for place in range(100)
    )
    check = Check(url, at, Judgement(Verdict.ALIVE, Reason.OK), 200, url, (), "here")
    memory = Memory(Target(url), links, (), (check,), 1, (), at)

    found = finding_of(memory, Settings(report_only=("jobs",)), 1)

    assert {link.report_only for link in found.links} == {"it stands under “Jobs”"}
    assert Counted.passes < 10
