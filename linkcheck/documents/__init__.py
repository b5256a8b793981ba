"""The archive's files: find them, read them, date them, extract their links, rewrite them."""

from linkcheck.documents.diff import diff
from linkcheck.documents.escape import escape_for
from linkcheck.documents.extract import extract
from linkcheck.documents.find import find
from linkcheck.documents.plan import Replacement, plan, planned
from linkcheck.documents.prove import prove
from linkcheck.documents.read import read
from linkcheck.documents.styles import Follower, Styles
from linkcheck.documents.undo import located, undo
from linkcheck.documents.write import write

__all__ = [
    "Follower",
    "Replacement",
    "Styles",
    "diff",
    "escape_for",
    "extract",
    "find",
    "located",
    "plan",
    "planned",
    "prove",
    "read",
    "undo",
    "write",
]
