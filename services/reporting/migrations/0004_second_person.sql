-- A decision that takes many people out says how many, and where one person alone may not take it, who confirmed it.
-- It is in force when it needs no second person or has one; of two in force the later counts.
ALTER TABLE decisions
    ADD COLUMN people_removed integer,
    ADD COLUMN second_person boolean NOT NULL DEFAULT false,
    ADD COLUMN answered_by text,
    ADD COLUMN answered_at timestamptz,
    ADD COLUMN confirmed boolean,
    ADD CONSTRAINT an_answer_is_whole CHECK ((answered_by IS NULL) = (answered_at IS NULL)
                                         AND (answered_by IS NULL) = (confirmed IS NULL)),
    ADD CONSTRAINT a_second_person_is_another CHECK (confirmed IS NOT TRUE OR answered_by <> account);
ALTER TABLE decisions
    ADD COLUMN in_force boolean NOT NULL GENERATED ALWAYS AS (NOT second_person OR coalesce(confirmed, false)) STORED;
