-- Whether the same bytes came before is asked of every file.

CREATE INDEX submissions_bytes ON submissions (sha256);
