-- One data key a day seals that day's messages; deleting the row makes them unreadable for ever.

CREATE TABLE shared.day_keys (
    day date PRIMARY KEY,
    key_id uuid NOT NULL UNIQUE,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);

-- What consumers found removed before they had read it, until what was lost has been published again; and the next
-- offset of each, since Kafka forgets that with its disk.

CREATE TABLE shared.gaps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    topic text NOT NULL,
    "partition" integer NOT NULL,
    first_offset bigint NOT NULL,
    next_offset bigint NOT NULL,            -- where the log begins now; the same as the first where nobody can count
    noticed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    closed_at timestamptz                   -- what had no verdict when it was noticed has been resent
);
CREATE UNIQUE INDEX gaps_open ON shared.gaps (consumer, topic, "partition", first_offset, next_offset)
    WHERE closed_at IS NULL;
CREATE INDEX gaps_by_time ON shared.gaps (noticed_at);

CREATE TABLE shared.consumer_positions (
    consumer text NOT NULL,
    topic text NOT NULL,
    "partition" integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (consumer, topic, "partition")
) WITH (fillfactor = 50);

-- Accounts, sessions and sign-in attempts: shared by the pages of all services.

CREATE TABLE shared.accounts (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name          text NOT NULL,
    role          text NOT NULL,
    establishment text,
    password_hash text,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    CHECK (length(name) BETWEEN 1 AND 200),
    -- An uploader is bound to one establishment; nobody else is bound to any.
    CHECK ((role = 'uploader') = (establishment IS NOT NULL))
);
COMMENT ON COLUMN shared.accounts.password_hash IS 'scrypt; null for an account that signs in elsewhere';
CREATE UNIQUE INDEX accounts_by_name ON shared.accounts (lower(name));

CREATE TABLE shared.sessions (
    secret_sha256 bytea PRIMARY KEY CHECK (length(secret_sha256) = 32),
    account_id    uuid NOT NULL REFERENCES shared.accounts (id) ON DELETE CASCADE,
    form_token    text NOT NULL,
    started_at    timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    ended_at      timestamptz
);
COMMENT ON COLUMN shared.sessions.secret_sha256 IS 'the secret itself is only in the browser''s cookie';
CREATE INDEX sessions_by_account ON shared.sessions (account_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_expiry ON shared.sessions (expires_at);

CREATE TABLE shared.sign_in_attempts (
    key_sha256 bytea PRIMARY KEY CHECK (length(key_sha256) = 32),
    failures   integer NOT NULL,
    failed_at  timestamptz NOT NULL
);
COMMENT ON COLUMN shared.sign_in_attempts.key_sha256 IS 'of the account name or of the network address; a count lapses after a quiet hour';

-- The shared schema's default grants are wider than this table needs: services read accounts.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles
        WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching', 'onward_reporting')
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON shared.accounts FROM %I', member);
    END LOOP;
END $$;

-- What somebody searched for in one session, for an hour: an address then leads back to the list without a name in it.

CREATE TABLE shared.saved_searches (
    search_id      text PRIMARY KEY CHECK (length(search_id) = 22),
    session_sha256 bytea NOT NULL REFERENCES shared.sessions ON DELETE CASCADE,
    words          text NOT NULL CHECK (length(words) <= 200),
    kept_at        timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL
);
COMMENT ON COLUMN shared.saved_searches.words IS 'may name a young person: deleted when it expires';
CREATE INDEX saved_searches_by_session ON shared.saved_searches (session_sha256, kept_at);
CREATE INDEX saved_searches_by_expiry ON shared.saved_searches (expires_at);

-- Only reporting has a search.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching')
    LOOP
        EXECUTE format('REVOKE ALL ON shared.saved_searches FROM %I', member);
    END LOOP;
END $$;

-- Who opened a message from a shell: its coordinates, never its contents. Written before anything is shown.

CREATE TABLE shared.opened_messages (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account     text NOT NULL,
    login       text NOT NULL,
    opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    topic       text NOT NULL,
    "partition" integer NOT NULL,
    "offset"    bigint NOT NULL
);
COMMENT ON COLUMN shared.opened_messages.account IS 'the account that signed in; login is that of the machine it was done on';
CREATE INDEX opened_messages_by_time ON shared.opened_messages (opened_at);

-- Only the administrator's role writes or reads it: a service opens messages all day, and not for anybody to look at.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles
        WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching', 'onward_reporting')
    LOOP
        EXECUTE format('REVOKE ALL ON shared.opened_messages FROM %I', member);
    END LOOP;
END $$;
