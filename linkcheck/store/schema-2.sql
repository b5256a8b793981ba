-- linkcheck's memory, schema version 2: what is new in it.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--   2  aliases; saves; how work with the web archive ended (runs.web_archive, runs.lookups_left); snapshots.digest

-- why work with the web archive ended early; empty: it did not
ALTER TABLE runs ADD COLUMN web_archive TEXT NOT NULL DEFAULT '';

-- questions to the web archives that were left for another night
ALTER TABLE runs ADD COLUMN lookups_left INTEGER NOT NULL DEFAULT 0;

-- SHA-1 of the capture's body, base32, as the index has it; empty: not known
ALTER TABLE snapshots ADD COLUMN digest TEXT NOT NULL DEFAULT '';

CREATE TABLE aliases (
    -- An answer to "does the page of this dead link live elsewhere?". The latest for a target counts, the others are its
    -- history. A living page is offered, and written only with --aliases.
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    at TEXT NOT NULL,                         -- instant it was asked
    url TEXT,                                 -- where the page lives; NULL: nowhere that was tried
    kind TEXT NOT NULL,                       -- how it was thought of: github-pages, https, www, moved-site ...; '' for nowhere
    evidence TEXT NOT NULL DEFAULT '[]',      -- JSON, as in checks; for nowhere, what was tried and what spoke against it
    due TEXT                                  -- date to ask again while the link is dead; NULL: not by itself
);

CREATE INDEX aliases_target ON aliases (target_id, at);

CREATE TABLE saves (
    -- One request to have a living page captured (Save Page Now). The latest for a target counts.
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    at TEXT NOT NULL,                         -- instant
    state TEXT NOT NULL                       -- 'asked': under way; 'saved'; 'refused': never by itself; 'later': due again
        CHECK (state IN ('asked', 'saved', 'refused', 'later')),
    job TEXT NOT NULL DEFAULT '',             -- the archive's name for the work
    timestamp TEXT NOT NULL DEFAULT '',       -- 14 digits of the capture, once it is known
    why TEXT NOT NULL DEFAULT '',             -- what the archive said
    due TEXT                                  -- date to ask again; NULL: not by itself
);

CREATE INDEX saves_target ON saves (target_id, at);
