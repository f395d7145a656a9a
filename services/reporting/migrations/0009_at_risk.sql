-- expand
-- Who was found to be at risk of being NEET. One row a word; nothing is ever changed, and only one word follows another.
CREATE TABLE risk_entries (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Made of the account, its form, the person and the line: the same sent twice is one word.
    form_id uuid NOT NULL UNIQUE,
    person_id uuid NOT NULL,
    -- The word before it about the same person; 0: it is the first.
    follows bigint NOT NULL,
    act text NOT NULL CHECK (act IN ('found', 'accepted', 'contacted', 'answered', 'closed')),
    -- Who found it, and in which edition of its list; of a word that finds nothing new NULL.
    source text CHECK (source IN ('dfe', 'school', 'authority')),
    edition text CHECK (edition <> ''),
    -- Families of reasons, parted by blanks; NULL: none was given.
    reasons text,
    note text CHECK (note <> ''),
    account text NOT NULL,
    written_at timestamptz NOT NULL,
    UNIQUE (person_id, follows),
    CONSTRAINT who_found_it_is_said CHECK ((act = 'found') = (source IS NOT NULL))
);
CREATE INDEX risk_entries_by_person ON risk_entries (person_id, entry_id DESC);
CREATE VIEW at_risk AS
SELECT person_id FROM (
    SELECT DISTINCT ON (person_id) person_id, act FROM risk_entries ORDER BY person_id, entry_id DESC
) AS newest WHERE act <> 'closed';
CREATE CONSTRAINT TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON risk_entries DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION shared.audit_change('word about somebody at risk', 'entry_id', 'account');
