-- Which submission and judgement of each return was received last: rows that wait from an older one are kept, not listed.

CREATE TABLE newest (
    collection text NOT NULL,
    establishment text NOT NULL,
    period text NOT NULL,
    received_at timestamptz NOT NULL,
    submission_id uuid NOT NULL,
    judgement integer NOT NULL,
    PRIMARY KEY (collection, establishment, period)
);

-- What was matched before this table: the newest that left a row waiting is the best that is known.
INSERT INTO newest (collection, establishment, period, received_at, submission_id, judgement)
SELECT DISTINCT ON (collection, establishment, period)
       collection, establishment, period, received_at, submission_id, judgement
FROM reviews
ORDER BY collection, establishment, period, received_at DESC, submission_id DESC, judgement DESC;
