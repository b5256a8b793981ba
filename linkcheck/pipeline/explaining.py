"""The story of one URL, from everything that is remembered of it."""

from linkcheck import judge
from linkcheck.errors import UsageError
from linkcheck.judge import Service
from linkcheck.pipeline.decided import decisions_in
from linkcheck.pipeline.finding import finding_of, links_of
from linkcheck.pipeline.sharing import Sharing
from linkcheck.pipeline.underway import require_memory
from linkcheck.pipeline.world import World
from linkcheck.report import Asking, Seeking, Story, conceal_story, explain
from linkcheck.settings import NO_DECISIONS, Decisions, Settings
from linkcheck.store import Store


async def explain_url(url: str, settings: Settings, world: World) -> str:
    """The story as text.

    Raises:
        UsageError: Nothing is known of the URL.
        StoreError: The database cannot be used.
    """
    require_memory(settings)
    with Store.open(settings.db, world.clock) as store:
        decisions = decisions_in(store, settings)
        return explain(conceal_story(story_of(url, settings, store, decisions), judge.masked))


def story_of(url: str, settings: Settings, store: Store, decisions: Decisions = NO_DECISIONS) -> Story:
    """Everything that is remembered of a URL.

    Raises:
        UsageError: Nothing is known of it.
    """
    memory = store.memory.target(url)
    if memory is None:
        raise UsageError(f"{judge.masked(url)}: no document links to it, and it was never checked")
    sharing = Sharing.of(store)
    finding = finding_of(memory, settings, memory.last_run or 0, sharing, decisions) if memory.checks else None
    checks = store.checks.of(url)
    service = judge.service_of(url)
    return Story(
        url=url,
        standing=judge.ruled(judge.standing(checks, settings), decisions.of(url)),
        checks=checks,
        links=links_of(memory, settings, sharing, decisions),
        lookups=tuple(
            Asking(asked.at, asked.published, sharing.flagged(asked.lookup)) for asked in store.lookups.of(url)
        ),
        aliases=tuple(Seeking(one.at, one.answer) for one in store.aliases.of(url)),
        edits=store.ledger.edits(url=url),
        saves=store.saves.of(url),
        first_seen=memory.first_seen,
        settings=settings,
        service=_told(service) if service else "",
        decisions=decisions.about(url),
        report_only=finding.report_only if finding else "",
    )


def _told(service: Service) -> str:
    closed = f", {service.kind} since {service.closed:%Y-%m-%d}" if service.closed else f", {service.kind}"
    return f"{service.name}{closed}: {service.note} ({service.source})"
