-- The index of the pages that were kept as WARC, beside them in their folder. It may be lost: it is made anew from them.

CREATE TABLE IF NOT EXISTS warcs (
    -- One WARC, and how far it has been read into this index.
    name TEXT PRIMARY KEY,                    -- in this folder; without the .open of a file that is being written
    indexed INTEGER NOT NULL                  -- bytes
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS captures (
    -- One response or revisit record.
    key TEXT NOT NULL,                        -- what its URL is filed under: scheme, www., case and final slash folded
    url TEXT NOT NULL,                        -- WARC-Target-URI
    date TEXT NOT NULL,                       -- WARC-Date
    timestamp TEXT NOT NULL,                  -- its 14 digits
    status INTEGER NOT NULL,                  -- of HTTP
    digest TEXT NOT NULL,                     -- SHA-1 of the payload, base32
    cut INTEGER NOT NULL,                     -- 1: the page goes on behind what was kept (WARC-Truncated)
    revisit INTEGER NOT NULL,                 -- 1: the payload is that of an earlier record with the same digest
    file TEXT NOT NULL,
    offset INTEGER NOT NULL,                  -- where the record begins, bytes
    PRIMARY KEY (file, offset)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS captures_key ON captures (key, timestamp);

-- only records with a payload of their own are looked for by it
CREATE INDEX IF NOT EXISTS captures_digest ON captures (digest, cut) WHERE revisit = 0;
