-- What somebody searched for in one session, for an hour: an address then leads back to the list without a name in it.

CREATE TABLE house.saved_searches (
    search_id      text PRIMARY KEY CHECK (length(search_id) = 22),
    session_sha256 bytea NOT NULL REFERENCES house.sessions ON DELETE CASCADE,
    words          text NOT NULL CHECK (length(words) <= 200),
    kept_at        timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL
);
COMMENT ON COLUMN house.saved_searches.words IS 'may name a young person: deleted when it expires';
CREATE INDEX saved_searches_by_session ON house.saved_searches (session_sha256, kept_at);
CREATE INDEX saved_searches_by_expiry ON house.saved_searches (expires_at);

-- Only reporting has a search.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching')
    LOOP
        EXECUTE format('REVOKE ALL ON house.saved_searches FROM %I', member);
    END LOOP;
END $$;
