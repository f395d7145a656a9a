"""When what is due came: the receipts of returns, and of those that answer in their place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from services.reporting.domain.returns.punctuality import Receipt, family_of
from services.reporting.queries.board.arrivals import ARRIVALS_OF_ASKED
from shared.persistence.pool import Connection


class ReturnOf(NamedTuple):
    """Which return: establishment x collection x period."""

    establishment: str
    collection: str
    period: str


_RECEIPTS: Final = f"""
WITH asked AS (
    SELECT r.* FROM unnest($1::text[], $2::text[], $3::text[]) AS a (establishment, collection, period)
    JOIN returns r USING (establishment, collection, period)
)
SELECT DISTINCT a.establishment, a.collection, a.period, a.received_at FROM {ARRIVALS_OF_ASKED} a
WHERE a.fate NOT IN ('rejected', 'taken out')
"""  # noqa: S608 (our own names)


async def receipts_for(connection: Connection, returns: Iterable[ReturnOf]) -> Mapping[ReturnOf, Sequence[Receipt]]:
    """Return, for each return, what was received for it and for those that answer in its place."""
    wanted = {one: [one._replace(collection=code) for code in family_of(one.collection)] for one in returns}
    asked = {each for family in wanted.values() for each in family}
    columns = list(zip(*asked, strict=True)) if asked else [(), (), ()]
    found: dict[ReturnOf, list[Receipt]] = defaultdict(list)
    for row in await connection.fetch(_RECEIPTS, *map(list, columns)):
        key = ReturnOf(row["establishment"], row["collection"], row["period"])
        found[key].append(Receipt(row["collection"], row["received_at"]))
    return {one: [receipt for each in family for receipt in found[each]] for one, family in wanted.items()}
