-- What a row says of its person stays with its link, written once and never rewritten: the newest received is the
-- person's record. Numbers carry their kind in front; the keys of the index are a day and a word.

ALTER TABLE links
    ADD COLUMN created boolean,             -- the row founded its person
    ADD COLUMN received_at timestamptz,     -- when the row's submission was: the newest is the person's record
    ADD COLUMN details text,                -- JSON: names, birth date, numbers, address as the sender has them
    ADD COLUMN contact text;                -- JSON: how to reach them, if the row says how
-- What older rows said is gone: each link of a person says what is known of them now.
UPDATE links SET created = outcome = 'new',
    received_at = people.details_received_at, details = people.details::text,
    contact = people.contact::text
FROM people WHERE people.id = links.person_id;
ALTER TABLE links
    DROP COLUMN outcome,
    ALTER COLUMN created SET NOT NULL,
    ALTER COLUMN received_at SET NOT NULL,
    ALTER COLUMN details SET NOT NULL;
CREATE INDEX links_by_person ON links (person_id);

ALTER TABLE people
    DROP COLUMN details,
    DROP COLUMN details_received_at,
    DROP COLUMN contact,
    DROP COLUMN contact_received_at,
    ALTER COLUMN seen TYPE text USING json_build_array(
        coalesce(seen -> 'surnames', '[]'), coalesce(seen -> 'forenames', '[]'), coalesce(seen -> 'birth_dates', '[]'),
        seen -> 'sex', coalesce(seen -> 'postcodes', '[]'), coalesce(seen -> 'upns', '[]'),
        coalesce(seen -> 'temporary_upns', '[]'), coalesce(seen -> 'ulns', '[]'),
        coalesce(seen -> 'authority_refs', '[]')
    )::text;                                -- JSON, see services/matching/adapters/seen.py; parsed by nobody else

-- Each person's record, by the order of docs/decisions/0003: by when it was received, never by when it was handled.
CREATE VIEW records AS
SELECT people.id AS person_id, newest.details, reachable.contact
FROM people
LEFT JOIN LATERAL (
    SELECT details FROM links WHERE person_id = people.id
    ORDER BY received_at DESC, submission_id DESC, judgement DESC, ordinal DESC LIMIT 1
) AS newest ON true
LEFT JOIN LATERAL (
    SELECT contact FROM links WHERE person_id = people.id AND contact IS NOT NULL
    ORDER BY received_at DESC, submission_id DESC, judgement DESC, ordinal DESC LIMIT 1
) AS reachable ON true;

ALTER TABLE identifiers ADD COLUMN identifier text COLLATE "C";
UPDATE identifiers SET identifier = (ARRAY['U', 'L', 'A'])[kind] || value;
ALTER TABLE identifiers
    DROP COLUMN kind,                       -- and with it the primary key over both
    DROP COLUMN value,
    ADD PRIMARY KEY (identifier);           -- U, L, A (UPN, ULN, the authority's own number) and the number

-- The same sum as services/matching/domain/blocking.py: days since the year 1 above the word's checksum.
CREATE FUNCTION pg_temp.key_of(day date, word text) RETURNS bigint IMMUTABLE LANGUAGE sql AS $$
    SELECT (coalesce(day - date '0001-01-01' + 1, 0)::bigint << 32) | crc32(convert_to(word, 'UTF8'))
$$;
TRUNCATE lookups;
DROP INDEX lookups_key;
INSERT INTO lookups (key, person_id)
WITH known AS (SELECT id, seen::jsonb AS seen FROM people),
words AS (
    SELECT id, seen, replace(name, ' ', '') AS word FROM known, jsonb_array_elements_text(seen -> 0) AS name
    UNION
    SELECT id, seen, part
    FROM known, jsonb_array_elements_text(seen -> 0) AS name, regexp_split_to_table(name, ' ') AS part
    WHERE length(part) >= 3
    UNION
    SELECT id, seen, postcode FROM known, jsonb_array_elements_text(seen -> 4) AS postcode
)
SELECT pg_temp.key_of(born_on::date, word), id FROM words, jsonb_array_elements_text(seen -> 2) AS born_on
UNION
SELECT pg_temp.key_of(NULL, upn), id FROM known, jsonb_array_elements_text(seen -> 6) AS upn;
CREATE INDEX lookups_key ON lookups USING hash (key);  -- nobody asks for a range: cheaper to enter and to ask than a tree
