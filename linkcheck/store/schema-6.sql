-- linkcheck's memory, schema version 6: what is new in it.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--   2  aliases; saves; how work with the web archive ended (runs.web_archive, runs.lookups_left); snapshots.digest
--   3  views for people: strikes, confirmed, current, dead_links, rot_by_year, hosts, nightly; targets_due holds all
--      that its queries ask for
--   4  what an edit puts in a link's place, and how it stands there: edits.kind, edits.style
--   5  prunings; and what follows from the other tables, so that a night looks only at what has changed: _findings,
--      _stale, _derived, _parts. Nothing is lost with these four: they are made anew from the rest.
--   6  what linkcheck wrote itself: written; originals that were put back because they live: edits.restored

CREATE TABLE written (
    -- The bytes that linkcheck put into a document, entered before the file has them: they are nobody's own work.
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    path TEXT NOT NULL,
    digest TEXT NOT NULL,                     -- SHA-256 of the whole document, hexadecimal
    at TEXT NOT NULL                          -- instant
);

CREATE INDEX written_digest ON written (digest);

CREATE INDEX written_path ON written (path, id);

-- 1: it was undone since its original lives again; nobody said no to it, and it may be proposed again
ALTER TABLE edits ADD COLUMN restored INTEGER NOT NULL DEFAULT 0 CHECK (restored IN (0, 1));

-- The targets that a permanent redirect led elsewhere, for `moved`.
CREATE INDEX checks_moved ON checks (target_id) WHERE verdict = 'moved';
