-- An accent typed alone stands for an apostrophe: O´Neil is found, and stands, where O'Neil does. Taken out before letters
-- are taken apart, which would make a blank of it.
CREATE OR REPLACE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name IS NULL THEN ''
        WHEN name COLLATE "C" ~ '^[A-Za-z]*$' THEN lower(name COLLATE "pg_c_utf8")
        ELSE btrim(regexp_replace(regexp_replace(translate(
            replace(replace(replace(replace(
                lower(normalize(translate(name, '´', ''), NFKD) COLLATE "pg_c_utf8"),
                'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðıħŧŋəɓɗƙƴƶɨʉȷς', 'olddihtnabdkyziujσ'),
            '[\u0300-\u036f\u00ad\u200b-\u200d\u02b0-\u02ff''’‘`·.′]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f]+', ' ', 'g'))
    END
$$;
ALTER TABLE people ALTER COLUMN sort_key
    SET EXPRESSION AS (name_key(surname) || E'\t' || name_key(forename));
