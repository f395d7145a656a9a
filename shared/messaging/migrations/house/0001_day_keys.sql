-- One data key a day seals that day's messages; deleting the row makes them unreadable for ever.

CREATE TABLE day_keys (
    day date PRIMARY KEY,
    key_id uuid NOT NULL UNIQUE,
    wrapped bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
