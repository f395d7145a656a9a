-- What rows say of their people is kept by the block, in columns, and a link says only where: rows of their own, with
-- their names of columns and two indexes, cost as much as all else that a new person brings.
CREATE TABLE link_blocks (
    block_id uuid PRIMARY KEY,
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    received_at timestamptz NOT NULL,       -- when the rows' submission was: the newest is the person's record
    first_ordinal integer NOT NULL,         -- of its first row
    -- JSON: one list by column, with one value for each row of the block. Not compressed: that cost ten times as much
    -- as writing it.
    decisions text STORAGE EXTERNAL NOT NULL,   -- ordinal, created (the row founded its person), rule, evidence (fact bits)
    details text STORAGE EXTERNAL NOT NULL,     -- names, birth date, numbers, address as the sender has them
    contact text STORAGE EXTERNAL,              -- how to reach them, if any row says how
    valid_from timestamptz NOT NULL DEFAULT now(),
    -- A part that comes a second time under another name is not linked again. (Rows cut into parts in another way, by
    -- another release, may begin their blocks elsewhere; reporting's claims, one for each row, find those.)
    UNIQUE (submission_id, judgement, first_ordinal)
);

ALTER TABLE links RENAME TO links_before;
DROP VIEW records;
-- Rows of a long file travel by birth date (docs/decisions/0016): where a row stands in its block says nothing of where it
-- stood in the file. The later row of a file is the person's record, so the link says which row it is.
CREATE TABLE links (
    person_id uuid NOT NULL,
    block_id uuid NOT NULL,
    ordinal integer NOT NULL,               -- of the row in its submission, in the order of the file
    place smallint NOT NULL,                -- of the row in its block, from 0
    reachable boolean NOT NULL              -- the row says how to reach its person
);

-- Of what was linked before, each row is a block.
WITH numbered AS (
    SELECT gen_random_uuid() AS block_id, links_before.* FROM links_before
), blocks AS (
    INSERT INTO link_blocks
    SELECT block_id, submission_id, judgement, received_at, ordinal,
        json_build_object('ordinal', json_build_array(ordinal), 'created', json_build_array(created),
                          'rule', json_build_array(rule), 'evidence', json_build_array(evidence))::text,
        (SELECT json_object_agg(key, json_build_array(value)) FROM json_each(details::json))::text,
        (SELECT json_object_agg(key, json_build_array(value)) FROM json_each(contact::json))::text,
        valid_from
    FROM numbered
)
INSERT INTO links SELECT person_id, block_id, ordinal, 0, contact IS NOT NULL FROM numbered;
DROP TABLE links_before;
CREATE INDEX links_by_person ON links (person_id);

CREATE FUNCTION row_of(columns text, place integer) RETURNS text STABLE LANGUAGE sql
RETURN (SELECT json_object_agg(key, value -> place) FROM json_each(columns::json))::text;

-- Each person's record, by the order of docs/decisions/0003: by when it was received, never by when it was handled.
CREATE VIEW records AS
SELECT people.id AS person_id, row_of(newest.details, newest.place) AS details,
    row_of(reachable.contact, reachable.place) AS contact
FROM people
LEFT JOIN LATERAL (
    SELECT details, place FROM links JOIN link_blocks USING (block_id) WHERE person_id = people.id
    ORDER BY received_at DESC, submission_id DESC, judgement DESC, ordinal DESC LIMIT 1
) AS newest ON true
LEFT JOIN LATERAL (
    SELECT contact, place FROM links JOIN link_blocks USING (block_id) WHERE person_id = people.id AND reachable
    ORDER BY received_at DESC, submission_id DESC, judgement DESC, ordinal DESC LIMIT 1
) AS reachable ON true;
