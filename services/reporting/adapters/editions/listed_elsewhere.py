"""Where an empty file meets one of another return that lists the same people: looked for where a file is empty, and
where a return moves of which another may say that it has none.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from services.reporting.domain.returns.elsewhere import listed_in
from services.reporting.domain.returns.generations import Order, ReturnToSettle, Settlement
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection

_OTHERS: Final = """
FROM unnest($1::text::bigint[], $2::text[], $3::text[]) AS o (return_id, collection, row_kind)
JOIN returns mine ON mine.return_id = o.return_id
JOIN returns r ON r.collection = o.collection AND r.establishment = mine.establishment AND r.period = mine.period
"""
# What is being settled at this moment is waited for: a statement of its own, so that the next sees what it came to.
_WAIT_FOR_OTHERS: Final = f"SELECT r.return_id {_OTHERS} ORDER BY r.return_id FOR SHARE OF r"
LISTED_ELSEWHERE: Final = f"""
SELECT o.return_id, g.received_at, g.submission_id, g.judgement {_OTHERS}
JOIN generations g ON g.generation_id = r.generation_id
WHERE EXISTS (
    SELECT FROM claims c WHERE c.generation_id = r.generation_id AND c.counts
    AND (o.row_kind IS NULL OR c.facts::jsonb ->> 'row_kind' = o.row_kind)
) OR EXISTS (
    SELECT FROM carried_claims k JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE k.edition_id = r.edition_id AND (o.row_kind IS NULL OR c.facts::jsonb ->> 'row_kind' = o.row_kind)
)
"""  # noqa: S608 (our own names)

# A return that is due already is locked until we commit, as where a generation is complete (`WHERE false`).
_MARK_EMPTY: Final = """
WITH empty AS MATERIALIZED (
    SELECT DISTINCT r.return_id
    FROM unnest($1::text::bigint[], $2::text[]) AS o (return_id, collection)
    JOIN returns mine ON mine.return_id = o.return_id
    JOIN returns r ON r.collection = o.collection AND r.establishment = mine.establishment AND r.period = mine.period
    WHERE EXISTS (SELECT FROM generations g WHERE g.return_id = r.return_id AND g.rows_to_judge = 0)
), marked AS (
    INSERT INTO unsettled_returns (return_id) SELECT return_id FROM empty ORDER BY return_id
    ON CONFLICT (return_id) DO UPDATE SET since = unsettled_returns.since WHERE false
)
SELECT return_id FROM empty
"""


async def with_listed_elsewhere(connection: Connection, due: Sequence[ReturnToSettle]) -> list[ReturnToSettle]:
    """Return them with the files elsewhere that list their people, where a generation is empty. Others cost nothing."""
    empty = [each for each in due if any(one.empty for one in each.generations)]
    others = [(each.return_id, *other) for each in empty for other in listed_in(each.collection)]
    if not others:
        return list(due)
    return_ids, collections, row_kinds = zip(*others, strict=True)
    asked = (array_of(return_ids), list(collections), list(row_kinds))
    await connection.fetch(_WAIT_FOR_OTHERS, *asked)
    found: dict[int, list[Order]] = defaultdict(list)
    for row in await connection.fetch(LISTED_ELSEWHERE, *asked):
        found[row["return_id"]].append((row["received_at"], row["submission_id"], row["judgement"]))
    return [replace(each, elsewhere=tuple(found[each.return_id])) for each in due]


async def mark_contradicted(connection: Connection, moves: Sequence[Settlement]) -> bool:
    """Mark returns to be settled again that have an empty file, and whose people these list, or did list.

    Returns whether there are any. Moves of returns that nothing else answers for cost nothing.
    """
    others = [(each.return_id, other.collection) for each in moves for other in listed_in(each.collection)]
    if not others:
        return False
    return_ids, collections = zip(*others, strict=True)
    return bool(await connection.fetch(_MARK_EMPTY, array_of(return_ids), list(collections)))
