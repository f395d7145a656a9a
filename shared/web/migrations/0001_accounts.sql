-- Accounts, sessions and sign-in attempts: shared by the pages of all services.

CREATE TABLE house.accounts (
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
COMMENT ON COLUMN house.accounts.password_hash IS 'scrypt; null for an account that signs in elsewhere';
CREATE UNIQUE INDEX accounts_by_name ON house.accounts (lower(name));

CREATE TABLE house.sessions (
    secret_sha256 bytea PRIMARY KEY CHECK (length(secret_sha256) = 32),
    account_id    uuid NOT NULL REFERENCES house.accounts (id) ON DELETE CASCADE,
    form_token    text NOT NULL,
    started_at    timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    ended_at      timestamptz
);
COMMENT ON COLUMN house.sessions.secret_sha256 IS 'the secret itself is only in the browser''s cookie';
CREATE INDEX sessions_by_account ON house.sessions (account_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_by_expiry ON house.sessions (expires_at);

CREATE TABLE house.sign_in_attempts (
    key_sha256 bytea PRIMARY KEY CHECK (length(key_sha256) = 32),
    failures   integer NOT NULL,
    failed_at  timestamptz NOT NULL
);
COMMENT ON COLUMN house.sign_in_attempts.key_sha256 IS 'of the account name or of the network address; a count lapses after a quiet hour';

-- The house's default grants are wider than these tables need: services read accounts, and validation has no pages.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN SELECT rolname FROM pg_roles WHERE rolname IN ('onward_ingest', 'onward_matching', 'onward_reporting')
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON house.accounts FROM %I', member);
    END LOOP;
    FOR member IN SELECT rolname FROM pg_roles WHERE rolname = 'onward_validation'
    LOOP
        EXECUTE format('REVOKE ALL ON house.accounts, house.sessions, house.sign_in_attempts FROM %I', member);
    END LOOP;
END $$;
