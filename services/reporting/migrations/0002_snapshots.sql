-- expand
-- Snapshots: everybody as they were on a day, by what was known at an instant. Reports and returns are counted from them.

ALTER TABLE claims ADD COLUMN sex text, ADD COLUMN ethnicity text;

-- One snapshot: it is asked for, then made, and never changed after that.
CREATE TABLE snapshots (
    snapshot_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    as_at date NOT NULL,
    known_at timestamptz NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('asked', 'nightly', 'month', 'what-if')),
    -- What a what-if changes about the world; NULL: nothing.
    scenario jsonb,
    asked_by text NOT NULL,
    asked_at timestamptz NOT NULL,
    -- How many people are to be written, and how many are: NULL until the making has begun.
    people_to_make integer,
    people_made integer NOT NULL DEFAULT 0,
    -- By the clock of the database; NULL: it is still being made, and nobody reads it yet.
    made_at timestamptz,
    CONSTRAINT a_scenario_is_a_what_if CHECK ((purpose = 'what-if') = (scenario IS NOT NULL))
);
CREATE UNIQUE INDEX snapshots_as_it_is ON snapshots (as_at, known_at) WHERE scenario IS NULL;
CREATE INDEX snapshots_to_make ON snapshots (snapshot_id) WHERE made_at IS NULL;

-- Everybody in a snapshot: who they are by the claims that counted, what they did by them, and where they are counted.
CREATE TABLE snapshot_people (
    snapshot_id bigint NOT NULL REFERENCES snapshots ON DELETE CASCADE,
    person_id uuid NOT NULL,
    surname text,
    forename text,
    postcode text,
    upn text,
    uln text,
    authority_ref text,
    born_on date,
    sex text,
    ethnicity text,
    -- N, K or E, as last reported; a plan in force is `has_plan`.
    sen text,
    -- Three-digit codes, parted by blanks; NULL: none.
    characteristics text,
    -- Lines of the address, parted by line ends.
    address text,
    on_roll boolean NOT NULL,
    district text,
    school text,
    left_on date,
    left_status text,
    plan_until date,
    has_plan boolean NOT NULL,
    birth_cohort smallint,
    year_group smallint,
    status_group text NOT NULL,
    code text,
    lapsed boolean NOT NULL,
    effective_on date,
    due_on date,
    neet_since date,
    review_on date,
    rule text NOT NULL,
    -- Of the claim that decided: whose it is, since when it says so, until when the activity is planned.
    establishment text,
    collection text,
    ascertained_on date,
    verified_on date,
    ends_on date,
    decided_generation_id bigint,
    decided_ordinal integer,
    -- Where the figures count the person, and whether in the denominator of a share.
    line text NOT NULL CHECK (line IN ('headline', 'older with plan', 'not on roll', 'younger', 'older',
                                       'age not known', 'out of scope')),
    in_denominator boolean NOT NULL,
    in_national_return boolean NOT NULL,
    -- The September Guarantee of the round that this day reports; NULL: it is not about the person.
    guarantee_node text,
    guarantee_code text,
    guarantee_member boolean NOT NULL DEFAULT false,
    PRIMARY KEY (snapshot_id, person_id)
);
CREATE INDEX snapshot_people_by_person ON snapshot_people (person_id);
