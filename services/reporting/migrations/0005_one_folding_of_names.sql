-- Names are put in order, and found, by the letters by which they are compared (shared/vocabulary/name_letters.py): a
-- test holds the two against each other. Capitals of every script are folded, by the database's own table: the same on
-- every server. Digits stay: no name has any, and what begins like a number is to find no names.
CREATE OR REPLACE FUNCTION name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN name IS NULL THEN ''
        WHEN name COLLATE "C" ~ '^[A-Za-z]*$' THEN lower(name COLLATE "pg_c_utf8")
        ELSE btrim(regexp_replace(regexp_replace(translate(
            replace(replace(replace(replace(
                lower(normalize(name, NFKD) COLLATE "pg_c_utf8"), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðıħŧŋəɓɗƙƴƶɨʉȷς', 'olddihtnabdkyziujσ'),
            '[\u0300-\u036f\u00ad\u200b-\u200d\u02b0-\u02ff''’‘`´.·′]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u206f]+', ' ', 'g'))
    END
$$;
ALTER TABLE people ALTER COLUMN sort_key
    SET EXPRESSION AS (name_key(surname) || E'\t' || name_key(forename));
