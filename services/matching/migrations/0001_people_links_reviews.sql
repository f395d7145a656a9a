-- Whom the authority knows, how each is found, which row is about whom and why, and which rows wait.
--
-- No foreign keys between these tables: one use case writes them all in one transaction, and checking each of the
-- ten rows that a new person brings would cost as much as writing them (docs/decisions).

CREATE TABLE people (
    id uuid PRIMARY KEY,                    -- minted (UUIDv7), never derived, never used again
    version integer NOT NULL DEFAULT 1,     -- of `seen`: guards against two writers
    seen json NOT NULL,                     -- what matching compares: names, birth dates, postcodes, numbers so far
    details json NOT NULL,                  -- the newest row received, in full
    details_received_at timestamptz NOT NULL,
    contact json,                           -- the newest row received that says how to reach them
    contact_received_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 75);                   -- room to rewrite a person on the same page, without touching the index

-- A number belongs to one person: this is what stops two writers from creating somebody twice.
CREATE TABLE identifiers (
    kind smallint NOT NULL,                 -- 1 UPN, 2 ULN, 3 the authority's own number
    value text COLLATE "C" NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (kind, value)
);

-- Where to look without a number: hashes of birth date and surname, birth date and postcode, temporary UPN.
-- Keys of earlier names and addresses stay. A key may stand here twice; a reader does not mind.
CREATE TABLE lookups (
    key bigint NOT NULL,
    person_id uuid NOT NULL
);
CREATE INDEX lookups_key ON lookups (key) INCLUDE (person_id);

CREATE TABLE links (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    ordinal integer NOT NULL,
    person_id uuid NOT NULL,
    outcome text NOT NULL,                  -- matched, new
    rule text NOT NULL,                     -- permanent name of the rule of the decision table
    evidence bigint NOT NULL,               -- bit n: fact n of services/matching/domain/comparisons.py
    valid_from timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (submission_id, judgement, ordinal)
);

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

CREATE TABLE tallies (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    parts_done integer NOT NULL DEFAULT 0,
    parts_expected integer,                 -- null until the whole submission has been judged
    matched integer NOT NULL DEFAULT 0,
    created integer NOT NULL DEFAULT 0,
    awaiting integer NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, judgement)
) WITH (fillfactor = 50);

-- Who of the authority looked at lists of named people.
CREATE TABLE read_audit (
    account text NOT NULL,
    what text NOT NULL,
    read_at timestamptz NOT NULL
);
CREATE INDEX read_audit_by_time ON read_audit (read_at);
