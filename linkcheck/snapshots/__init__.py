"""Ask web archives for snapshots, choose the nearest one, prove that it shows the page.

`Archives.lookup` goes these ways, in this order, and stops at the first good capture:

1. the Wayback Machine's TimeGate and replay (`timegate`), which finds and verifies with one question;
2. its index of captures, CDX, through waybackpy (`cdx`), where the closest capture is not good (`choose`); an archive
   that has no such index is asked for its TimeMap;
3. the TimeGates and TimeMaps of other archives (`memento`, `elsewhere`), where the Wayback Machine has nothing;
4. the pages that the crawl itself kept as WARC (`keeper`, `kept`, `warc`), where one's own replay serves them (`own`).

A living page is captured before it dies by `SavePageNow`, with the `Keys` of an account.

A `Missing` means that all of them answered. Whatever could not be asked is `Unavailable`.
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.snapshots.archives import Archives
    from linkcheck.snapshots.keeper import Keeper, Telling
    from linkcheck.snapshots.kept import KeptPages
    from linkcheck.snapshots.keys import ACCESS, SECRET, WHERE, Keys, keys_of
    from linkcheck.snapshots.outcomes import Kind, Trouble
    from linkcheck.snapshots.own import OwnArchive
    from linkcheck.snapshots.save import FRESH_DAYS, SavePageNow
    from linkcheck.snapshots.urls import without_fragment
    from linkcheck.snapshots.verify import CHANGING_DAYS
    from linkcheck.snapshots.waits import POLL_AFTER, SECOND_TRY_AFTER
    from linkcheck.snapshots.warc import CONFORMS_TO
    from linkcheck.snapshots.words import Quota, Then, Word

__all__ = [
    "ACCESS",
    "CHANGING_DAYS",
    "CONFORMS_TO",
    "FRESH_DAYS",
    "POLL_AFTER",
    "SECOND_TRY_AFTER",
    "SECRET",
    "WHERE",
    "Archives",
    "Keeper",
    "KeptPages",
    "Keys",
    "Kind",
    "OwnArchive",
    "Quota",
    "SavePageNow",
    "Telling",
    "Then",
    "Trouble",
    "Word",
    "keys_of",
    "without_fragment",
]

offer(
    __name__,
    archives="Archives",
    keeper="Keeper Telling",
    kept="KeptPages",
    keys="ACCESS SECRET WHERE Keys keys_of",
    outcomes="Kind Trouble",
    own="OwnArchive",
    save="FRESH_DAYS SavePageNow",
    urls="without_fragment",
    verify="CHANGING_DAYS",
    waits="POLL_AFTER SECOND_TRY_AFTER",
    warc="CONFORMS_TO",
    words="Quota Then Word",
)
