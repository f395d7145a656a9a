-- Judgements under way: how many parts are in, and the blind keys of their rows until the whole return is judged.

CREATE TABLE tallies (
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    parts_done integer NOT NULL DEFAULT 0,
    parts_total integer,
    rows integer NOT NULL DEFAULT 0,
    accepted integer NOT NULL DEFAULT 0,
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
    PRIMARY KEY (submission_id, judgement, part)
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 500
);
-- Keys are random bits: trying to compress them only costs time.
ALTER TABLE judged_parts ALTER COLUMN lines SET STORAGE EXTERNAL;
