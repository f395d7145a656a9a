-- expand
-- Since when each generation has been accepted, or is no more: when somebody first said something is then known as it
-- was known at an instant, whatever was settled later.

CREATE TABLE acceptances (
    acceptance_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    generation_id bigint NOT NULL REFERENCES generations ON DELETE CASCADE,
    since timestamptz NOT NULL,
    accepted boolean NOT NULL
);
CREATE INDEX acceptances_of_generation ON acceptances (generation_id, since, acceptance_id);

-- What was settled before was accepted when it came, unless it was held; and then as was decided.
INSERT INTO acceptances (generation_id, since, accepted)
SELECT generation_id, received_at, true FROM generations
WHERE state IN ('accepted', 'passed over', 'held', 'undone') AND hold IS NULL;
INSERT INTO acceptances (generation_id, since, accepted)
SELECT d.generation_id, coalesce(d.answered_at, d.decided_at),
       CASE d.decision WHEN 'withdraw' THEN g.hold IS NULL ELSE d.decision = 'approve' END
FROM decisions d JOIN generations g USING (generation_id)
WHERE d.in_force AND g.state IN ('accepted', 'passed over', 'held', 'undone') ORDER BY d.decision_id;
