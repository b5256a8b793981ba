"""The values that cross a room's border: read this first.

One link's way through the program is one line of types, each frozen, none changed into the next:

    bytes → Document → Link → Target → Probe → Check → Lookup → Edit → bytes

Times are UTC and aware of it. Sizes are bytes, durations are seconds. A span counts bytes of the document; a line and a
column are 1-based, the column in code points.
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.model.aliases import Alias, AliasAnswer, NoAlias
    from linkcheck.model.decisions import REWRITING, Decision, Ruling
    from linkcheck.model.documents import (
        DateSource,
        Document,
        Kind,
        Link,
        Published,
        Span,
        Syntax,
        Target,
    )
    from linkcheck.model.edits import (
        Change,
        Edit,
        EditKind,
        EditState,
        Refused,
        Rewrite,
        Skipped,
        Style,
        changes_of,
    )
    from linkcheck.model.marks import NEWS, Mark
    from linkcheck.model.network import (
        Answer,
        Deferred,
        Enquiry,
        Failure,
        Fault,
        Fetched,
        Hop,
        Probe,
        Told,
    )
    from linkcheck.model.parts import Part
    from linkcheck.model.runs import (
        Clock,
        Finding,
        Network,
        Placed,
        Run,
        Snapped,
        WebArchive,
        night_of,
    )
    from linkcheck.model.saves import Save, SaveState
    from linkcheck.model.snapshots import (
        READERS_VIEW,
        Found,
        Kept,
        Lookup,
        Missing,
        Snapshot,
        Unavailable,
        Wanted,
    )
    from linkcheck.model.verdicts import (
        BLOCKED_STATUSES,
        FAILING,
        LIVING,
        NEVER_CONFIRMED,
        Check,
        Evidence,
        Judgement,
        Reason,
        Standing,
        Verdict,
    )

__all__ = [
    "BLOCKED_STATUSES",
    "FAILING",
    "LIVING",
    "NEVER_CONFIRMED",
    "NEWS",
    "READERS_VIEW",
    "REWRITING",
    "Alias",
    "AliasAnswer",
    "Answer",
    "Change",
    "Check",
    "Clock",
    "DateSource",
    "Decision",
    "Deferred",
    "Document",
    "Edit",
    "EditKind",
    "EditState",
    "Enquiry",
    "Evidence",
    "Failure",
    "Fault",
    "Fetched",
    "Finding",
    "Found",
    "Hop",
    "Judgement",
    "Kept",
    "Kind",
    "Link",
    "Lookup",
    "Mark",
    "Missing",
    "Network",
    "NoAlias",
    "Part",
    "Placed",
    "Probe",
    "Published",
    "Reason",
    "Refused",
    "Rewrite",
    "Ruling",
    "Run",
    "Save",
    "SaveState",
    "Skipped",
    "Snapped",
    "Snapshot",
    "Span",
    "Standing",
    "Style",
    "Syntax",
    "Target",
    "Told",
    "Unavailable",
    "Verdict",
    "Wanted",
    "WebArchive",
    "changes_of",
    "night_of",
]

offer(
    __name__,
    aliases="Alias AliasAnswer NoAlias",
    decisions="REWRITING Decision Ruling",
    documents="DateSource Document Kind Link Published Span Syntax Target",
    edits="Change Edit EditKind EditState Refused Rewrite Skipped Style changes_of",
    marks="NEWS Mark",
    network="Answer Deferred Enquiry Failure Fault Fetched Hop Probe Told",
    parts="Part",
    runs="Clock Finding Network Placed Run Snapped WebArchive night_of",
    saves="Save SaveState",
    snapshots="READERS_VIEW Found Kept Lookup Missing Snapshot Unavailable Wanted",
    verdicts="BLOCKED_STATUSES FAILING LIVING NEVER_CONFIRMED Check Evidence Judgement Reason Standing Verdict",
)
