-- A submission of which something was lost on its way is said again, as its next judgement.

ALTER TABLE submissions
    ADD COLUMN judgement integer NOT NULL DEFAULT 1 CHECK (judgement > 0),
    ADD COLUMN said_at timestamptz NOT NULL DEFAULT clock_timestamp(),  -- when this judgement of it was begun
    ADD COLUMN completed_at timestamptz;                -- when reporting said that its page ends in a verdict

-- Of what was read before this column nothing was known to be lost.
UPDATE submissions SET completed_at = finished_at, said_at = coalesce(finished_at, said_at);

CREATE INDEX submissions_without_verdict ON submissions (received_at) WHERE completed_at IS NULL;
