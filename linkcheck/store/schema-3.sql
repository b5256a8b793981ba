-- linkcheck's memory, schema version 3: what is new in it.
--
-- History:
--   1  the first: runs, documents, targets, links, checks, hops, lookups, snapshots, edits
--   2  aliases; saves; how work with the web archive ended (runs.web_archive, runs.lookups_left); snapshots.digest
--   3  views for people: strikes, confirmed, current, dead_links, rot_by_year, hosts, nightly; targets_due holds all
--      that its queries ask for
--
-- README.md beside this file says what each view is for, with queries to try.

-- What is due, and how full each night is: `linked` stands in it, so that neither question looks at the table.
DROP INDEX targets_due;

CREATE INDEX targets_due ON targets (worth, linked, due) WHERE linked = 1;

CREATE VIEW strikes AS
    -- One night on which a target failed in a way that counts: since it last lived, and vouched for by a canary round.
    SELECT
        checks.target_id,
        substr(checks.at, 1, 10) AS night,                     -- date
        min(checks.verdict = 'dead') AS decisive,              -- 1: every failing check of that night was decisive
        count(DISTINCT checks.vantage) AS vantages             -- places that saw it fail
    FROM checks JOIN runs ON runs.id = checks.run_id
    WHERE checks.verdict IN ('dead', 'unsure')
        AND checks.reason NOT IN ('tls-untrusted', 'redirect-loop', 'decided')
        AND checks.at <= runs.vouched_until
        AND checks.at > coalesce((
            SELECT max(living.at) FROM checks living
            WHERE living.target_id = checks.target_id AND living.verdict IN ('alive', 'moved')), '')
    GROUP BY checks.target_id, night;

CREATE VIEW confirmed AS
    -- The targets that are confirmed dead by the default rules: 3 decisive strikes with no other between, over 3 days, or
    -- 5 of any kind over 14. Other rules in the settings (strikes, soft_days, require_vantages ...) are not seen here.
    WITH counted AS (
        SELECT target_id, night, decisive,
            sum(decisive = 0) OVER (PARTITION BY target_id ORDER BY night) AS part
        FROM strikes)
    SELECT target_id FROM counted WHERE decisive = 1 GROUP BY target_id, part
        HAVING count(*) >= 3 AND julianday(max(night)) - julianday(min(night)) >= 3
    UNION
    SELECT target_id FROM strikes GROUP BY target_id
        HAVING count(*) >= 5 AND julianday(max(night)) - julianday(min(night)) >= 14;

CREATE VIEW current AS
    -- One row for each target that documents link to: what its last check said, and since when.
    WITH located AS (
        SELECT id, url, due, substr(url, instr(url, '://') + 3) || '/' AS rest FROM targets WHERE linked = 1),
    placed AS (
        SELECT id, url, due, substr(rest, 1,
            min(instr(rest, '/'), instr(rest || '?', '?'), instr(rest || '#', '#')) - 1) AS authority
        FROM located),
    named AS (SELECT id, url, due, substr(authority, instr(authority, '@') + 1) || ':' AS authority FROM placed)
    SELECT
        named.id AS target_id,
        named.url,
        CASE
            WHEN named.url NOT LIKE 'http%://%' THEN ''
            WHEN authority LIKE '[%' THEN lower(substr(authority, 1, instr(authority, ']')))
            ELSE lower(substr(authority, 1, instr(authority, ':') - 1))
        END AS host,
        checks.verdict,                                        -- NULL: never checked
        checks.reason,
        checks.status,
        checks.final_url,
        checks.title,
        checks.at AS checked,                                  -- instant
        iif(checks.reason = 'decided', checks.verdict = 'dead',
            named.id IN (SELECT target_id FROM confirmed)) AS confirmed,
        (SELECT count(*) FROM strikes WHERE strikes.target_id = named.id) AS strikes,
        (SELECT min(failed.at) FROM checks failed
            WHERE failed.target_id = named.id AND failed.verdict IN ('dead', 'unsure')
                AND failed.at > coalesce((
                    SELECT max(living.at) FROM checks living
                    WHERE living.target_id = named.id AND living.verdict IN ('alive', 'moved')), '')
        ) AS first_failed,                                     -- instant; of the present row of failures
        (SELECT max(living.at) FROM checks living
            WHERE living.target_id = named.id AND living.verdict IN ('alive', 'moved')) AS last_alive,
        (SELECT count(*) FROM links WHERE links.target_id = named.id) AS links,
        named.due                                              -- date of the night it is asked again
    FROM named LEFT JOIN checks ON checks.id = (
        SELECT latest.id FROM checks latest WHERE latest.target_id = named.id
        ORDER BY latest.at DESC, latest.vantage DESC, latest.id DESC LIMIT 1);

CREATE VIEW dead_links AS
    -- One row for each link whose target fails, with the snapshot that shows what the author saw, where there is one.
    SELECT
        documents.path, links.line, links."column", current.url, links.text, links.section,
        documents.published,                                   -- as exact as written; NULL: undated
        current.verdict, current.reason, current.status, current.confirmed, current.strikes,
        current.first_failed, current.last_alive,
        EXISTS (SELECT 1 FROM edits
            WHERE edits.path = documents.path AND edits.new = links.written AND edits.state = 'applied') AS rewritten,
        lookups.result AS lookup,                              -- found, missing, unavailable; NULL: not looked up
        snapshots.url AS snapshot,
        snapshots.timestamp,                                   -- 14 digits, UTC
        snapshots.days,                                        -- from publication to capture, negative before
        snapshots.verified
    FROM current
        JOIN links ON links.target_id = current.target_id
        JOIN documents ON documents.id = links.document_id
        LEFT JOIN lookups ON lookups.id = (
            SELECT latest.id FROM lookups latest
            WHERE latest.target_id = current.target_id
                AND latest.published IS substr(documents.published_at, 1, 10)
            ORDER BY latest.at DESC, latest.id DESC LIMIT 1)
        LEFT JOIN snapshots ON snapshots.lookup_id = lookups.id
    WHERE current.verdict IN ('dead', 'unsure');

CREATE VIEW rot_by_year AS
    -- The links of each year's documents, and what became of them.
    SELECT
        substr(documents.published_at, 1, 4) AS year,          -- NULL: undated documents
        count(*) AS links,
        sum(current.verdict IN ('alive', 'moved')) AS living,
        sum(rewritten.yes = 0 AND current.confirmed AND current.verdict IN ('dead', 'unsure')) AS dead,
        sum(rewritten.yes = 0 AND NOT current.confirmed AND current.verdict IN ('dead', 'unsure')) AS failing,
        sum(current.verdict = 'blocked') AS blocked,
        sum(rewritten.yes) AS rewritten,
        round(100.0 * sum(rewritten.yes OR (current.confirmed AND current.verdict IN ('dead', 'unsure'))) / count(*), 1)
            AS percent_rotten                                  -- dead, rewritten or not
    FROM links
        JOIN documents ON documents.id = links.document_id
        JOIN current ON current.target_id = links.target_id
        JOIN (
            SELECT links.id AS link_id, EXISTS (SELECT 1 FROM edits
                WHERE edits.path = documents.path AND edits.new = links.written AND edits.state = 'applied') AS yes
            FROM links JOIN documents ON documents.id = links.document_id) rewritten ON rewritten.link_id = links.id
    GROUP BY year;

CREATE VIEW hosts AS
    -- The hosts that documents link to, and how they answer.
    SELECT
        host,
        count(*) AS targets,
        sum(links) AS links,
        sum(verdict IN ('alive', 'moved')) AS living,
        sum(confirmed AND verdict IN ('dead', 'unsure')) AS dead,
        sum(NOT confirmed AND verdict IN ('dead', 'unsure')) AS failing,
        sum(verdict = 'blocked') AS blocked,
        max(last_alive) AS last_alive                          -- instant that any of them lived
    FROM current WHERE host <> ''
    GROUP BY host;

CREATE VIEW nightly AS
    -- One row for each run that asked for something: what it did, and what it left.
    SELECT
        runs.id AS run_id,
        substr(runs.started, 1, 10) AS night,
        runs.vantage,
        runs.version,
        runs.network,                                          -- unfit: the night was discarded
        round((julianday(runs.ended) - julianday(runs.started)) * 1440, 1) AS minutes,  -- NULL: it was killed
        count(checks.id) AS checks,
        sum(checks.verdict = 'alive') AS alive,
        sum(checks.verdict = 'moved') AS moved,
        sum(checks.verdict = 'dead') AS dead,
        sum(checks.verdict = 'unsure') AS unsure,
        sum(checks.verdict = 'blocked') AS blocked,
        sum(checks.verdict = 'skipped') AS skipped,
        runs.deferred,                                         -- targets that were due and are left
        (SELECT count(*) FROM lookups WHERE lookups.run_id = runs.id) AS lookups,
        (SELECT count(*) FROM edits WHERE edits.run_id = runs.id) AS edits
    FROM runs JOIN checks ON checks.run_id = runs.id
    GROUP BY runs.id;
