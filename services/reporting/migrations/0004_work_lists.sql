-- expand
-- Work lists: who is at whom. One row a word about somebody, each with how it stands after it; nothing is ever changed,
-- and only one word follows another.
CREATE TABLE work_entries (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account and its form: the same sent twice is one word.
    form_id uuid NOT NULL UNIQUE,
    person_id uuid NOT NULL,
    -- The word before it about the same person; 0: it is the first.
    follows bigint NOT NULL,
    act text NOT NULL CHECK (act IN ('take', 'give back', 'note', 'done', 'undo')),
    -- Who has them since when; NULL: nobody.
    taken_by text,
    taken_on date,
    next_on date,
    done boolean NOT NULL,
    note text CHECK (note <> ''),
    account text NOT NULL,
    written_at timestamptz NOT NULL,
    UNIQUE (person_id, follows),
    CONSTRAINT taken_is_whole CHECK ((taken_by IS NULL) = (taken_on IS NULL))
);
CREATE INDEX work_entries_by_person ON work_entries (person_id, entry_id DESC);
CREATE VIEW work_states AS
SELECT DISTINCT ON (person_id) person_id, entry_id, taken_by, taken_on, next_on, done, note, act, account
FROM work_entries ORDER BY person_id, entry_id DESC;
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON work_entries DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('word on a work list', 'entry_id', 'account');
