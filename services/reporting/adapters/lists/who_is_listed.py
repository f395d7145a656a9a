"""Who stands on a list that is sent to schools, by what is known today."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from services.reporting.adapters.guarantee.people import guarantee_groups
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.guarantee.words import CODES
from services.reporting.domain.lists.who_is_listed import UNMET, ListedToday, round_of_list
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection
from shared.vocabulary.collections.collection import ListOf

# The school that is asked is the one where the roll has them, else the one where they learned at last.
_LEAVERS: Final = """
SELECT person_id, coalesce(school, CASE WHEN lapsed THEN establishment END) AS school FROM people
WHERE birth_cohort = ANY($1::text::smallint[]) AND status_group = 'not known' AND rule <> 'nothing_known'
"""


async def _leavers(connection: Connection, of: Round, on: date, kind_of: KindOf) -> Sequence[ListedToday]:
    return [ListedToday(**row) for row in await connection.fetch(_LEAVERS, array_of(of.birth_cohorts))]


async def _without_offer(connection: Connection, of: Round, on: date, kind_of: KindOf) -> Sequence[ListedToday]:
    groups = await guarantee_groups(connection, of, on, kind_of)
    return [
        ListedToday(person, group.school) for group in groups if CODES[group.code] in UNMET for person in group.people
    ]


_READERS: Final[Mapping[ListOf, Callable[[Connection, Round, date, KindOf], Awaitable[Sequence[ListedToday]]]]] = (
    MappingProxyType({"leavers": _leavers, "without an offer": _without_offer})
)


async def read_listed_today(
    connection: Connection, of: ListOf, period: str, on: date, kind_of: KindOf
) -> Sequence[ListedToday]:
    """Return who stands on the list for an academic year today, in no order."""
    return await _READERS[of](connection, round_of_list(of, period), on, kind_of)
