-- One row for each file that was acknowledged. It is written once and finished once; the file itself is in the vault.

CREATE TABLE submissions (
    id uuid PRIMARY KEY,
    channel text NOT NULL CHECK (channel IN ('hook', 'page', 'folder')),
    sender text NOT NULL,
    delivery_id text NOT NULL,
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    sender_establishment text CHECK (sender_establishment ~ '^[0-9]{7}$'),
    sent_by text,
    file_name text NOT NULL,
    tag text,
    comment text,
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    size_bytes integer NOT NULL CHECK (size_bytes > 0),
    uploaded_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    -- The key of the file, itself sealed under the master key: deleting it erases the file.
    file_id uuid NOT NULL UNIQUE,
    sealed_key bytea,
    state text NOT NULL DEFAULT 'received'
        CHECK (state IN ('received', 'extracted', 'repeat', 'unreadable', 'set_aside')),
    code text,
    collection text,
    establishment text,
    period text,
    repeats uuid REFERENCES submissions (id),
    parts integer,
    rows integer,
    finished_at timestamptz,
    UNIQUE (channel, sender, delivery_id),
    CHECK ((state = 'received') = (finished_at IS NULL)),
    CHECK ((state IN ('unreadable', 'set_aside')) = (code IS NOT NULL)),
    CHECK ((state IN ('extracted', 'repeat')) = (collection IS NOT NULL)),
    CHECK ((state = 'repeat') = (repeats IS NOT NULL))
);

CREATE INDEX submissions_latest ON submissions (establishment, collection, period, received_at DESC)
    WHERE state = 'extracted';
CREATE INDEX submissions_undecided ON submissions (received_at) WHERE state = 'received';
