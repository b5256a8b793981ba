-- linkcheck's memory, schema version 1.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--
-- Instants are text, ISO 8601, UTC, always with microseconds and Z (2026-11-23T03:00:00.000000Z), so that they sort as text.
-- Dates are YYYY-MM-DD. Spans count bytes, lines and columns start at 1, columns count code points.
-- A code point that UTF-8 cannot hold (a lone surrogate: a stray byte of an old document or of a file name) stands here
-- moved up by 0x100000, to U+10D800..U+10DFFF.
-- Every statement ends in a semicolon at the end of a line; the comments inside are kept by SQLite and shown by `.schema`.

CREATE TABLE runs (
    -- One run of the job. A run that was killed has no end.
    id INTEGER PRIMARY KEY,
    started TEXT NOT NULL,                    -- instant
    ended TEXT,                               -- instant; NULL while it runs, and for ever if it was killed
    vantage TEXT NOT NULL,                    -- where it checked from
    version TEXT NOT NULL,                    -- linkcheck's version
    network TEXT NOT NULL DEFAULT 'fit'       -- 'unfit': the canaries failed, the night was discarded
        CHECK (network IN ('fit', 'unfit')),
    deferred INTEGER NOT NULL DEFAULT 0,      -- targets that were due and not asked to the end
    vouched_until TEXT                        -- instant of the last canary round that passed: checks up to it count as strikes
);

CREATE TABLE documents (
    -- One file of the archive, as it was when it was last read.
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,                -- as the user named it, or below the folder the user named
    kind TEXT NOT NULL,                       -- markdown, html, text
    digest TEXT NOT NULL,                     -- SHA-256 of its bytes, hexadecimal
    size INTEGER NOT NULL,                    -- bytes
    modified INTEGER,                         -- the file's mtime in nanoseconds, where it was told
    encoding TEXT NOT NULL,                   -- the codec it was read with
    published TEXT,                           -- publication date as exact as written: 2017-03-26, 2019-07, 2019; NULL: undated
    published_at TEXT,                        -- instant that snapshots are measured from
    published_source TEXT,                    -- front matter, header lines, HTML, path
    doubt TEXT NOT NULL DEFAULT '',           -- what could not be read of it; such a document is not rewritten
    run_id INTEGER NOT NULL REFERENCES runs (id)  -- the run that read it last
);

CREATE TABLE targets (
    -- One distinct URL that links point to, or pointed to once: its history stays.
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    key TEXT,                                 -- targets with an equal key are answered by one request; NULL: the url itself
    first_seen TEXT NOT NULL,                 -- instant
    due TEXT NOT NULL,                        -- date of the night it is to be asked again
    worth INTEGER NOT NULL DEFAULT 0          -- order of asking: 0 never checked, 1 failing, 2 the others
        CHECK (worth IN (0, 1, 2)),
    linked INTEGER NOT NULL DEFAULT 0         -- 1 while a document links to it; a target that none links to is never due
        CHECK (linked IN (0, 1)),
    led_to TEXT                               -- host and final URL where the last check was led to a page that is not meant
);

-- The due query: walks one order of worth after the other and stops at tonight.
CREATE INDEX targets_due ON targets (worth, due) WHERE linked = 1;

-- The other targets that the same request answers; few have a key of their own.
CREATE INDEX targets_key ON targets (key) WHERE key IS NOT NULL;

-- The other targets of a host that were led to the same place, and which of them still pass for living.
CREATE INDEX targets_led_to ON targets (led_to, worth, due) WHERE led_to IS NOT NULL;

CREATE TABLE links (
    -- One occurrence of a URL in a document.
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    start INTEGER NOT NULL,                   -- first byte of the written URL
    "end" INTEGER NOT NULL,                   -- the byte behind it
    line INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    written TEXT NOT NULL,                    -- the URL as it stands in the document
    syntax TEXT NOT NULL,                     -- inline, reference, autolink, bare, image, html, front-matter
    text TEXT NOT NULL,                       -- what a reader sees of it
    context TEXT NOT NULL,                    -- the words around it
    section TEXT NOT NULL                     -- the heading it stands under
);

CREATE INDEX links_document ON links (document_id, start);

CREATE INDEX links_target ON links (target_id);

CREATE TABLE checks (
    -- One answer of the network, judged. Appended, never overwritten. Strikes are derived from these rows, never stored.
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    at TEXT NOT NULL,                         -- instant
    verdict TEXT NOT NULL                     -- would a reader who follows the link get what the author meant?
        CHECK (verdict IN ('alive', 'moved', 'dead', 'unsure', 'blocked', 'skipped')),
    reason TEXT NOT NULL,                     -- a slug: http-404, soft-404, dns-nxdomain, ...
    status INTEGER,                           -- the last answer's status; NULL where none came
    final_url TEXT NOT NULL,                  -- where the redirects led
    vantage TEXT NOT NULL,                    -- where it was checked from
    title TEXT NOT NULL DEFAULT '',           -- the page's title
    evidence TEXT NOT NULL DEFAULT '[]'       -- JSON: [[mark, weight, detail], ...]; a weight above 0 speaks for dead
);

CREATE INDEX checks_target ON checks (target_id, at);

CREATE INDEX checks_run ON checks (run_id);

CREATE TABLE hops (
    -- One request of a check's redirect chain. The first is the target's own URL.
    check_id INTEGER NOT NULL REFERENCES checks (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,                     -- 0, 1, 2 ... in order
    url TEXT NOT NULL,
    status INTEGER,                           -- NULL where no answer came
    PRIMARY KEY (check_id, seq)
) WITHOUT ROWID;

CREATE TABLE lookups (
    -- One answer to "is there a snapshot of this target near this day?". The latest counts, the others are its history.
    id INTEGER PRIMARY KEY,
    target_id INTEGER NOT NULL REFERENCES targets (id),
    run_id INTEGER NOT NULL REFERENCES runs (id),
    published TEXT,                           -- date of the link; NULL for links of undated documents
    at TEXT NOT NULL,                         -- instant
    result TEXT NOT NULL                      -- 'missing': the archive has none; 'unavailable': it could not be asked
        CHECK (result IN ('found', 'missing', 'unavailable')),
    why TEXT NOT NULL,
    due TEXT                                  -- date to ask again; NULL: not by itself
);

CREATE INDEX lookups_target ON lookups (target_id, published);

CREATE TABLE snapshots (
    -- The capture that a lookup found.
    lookup_id INTEGER PRIMARY KEY REFERENCES lookups (id) ON DELETE CASCADE,
    timestamp TEXT NOT NULL,                  -- 14 digits, UTC
    url TEXT NOT NULL,                        -- where a reader finds it
    original TEXT NOT NULL,                   -- the URL that was captured
    verified INTEGER NOT NULL CHECK (verified IN (0, 1)),
    days INTEGER,                             -- from publication to capture, negative before; NULL for undated links
    review TEXT NOT NULL DEFAULT '[]',        -- JSON: why a person should look first, [reason, ...]
    evidence TEXT NOT NULL DEFAULT '[]'       -- JSON, as in checks
);

CREATE TABLE edits (
    -- The ledger: one replacement of a link's URL in a document.
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id),
    plan INTEGER NOT NULL,                    -- edits of one plan were made to the same bytes: the id of its first edit
    path TEXT NOT NULL,
    start INTEGER NOT NULL,                   -- first byte of `old` in the document before any edit of its plan
    "end" INTEGER NOT NULL,                   -- the byte behind it
    line INTEGER NOT NULL,
    old TEXT NOT NULL,                        -- exactly what stood there
    new TEXT NOT NULL,                        -- exactly what stands there afterwards
    url TEXT NOT NULL,                        -- the target
    timestamp TEXT NOT NULL,                  -- the snapshot's 14 digits
    why TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('proposed', 'applied', 'declined', 'undone')),
    at TEXT NOT NULL,                         -- instant it was planned
    changed TEXT NOT NULL                     -- instant of its present state
);

CREATE INDEX edits_path ON edits (path, plan);

CREATE INDEX edits_url ON edits (url);

CREATE INDEX edits_state ON edits (state);
