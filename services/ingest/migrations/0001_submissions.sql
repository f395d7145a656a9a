-- One row for each file that was acknowledged. It is written once and finished once a judgement; the file itself is in
-- the vault.

CREATE TABLE submissions (
    id uuid PRIMARY KEY,
    channel text NOT NULL CHECK (channel IN ('hook', 'page', 'folder')),
    sender text NOT NULL,
    delivery_id text NOT NULL,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    sender_establishment text CHECK (sender_establishment ~ '^[0-9]{7,8}$'),
    -- Who sent it, as the sender tells: for a person who has to ask back.
    sent_by text,
    -- What the sender was expressly entitled to send when the file came (codes of collections): decided at the door,
    -- where it is known who it is.
    may_send text[] NOT NULL DEFAULT '{}',
    file_name text NOT NULL,
    tag text,
    comment text,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    uploaded_at timestamptz NOT NULL,
    -- When the sender took the data from its own system, as it says.
    data_taken_on date,
    received_at timestamptz NOT NULL,
    -- The key of the file, itself sealed under the master key: deleting it erases the file.
    file_id uuid NOT NULL UNIQUE,
    sealed_key bytea,
    -- In the vault are the rows that were read from it, without those of people who were erased.
    rows_only boolean NOT NULL DEFAULT false,
    -- A submission of which something was lost on its way is resent as its next judgement.
    judgement integer NOT NULL DEFAULT 1 CHECK (judgement > 0),
    judgement_began_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- How often that has happened since it was last complete.
    resends integer NOT NULL DEFAULT 0,
    state text NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'extracted', 'repeat', 'unreadable', 'set_aside')),
    collection text,
    establishment text,
    period text,
    finished_at timestamptz,
    -- A statement that there is nothing to send, as it was sent (NilReturn); NULL: there is a file to read.
    nil jsonb,
    -- When reporting published that the page of the submission is complete.
    completed_at timestamptz,
    UNIQUE (channel, sender, delivery_id),
    CHECK ((state = 'received') = (finished_at IS NULL)),
    CHECK ((state IN ('extracted', 'repeat')) = (collection IS NOT NULL))
);

CREATE INDEX submissions_latest ON submissions (establishment, collection, period, received_at DESC)
    WHERE state = 'extracted';
CREATE INDEX submissions_undecided ON submissions (received_at) WHERE state = 'received';
-- Whether the same bytes came before is asked of every file.
CREATE INDEX submissions_bytes ON submissions (sha256);
CREATE INDEX submissions_incomplete ON submissions (received_at) WHERE completed_at IS NULL;

-- Who sent a file on a page is noted in the audit by the table itself.
CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON submissions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.channel = 'page') EXECUTE FUNCTION shared.audit_change('file', 'id', 'sender');
