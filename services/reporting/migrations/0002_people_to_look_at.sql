-- What a person at the authority should look at about somebody: codes of complaints, parted by blanks; NULL: nothing.
ALTER TABLE people ADD COLUMN issues text;
CREATE INDEX people_to_look_at ON people (person_id) WHERE issues IS NOT NULL;

-- Whoever is kept already is computed again once: the rules of the status have changed.
INSERT INTO stale_people (person_id) SELECT person_id FROM people ORDER BY person_id ON CONFLICT DO NOTHING;
