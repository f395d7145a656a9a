-- What consumers found gone before they had heard it, until what was lost has been said again; and how far each has
-- heard, since Kafka forgets that with its disk.

CREATE TABLE gaps (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    topic text NOT NULL,
    "partition" integer NOT NULL,
    first_offset bigint NOT NULL,
    next_offset bigint NOT NULL,            -- where the log begins now; the same as the first where nobody can count
    noticed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    mended_at timestamptz                   -- what had no verdict when it was noticed has been said again
);
CREATE UNIQUE INDEX gaps_open ON gaps (consumer, topic, "partition", first_offset, next_offset)
    WHERE mended_at IS NULL;
CREATE INDEX gaps_by_time ON gaps (noticed_at);

CREATE TABLE heard (
    consumer text NOT NULL,
    topic text NOT NULL,
    "partition" integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (consumer, topic, "partition")
) WITH (fillfactor = 50);
