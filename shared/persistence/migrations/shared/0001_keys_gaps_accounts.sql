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

-- Accounts, what they may act for, sessions and sign-in attempts: shared by the pages of all services.

CREATE TABLE shared.accounts (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name          text NOT NULL,
    role          text NOT NULL,
    password_hash text,
    -- Of an account that signs in with the authority's provider: whose word counts, and for which of its people.
    issuer        text,
    subject       text,
    -- May sign in with its password also where everybody else uses the provider.
    emergency     boolean NOT NULL DEFAULT false,
    disabled_at   timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    signed_in_at  timestamptz,
    -- A word that sets a new password, once, until then.
    reset_sha256  bytea CHECK (length(reset_sha256) = 32),
    reset_until   timestamptz,
    CHECK (length(name) BETWEEN 1 AND 200),
    CHECK ((issuer IS NULL) = (subject IS NULL)),
    CHECK (issuer IS NULL OR (password_hash IS NULL AND reset_sha256 IS NULL AND NOT emergency)),
    CHECK ((reset_sha256 IS NULL) = (reset_until IS NULL)),
    UNIQUE (issuer, subject)
);
COMMENT ON COLUMN shared.accounts.password_hash IS 'scrypt; null for an account that signs in elsewhere, or has not chosen one yet';
CREATE UNIQUE INDEX accounts_by_name ON shared.accounts (lower(name));

-- For which schools and colleges an uploader acts, from when to when. A row is ended, never changed or deleted.
CREATE TABLE shared.account_establishments (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id    uuid NOT NULL REFERENCES shared.accounts (id) ON DELETE CASCADE,
    establishment text NOT NULL CHECK (establishment ~ '^[0-9]{7,8}$'),
    from_on       date NOT NULL,
    until_on      date,                     -- the last day
    -- given: by an administrator. delegated: by somebody who acts for it. provided: the provider names it.
    how           text NOT NULL CHECK (how IN ('given', 'delegated', 'provided')),
    given_by      text NOT NULL,
    given_at      timestamptz NOT NULL,
    ended_by      text,
    ended_at      timestamptz,
    CHECK (until_on >= from_on),
    CHECK (how <> 'delegated' OR until_on IS NOT NULL),
    CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX account_establishments_open ON shared.account_establishments (account_id) WHERE ended_at IS NULL;
CREATE INDEX account_establishments_by_establishment ON shared.account_establishments (establishment)
    WHERE ended_at IS NULL;

CREATE TABLE shared.sessions (
    secret_sha256 bytea PRIMARY KEY CHECK (length(secret_sha256) = 32),
    id            uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    account_id    uuid NOT NULL REFERENCES shared.accounts (id) ON DELETE CASCADE,
    form_token    text NOT NULL,
    establishment text,                     -- the one that was chosen to act for; null: the first
    provider      text,                     -- who vouched; null: a password of ours
    browser       text NOT NULL DEFAULT '',
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

-- Sign-ins that a browser has begun at the provider, for ten minutes: each is taken once.
CREATE TABLE shared.sign_ins_begun (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    state        text NOT NULL,
    nonce        text NOT NULL,
    verifier     text NOT NULL,
    target       text NOT NULL,
    begun_at     timestamptz NOT NULL
);
CREATE INDEX sign_ins_begun_by_time ON shared.sign_ins_begun (begun_at);

-- Keys of senders beside those of the operator's file: sealed under the master key. Two may live while one is exchanged.
CREATE TABLE shared.sender_keys (
    key_id      uuid PRIMARY KEY,
    sender      text NOT NULL CHECK (sender ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    sealed      bytea NOT NULL,
    fingerprint text NOT NULL UNIQUE CHECK (fingerprint ~ '^[0-9a-f]{12}$'),
    may_send    text[] NOT NULL DEFAULT '{}',
    made_by     text NOT NULL,
    made_at     timestamptz NOT NULL,
    ends_at     timestamptz                 -- from then on nothing that it signed is taken
);
CREATE INDEX sender_keys_by_sender ON shared.sender_keys (sender);

CREATE TABLE shared.sender_key_uses (
    fingerprint text PRIMARY KEY CHECK (fingerprint ~ '^[0-9a-f]{12}$'),
    sender      text NOT NULL,
    used_at     timestamptz NOT NULL
);
COMMENT ON COLUMN shared.sender_key_uses.fingerprint IS 'the beginning of the SHA-256 of a key, of the file''s too';

-- Who changed what about which account or key.
CREATE TABLE shared.account_changes (
    change_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    act        text NOT NULL,
    about      text NOT NULL,               -- the account's name, or the sender's
    detail     text NOT NULL DEFAULT '',
    account    text NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX account_changes_by_time ON shared.account_changes (changed_at);
CREATE INDEX account_changes_by_about ON shared.account_changes (about, changed_at);

-- The one way in which a row gets there.
CREATE FUNCTION shared.note_account_change(act text, about text, detail text, account text, changed_at timestamptz)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$
    INSERT INTO shared.account_changes (act, about, detail, account, changed_at)
    VALUES (act, about, detail, account, changed_at)
$$;

-- Returns the account of somebody for whom the provider vouches, made or brought up to date, or why there is none. It
-- touches no account that has a password. `establishments`: null where the provider is not asked for them.
CREATE FUNCTION shared.provided_account(
    its_issuer text, its_subject text, its_name text, its_role text, its_establishments text[],
    today date, at timestamptz, OUT account_id uuid, OUT problem text
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
    known shared.accounts;
    one text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(its_issuer || ' ' || its_subject, 0));
    SELECT * INTO known FROM shared.accounts a WHERE a.issuer = its_issuer AND a.subject = its_subject FOR UPDATE;
    IF known.disabled_at IS NOT NULL THEN
        problem := 'disabled';
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM shared.accounts a WHERE lower(a.name) = lower(its_name) AND a.id IS DISTINCT FROM known.id) THEN
        problem := 'name taken';
        RETURN;
    END IF;
    IF known.id IS NULL THEN
        INSERT INTO shared.accounts (name, role, issuer, subject) VALUES (its_name, its_role, its_issuer, its_subject)
        RETURNING * INTO known;
        PERFORM shared.note_account_change('made', its_name, its_role, 'provider', at);
    ELSIF (known.name, known.role) <> (its_name, its_role) THEN
        UPDATE shared.accounts a SET name = its_name, role = its_role WHERE a.id = known.id;
        PERFORM shared.note_account_change('changed', its_name, its_role, 'provider', at);
        UPDATE shared.sessions s SET ended_at = at
        WHERE s.account_id = known.id AND s.ended_at IS NULL AND known.role <> its_role;
    END IF;
    IF its_establishments IS NOT NULL THEN
        FOR one IN
            UPDATE shared.account_establishments m SET ended_at = at, ended_by = 'provider'
            WHERE m.account_id = known.id AND m.how = 'provided' AND m.ended_at IS NULL
              AND NOT m.establishment = ANY (its_establishments)
            RETURNING m.establishment
        LOOP
            PERFORM shared.note_account_change('establishment ended', its_name, one, 'provider', at);
        END LOOP;
        FOR one IN
            INSERT INTO shared.account_establishments (account_id, establishment, from_on, how, given_by, given_at)
            SELECT known.id, named, today, 'provided', 'provider', at FROM unnest(its_establishments) named
            WHERE NOT EXISTS (
                SELECT FROM shared.account_establishments m
                WHERE m.account_id = known.id AND m.how = 'provided' AND m.ended_at IS NULL AND m.establishment = named
            )
            RETURNING establishment
        LOOP
            PERFORM shared.note_account_change('establishment', its_name, one, 'provider', at);
        END LOOP;
    END IF;
    account_id := known.id;
END $$;
REVOKE ALL ON FUNCTION shared.note_account_change, shared.provided_account FROM PUBLIC;

-- The shared schema's default grants are wider than these tables need: services read accounts, and only validation,
-- which has the pages of accounts and neither people's records nor files, changes them.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles
        WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching', 'onward_reporting')
    LOOP
        EXECUTE format(
            'REVOKE INSERT, UPDATE, DELETE ON shared.accounts, shared.account_establishments, shared.account_changes,
             shared.sender_keys FROM %I', member);
        EXECUTE format('GRANT UPDATE (signed_in_at) ON shared.accounts TO %I', member);
        IF member = 'onward_validation' THEN
            EXECUTE format('GRANT INSERT, UPDATE ON shared.accounts, shared.account_establishments, shared.sender_keys TO %I', member);
        END IF;
        IF member NOT IN ('onward_ingest', 'onward_validation') THEN
            EXECUTE format('REVOKE ALL ON shared.sender_keys, shared.sender_key_uses FROM %I', member);
        END IF;
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

-- The audit: who read or changed what about whom. Entries are only ever added, each covered by a hash over it and the
-- one before, a chain for each service; anchors tie all chains together under a key that the database does not hold.

CREATE TABLE shared.audit_entries (
    chain     text NOT NULL,
    place     bigint NOT NULL,              -- in its chain, from 1 without a gap
    at        timestamptz NOT NULL,
    account   text NOT NULL,
    act       text NOT NULL CHECK (act IN ('read', 'write')),
    kind      text NOT NULL,
    person_id uuid,
    about     text,                         -- an id or a code, never words
    hash      bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, place)
);
COMMENT ON COLUMN shared.audit_entries.account IS 'who did it; from a shell the database role';
CREATE INDEX audit_entries_by_time ON shared.audit_entries (at);
CREATE INDEX audit_entries_by_person ON shared.audit_entries (person_id, at) WHERE person_id IS NOT NULL;

-- The last entry of each chain; its row is the lock under which the next is added.
CREATE TABLE shared.audit_heads (
    chain text PRIMARY KEY,
    place bigint NOT NULL,
    hash  bytea NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE shared.audit_anchors (
    number bigint PRIMARY KEY,              -- from 1 without a gap
    at     timestamptz NOT NULL,
    chain  text NOT NULL,
    place  bigint NOT NULL,
    hash   bytea NOT NULL,
    seal   bytea NOT NULL CHECK (length(seal) = 32)
);
COMMENT ON COLUMN shared.audit_anchors.seal IS 'HMAC-SHA-256 over the anchor and the seal before, under a key derived from the master key';
CREATE INDEX audit_anchors_by_chain ON shared.audit_anchors (chain, number DESC);

CREATE FUNCTION shared.audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only ever added to' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shared.audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION shared.audit_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shared.audit_anchors
    FOR EACH STATEMENT EXECUTE FUNCTION shared.audit_refuse();

-- A field with its length before it, so that no two entries have the same text (shared/audit/entries.py has the same).
CREATE FUNCTION shared.audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value IS NULL THEN '-' ELSE octet_length(value) || ':' || value END
$$;

-- Add entries to the chain of the service that is connected; the administrator's role names the chain.
CREATE FUNCTION shared.audit_append(asked text, entries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    own text := CASE WHEN session_user IN ('onward_ingest', 'onward_validation', 'onward_matching', 'onward_reporting')
                     THEN substr(session_user, 8) ELSE asked END;
    last shared.audit_heads;
    entry jsonb;
    noted_at timestamptz;
BEGIN
    INSERT INTO shared.audit_heads VALUES (own, 0, ''::bytea) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT last FROM shared.audit_heads WHERE chain = own FOR UPDATE;
    FOR entry IN SELECT value FROM jsonb_array_elements(entries) LOOP
        last.place := last.place + 1;
        noted_at := clock_timestamp();
        last.hash := sha256(last.hash || convert_to(
            shared.audit_field(own) || shared.audit_field(last.place::text)
            || shared.audit_field((extract(epoch FROM noted_at) * 1000000)::bigint::text)
            || shared.audit_field(entry ->> 'account') || shared.audit_field(entry ->> 'act')
            || shared.audit_field(entry ->> 'kind') || shared.audit_field(entry ->> 'person_id')
            || shared.audit_field(entry ->> 'about'), 'UTF8'));
        INSERT INTO shared.audit_entries VALUES (own, last.place, noted_at, entry ->> 'account', entry ->> 'act',
            entry ->> 'kind', (entry ->> 'person_id')::uuid, entry ->> 'about', last.hash);
    END LOOP;
    UPDATE shared.audit_heads SET place = last.place, hash = last.hash WHERE chain = own;
END $$;

-- What people change is noted by the tables themselves, when the transaction commits: then it waits for nothing else,
-- and is held by nobody. Arguments: the kind, the column of the row's id, columns of accounts.
CREATE FUNCTION shared.audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    kept jsonb := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END);
    before jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
    who text;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        FOR number IN 2 .. TG_NARGS - 1 LOOP
            -- Who changed something is in the column that changed.
            IF before ->> TG_ARGV[number] IS DISTINCT FROM kept ->> TG_ARGV[number] THEN
                who := coalesce(kept ->> TG_ARGV[number], who);
            END IF;
        END LOOP;
        IF kept ? 'account_id' THEN
            SELECT name INTO who FROM shared.accounts WHERE id = (kept ->> 'account_id')::uuid;
        END IF;
    END IF;
    PERFORM shared.audit_append(TG_TABLE_SCHEMA, jsonb_build_array(jsonb_build_object(
        'account', coalesce(who, session_user::text), 'act', 'write',
        'kind', TG_ARGV[0] || CASE TG_OP WHEN 'INSERT' THEN ' entered' WHEN 'UPDATE' THEN ' changed' ELSE ' removed' END,
        'person_id', kept ->> 'person_id', 'about', kept ->> TG_ARGV[1])));
    RETURN NULL;
END $$;

-- Not when somebody signed in: that is the session's entry.
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR DELETE
    OR UPDATE OF name, role, password_hash, issuer, subject, emergency, disabled_at, reset_sha256 ON shared.accounts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shared.audit_change('account', 'id');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON shared.account_changes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('account change', 'change_id', 'account');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON shared.account_changes
    FOR EACH STATEMENT EXECUTE FUNCTION shared.audit_refuse();
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON shared.opened_messages
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shared.audit_change('message', 'id', 'account');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON shared.sessions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('session', 'account_id');

-- Services add through the function alone; only reporting, whose page shows it, reads the entries.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles
        WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching', 'onward_reporting')
    LOOP
        EXECUTE format('REVOKE ALL ON shared.audit_entries, shared.audit_heads, shared.audit_anchors FROM %I', member);
        EXECUTE format('GRANT SELECT ON shared.audit_heads TO %I', member);
        EXECUTE format('GRANT SELECT, INSERT ON shared.audit_anchors TO %I', member);
        IF member = 'onward_reporting' THEN
            EXECUTE format('GRANT SELECT ON shared.audit_entries TO %I', member);
        END IF;
    END LOOP;
END $$;

-- Erasures: whom or which original is erased, by whose word, and which services have done so. These rows stay as the
-- proof: ids that lead to nothing any more, codes and times. Orders stand here and not on a topic, because they must
-- outlive Kafka and be carried out again over a restored backup.

CREATE TABLE shared.erasures (
    erasure_id  uuid PRIMARY KEY,
    reason      text NOT NULL CHECK (reason IN ('retention', 'request', 'mistake')),
    asked_by    text NOT NULL,
    asked_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The accounts by their ids, where they have one: a name may change between asking and answering.
    asked_id    uuid,
    answered_id uuid,
    answered_by text,
    answered_at timestamptz,
    approved    boolean,
    CONSTRAINT an_answer_is_whole CHECK ((answered_by IS NULL) = (answered_at IS NULL)
                                     AND (answered_by IS NULL) = (approved IS NULL)),
    CONSTRAINT a_second_person_is_another CHECK (approved IS NOT TRUE
        OR (lower(answered_by) <> lower(asked_by) AND coalesce(answered_id <> asked_id, true)))
);
CREATE TABLE shared.erasure_targets (
    erasure_id    uuid NOT NULL REFERENCES shared.erasures,
    person_id     uuid,
    submission_id uuid,                     -- its original, its name and the words sent with it
    CHECK (num_nonnulls(person_id, submission_id) = 1),
    UNIQUE NULLS NOT DISTINCT (erasure_id, person_id, submission_id)
);
CREATE INDEX erasure_targets_by_person ON shared.erasure_targets (person_id) WHERE person_id IS NOT NULL;

-- Where rows about them stand in originals, from reporting to ingest; gone when ingest has kept the files without them.
CREATE TABLE shared.erasure_rows (
    erasure_id    uuid NOT NULL REFERENCES shared.erasures,
    submission_id uuid NOT NULL,
    sheet         text NOT NULL,
    line          integer NOT NULL,         -- 0: the name of the file, or the words sent with it, name somebody
    PRIMARY KEY (erasure_id, submission_id, sheet, line)
);
CREATE TABLE shared.erasure_steps (
    erasure_id uuid NOT NULL REFERENCES shared.erasures,
    service    text NOT NULL,
    done_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    removed    integer NOT NULL,            -- rows and files that were removed or emptied
    PRIMARY KEY (erasure_id, service)
);

CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON shared.erasures DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('erasure', 'erasure_id', 'asked_by', 'answered_by');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON shared.erasure_targets
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION shared.audit_change('erasure target', 'erasure_id');

-- Only the administrator's role orders; services carry out.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles
        WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching', 'onward_reporting')
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON shared.erasures, shared.erasure_targets FROM %I', member);
    END LOOP;
END $$;

-- Subject accesses: everything held on a young person, put together by the services for whoever may take it. Parts are
-- sealed under the key of the day; after a day all of it goes.

CREATE TABLE shared.subject_accesses (
    access_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    person_id uuid NOT NULL,
    asked_by  text NOT NULL,
    asked_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX subject_accesses_by_person ON shared.subject_accesses (person_id);
CREATE TABLE shared.subject_access_parts (
    access_id uuid NOT NULL REFERENCES shared.subject_accesses ON DELETE CASCADE,
    service   text NOT NULL,
    key_id    uuid NOT NULL,                -- of the day key that sealed it
    content   bytea NOT NULL,
    PRIMARY KEY (access_id, service)
);
-- Where rows about them stand in files, from reporting to ingest.
CREATE TABLE shared.subject_access_rows (
    access_id     uuid NOT NULL REFERENCES shared.subject_accesses ON DELETE CASCADE,
    submission_id uuid NOT NULL,
    sheet         text NOT NULL,
    line          integer NOT NULL,         -- 0: the file, for it holds a row about them or is named after them
    sure          boolean NOT NULL,         -- false: the row was refused or waits, and may be about somebody else
    PRIMARY KEY (access_id, submission_id, sheet, line)
);

CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON shared.subject_accesses DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('subject access', 'access_id', 'asked_by');

-- Only reporting, whose page it is, asks, reads parts and removes them.
DO $$
DECLARE
    member name;
BEGIN
    FOR member IN
        SELECT rolname FROM pg_roles WHERE rolname IN ('onward_ingest', 'onward_validation', 'onward_matching')
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON shared.subject_accesses FROM %I', member);
        EXECUTE format('REVOKE UPDATE, DELETE ON shared.subject_access_parts FROM %I', member);
    END LOOP;
END $$;
