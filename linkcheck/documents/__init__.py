"""The archive's files: find them, read them, date them, extract their links, rewrite them."""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.documents.diff import diff, readable
    from linkcheck.documents.escape import escape_for
    from linkcheck.documents.extract import extract, mentions, sighted
    from linkcheck.documents.find import find, none_found
    from linkcheck.documents.git import Told, repository_of, uncommitted
    from linkcheck.documents.plan import Replacement, plan, planned
    from linkcheck.documents.prove import prove
    from linkcheck.documents.read import read
    from linkcheck.documents.settle import Settled, settle
    from linkcheck.documents.styles import Follower, Styles
    from linkcheck.documents.undo import Undoing, located, undo
    from linkcheck.documents.write import write

__all__ = [
    "Follower",
    "Replacement",
    "Settled",
    "Styles",
    "Told",
    "Undoing",
    "diff",
    "escape_for",
    "extract",
    "find",
    "located",
    "mentions",
    "none_found",
    "plan",
    "planned",
    "prove",
    "read",
    "readable",
    "repository_of",
    "settle",
    "sighted",
    "uncommitted",
    "undo",
    "write",
]

offer(
    __name__,
    diff="diff readable",
    escape="escape_for",
    extract="extract mentions sighted",
    find="find none_found",
    git="Told repository_of uncommitted",
    plan="Replacement plan planned",
    prove="prove",
    read="read",
    settle="Settled settle",
    styles="Follower Styles",
    undo="Undoing located undo",
    write="write",
)
