"""What one night can do: quotas of hosts, and how long a backlog takes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from linkcheck.model import Target
from linkcheck.pipeline.budget import Quotas, nights_needed
from linkcheck.report import Leftover, terminal
from linkcheck.report.terminal import leftover
from linkcheck.settings import HostSettings, Settings
from linkcheck.store import Due, Store
from tests.pipeline.support import one_night, settings_in, shelved, small_web
from tests.report.cases import CASES, report_of
from tests.store.samples import StillClock

DAY = date(2026, 11, 23)


def due(*urls: str) -> list[Due]:
    """What is due, each URL a request of its own."""
    return [Due((Target(url),), DAY, never_checked=False) for url in urls]


def test_each_host_has_its_share() -> None:
    """The first of a host are asked, in their order, the rest is counted; one host's share may be another."""
    settings = Settings(vantage="here", host_nightly=2, hosts={"big.example": HostSettings(nightly=3)})
    quotas = Quotas(settings)
    urls = [f"http://{host}.example/{number}" for number in range(5) for host in ("a", "www.big", "b")]
    asked = [one.url for one in quotas.within(iter(due(*urls, "http://[x", "mailto:a@b.example")))]

    assert [url for url in asked if "//a." in url] == ["http://a.example/0", "http://a.example/1"]
    assert len([url for url in asked if "big" in url]) == 3
    assert asked[-2:] == ["http://[x", "mailto:a@b.example"]
    assert quotas.left == 8


def test_without_a_quota_all_are_asked() -> None:
    """It is nobody's default."""
    quotas = Quotas(Settings(vantage="here"))
    assert len(list(quotas.within(iter(due(*["http://a.example/"] * 50))))) == 50
    assert quotas.left == 0


def test_nights_needed() -> None:
    """As many as it takes when each night brings its own; none where they bring more than is asked."""
    assert nights_needed(100, 60, [0] * 10) == 2
    assert nights_needed(100, 60, [20] * 10) == 3
    assert nights_needed(100, 20, [20] * 10) is None
    assert nights_needed(10, 0, [0] * 10) is None


@given(st.integers(1, 10_000), st.integers(1, 1000), st.lists(st.integers(0, 500), min_size=1, max_size=100))
def test_more_pace_is_never_slower(left: int, pace: int, coming: list[int]) -> None:
    """A night that asks more ends the backlog no later."""
    slow, fast = nights_needed(left, pace, coming), nights_needed(left, pace + 1, coming)
    assert slow is None or (fast is not None and fast <= slow)


async def test_what_is_left_is_told(tmp_path: Path) -> None:
    """What a host's share leaves stays due, is in the run's books, and the report says how many nights it takes."""
    links = " ".join(f"[{number}](https://kites.example/{number})" for number in range(9))
    archive = shelved(tmp_path, one=links)
    settings = replace(settings_in(tmp_path), host_nightly=3)
    async with small_web() as web:
        outcomes = [await one_night(web, [archive], settings, day) for day in range(3)]

    assert [one.report.left.checks for one in outcomes] == [6, 3, 0]
    assert [one.report.left.nights for one in outcomes] == [2, 1, 0]
    assert "6 checks. At this pace the checks catch up in 2 nights." in terminal(outcomes[0].report)
    with Store.open(settings.db, StillClock()) as store:
        assert [run.deferred for run in store.runs.all()] == [6, 3, 0]


def test_a_backlog_that_does_not_end() -> None:
    """Where more becomes due each night than is asked, that is said, and what would help."""
    report = replace(report_of(CASES / "a-quiet-night"), left=Leftover(5, nights=None))
    (line,) = leftover(report)
    assert line.startswith("Left for another night: 5 checks. At this pace the checks do not catch up")
