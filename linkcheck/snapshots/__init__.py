"""Ask web archives for snapshots, choose the nearest one, prove that it shows the page.

`Archives.lookup` goes three ways, in this order, and stops at the first good capture:

1. the Wayback Machine's TimeGate and replay (`timegate`), which finds and verifies with one question;
2. its index of captures, CDX, through waybackpy (`cdx`), where the closest capture is not good (`choose`);
3. the TimeGates of other archives (`memento`), where the Wayback Machine has nothing.

A living page is captured before it dies by `SavePageNow`, with the `Keys` of an account.

A `Missing` means that all of them answered. Whatever could not be asked is `Unavailable`.
"""

from linkcheck.snapshots.archives import Archives
from linkcheck.snapshots.door import SECOND_TRY_AFTER
from linkcheck.snapshots.keys import ACCESS, SECRET, WHERE, Keys, keys_of
from linkcheck.snapshots.save import FRESH_DAYS, POLL_AFTER, SavePageNow
from linkcheck.snapshots.verify import HOME_DAYS, is_home
from linkcheck.snapshots.words import Quota, Then, Word

__all__ = [
    "ACCESS",
    "FRESH_DAYS",
    "HOME_DAYS",
    "POLL_AFTER",
    "SECOND_TRY_AFTER",
    "SECRET",
    "WHERE",
    "Archives",
    "Keys",
    "Quota",
    "SavePageNow",
    "Then",
    "Word",
    "is_home",
    "keys_of",
]
