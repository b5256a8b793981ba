"""Checks: what was added is read back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import BLOCKED_STATUSES, Check, Evidence, Hop, Judgement, Reason, Verdict
from linkcheck.store import Store
from tests.store.samples import NOW, TONIGHT, StillClock, check, remember

_TEXT = st.text(st.characters(exclude_characters="\x00", max_codepoint=0xFFFF, exclude_categories=()), max_size=30)
_URLS = st.sampled_from(["http://a.example/", "http://b.example/#x", "mailto:a@b.example", "nonsense"]) | _TEXT
_STATUS = st.none() | st.integers(100, 999)
_REASONS = st.sampled_from(
    [*Reason, *(Reason(f"http-{n}") for n in range(100, 1000, 7)), *(Reason(f"blocked-{n}") for n in BLOCKED_STATUSES)]
)
_EVIDENCE = st.builds(Evidence, _TEXT, st.floats(-100, 100), _TEXT)
_CHECKS = st.builds(
    Check,
    url=_URLS,
    at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - zone beside it
    judgement=st.builds(
        Judgement, st.sampled_from(Verdict), _REASONS, st.lists(_EVIDENCE, max_size=3).map(tuple), _TEXT
    ),
    status=_STATUS,
    final_url=_TEXT,
    hops=st.lists(st.builds(Hop, _TEXT, _STATUS), max_size=3).map(tuple),
    vantage=_TEXT,
    vouched=st.just(False),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_CHECKS, max_size=15))
def test_whatever_is_added_is_read_back(checks: list[Check]) -> None:
    """Checks of any kind come back equal, oldest first, from the file itself."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "linkcheck.db"
        with Store.open(path, StillClock()) as store:
            run_id = store.runs.begin(NOW, "here", "0.1.0")
            for one in checks:
                store.checks.add(run_id, one, TONIGHT)
        with Store.open(path, StillClock()) as store:
            for url in {one.url for one in checks}:
                expected = sorted((one for one in checks if one.url == url), key=lambda one: one.at)

                assert store.checks.of(url) == tuple(expected)


def test_only_what_a_round_vouches_for_counts(store: Store, run_id: int) -> None:
    """Checks up to the last canary round that passed are vouched for; later ones, and those of other runs, are not."""
    for minutes in (0, 5, 10):
        store.checks.add(run_id, check("http://a.example/", at=NOW + timedelta(minutes=minutes)), TONIGHT)
    other = store.runs.begin(NOW, "there", "0.1.0")
    store.checks.add(other, check("http://a.example/", at=NOW + timedelta(minutes=1)), TONIGHT)
    before = [one.vouched for one in store.checks.of("http://a.example/")]
    store.runs.vouch(run_id, NOW + timedelta(minutes=5))
    store.runs.vouch(run_id, NOW)

    assert before == [False] * 4
    assert [one.vouched for one in store.checks.of("http://a.example/")] == [True, False, True, False]


def test_a_url_without_a_document_may_be_checked(store: Store, run_id: int) -> None:
    """A URL that was asked on the command line has its history, and is never due by itself."""
    store.checks.add(run_id, check("http://a.example/"), TONIGHT)

    assert store.checks.of("http://a.example/") == (check("http://a.example/"),)
    assert list(store.targets.due(TONIGHT, everything=True)) == []


def test_nothing_is_overwritten(store: Store, run_id: int) -> None:
    """The same check twice is two rows, each with its hops."""
    first, second = (store.checks.add(run_id, check("http://a.example/"), TONIGHT) for _ in range(2))

    assert first != second
    assert store.checks.of("http://a.example/") == (check("http://a.example/"),) * 2
    assert store.checks.count(run_id) == 2


def test_vouched_is_derived(store: Store, run_id: int) -> None:
    """What a caller says of itself does not count."""
    store.checks.add(run_id, replace(check("http://a.example/"), vouched=True), TONIGHT)

    assert not store.checks.of("http://a.example/")[0].vouched


def test_what_was_before_a_turn_is_read_beside_what_is_gathered(store: Store, run_id: int) -> None:
    """A target's earlier checks, oldest first: without their hops and evidence, and what waits goes on waiting."""
    urls = ["http://a.example/", "http://b.example/"]
    remember(store, run_id, "a.md", urls)
    for days in (2, 1):
        store.checks.add(run_id, check(urls[0], at=NOW - timedelta(days=days)), TONIGHT)
    turns = {one.url: one.turns[0] for one in store.targets.due(TONIGHT)}
    store.flush()
    store.checks.append(run_id, check(urls[1]), TONIGHT, turns[urls[1]])
    seen = store.checks.before(turns[urls[0]])

    assert store._session.gathering
    assert store.checks.before(turns[urls[1]]) == ()
    assert [one.at for one in seen] == [NOW - timedelta(days=days) for days in (2, 1)]
    assert seen == tuple(
        replace(one, hops=(), judgement=replace(one.judgement, evidence=())) for one in store.checks.of(urls[0])
    )
