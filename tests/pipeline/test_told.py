"""linkcheck.pipeline.told: a line says of a target what the reports say of it."""

import random
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from linkcheck.model import Decision, Ruling, Verdict
from linkcheck.net import Resolver
from linkcheck.pipeline import Silence, World
from linkcheck.pipeline.finding import finding_of
from linkcheck.pipeline.job import Job
from linkcheck.pipeline.sharing import NOTHING_SHARED
from linkcheck.pipeline.verdicts import Verdicts
from linkcheck.report import Said
from linkcheck.settings import Decisions, Settings
from linkcheck.store import Store
from tests.store.samples import NOW, TONIGHT, StillClock, check, remember

URLS = tuple(f"http://{name}.example/" for name in "abc")
REASONS = {Verdict.DEAD: "http-404", Verdict.UNSURE: "http-503", Verdict.BLOCKED: "blocked-403"}
NAMED = "http://named.example/"
"""No document links to it."""

histories = st.lists(st.lists(st.sampled_from(Verdict), min_size=len(URLS), max_size=len(URLS)), min_size=1, max_size=9)
rulings = st.sampled_from((None, Ruling.DEAD, Ruling.ALIVE, Ruling.EPHEMERAL, Ruling.KEEP))


def nowhere() -> Resolver:
    """No name is asked for."""
    raise AssertionError


def lived(store: Store, nights: list[list[Verdict]], vouched: list[bool]) -> int:
    """Let a run a night check every URL, those that documents link to and the other; answers the last run."""
    run_id = 0
    for night, verdicts in enumerate(nights):
        at = NOW + timedelta(days=night)
        run_id = store.runs.begin(at, "here", "0.1.0")
        remember(store, run_id, "a.md", URLS)
        for url, verdict in zip((*URLS, NAMED), (*verdicts, verdicts[0]), strict=True):
            store.checks.add(run_id, check(url, verdict, REASONS.get(verdict, "ok"), at), TONIGHT)
        if vouched[night % len(vouched)]:
            store.runs.vouch(run_id, at + timedelta(hours=1))
    return run_id


@given(histories, st.lists(st.booleans(), min_size=1), rulings)
@settings(max_examples=60, deadline=None)
def test_a_line_says_what_the_reports_say(
    nights: list[list[Verdict]], vouched: list[bool], ruling: Ruling | None
) -> None:
    """Whatever came before, though of what lives no more than the last check is read; in the order of URLs."""
    decisions = Decisions.made([Decision(ruling, "said so", url=URLS[0])] if ruling else [])
    rules = Settings(strikes=2, strike_days=2, soft_strikes=3, soft_days=3)
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "linkcheck.db", StillClock()) as store:
        run_id = lived(store, nights, vouched)
        run = store.runs.get(run_id)
        assert run is not None
        store.flush()
        memories = [memory for url in (*URLS, NAMED) if (memory := store.memory.target(url)) is not None]
        findings = [finding_of(memory, rules, run_id, NOTHING_SHARED, decisions) for memory in memories]
        world = World(nowhere, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), StillClock(), random.Random(1))
        job = Job(run, replace(rules, db=store.path), world, store, Silence(), decisions=decisions)

        said = list(Verdicts(job, (NAMED, URLS[0], "http://never.example/")))

    assert said == [
        Said(
            one.url,
            one.standing.verdict,
            one.standing.reason,
            one.final_url,
            one.standing.confirmed,
            one.standing.first_failed is not None,
            one.new,
        )
        for one in findings
    ]
