"""Captures that many URLs of a host share.

They are told anew from all lookups whenever it is asked, so that the third speaks against the first two as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from linkcheck import judge
from linkcheck.model import Evidence, Found, Lookup
from linkcheck.store import Store


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the lookups that are remembered, tonight's among them, come to."""

    pages: Mapping[judge.Shown, int]
    """How many pages of a host have captures that are alike."""

    @classmethod
    def of(cls, store: Store) -> "Sharing":
        """Ask the store.

        Raises:
            StoreError: The database cannot be read.
        """
        return cls(judge.shared(store.lookups.alike(judge.SHARED_BY)))

    def flagged(self, lookup: Lookup) -> Lookup:
        """The lookup; one whose snapshot is shared is not verified, and for a person to look at."""
        if not isinstance(lookup, Found) or judge.is_front(lookup.snapshot.original):
            return lookup
        snapshot = lookup.snapshot
        pages = self.pages.get(judge.shown_by(snapshot.original, snapshot.fingerprint), 0)
        if not pages:
            return lookup
        why = f"the captures of {pages} pages of its host are alike: it may be an error page, or one for every address"
        told = Evidence("shared", 0, f"{pages} pages have captures of the fingerprint {snapshot.fingerprint}")
        flagged = replace(snapshot, verified=False, review=(*snapshot.review, why), evidence=(*snapshot.evidence, told))
        return replace(lookup, snapshot=flagged)


NOTHING_SHARED = Sharing({})
