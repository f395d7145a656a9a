-- Rows of a long file travel by birth date (docs/decisions/0016): where a row stands in its block says nothing of where it
-- stood in the file. The later row of a file is the person's record, so the link says which row it is.
DROP VIEW records;
DROP FUNCTION row_of(text, integer);
ALTER TABLE links ADD COLUMN ordinal integer;   -- of the row in its submission, in the order of the file
UPDATE links SET ordinal = (decisions::json -> 'ordinal' ->> place)::integer
FROM link_blocks WHERE link_blocks.block_id = links.block_id;
ALTER TABLE links ALTER COLUMN ordinal SET NOT NULL, ALTER COLUMN place TYPE smallint;

-- A part that comes a second time under another name is not linked again. (Rows cut into parts in another way, by another
-- release, may begin their blocks elsewhere; reporting's claims, one for each row, find those.)
ALTER TABLE link_blocks ADD UNIQUE (submission_id, judgement, first_ordinal);

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
