-- linkcheck's memory, schema version 5: what is new in it.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--   2  aliases; saves; how work with the web archive ended (runs.web_archive, runs.lookups_left); snapshots.digest
--   3  views for people: strikes, confirmed, current, dead_links, rot_by_year, hosts, nightly; targets_due holds all
--      that its queries ask for
--   4  what an edit puts in a link's place, and how it stands there: edits.kind, edits.style
--   5  prunings; and what follows from the other tables, so that a night looks only at what has changed: _findings,
--      _stale, _derived, _parts. Nothing is lost with these four: they are made anew from the rest.

CREATE TABLE prunings (
    -- One thinning of the checks; what a merge brings back of it is thinned again.
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,                         -- instant it was done
    before TEXT NOT NULL                      -- instant before which checks were thinned
);

CREATE TABLE _findings (
    -- What all that is known of a target comes to, by the settings in _derived; a target in _stale is not what stands here.
    target_id INTEGER PRIMARY KEY,            -- documents link to it, and it was checked
    verdict TEXT NOT NULL,                    -- of the last check
    marks INTEGER NOT NULL,                   -- bits, which linkcheck/model/marks.py names
    reviews INTEGER NOT NULL,                 -- its links with a snapshot that is for a person to decide on
    rewritten INTEGER NOT NULL,               -- its links in whose place a snapshot or an alias stands
    run_id INTEGER NOT NULL                   -- the run of the last check: "new" and "recovered" are of it
);

-- The living majority has no marks.
CREATE INDEX _findings_marks ON _findings (marks, run_id, reviews) WHERE marks <> 0;

CREATE INDEX _findings_verdict ON _findings (verdict, rewritten);

CREATE TABLE _stale (
    -- A target of which something has changed since its row in _findings was made.
    target_id INTEGER PRIMARY KEY
);

CREATE TABLE _derived (
    -- One row: by what _findings was made, and how often something in it has changed.
    id INTEGER PRIMARY KEY CHECK (id = 1),
    rules TEXT NOT NULL,                      -- digest of the settings and the version
    shared TEXT NOT NULL,                     -- digest of the captures that many pages share
    stamp INTEGER NOT NULL,                   -- raised by every change
    counted INTEGER NOT NULL,                 -- the stamp at which `counts` was made
    counts TEXT NOT NULL                      -- JSON: the links by year and document
);

INSERT INTO _derived VALUES (1, '', '', 0, -1, '');

CREATE TABLE _parts (
    -- Where a report holds what is the same as long as nothing changes: it is copied from there, not made again.
    file TEXT NOT NULL,                       -- the report
    name TEXT NOT NULL,                       -- the part
    key TEXT NOT NULL,                        -- what it was made from
    size INTEGER NOT NULL,                    -- of the file, bytes
    modified INTEGER NOT NULL,                -- the file's mtime in nanoseconds
    inode INTEGER NOT NULL,
    start INTEGER NOT NULL,                   -- first byte of the part
    length INTEGER NOT NULL,                  -- bytes
    digest TEXT NOT NULL,                     -- SHA-256 of the part, hexadecimal
    PRIMARY KEY (file, name)
) WITHOUT ROWID;

-- What a finding is made from, and so what makes one stale. They are triggers because whoever writes to this file, with
-- whatever program, sets them off.

CREATE TRIGGER _checks_added AFTER INSERT ON checks BEGIN
    INSERT INTO _stale VALUES (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _checks_gone AFTER DELETE ON checks BEGIN
    INSERT INTO _stale VALUES (old.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _checks_changed AFTER UPDATE ON checks BEGIN
    INSERT INTO _stale VALUES (old.target_id), (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _runs_vouched AFTER UPDATE OF vouched_until, vantage ON runs BEGIN
    INSERT INTO _stale SELECT target_id FROM checks
        WHERE run_id = new.id AND verdict IN ('dead', 'unsure')
            AND (at > coalesce(old.vouched_until, '') OR at > coalesce(new.vouched_until, '') OR old.vantage <> new.vantage)
        ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _links_added AFTER INSERT ON links BEGIN
    INSERT INTO _stale VALUES (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _links_gone AFTER DELETE ON links BEGIN
    INSERT INTO _stale VALUES (old.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _links_changed AFTER UPDATE ON links BEGIN
    INSERT INTO _stale VALUES (old.target_id), (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _targets_changed AFTER UPDATE OF url, linked ON targets BEGIN
    INSERT INTO _stale VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _targets_gone AFTER DELETE ON targets BEGIN
    INSERT INTO _stale VALUES (old.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _documents_added AFTER INSERT ON documents BEGIN
    INSERT INTO _stale SELECT targets.id FROM edits JOIN targets ON targets.url = edits.url WHERE edits.path = new.path
        ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _documents_gone AFTER DELETE ON documents BEGIN
    INSERT INTO _stale SELECT targets.id FROM edits JOIN targets ON targets.url = edits.url WHERE edits.path = old.path
        ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _documents_changed
AFTER UPDATE OF path, digest, published, published_at, published_source ON documents BEGIN
    INSERT INTO _stale SELECT target_id FROM links WHERE document_id = new.id ON CONFLICT DO NOTHING;
    INSERT INTO _stale SELECT targets.id FROM edits JOIN targets ON targets.url = edits.url
        WHERE edits.path IN (old.path, new.path) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _edits_added AFTER INSERT ON edits BEGIN
    INSERT INTO _stale SELECT id FROM targets WHERE url = new.url ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _edits_gone AFTER DELETE ON edits BEGIN
    INSERT INTO _stale SELECT id FROM targets WHERE url = old.url ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _edits_changed AFTER UPDATE OF url, path, new, timestamp, state ON edits BEGIN
    INSERT INTO _stale SELECT id FROM targets WHERE url IN (old.url, new.url) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _lookups_added AFTER INSERT ON lookups BEGIN
    INSERT INTO _stale VALUES (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _lookups_gone AFTER DELETE ON lookups BEGIN
    INSERT INTO _stale VALUES (old.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _lookups_changed AFTER UPDATE ON lookups BEGIN
    INSERT INTO _stale VALUES (old.target_id), (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _snapshots_changed AFTER UPDATE ON snapshots BEGIN
    INSERT INTO _stale SELECT target_id FROM lookups WHERE id = new.lookup_id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _aliases_added AFTER INSERT ON aliases BEGIN
    INSERT INTO _stale VALUES (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _aliases_gone AFTER DELETE ON aliases BEGIN
    INSERT INTO _stale VALUES (old.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _aliases_changed AFTER UPDATE ON aliases BEGIN
    INSERT INTO _stale VALUES (old.target_id), (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _saves_added AFTER INSERT ON saves BEGIN
    INSERT INTO _stale VALUES (new.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _saves_gone AFTER DELETE ON saves BEGIN
    INSERT INTO _stale VALUES (old.target_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER _saves_changed AFTER UPDATE ON saves BEGIN
    INSERT INTO _stale VALUES (old.target_id), (new.target_id) ON CONFLICT DO NOTHING;
END;
