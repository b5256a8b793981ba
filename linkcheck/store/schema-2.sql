-- linkcheck's memory, schema version 2: what is new in it.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--   2  aliases; saves; how work with the web archive ended (runs.web_archive, runs.lookups_left); snapshots.digest and fingerprint

-- how work with the web archive ended: early by its refusal (a ban), its throttling, its silence, its errors or the deadline
ALTER TABLE runs ADD COLUMN web_archive TEXT NOT NULL DEFAULT 'not-asked'
    CHECK (web_archive IN ('not-asked', 'done', 'refused', 'throttled', 'silent', 'overloaded', 'deadline'));

-- questions to the web archives that were left for another night
ALTER TABLE runs ADD COLUMN lookups_left INTEGER NOT NULL DEFAULT 0;

-- SHA-1 of the capture's body, base32, as the index has it; empty: not known
ALTER TABLE snapshots ADD COLUMN digest TEXT NOT NULL DEFAULT '';

-- the same for captures whose title and text are the same; without text, the digest; empty: not known
ALTER TABLE snapshots ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';

CREATE INDEX snapshots_fingerprint ON snapshots (fingerprint, original);

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
    -- What became known of a request to have a living page captured (Save Page Now). Appended, never overwritten; the
    -- latest for a target and a URL counts.
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    url TEXT NOT NULL,                        -- what was to be captured: the target's URL, or where a short link leads
    asked TEXT NOT NULL,                      -- instant of the request: rows that share it are of one request
    at TEXT NOT NULL,                         -- instant this became known
    state TEXT NOT NULL                       -- 'asked': under way; 'saved': seen; 'refused': never by itself; 'later': due again
        CHECK (state IN ('asked', 'saved', 'refused', 'later')),
    job TEXT NOT NULL DEFAULT '',             -- the archive's name for the work
    timestamp TEXT NOT NULL DEFAULT '',       -- 14 digits of the capture, once it is known
    why TEXT NOT NULL DEFAULT '',             -- what the archive said
    due TEXT                                  -- date to see what became of it; NULL: not by itself
);

CREATE INDEX saves_target ON saves (target_id, at);

-- Two short links may lead to one page: it is asked for once.
CREATE INDEX saves_url ON saves (url, at);
