-- The order of people in lists, the same on every server: by letters without their marks, never by a collation that one
-- server has and another has not. Á stands with A, Öztürk with Oztürk, ß as ss; case, apostrophes and hyphens do not count.
-- Letters of other scripts stay as they are, behind the Latin ones.
CREATE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name IS NULL THEN ''
        WHEN name COLLATE "C" ~ '^[A-Za-z]*$' THEN lower(name COLLATE "C")
        ELSE btrim(regexp_replace(regexp_replace(lower(translate(
            replace(replace(replace(replace(replace(replace(replace(replace(
                normalize(name, NFKD), 'ß', 'ss'), 'ẞ', 'SS'), 'Æ', 'AE'), 'æ', 'ae'), 'Œ', 'OE'), 'œ', 'oe'), 'Þ', 'TH'), 'þ', 'th'),
            'ØøŁłĐđÐðĦħŦŧıŊŋ', 'OoLlDdDdHhTtiNn') COLLATE "C"),
            '[\u0300-\u036f''’‘ʼʻ`´.]', '', 'g'), '[ \t\u2010-\u2015_%,-]+', ' ', 'g'))
    END
$$;

-- Surname, then forename. A tab stands before a blank, so that Smith stands before Smith Jones.
ALTER TABLE people ADD COLUMN sort_key text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (name_key(surname) || E'\t' || name_key(forename)) STORED;
