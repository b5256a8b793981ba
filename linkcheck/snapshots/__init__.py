"""Ask web archives for snapshots, choose the nearest one, prove that it shows the page.

`Archives.lookup` goes three ways, in this order, and stops at the first good capture:

1. the Wayback Machine's TimeGate and replay (`timegate`), which finds and verifies with one question;
2. its index of captures, CDX, through waybackpy (`cdx`), where the closest capture is not good (`choose`);
3. the TimeGates of other archives (`memento`), where the Wayback Machine has nothing.

A `Missing` means that all of them answered. Whatever could not be asked is `Unavailable`.
"""

from linkcheck.snapshots.archives import Archives
from linkcheck.snapshots.door import SECOND_TRY_AFTER
from linkcheck.snapshots.keeper import Keeper, Telling
from linkcheck.snapshots.kept import KeptPages
from linkcheck.snapshots.warc import CONFORMS_TO

__all__ = ["CONFORMS_TO", "SECOND_TRY_AFTER", "Archives", "Keeper", "KeptPages", "Telling"]
