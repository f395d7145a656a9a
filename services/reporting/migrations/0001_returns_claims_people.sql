-- Reporting's tables: what was sent, what it says (claims), which of it counts (editions), and what follows (people).

CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public;

-- One row a file. Any of its events may come first, so everything but the id may still be unknown.
CREATE TABLE submissions (
    submission_id uuid PRIMARY KEY,
    received_at timestamptz,
    channel text,
    sender text,
    sender_establishment text,
    file_name text,
    tag text,
    comment text,
    sha256 text,
    size_bytes bigint,
    uploaded_at timestamptz,
    -- When the sender took the data from its own system, as it says.
    data_taken_on date,
    collection text,
    establishment text,
    period text,
    parts integer,
    rows_extracted integer,
    rows_blank integer,
    repeats uuid,
    -- A statement that there is nothing to send; NULL: there was a file.
    nil jsonb,
    outcome text CHECK (outcome IN ('unreadable', 'set_aside')),
    outcome_code text,
    notes jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX submissions_by_receipt ON submissions (received_at DESC, submission_id);
CREATE INDEX submissions_again ON submissions (repeats) WHERE repeats IS NOT NULL;
CREATE INDEX submissions_not_used ON submissions (submission_id) WHERE outcome IS NOT NULL;

-- One establishment x collection x period, and the edition of it that counts.
CREATE TABLE returns (
    return_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    collection text NOT NULL,
    establishment text NOT NULL,
    period text NOT NULL,
    edition_id bigint,
    generation_id bigint,
    settled_at timestamptz,
    UNIQUE (collection, establishment, period),
    CHECK ((edition_id IS NULL) = (generation_id IS NULL))
);
CREATE INDEX returns_by_establishment ON returns (establishment);

-- One judgement of one submission. The tallies grow with each part, in any order; the totals come with the summaries.
CREATE TABLE generations (
    generation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    return_id bigint NOT NULL REFERENCES returns,
    received_at timestamptz NOT NULL,
    parts_judged integer NOT NULL DEFAULT 0,
    rows_judged integer NOT NULL DEFAULT 0,
    rows_accepted integer NOT NULL DEFAULT 0,
    rows_refused integer NOT NULL DEFAULT 0,
    -- Rows of a list that are not answered yet: neither accepted nor refused.
    rows_unanswered integer NOT NULL DEFAULT 0,
    -- Rows with an e-mail address of learner or carer that can be used; blank ones leave no issue.
    rows_with_e_mail integer NOT NULL DEFAULT 0,
    parts_matched integer NOT NULL DEFAULT 0,
    rows_matched integer NOT NULL DEFAULT 0,
    rows_created integer NOT NULL DEFAULT 0,
    rows_awaiting integer NOT NULL DEFAULT 0,
    rows_to_set_aside integer NOT NULL DEFAULT 0,
    parts_to_judge integer,
    rows_to_judge integer,
    parts_to_match integer,
    rows_to_match integer,
    -- Version of the severities by which it was judged; NULL: not all parts have been judged.
    severities integer,
    complete boolean NOT NULL GENERATED ALWAYS AS (
        parts_to_judge IS NOT NULL AND parts_to_match IS NOT NULL
        AND parts_judged = parts_to_judge AND parts_matched = parts_to_match
    ) STORED,
    state text NOT NULL DEFAULT 'building'
        CHECK (state IN ('building', 'accepted', 'held', 'passed over', 'undone', 'superseded')),
    hold text,
    edition_id bigint,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (submission_id, judgement)
) WITH (fillfactor = 70);
CREATE INDEX generations_by_return ON generations (return_id);

-- Blind keys are stored packed, eight bytes each: arrays are slow to send by the hundred thousand, and few are ever read.
CREATE FUNCTION each_key(packed bytea) RETURNS SETOF bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(packed FROM place FOR 8) FROM generate_series(1, length(packed), 8) AS place
$$;

-- What one accepted row says about its person: who it is in columns, what it says by name. `kind` is the code of its
-- collection; `facts` bear on a status, `particulars` are only shown. Both are JSON objects, as text because jsonb is
-- parsed for every row that is written, and apart so that the facts of many claims are the same text. Written once, never
-- changed (but for `counts`, when the whole return has been judged). No foreign keys: they would be checked row by row on
-- the hottest path.
CREATE TABLE claims (
    generation_id bigint NOT NULL,
    ordinal integer NOT NULL,
    person_id uuid NOT NULL,
    line integer NOT NULL,
    sheet text NOT NULL,
    match_rule text NOT NULL,
    created boolean NOT NULL,
    counts boolean NOT NULL DEFAULT true,
    keys bytea NOT NULL,
    kind text NOT NULL,
    facts text NOT NULL,
    particulars text NOT NULL,
    surname text NOT NULL,
    forename text NOT NULL,
    born_on date,
    upn text,
    uln text,
    authority_ref text,
    year_group smallint,
    sen text,
    postcode text,
    -- The row states an objection to details being passed on (true), or that there is none; NULL: it does not say.
    objects boolean,
    PRIMARY KEY (generation_id, ordinal)
);
CREATE INDEX claims_by_person ON claims (person_id);
CREATE INDEX claims_of_objections ON claims (person_id) WHERE objects IS NOT NULL;

-- Rows that are not settled: refused, or waiting for a person. They shield whom they may be about.
CREATE TABLE unsettled_rows (
    generation_id bigint NOT NULL,
    ordinal integer NOT NULL,
    line integer NOT NULL,
    sheet text NOT NULL,
    cause text NOT NULL CHECK (cause IN ('refused', 'awaiting')),
    rule text,
    keys bytea NOT NULL,
    candidates text,
    PRIMARY KEY (generation_id, ordinal)
);

-- Accepted rows that a rule over the whole return sets aside: another line of the same learner counts.
CREATE TABLE set_aside_rows (
    generation_id bigint NOT NULL,
    ordinal integer NOT NULL,
    line integer NOT NULL,
    sheet text NOT NULL,
    code text NOT NULL,
    counts_instead integer NOT NULL,
    PRIMARY KEY (generation_id, ordinal)
);

-- Complaints by cell: codes and coordinates, never values.
CREATE TABLE issues (
    generation_id bigint NOT NULL,
    ordinal integer NOT NULL,
    position smallint NOT NULL,
    line integer NOT NULL,
    sheet text NOT NULL,
    code text NOT NULL,
    severity text NOT NULL,
    column_id text,
    cell text,
    PRIMARY KEY (generation_id, ordinal, position)
);

-- A generation laid over an edition: its own claims, and the earlier claims of people whom its unsettled rows shield.
CREATE TABLE editions (
    edition_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    return_id bigint NOT NULL REFERENCES returns,
    generation_id bigint NOT NULL REFERENCES generations,
    base_edition_id bigint REFERENCES editions,
    people_before integer NOT NULL,
    people_listed integer NOT NULL,
    people_added integer NOT NULL,
    people_removed integer NOT NULL,
    people_shielded integer NOT NULL,
    -- Of whom it says something else than the edition before; NULL: it was never held, so nobody has counted them.
    people_changed integer,
    UNIQUE NULLS NOT DISTINCT (generation_id, base_edition_id)
);
CREATE TABLE carried_claims (
    edition_id bigint NOT NULL REFERENCES editions,
    generation_id bigint NOT NULL,
    ordinal integer NOT NULL,
    person_id uuid NOT NULL,
    -- No row of the newer file is about the person, settled or not: it is kept because the collection keeps such rows.
    unlisted boolean NOT NULL DEFAULT false,
    PRIMARY KEY (edition_id, generation_id, ordinal)
);
CREATE INDEX carried_claims_by_person ON carried_claims (person_id);

ALTER TABLE returns ADD FOREIGN KEY (edition_id) REFERENCES editions;
ALTER TABLE generations ADD FOREIGN KEY (edition_id) REFERENCES editions;

-- When we knew: which edition of a return counted, from when until when. At any instant at most one.
CREATE TABLE effective_periods (
    return_id bigint NOT NULL REFERENCES returns,
    edition_id bigint NOT NULL REFERENCES editions,
    known tstzrange NOT NULL,
    EXCLUDE USING gist (return_id WITH =, known WITH &&)
);
CREATE UNIQUE INDEX effective_periods_open ON effective_periods (return_id) WHERE upper_inf(known);

-- What people decided about a generation; the last decision in force counts. A decision that takes many people out says
-- how many, and where one person alone may not take it, who confirmed it. It is in force when it needs no second person
-- or has one.
CREATE TABLE decisions (
    decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    generation_id bigint NOT NULL REFERENCES generations,
    decision text NOT NULL CHECK (decision IN ('approve', 'undo', 'withdraw')),
    account text NOT NULL,
    -- Taken for the sender of the return, and not for the authority.
    by_sender boolean NOT NULL DEFAULT false,
    reason text,
    decided_at timestamptz NOT NULL,
    people_removed integer,
    -- Which act that takes two people it is; NULL: one person is enough.
    act text,
    second_person boolean NOT NULL GENERATED ALWAYS AS (act IS NOT NULL) STORED,
    -- The accounts by their ids, where they have one: a name may change between asking and answering.
    asked_id uuid,
    answered_id uuid,
    answered_by text,
    answered_at timestamptz,
    confirmed boolean,
    in_force boolean NOT NULL GENERATED ALWAYS AS (act IS NULL OR coalesce(confirmed, false)) STORED,
    CONSTRAINT an_answer_is_whole CHECK ((answered_by IS NULL) = (answered_at IS NULL)
                                     AND (answered_by IS NULL) = (confirmed IS NULL)),
    CONSTRAINT a_second_person_is_another CHECK (confirmed IS NOT TRUE
        OR (lower(answered_by) <> lower(account) AND coalesce(answered_id <> asked_id, true)))
);
CREATE INDEX decisions_by_generation ON decisions (generation_id, decision_id DESC);

-- Returns to be folded again. A row here survives a crash between "complete" and "settled".
CREATE TABLE unsettled_returns (
    return_id bigint PRIMARY KEY REFERENCES returns,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Names are put in order, and found, by the letters by which they are compared (shared/vocabulary/name_letters.py; a
-- test compares the two), never by a collation that one server has and another has not. Letters lose their marks: Á
-- stands with A, ß as ss. Case, apostrophes and hyphens do not count. Capitals of every script are folded by the
-- database's own table, the same on every server. Digits stay: no name has any, and what begins like a number is to find
-- no names. An accent typed alone stands for an apostrophe (O´Neil); it goes before letters are taken apart, which would
-- make a blank of it. Letters of other scripts stay as they are, behind the Latin ones.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name IS NULL THEN ''
        WHEN name COLLATE "C" ~ '^[A-Za-z]*$' THEN lower(name COLLATE "pg_c_utf8")
        ELSE btrim(regexp_replace(regexp_replace(translate(
            replace(replace(replace(replace(
                lower(normalize(translate(name, '´', ''), NFKD) COLLATE "pg_c_utf8"),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðıħŧŋəɓɗƙƴƶɨʉȷς', 'olddihtnabdkyziujσ'),
            '[\u0300-\u036f\u00ad\u200b-\u200d\u02b0-\u02ff''’‘`·.′]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f]+', ' ', 'g'))
    END
$$;

-- The materialised answer for each person: who they are by their effective claims, and their current status.
CREATE TABLE people (
    person_id uuid PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    status_group text NOT NULL,
    code text,
    lapsed boolean NOT NULL,
    effective_on date,
    due_on date,
    next_change_on date,
    rule text NOT NULL,
    -- First day of the unbroken time of being NEET; NULL for every other group.
    neet_since date,
    review_on date,
    known_at timestamptz NOT NULL,
    establishment text,
    -- What a person at the authority should look at: codes of complaints, parted by blanks; NULL: nothing.
    issues text,
    on_roll boolean NOT NULL,
    district text,
    school text,
    plan_until date,
    birth_cohort smallint,
    surname text,
    forename text,
    born_on date,
    postcode text,
    upn text,
    uln text,
    authority_ref text,
    -- Surname, then forename. A tab stands before a blank, so that Smith stands before Smith Jones.
    sort_key text COLLATE "C" NOT NULL
        GENERATED ALWAYS AS (name_key(surname) || E'\t' || name_key(forename)) STORED
) WITH (fillfactor = 60);
CREATE INDEX people_to_look_at ON people (person_id) WHERE issues IS NOT NULL;
-- No index on next_change_on (asked once a day) nor on names (a page reads sixty thousand rows in a tenth of a second):
-- every new person would pay for them.

-- Every version that was ever published: an unbroken chain from 1 for each person.
CREATE TABLE status_history (
    person_id uuid NOT NULL,
    version integer NOT NULL,
    status_group text NOT NULL,
    code text,
    lapsed boolean NOT NULL,
    effective_on date NOT NULL,
    known_at timestamptz NOT NULL,
    rule text NOT NULL,
    neet_since date,
    decided_generation_id bigint,
    decided_ordinal integer,
    PRIMARY KEY (person_id, version)
);

-- People whose status must be computed again. The row is also the lock: who deletes it computes.
CREATE TABLE stale_people (
    person_id uuid PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);

-- Days on which lapsing has been looked at.
CREATE TABLE ticks (
    ticked_on date PRIMARY KEY,
    people integer NOT NULL,
    ticked_at timestamptz NOT NULL DEFAULT now()
);

-- Rounds of the September Guarantee whose cohort has been fixed, by the year of the summer, and who belongs to it.
CREATE TABLE guarantee_rounds (
    round smallint PRIMARY KEY,
    fixed_at timestamptz NOT NULL
);
CREATE TABLE guarantee_cohorts (
    round smallint NOT NULL REFERENCES guarantee_rounds,
    person_id uuid NOT NULL,
    PRIMARY KEY (round, person_id)
);

-- What returns say of somebody that cannot all be true, or that one of them leaves out. One row a person, rule and set of
-- establishments for good: what comes true again opens the same row, and so the same thread.
CREATE TABLE contradictions (
    contradiction_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    person_id uuid NOT NULL,
    -- The numbers of those whose returns contradict each other, or of the one whose returns do: sorted, one or two.
    establishments text[] NOT NULL CHECK (cardinality(establishments) BETWEEN 1 AND 2),
    -- When it was last found, and when it was last found to be over; NULL: it holds by what counts now.
    opened_at timestamptz NOT NULL,
    closed_at timestamptz,
    UNIQUE (person_id, code, establishments)
);
CREATE INDEX contradictions_open ON contradictions USING gin (establishments) WHERE closed_at IS NULL;

-- Establishments whose returns have changed what counts: whom they are silent about is looked at once all who stand in
-- them are computed.
CREATE TABLE establishments_to_compare (
    establishment text PRIMARY KEY
);

-- What people write and decide about a contradiction. Nothing here is ever changed.
CREATE TABLE contradiction_notes (
    note_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was entered: the same sent twice is one note.
    entry_id uuid NOT NULL UNIQUE,
    contradiction_id bigint NOT NULL REFERENCES contradictions,
    written_at timestamptz NOT NULL,
    account text NOT NULL,
    -- Whose account it is; NULL: the authority's.
    establishment text,
    act text NOT NULL CHECK (act IN ('message', 'settled', 'reopened', 'undone')),
    words text,
    -- The settlement that is taken back.
    undoes bigint UNIQUE REFERENCES contradiction_notes,
    -- Of a settlement: what the returns said, and since when they contradicted each other. It holds while both are so.
    facts text,
    opened_at timestamptz,
    CONSTRAINT only_the_authority_decides CHECK (act = 'message' OR establishment IS NULL),
    CONSTRAINT what_is_undone_needs_no_words CHECK ((act = 'undone') = (words IS NULL) AND coalesce(words, '-') <> ''),
    CONSTRAINT an_undoing_names_what CHECK ((act = 'undone') = (undoes IS NOT NULL)),
    CONSTRAINT a_settlement_knows_its_facts CHECK ((act = 'settled') = (facts IS NOT NULL)
                                               AND (act = 'settled') = (opened_at IS NOT NULL))
);
CREATE INDEX contradiction_notes_by_thread ON contradiction_notes (contradiction_id, note_id);

-- What the authority changed about the calendar. Nothing is ever deleted or overwritten: taking back is a change too.
CREATE TABLE calendar_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was entered: the same sent twice is one change.
    entry_id uuid NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('due', 'sent out', 'ways', 'reading', 'taken back')),
    -- A collection or a contradiction of the documents; which date of the collection; empty where it is neither.
    subject text NOT NULL,
    occasion text NOT NULL,
    due_on date,
    last_day date,
    value text NOT NULL,
    from_on date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    account text NOT NULL,
    changed_at timestamptz NOT NULL,
    takes_back bigint UNIQUE REFERENCES calendar_changes,
    CONSTRAINT a_date_is_new CHECK ((kind IN ('due', 'sent out')) = (due_on IS NOT NULL)
                                AND (kind = 'due') = (last_day IS NOT NULL)),
    CONSTRAINT taking_back_names_what CHECK ((kind = 'taken back') = (takes_back IS NOT NULL))
);

-- Where reminders go: the work address of somebody at an establishment. It stands in this table and nowhere else.
CREATE TABLE establishment_contacts (
    establishment text NOT NULL,
    role text NOT NULL CHECK (role IN ('data contact', 'head')),
    address text NOT NULL,
    PRIMARY KEY (establishment, role)
);

-- Who entered, changed or removed an address; never the address.
CREATE TABLE contact_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    establishment text NOT NULL,
    role text NOT NULL,
    act text NOT NULL CHECK (act IN ('entered', 'changed', 'removed')),
    account text NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX contact_changes_by_establishment ON contact_changes (establishment, change_id DESC);

-- Reminders of returns that have not come: at most one for each contact, return and rung of the ladder. A row that stays
-- at `handing over` was interrupted: the message may have arrived, and is not sent again.
CREATE TABLE reminders (
    reminder_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    establishment text NOT NULL,
    collection text NOT NULL,
    period text NOT NULL,
    due_on date NOT NULL,
    rung text NOT NULL,
    role text NOT NULL,
    -- The due date as it was first set: a return is known by it when its date is moved.
    first_due date NOT NULL,
    message_id text NOT NULL,
    written_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('handing over', 'sent', 'to try again', 'refused', 'unsure')),
    attempts integer NOT NULL DEFAULT 1,
    -- The code of the mail server's reply; never its words, which may repeat an address.
    reply text CHECK (reply ~ '^[0-9]{3}$'),
    begun_at timestamptz NOT NULL,
    handled_at timestamptz,
    UNIQUE (establishment, collection, period, due_on, rung, role)
);
CREATE INDEX reminders_by_day ON reminders (written_on DESC, establishment, reminder_id);

-- Days on which reminders were looked at, and what stood in the way.
CREATE TABLE reminder_looks (
    looked_on date PRIMARY KEY,
    looked_at timestamptz NOT NULL,
    problem text
);

-- Reminders that the authority does not want sent; NULL: any, so that a row with nothing but NULL stops them all.
CREATE TABLE reminder_pauses (
    pause_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was entered: the same sent twice is one pause.
    entry_id uuid NOT NULL UNIQUE,
    establishment text,
    collection text,
    period text,
    -- As it was first set: the pause holds also when the date is moved.
    due_on date,
    rung text,
    reason text NOT NULL CHECK (reason <> ''),
    account text NOT NULL,
    paused_at timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz,
    CONSTRAINT an_end_is_whole CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX reminder_pauses_in_force ON reminder_pauses (establishment) WHERE ended_at IS NULL;

-- Lists of young people that the authority sent out: one return of each school asks about those who stand on it. Who
-- stands on an issue of a list never changes; it may be taken back until somebody has answered.
CREATE TABLE list_issues (
    issue_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was issued: the same sent twice is one issue.
    entry_id uuid NOT NULL UNIQUE,
    collection text NOT NULL,
    period text NOT NULL,
    issued_at timestamptz NOT NULL,
    account text NOT NULL,
    taken_back_at timestamptz,
    taken_back_by text,
    CONSTRAINT taking_back_is_whole CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL))
);
CREATE UNIQUE INDEX list_issues_in_force ON list_issues (collection, period) WHERE taken_back_at IS NULL;
CREATE TABLE listed_people (
    issue_id bigint NOT NULL REFERENCES list_issues,
    establishment text NOT NULL,
    person_id uuid NOT NULL,
    PRIMARY KEY (issue_id, establishment, person_id)
);

-- What an establishment is told: of a file that it sent, one row a file and kind; of a list that was sent out to it, one
-- row an issue. How that stands now is read when it is shown or sent; a notice that is not so any more is shown as such
-- and sent to nobody.
CREATE TABLE notices (
    notice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    establishment text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('list out', 'to mend', 'not used', 'accepted')),
    -- What it is about: a file, or an issue of a list.
    submission_id uuid,
    issue_id bigint REFERENCES list_issues,
    -- The judgement of the file when it was last looked at; NULL: nothing came to be judged.
    generation_id bigint,
    noted_at timestamptz NOT NULL,
    UNIQUE (submission_id, kind),
    UNIQUE (issue_id, establishment),
    CONSTRAINT it_is_about_a_file_or_a_list CHECK (num_nonnulls(submission_id, issue_id) = 1
                                                   AND (kind = 'list out') = (issue_id IS NOT NULL))
);
CREATE INDEX notices_by_establishment ON notices (establishment, notice_id DESC);
CREATE INDEX notices_by_time ON notices (noted_at);

-- Which account has read which notice.
CREATE TABLE notice_reads (
    notice_id bigint NOT NULL REFERENCES notices,
    account text NOT NULL,
    read_at timestamptz NOT NULL,
    PRIMARY KEY (notice_id, account)
);

-- E-mails with notices: at most one tells a contact a notice. A row that stays at `handing over` was interrupted: the
-- message may have arrived, and is not sent again.
CREATE TABLE notice_mails (
    notice_id bigint NOT NULL REFERENCES notices,
    role text NOT NULL,
    message_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('handing over', 'sent', 'to try again', 'refused', 'unsure')),
    attempts integer NOT NULL DEFAULT 1,
    -- The code of the mail server's reply; never its words, which may repeat an address.
    reply text CHECK (reply ~ '^[0-9]{3}$'),
    begun_at timestamptz NOT NULL,
    handled_at timestamptz,
    PRIMARY KEY (notice_id, role)
);
CREATE INDEX notice_mails_by_time ON notice_mails (begun_at DESC);

-- Which notices an establishment wants by e-mail; the newest row of a kind holds, without one it is wanted.
CREATE TABLE notice_choices (
    choice_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    establishment text NOT NULL,
    kind text NOT NULL,
    by_mail boolean NOT NULL,
    account text NOT NULL,
    chosen_at timestamptz NOT NULL
);
CREATE INDEX notice_choices_by_establishment ON notice_choices (establishment, kind, choice_id DESC);

-- The quality of what is sent. What people decided about an alert of unusual leavers, which is itself worked out when it
-- is shown. Nothing here is ever changed, and only one note follows another.
CREATE TABLE alert_notes (
    note_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id uuid NOT NULL UNIQUE,
    establishment text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('silent', 'few', 'many')),
    -- The month that it is about; of a silence its first.
    since text NOT NULL,
    -- The note before it about the same alert; 0: it is the first.
    follows bigint NOT NULL,
    act text NOT NULL CHECK (act IN ('acknowledged', 'undone')),
    reason text,
    account text NOT NULL,
    written_at timestamptz NOT NULL,
    UNIQUE (establishment, kind, since, follows),
    CONSTRAINT an_acknowledgement_has_a_reason CHECK ((act = 'acknowledged') = (reason IS NOT NULL)
                                                  AND coalesce(reason, '-') <> '')
);

-- Where each item came to, and which service looks after it: one row an item and collection, never changed. The row of
-- the collection that the item has now is the one that holds.
CREATE TABLE routes (
    route_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    submission_id uuid NOT NULL,
    collection text,
    -- NULL: to no service in particular.
    came_to text,
    service text NOT NULL,
    -- It came to another service than the one that looks after it.
    passed_on boolean NOT NULL,
    routed_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (submission_id, collection)
);

-- Addresses of other teams to which every status change is delivered (docs/webhooks.md).
CREATE TABLE webhooks (
    webhook_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account and its form: the same sent twice is one webhook. Its secrets are sealed for it.
    entry_id uuid NOT NULL UNIQUE,
    name text NOT NULL CHECK (name <> ''),
    address text NOT NULL,
    state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'failing', 'gone')),
    -- Everybody's current status is being queued, in the order of their ids; NULL: that is done, or was not wanted.
    filled_to uuid,
    -- How the address is doing.
    failures integer NOT NULL DEFAULT 0,
    failing_since timestamptz,
    delivered_at timestamptz,
    not_before timestamptz NOT NULL DEFAULT '-infinity',
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);

-- What signs messages, sealed under the master key. One has no end; another may sign beside it for some days.
CREATE TABLE webhook_secrets (
    secret_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id integer NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    ends_at timestamptz
);
CREATE UNIQUE INDEX webhook_secrets_newest ON webhook_secrets (webhook_id) WHERE ends_at IS NULL;

-- Messages: what is sent in one request, and what came of it. Never anything of an answer but its status.
CREATE TABLE webhook_messages (
    message_id uuid PRIMARY KEY,
    webhook_id integer NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('changes', 'test')),
    changes integer NOT NULL,
    made_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    -- Attempts that failed on account of the message itself.
    strikes integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    -- Which attempt has it now, and until when nobody else takes it.
    taken_by uuid,
    taken_until timestamptz,
    tried_at timestamptz,
    tried_before timestamptz,
    settled_at timestamptz,
    status integer,
    problem text,
    seconds real
);
CREATE INDEX webhook_messages_due ON webhook_messages (webhook_id, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_messages_dead ON webhook_messages (webhook_id) WHERE state = 'dead';
CREATE INDEX webhook_messages_newest ON webhook_messages (webhook_id, settled_at DESC);

-- Versions of statuses that a webhook has not delivered. No foreign key: whoever writes a version waits for no webhook.
CREATE TABLE webhook_changes (
    webhook_id integer NOT NULL,
    person_id uuid NOT NULL,
    version integer NOT NULL,
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    queued_at timestamptz NOT NULL DEFAULT now(),
    message_id uuid,
    PRIMARY KEY (webhook_id, person_id, version)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
CREATE INDEX webhook_changes_new ON webhook_changes (webhook_id, change_id) WHERE message_id IS NULL;
CREATE INDEX webhook_changes_by_message ON webhook_changes (message_id) WHERE message_id IS NOT NULL;

-- Who did what with a webhook; it stays when the webhook is deleted.
CREATE TABLE webhook_acts (
    act_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    webhook_id integer NOT NULL,
    act text NOT NULL,
    account text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX webhook_acts_by_webhook ON webhook_acts (webhook_id, act_id DESC);

-- Objections to details being passed on, and records of people whose whereabouts nobody is to learn. Nothing is ever
-- changed: entries are added.
CREATE TABLE person_flags (
    flag_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was entered: the same sent twice is one entry.
    entry_id uuid NOT NULL UNIQUE,
    person_id uuid NOT NULL,
    flag text NOT NULL CHECK (flag IN ('objection', 'confidential')),
    -- False: it is lifted.
    in_force boolean NOT NULL,
    since date NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    account text NOT NULL,                  -- empty: a return said so
    entered_at timestamptz NOT NULL,
    -- The establishment whose return said so; empty: the authority entered it.
    source text NOT NULL DEFAULT '',
    CHECK ((account = '') = (source <> ''))
);
CREATE INDEX person_flags_by_person ON person_flags (person_id, flag, flag_id DESC);
-- Of each source the newest entry counts; what the authority lifts is lifted of every source that had said so before.
CREATE VIEW flagged AS
SELECT DISTINCT person_id, flag FROM (
    SELECT DISTINCT ON (person_id, flag, source) person_id, flag, in_force, flag_id FROM person_flags
    ORDER BY person_id, flag, source, flag_id DESC
) AS newest WHERE in_force AND NOT EXISTS (
    SELECT FROM person_flags AS lifted
    WHERE (lifted.person_id, lifted.flag, lifted.source) = (newest.person_id, newest.flag, '')
      AND NOT lifted.in_force AND lifted.flag_id > newest.flag_id
);
CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON person_flags DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.account <> '') EXECUTE FUNCTION shared.audit_change('flag', 'flag_id', 'account');
CREATE CONSTRAINT TRIGGER audited_changes AFTER UPDATE OR DELETE ON person_flags DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('flag', 'flag_id', 'account');

-- What people decide and enter is noted in the audit by the tables themselves.
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON decisions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('decision', 'decision_id', 'account', 'answered_by');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON contradiction_notes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('note on a contradiction', 'note_id', 'account');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON calendar_changes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('change of the calendar', 'change_id', 'account');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON contact_changes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('change of a contact', 'change_id', 'account');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON reminder_pauses DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('pause of reminders', 'pause_id', 'account', 'ended_by');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON list_issues DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('list', 'issue_id', 'account', 'taken_back_by');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON notice_choices DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('choice of notices', 'choice_id', 'account');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON alert_notes DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('note on an alert', 'note_id', 'account');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT ON submissions DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.channel = 'entry')
    EXECUTE FUNCTION shared.audit_change('entry on a page', 'submission_id', 'sender');
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON webhook_acts DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('act on a webhook', 'act_id', 'account');

-- What a school or college reads through its pages is walled twice: by the WHERE of each query, and by these policies,
-- under a role that sees the rows of the establishment in `onward.sees`, and none where it is not set. Reporting's own
-- role bypasses them, so that nothing else is slower.
DO $$
DECLARE
    own constant text := '(SELECT nullif(current_setting(''onward.sees'', true), ''''))';
    walled record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'onward_reporting' AND rolbypassrls)
       OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'onward_reporting_school') THEN
        RETURN;
    END IF;
    GRANT USAGE ON SCHEMA reporting TO onward_reporting_school;
    FOR walled IN SELECT * FROM (VALUES
        ('submissions', 'establishment = %1$s OR sender_establishment = %1$s'),
        ('generations', 'return_id = ANY (ARRAY(SELECT return_id FROM reporting.returns WHERE establishment = %1$s))'
            ' OR submission_id = ANY (ARRAY(SELECT submission_id FROM reporting.submissions))'),
        ('claims', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('carried_claims', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('issues', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('unsettled_rows', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('set_aside_rows', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('editions', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('decisions', 'generation_id = ANY (ARRAY(SELECT generation_id FROM reporting.generations))'),
        ('routes', 'submission_id = ANY (ARRAY(SELECT submission_id FROM reporting.submissions))'),
        ('people', 'school = %1$s OR establishment = %1$s'),
        ('contradictions', '%1$s = ANY (establishments)'),
        ('contradiction_notes',
            'contradiction_id = ANY (ARRAY(SELECT contradiction_id FROM reporting.contradictions))'),
        ('notices', 'establishment = %1$s'),
        ('notice_reads', 'notice_id = ANY (ARRAY(SELECT notice_id FROM reporting.notices))'),
        ('notice_choices', 'establishment = %1$s'),
        ('listed_people', 'establishment = %1$s')
    ) AS t (name, shown) LOOP
        EXECUTE format('ALTER TABLE reporting.%I ENABLE ROW LEVEL SECURITY', walled.name);
        EXECUTE format('CREATE POLICY own_rows ON reporting.%I FOR SELECT TO onward_reporting_school USING (%s)',
            walled.name, format(walled.shown, own));
        EXECUTE format('GRANT SELECT ON reporting.%I TO onward_reporting_school', walled.name);
    END LOOP;
    -- These hold nobody: which returns there are, when something was due, which lists went out; and who is flagged, by
    -- id, because pages leave them out.
    GRANT SELECT ON reporting.returns, reporting.effective_periods, reporting.calendar_changes, reporting.list_issues,
        reporting.flagged TO onward_reporting_school;
END $$;
