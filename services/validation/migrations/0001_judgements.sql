-- Judgements under way: how many parts are in, and the blind keys of their rows until the whole return is judged.

CREATE TABLE tallies (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    parts_done integer NOT NULL DEFAULT 0,
    parts_total integer,
    rows integer NOT NULL DEFAULT 0,
    accepted integer NOT NULL DEFAULT 0,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (submission_id, judgement)
) WITH (fillfactor = 50); -- updated once a part: room for the new version on the same page

-- The lines of a part as one run of bytes, columns of numbers one after the other: written and read without a look at
-- any one of them.
CREATE TABLE judged_parts (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    part integer NOT NULL,
    sheet text NOT NULL,
    lines bytea NOT NULL,
    -- By which version of the severities the part was judged, and in how many of its rows which error was found
    -- (JSON: code, lowered, rows, alone, accepted); NULL: none that could be lowered.
    severities integer NOT NULL,
    complaints text,
    PRIMARY KEY (submission_id, judgement, part)
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 500
);
-- Keys are random bits: trying to compress them only costs time.
ALTER TABLE judged_parts ALTER COLUMN lines SET STORAGE EXTERNAL;

-- What the authority changed about severities. Nothing is ever deleted or overwritten: taking back is a change too.
CREATE TABLE severity_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    -- NULL: in every collection.
    collection text,
    lowered boolean NOT NULL,
    from_on date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    account text NOT NULL,
    changed_at timestamptz NOT NULL,
    -- The how manieth change to come into force it was, and when; NULL: its day has not come.
    version integer UNIQUE CHECK (version > 0),
    in_force_at timestamptz,
    CHECK ((version IS NULL) = (in_force_at IS NULL))
);
CREATE INDEX severity_changes_by_code ON severity_changes (code, change_id);

-- What the newest complete judgement of each submission came to, as far as severities bear on it.
CREATE TABLE verdicts (
    submission_id uuid PRIMARY KEY,
    judgement integer NOT NULL,
    collection text NOT NULL,
    establishment text NOT NULL,
    period text NOT NULL,
    -- That of the period; of a return of no year, the one in which it was received. By the calendar year it starts in.
    academic_year smallint NOT NULL,
    received_at timestamptz NOT NULL,
    severities integer NOT NULL
);
CREATE TABLE verdict_complaints (
    submission_id uuid NOT NULL REFERENCES verdicts ON DELETE CASCADE,
    code text NOT NULL,
    -- True: it was a warning when these rows were judged.
    lowered boolean NOT NULL,
    rows integer NOT NULL,
    alone integer NOT NULL,
    accepted integer NOT NULL,
    PRIMARY KEY (submission_id, code, lowered)
);
-- What does not accord with the severities in force is looked for every few seconds, among the few that do not.
CREATE INDEX verdict_complaints_by_code ON verdict_complaints (code, lowered);

-- Judgements that a change of severities has outdated, and how far judging again has come.
CREATE TABLE outdated_judgements (
    version integer NOT NULL REFERENCES severity_changes (version),
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'asked', 'done', 'not needed', 'given up')),
    asked smallint NOT NULL DEFAULT 0,
    asked_at timestamptz,
    PRIMARY KEY (version, submission_id, judgement)
);
CREATE INDEX outdated_judgements_open ON outdated_judgements (submission_id)
    WHERE state IN ('waiting', 'asked', 'given up');

-- Who changed what is noted in the audit by the table itself.
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OF lowered, from_on, reason, account OR DELETE ON severity_changes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION shared.audit_change('change of a severity', 'change_id', 'account');
