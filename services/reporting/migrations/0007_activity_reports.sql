-- expand
-- Destination and Activity reports: what those who were at a school before summer did on 1 November, one for each school.

-- All schools' reports about one summer: drafted together from a snapshot, released together.
CREATE TABLE activity_reports (
    report_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was drafted: the same sent twice is one draft.
    entry_id uuid NOT NULL UNIQUE,
    -- Calendar year of the summer.
    summer smallint NOT NULL,
    -- Snapshots as at 1 November, and as at 31 May before; a report outlives them.
    snapshot_id bigint NOT NULL,
    census_id bigint NOT NULL,
    -- Of the first: its day, and the instant by whose knowledge it is.
    as_at date NOT NULL,
    known_at timestamptz NOT NULL,
    drafted_at timestamptz NOT NULL,
    drafted_by text NOT NULL,
    -- NULL: a draft, which no school reads.
    released_at timestamptz,
    released_by text,
    taken_back_at timestamptz,
    taken_back_by text,
    reason text,
    CONSTRAINT releasing_is_whole CHECK ((released_at IS NULL) = (released_by IS NULL)),
    CONSTRAINT taking_back_is_whole CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL)
                                           AND (taken_back_at IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX activity_reports_in_force ON activity_reports (summer) WHERE taken_back_at IS NULL;

-- Who stands in the report of a school, as they stood on that day: what was released does not change.
CREATE TABLE activity_report_people (
    report_id bigint NOT NULL REFERENCES activity_reports,
    establishment text NOT NULL,
    person_id uuid NOT NULL,
    -- Year group in the academic year that ended with the summer.
    year_before smallint NOT NULL,
    -- By which rule it is told that they were there.
    school_rule text NOT NULL,
    surname text,
    forename text,
    born_on date,
    status_group text NOT NULL,
    code text,
    lapsed boolean NOT NULL,
    -- Where the claim that decided says that they learn.
    destination text,
    effective_on date,
    verified_on date,
    rule text NOT NULL,
    PRIMARY KEY (report_id, establishment, person_id)
);
CREATE INDEX activity_report_people_by_person ON activity_report_people (person_id);

CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON activity_reports DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('report to schools', 'report_id', 'drafted_by', 'released_by',
                                              'taken_back_by');

-- A school reads its own, once it is released and until it is taken back.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'onward_reporting' AND rolbypassrls)
       OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'onward_reporting_school') THEN
        RETURN;
    END IF;
    ALTER TABLE reporting.activity_report_people ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_rows ON reporting.activity_report_people FOR SELECT TO onward_reporting_school USING (
        establishment = (SELECT nullif(current_setting('onward.sees', true), '')) AND report_id = ANY (ARRAY(
            SELECT report_id FROM reporting.activity_reports WHERE released_at IS NOT NULL AND taken_back_at IS NULL)));
    GRANT SELECT ON reporting.activity_report_people TO onward_reporting_school;
    GRANT SELECT ON reporting.activity_reports TO onward_reporting_school;
END $$;
