-- The lines of a part as one run of bytes, columns of numbers one after the other: written and read without a look at
-- any one of them. A key of 0 is none.

ALTER TABLE judged_parts RENAME COLUMN lines TO line_numbers;
ALTER TABLE judged_parts ADD COLUMN lines bytea;
ALTER TABLE judged_parts ALTER COLUMN lines SET STORAGE EXTERNAL; -- keys are random bits: compressing only costs time

UPDATE judged_parts SET lines =
    (SELECT coalesce(string_agg(int4send(value), '' ORDER BY place), '')
     FROM unnest(ordinals) WITH ORDINALITY AS one (value, place))
    || (SELECT coalesce(string_agg(int4send(value), '' ORDER BY place), '')
        FROM unnest(line_numbers) WITH ORDINALITY AS one (value, place))
    || (SELECT coalesce(string_agg(int2send(value), '' ORDER BY place), '')
        FROM unnest(ranks) WITH ORDINALITY AS one (value, place))
    || (SELECT coalesce(string_agg(int8send(coalesce(value, 0)), '' ORDER BY place), '')
        FROM unnest(upn_keys) WITH ORDINALITY AS one (value, place))
    || (SELECT coalesce(string_agg(int8send(coalesce(value, 0)), '' ORDER BY place), '')
        FROM unnest(uln_keys) WITH ORDINALITY AS one (value, place))
    || (SELECT coalesce(string_agg(int8send(coalesce(value, 0)), '' ORDER BY place), '')
        FROM unnest(name_keys) WITH ORDINALITY AS one (value, place));

ALTER TABLE judged_parts
    ALTER COLUMN lines SET NOT NULL,
    DROP COLUMN ordinals, DROP COLUMN line_numbers, DROP COLUMN ranks,
    DROP COLUMN upn_keys, DROP COLUMN uln_keys, DROP COLUMN name_keys;
