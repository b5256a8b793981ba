-- linkcheck's memory, schema version 4: what is new in it.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--   2  aliases; saves; how work with the web archive ended (runs.web_archive, runs.lookups_left); snapshots.digest
--   3  views for people: strikes, confirmed, current, dead_links, rot_by_year, hosts, nightly; targets_due holds all
--      that its queries ask for
--   4  what an edit puts in a link's place, and how it stands there: edits.kind, edits.style

ALTER TABLE edits ADD COLUMN
    kind TEXT NOT NULL DEFAULT 'snapshot' CHECK (kind IN ('snapshot', 'alias', 'moved', 'expanded'));

ALTER TABLE edits ADD COLUMN
    style TEXT NOT NULL DEFAULT 'replace' CHECK (style IN ('replace', 'robust', 'append'));

UPDATE edits SET kind = 'alias' WHERE timestamp = '';
