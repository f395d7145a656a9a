"""The countdown of the September Guarantee: who has an offer by district and school, and who they are."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from services.reporting.adapters.guarantee.people import GuaranteeGroup, guarantee_groups
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.guarantee.countdown import Countdown, CountdownLine
from services.reporting.domain.guarantee.rounds import Node, Round
from services.reporting.domain.guarantee.words import CODES, Bucket
from services.reporting.queries.people import confidential_people
from services.reporting.queries.read_audit import ReadAudit
from shared.clock import Clock
from shared.persistence.arrays import array_of
from shared.persistence.listing import Listing, listing_of
from shared.persistence.pool import Pool, connection_of


class NamedPerson(NamedTuple):
    """Who somebody is."""

    person_id: UUID
    surname: str | None
    forename: str | None
    born_on: date | None


@dataclass(frozen=True, slots=True)
class CountdownPerson:
    """Somebody of a line of the countdown."""

    who: NamedPerson
    node: Node
    code: str
    """The guarantee's code."""


class CountdownFilter(NamedTuple):
    """Whose people of the cohort are wanted."""

    district: str | None
    """ONS code; None: those whose district is not known."""
    school: str | None = None
    """DfE number; empty: those at no school that is known; None: all."""
    bucket: Bucket | None = None

    def takes(self, group: GuaranteeGroup) -> bool:
        """Return whether people are wanted."""
        return (
            group.district == self.district
            and (self.school is None or (group.school or "") == self.school)
            and self.bucket in (None, CODES[group.code])
        )


class CountdownRows(Protocol):
    """What the countdown is made of."""

    async def groups(self, of: Round, on: date) -> Sequence[GuaranteeGroup]:
        """Return the cohort of a round in groups of people who are alike. Raises Transient."""
        ...

    async def confidential(self) -> frozenset[UUID]:
        """Return whose record is confidential. Raises Transient."""
        ...

    async def named(self, people: Sequence[UUID], *, page: int, page_size: int) -> Listing[NamedPerson]:
        """Return a page of these people by name. Raises Transient."""
        ...


class CountdownQueries:
    """The countdown of the round that today's return reports; each look at a list of people is noted.

    For whoever may not see where somebody `confidential` is, they stand, in numbers as in lists, where neither district
    nor school is known.
    """

    def __init__(self, rows: CountdownRows, audit: ReadAudit, clock: Clock) -> None:
        self._rows = rows
        self._audit = audit
        self._clock = clock

    async def countdown(self, *, confidential: bool = False) -> Countdown:
        """Return it as at today. Raises Transient."""
        today = self._clock.today()
        of = Round.of(today)
        found: dict[tuple[str | None, str | None], Counter[Bucket]] = defaultdict(Counter)
        for group in await self._groups(of, today, confidential=confidential):
            found[group.district, group.school][CODES[group.code]] += len(group.people)
        return Countdown(of, today, [CountdownLine(*place, dict(people)) for place, people in found.items()])

    async def people(
        self, wanted: CountdownFilter, *, account: str, confidential: bool = False, page: int, page_size: int
    ) -> Listing[CountdownPerson]:
        """Return a page of the people of one line, and note that this account read it. Raises Transient."""
        await self._audit.note_read(account, None, "guarantee countdown")
        today = self._clock.today()
        everybody = await self._groups(Round.of(today), today, confidential=confidential)
        groups = [one for one in everybody if wanted.takes(one)]
        of = {person: group for group in groups for person in group.people}
        named = await self._rows.named(list(of), page=page, page_size=page_size)
        found = [CountdownPerson(one, of[one.person_id].node, of[one.person_id].code) for one in named.items]
        return Listing(found, named.total, page, page_size)

    async def _groups(self, of: Round, on: date, *, confidential: bool) -> Sequence[GuaranteeGroup]:
        groups = await self._rows.groups(of, on)
        return groups if confidential else list(without_places(groups, await self._rows.confidential()))


def without_places(groups: Sequence[GuaranteeGroup], hidden: frozenset[UUID]) -> Iterator[GuaranteeGroup]:
    """Yield the groups, those who are hidden apart and nowhere."""
    for group in groups:
        apart = [person for person in group.people if person in hidden]
        others = [person for person in group.people if person not in hidden] if apart else group.people
        if others:
            yield group._replace(people=others)
        if apart:
            yield group._replace(district=None, school=None, people=apart)


_NAMED: Final = """
SELECT person_id, surname, forename, born_on, count(*) OVER () AS total
FROM people WHERE person_id = ANY($1::text::uuid[])
ORDER BY surname IS NULL, sort_key, person_id LIMIT $2 OFFSET $3
"""


class PostgresCountdownRows:
    """`CountdownRows` over PostgreSQL."""

    def __init__(self, pool: Pool, kind_of: KindOf) -> None:
        self._pool = pool
        self._kind_of = kind_of

    async def groups(self, of: Round, on: date) -> Sequence[GuaranteeGroup]:
        async with connection_of(self._pool) as connection:
            return await guarantee_groups(connection, of, on, self._kind_of)

    async def confidential(self) -> frozenset[UUID]:
        return await confidential_people(self._pool)

    async def named(self, people: Sequence[UUID], *, page: int, page_size: int) -> Listing[NamedPerson]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_NAMED, array_of(people), page_size, (page - 1) * page_size)
        found = [NamedPerson(*(row[name] for name in NamedPerson._fields)) for row in rows]
        return listing_of(rows, found, page=page, page_size=page_size)
