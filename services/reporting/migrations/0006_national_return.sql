-- expand
-- The national return: the number that each young person has in it, and what every pre-flight found.

-- Given once and never to anybody else: a number that was erased does not come back.
CREATE TABLE return_numbers (
    person_id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY UNIQUE CHECK (number < 10000000000)
);

-- A snapshot that was held against the list of errors. It outlives the snapshot, for the trend.
CREATE TABLE return_checks (
    snapshot_id bigint PRIMARY KEY,
    as_at date NOT NULL,
    known_at timestamptz NOT NULL,
    purpose text NOT NULL,
    checked_at timestamptz NOT NULL,
    records integer NOT NULL,
    -- How often each number was raised: {"31": 12}.
    counts jsonb NOT NULL
);
CREATE INDEX return_checks_by_day ON return_checks (as_at, known_at);

-- Whom each number was about.
CREATE TABLE return_findings (
    snapshot_id bigint NOT NULL REFERENCES return_checks ON DELETE CASCADE,
    number smallint NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (snapshot_id, number, person_id)
);
CREATE INDEX return_findings_by_person ON return_findings (person_id);
