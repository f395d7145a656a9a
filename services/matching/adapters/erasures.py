"""What matching keeps about people, removed: how they are found, and what rows said of them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic_core import from_json, to_json

from shared.erasure.orders import ErasureOrder, ErasureOrders
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, rows_affected

SERVICE: Final = "matching"
_RETURNED: Final = """
SELECT t.erasure_id FROM shared.erasure_targets t JOIN shared.erasures e USING (erasure_id)
WHERE e.approved AND e.answered_at > now() - $1 * interval '1 day'
  AND EXISTS (SELECT FROM links l WHERE l.person_id = t.person_id) LIMIT 1
"""
_BLOCKS: Final = """
SELECT block_id, details, contact, places FROM link_blocks JOIN (
    SELECT block_id, array_agg(place) AS places FROM links WHERE person_id = ANY ($1::text::uuid[]) GROUP BY block_id
) AS theirs USING (block_id) FOR UPDATE OF link_blocks
"""
_EMPTY: Final = "UPDATE link_blocks SET details = $2, contact = $3 WHERE block_id = $1"
# A row that may be about them holds what they are known by: it goes, and comes again with its next file.
_REVIEWS: Final = """
DELETE FROM reviews WHERE EXISTS (
    SELECT FROM jsonb_array_elements(candidates) AS one
    WHERE (one ->> 'person_id')::uuid = ANY ($1::text::uuid[]))
"""
_LINKS: Final = "DELETE FROM links WHERE person_id = ANY ($1::text::uuid[])"
_IDENTIFIERS: Final = "DELETE FROM identifiers WHERE person_id = ANY ($1::text::uuid[])"
_LOOKUPS: Final = "DELETE FROM lookups WHERE person_id = ANY ($1::text::uuid[])"
_PEOPLE: Final = "DELETE FROM people WHERE id = ANY ($1::text::uuid[])"


async def carry_out(connection: Connection) -> bool:
    """Carry out the oldest open order within this transaction; False: there is none."""
    orders = ErasureOrders(connection, SERVICE)
    order = await orders.take(_RETURNED)
    if order is None:
        return False
    await orders.done(order, await _erase(connection, order))
    return True


async def _erase(connection: Connection, order: ErasureOrder) -> int:
    people = array_of(order.people)
    blocks = await connection.fetch(_BLOCKS, people)
    for block_id, details, contact, places in blocks:
        await connection.execute(_EMPTY, block_id, _without(details, places), contact and _without(contact, places))
    statements = (_REVIEWS, _LINKS, _IDENTIFIERS, _LOOKUPS, _PEOPLE)
    return sum([rows_affected(await connection.execute(one, people)) for one in statements])


def _without(columns: str, places: Sequence[int]) -> str:
    """Return the columns of a block with nothing in the rows at these places; the others stay where they are."""
    found: Mapping[str, list[Any]] = from_json(columns)
    for values in found.values():
        for place in places:
            values[place] = None
    return to_json(found).decode()
