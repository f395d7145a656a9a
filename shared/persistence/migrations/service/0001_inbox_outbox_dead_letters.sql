-- What each service keeps so that a repeated message changes nothing and no published message is lost.

CREATE TABLE inbox (
    event_id uuid NOT NULL,
    consumer text NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, consumer)
);
CREATE INDEX inbox_by_age ON inbox USING brin (handled_at);

-- A batch holds everything that one transaction publishes. It exists for milliseconds, or until the relay sends it.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    in_order boolean NOT NULL,
    messages integer NOT NULL,
    body bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000
);
-- Bodies are compressed and sealed already: trying again would only cost time.
ALTER TABLE outbox ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE dead_letters (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer text NOT NULL,
    topic text NOT NULL,
    "partition" integer NOT NULL,
    "offset" bigint NOT NULL,
    reason text NOT NULL,
    key bytea,
    headers bytea NOT NULL,
    value bytea,
    added_at timestamptz NOT NULL DEFAULT now(),
    replayed_at timestamptz,  -- published again to its topic, on the page or by `./onward replay`
    replayed_by text,  -- the account of the page, or the login of the machine
    UNIQUE (consumer, topic, "partition", "offset")
);
ALTER TABLE dead_letters ALTER COLUMN value SET STORAGE EXTERNAL;
