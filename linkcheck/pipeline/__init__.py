"""The nightly job: the stages in order, and its parts as the smaller commands run them."""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.pipeline.carrying import export_memory, import_memory, prune_memory
    from linkcheck.pipeline.clock import SystemClock
    from linkcheck.pipeline.commands import report_archive, rewrite_archive
    from linkcheck.pipeline.deciding import Ruled, decide_url, decided_in_words
    from linkcheck.pipeline.explaining import explain_url
    from linkcheck.pipeline.job import Outcome
    from linkcheck.pipeline.merging import merge_database
    from linkcheck.pipeline.nightly import nightly
    from linkcheck.pipeline.progress import Progress, Silence
    from linkcheck.pipeline.restoring import restore_archive
    from linkcheck.pipeline.seeking import look_up_archive
    from linkcheck.pipeline.syncing import Fate, Told, sync_archive
    from linkcheck.pipeline.undoing import Chosen, preview_undo, undo_edits
    from linkcheck.pipeline.verdicts import Checks, check_archive
    from linkcheck.pipeline.world import World

__all__ = [
    "Checks",
    "Chosen",
    "Fate",
    "Outcome",
    "Progress",
    "Ruled",
    "Silence",
    "SystemClock",
    "Told",
    "World",
    "check_archive",
    "decide_url",
    "decided_in_words",
    "explain_url",
    "export_memory",
    "import_memory",
    "look_up_archive",
    "merge_database",
    "nightly",
    "preview_undo",
    "prune_memory",
    "report_archive",
    "restore_archive",
    "rewrite_archive",
    "sync_archive",
    "undo_edits",
]

offer(
    __name__,
    carrying="export_memory import_memory prune_memory",
    clock="SystemClock",
    commands="report_archive rewrite_archive",
    deciding="Ruled decide_url decided_in_words",
    explaining="explain_url",
    job="Outcome",
    merging="merge_database",
    nightly="nightly",
    progress="Progress Silence",
    restoring="restore_archive",
    seeking="look_up_archive",
    syncing="Fate Told sync_archive",
    undoing="Chosen preview_undo undo_edits",
    verdicts="Checks check_archive",
    world="World",
)
