"""What linkcheck remembers: one SQLite file, readable for years with sqlite3, sqlite-utils and Datasette.

`Store.open(path, clock)` gives a store, a context manager: a bundle of small repositories over one session.

    store.lock(what)          this run owns the database until it is closed (StoreBusy otherwise)
    store.tick()              commits what has waited for 100 ms: call it from the loop;  .flush() commits now
    store.runs                begin, vouch, vouched, end;  get, latest, all → Run
    store.documents           remember, remember_all, touch, known, known_digest, forget_absent
                              links_of, places_of, links_in, all, count, link_count
    store.targets             due → Due: what one request of tonight answers;  id_of, set_due, count, due_count
                              due_on: how many become due on a night;  emptiest: the emptiest night of some
                              led_to, ask_again: what was led to one place
    store.checks              add, append: never overwritten;  of(url), before → Check, oldest first;  count
    store.aliases             add, of, due → Sought: does the page live elsewhere;  moves, originals
    store.lookups             add, latest, of → Asked;  due → Question
                              settled, died: the targets that may be looked up while the checks go on
    store.saves               add, of, asks → Save;  due: what was asked for;  living → Living, lost: what to ask for
    store.ledger              add, set_state, edits, plans → Edit;  paths
    store.memory              targets, among, target → Memory: streams whole targets in the order of URLs
                              checked_in, latest → Latest: their last checks alone
    store.findings            what each target comes to, kept from night to night: follow, renew
                              verdicts, tallies, lines: counts;  marked, tonights, worst: which targets
    reading(path, clock)      memory and findings of a database as it is now, read beside whoever writes
    store.prune(before)       thins the living checks before a time → Pruned;  .vacuum() gives the room back
    store.load(lines, name)   reads what `dump(database, clock)` wrote as text into an empty database
    store.merge(other, due)   brings in the checks, aliases, lookups and saves of another database → Merged

`Captures.open(folder)` is apart from it: the index of the pages that were kept as WARC, beside them in their folder.

Rules that hold everywhere: one writer, one thread; reads see what was written a moment ago, committed or not; every
error of sqlite3 comes out as a `linkcheck.errors.StoreError` with one clear line.
"""

from typing import TYPE_CHECKING

from linkcheck.rooms import offer

if TYPE_CHECKING:
    from linkcheck.store.aliases import Sought
    from linkcheck.store.captures import Captures
    from linkcheck.store.derived import Derived, Line, Tally
    from linkcheck.store.documents import Filing, Known, Place
    from linkcheck.store.dumping import dump
    from linkcheck.store.lookups import Asked, Question
    from linkcheck.store.memory import Latest, Memory
    from linkcheck.store.merging import Merged
    from linkcheck.store.migrations import SCHEMA_VERSION
    from linkcheck.store.pruning import Pruned
    from linkcheck.store.reading import Reading, reading
    from linkcheck.store.saves import Living
    from linkcheck.store.store import Store
    from linkcheck.store.targets import Due, Turn

__all__ = [
    "SCHEMA_VERSION",
    "Asked",
    "Captures",
    "Derived",
    "Due",
    "Filing",
    "Known",
    "Latest",
    "Line",
    "Living",
    "Memory",
    "Merged",
    "Place",
    "Pruned",
    "Question",
    "Reading",
    "Sought",
    "Store",
    "Tally",
    "Turn",
    "dump",
    "reading",
]

offer(
    __name__,
    aliases="Sought",
    captures="Captures",
    derived="Derived Line Tally",
    documents="Filing Known Place",
    dumping="dump",
    lookups="Asked Question",
    memory="Latest Memory",
    merging="Merged",
    migrations="SCHEMA_VERSION",
    pruning="Pruned",
    reading="Reading reading",
    saves="Living",
    store="Store",
    targets="Due Turn",
)
