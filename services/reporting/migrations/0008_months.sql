-- expand
-- The monthly cycle of the national return. How a month stands is the sum of what was done about it.

-- What somebody did about a month: rows are added, and never changed.
CREATE TABLE month_acts (
    act_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form and what was asked: the same sent twice is one act.
    entry_id uuid NOT NULL UNIQUE,
    -- The last day of the month.
    period_end date NOT NULL CHECK (extract(day FROM period_end + 1) = 1),
    -- Of the month, from 1: whoever was shown another version than the newest has to look again.
    version integer NOT NULL CHECK (version > 0),
    step text NOT NULL CHECK (step IN ('check', 'close', 'send', 'accept', 'reject', 'reopen')),
    -- How often the month was closed, with this act.
    edition integer NOT NULL CHECK (edition >= 0),
    -- What a check has looked at; it goes after some time.
    checked_snapshot_id bigint,
    -- What a closing has frozen; it cannot be removed.
    frozen_snapshot_id bigint REFERENCES snapshots,
    account text NOT NULL,
    acted_at timestamptz NOT NULL,
    reason text NOT NULL CHECK (length(reason) <= 500),
    -- DfE's, of a receipt.
    reference text NOT NULL CHECK (length(reference) <= 500),
    -- Errors of the return by priority, as counted when the month was closed; NULL: not counted.
    errors jsonb,
    UNIQUE (period_end, version),
    CONSTRAINT a_check_has_looked CHECK ((step = 'check') = (checked_snapshot_id IS NOT NULL)),
    CONSTRAINT a_closing_freezes CHECK ((step = 'close') = (frozen_snapshot_id IS NOT NULL)),
    CONSTRAINT opened_again_for_a_reason CHECK (step NOT IN ('reopen', 'reject') OR reason <> ''),
    CONSTRAINT a_receipt_has_a_reference CHECK (step NOT IN ('accept', 'reject') OR reference <> '')
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only added to', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_added_to BEFORE UPDATE ON month_acts
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON month_acts DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('month', 'act_id', 'account');
