-- Whom the authority knows, how each is found, which row is about whom and why, and which rows wait.
--
-- No foreign keys between these tables: one use case writes them all in one transaction, and checking each of the
-- ten rows that a new person brings would cost as much as writing them (docs/decisions).

CREATE TABLE people (
    id uuid PRIMARY KEY,                    -- minted (UUIDv7), never derived, never used again
    version integer NOT NULL DEFAULT 1,     -- of `seen`: guards against two writers
    seen text NOT NULL,                     -- JSON of what matching compares, parsed by services/matching/adapters/people.py alone
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 75);                   -- room to rewrite a person on the same page, without touching the index

-- A number belongs to one person: this is what stops two writers from creating somebody twice.
CREATE TABLE identifiers (
    identifier text COLLATE "C" PRIMARY KEY,    -- U, L, A (UPN, ULN, the authority's own number) and the number
    person_id uuid NOT NULL
);

-- Where to look without a number: services/matching/domain/blocking.py says how a key is made.
-- Keys of earlier names and addresses stay. A key may stand here twice; a reader does not mind.
CREATE TABLE lookups (
    key bigint NOT NULL,
    person_id uuid NOT NULL
);
CREATE INDEX lookups_key ON lookups USING hash (key);  -- nobody asks for a range: cheaper to enter and to ask than a tree

-- What rows say of their people is written once, by the block, in columns. Rows of their own, with their names of
-- columns and two indexes, cost as much as all else that a new person brings.
CREATE TABLE link_blocks (
    block_id uuid PRIMARY KEY,
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    received_at timestamptz NOT NULL,       -- when the rows' submission was: the newest is the person's record
    first_ordinal integer NOT NULL,         -- of its first row
    born_from date,                         -- the first birth date of its rows, and the last;
    born_to date,                           -- null where not every row has one
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

-- Where each person's rows are. Rows of a long file travel by birth date (docs/decisions/0016): where a row stands in
-- its block says nothing of where it stood in the file. The later row of a file is the person's record, so the link
-- says which row it is.
CREATE TABLE links (
    person_id uuid NOT NULL,
    block_id uuid NOT NULL,
    ordinal integer NOT NULL,               -- of the row in its submission, in the order of the file
    place smallint NOT NULL,                -- of the row in its block, from 0
    reachable boolean NOT NULL              -- the row says how to reach its person
);
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

CREATE TABLE reviews (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    ordinal integer NOT NULL,
    line integer NOT NULL,
    sheet text NOT NULL,
    collection text NOT NULL,
    establishment text NOT NULL,
    period text NOT NULL,
    received_at timestamptz NOT NULL,
    rule text NOT NULL,
    candidates jsonb NOT NULL,              -- [{person_id, rule, evidence}], the likeliest first
    record json NOT NULL,                   -- the row as it was accepted
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'decided')),
    waiting_since timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (submission_id, judgement, ordinal)
);
CREATE INDEX reviews_waiting ON reviews (received_at DESC, submission_id, ordinal) WHERE state = 'waiting';

-- Which submission and judgement of each return was received last: rows that wait from an older one are kept, not listed.
CREATE TABLE newest (
    collection text NOT NULL,
    establishment text NOT NULL,
    period text NOT NULL,
    received_at timestamptz NOT NULL,
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    PRIMARY KEY (collection, establishment, period)
);

CREATE TABLE tallies (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    parts_done integer NOT NULL DEFAULT 0,
    parts_expected integer,                 -- null until the whole submission has been judged
    matched integer NOT NULL DEFAULT 0,
    created integer NOT NULL DEFAULT 0,
    awaiting integer NOT NULL DEFAULT 0,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (submission_id, judgement)
) WITH (fillfactor = 50);
