"""`WorkListRows` over PostgreSQL."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.reporting.adapters.guarantee.people import guarantee_groups
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.domain.guarantee.words import CODES
from services.reporting.domain.lists.who_is_listed import UNMET, years_before
from services.reporting.domain.scopes import HEADLINE_YEARS
from services.reporting.domain.work_lists.at_risk import RiskEntry
from services.reporting.domain.work_lists.first import CallFacts
from services.reporting.domain.year_groups import cohort_of_year
from services.reporting.queries.lists.evidence import LEARNING
from services.reporting.queries.work_lists.statements import (
    AS_AT,
    COUNT_AS_AT,
    COUNT_LIVE,
    LINES,
    LINES_AS_AT,
    LIVE,
    NEWEST,
    RISKS,
    VULNERABLE,
)
from services.reporting.queries.work_lists.views import Listed, PersonDetails, WorkFilter, state_of
from services.reporting.queries.work_lists.work_lists import Word
from shared.persistence.arrays import array_of
from shared.persistence.pool import Connection, Pool, connection_of
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.london import london_day

OF_GUARANTEE: Final = frozenset({"no-offer", "no-record"})
_DAY_OF: Final = "SELECT as_at FROM snapshots WHERE snapshot_id = $1 AND made_at IS NOT NULL AND scenario IS NULL"
_PLAN_EACH: Final = "SELECT set_config('plan_cache_mode', 'force_custom_plan', true)"
_OBJECTING: Final = "SELECT person_id FROM flagged WHERE flag = 'objection'"
_WORDS: Final = "SELECT * FROM work_entries WHERE person_id = $1 ORDER BY entry_id DESC LIMIT 200"


class PostgresWorkListRows:
    """The lists of people as they are now, and of those in a snapshot."""

    def __init__(self, pool: Pool, kind_of: KindOf) -> None:
        self._pool = pool
        self._kind_of = kind_of
        self._vulnerable: tuple[int, frozenset[UUID]] = (0, frozenset())

    async def as_at(self, snapshot: int) -> date | None:
        async with connection_of(self._pool) as connection:
            found: date | None = await connection.fetchval(_DAY_OF, snapshot)
        return found

    async def counts(self, wanted: WorkFilter, on: date) -> Mapping[str, int]:
        async with _planning(self._pool) as connection:
            unmet = {} if wanted.snapshot else await self._unmet(connection, on)
            statement = COUNT_LIVE if wanted.snapshot is None else COUNT_AS_AT
            (row,) = await connection.fetch(statement, *_asked(wanted, on, unmet))
        return dict(row)

    async def people(self, code: str, wanted: WorkFilter, on: date) -> Sequence[Listed]:
        live = wanted.snapshot is None
        async with _planning(self._pool) as connection:
            unmet = await self._unmet(connection, on) if live and code in OF_GUARANTEE else {}
            rows = await connection.fetch((LIVE if live else AS_AT)[code], *_asked(wanted, on, unmet))
            vulnerable = await self._who_is_vulnerable(connection)
        return [_listed(row, vulnerable, unmet, on) for row in rows]

    async def details(self, people: Sequence[UUID], snapshot: int | None) -> Mapping[UUID, PersonDetails]:
        asked = (LINES, array_of(people)) if snapshot is None else (LINES_AS_AT, array_of(people), snapshot)
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(*asked)
        return {row["person_id"]: PersonDetails(*row) for row in rows}

    async def words(self, person_id: UUID) -> Sequence[Word]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_WORDS, person_id)
        return [Word(state_of(row), london_day(row["written_at"])) for row in rows]

    async def risks(self, people: Sequence[UUID]) -> Mapping[UUID, Sequence[RiskEntry]]:
        found: dict[UUID, list[RiskEntry]] = defaultdict(list)
        async with connection_of(self._pool) as connection:
            for row in await connection.fetch(RISKS, array_of(people)):
                found[row["person_id"]].append(_risk(row))
        return found

    async def objecting(self) -> frozenset[UUID]:
        async with connection_of(self._pool) as connection:
            return frozenset(row["person_id"] for row in await connection.fetch(_OBJECTING))

    async def _unmet(self, connection: Connection, on: date) -> Mapping[UUID, str]:
        """Return who of the cohort has no offer, with the guarantee's code."""
        groups = await guarantee_groups(connection, Round.of(on), on, self._kind_of)
        return {person: group.code for group in groups if CODES[group.code] in UNMET for person in group.people}

    async def _who_is_vulnerable(self, connection: Connection) -> frozenset[UUID]:
        """Return who belongs to a vulnerable group by the newest snapshot: one never changes, so it is read once."""
        newest = await connection.fetchval(NEWEST)
        if newest is not None and newest != self._vulnerable[0]:
            rows = await connection.fetch(VULNERABLE, newest)
            self._vulnerable = (newest, frozenset(row["person_id"] for row in rows))
        return self._vulnerable[1]


def _risk(row: Any) -> RiskEntry:
    reasons = tuple((row["reasons"] or "").split())
    who = (row["note"], row["account"], london_day(row["written_at"]))
    return RiskEntry(row["entry_id"], row["act"], row["source"], row["edition"], reasons, *who)


@asynccontextmanager
async def _planning(pool: Pool) -> AsyncIterator[Connection]:
    """Have each statement planned for what it asks: a plan for whatever might be asked compares people one by one."""
    async with connection_of(pool) as connection, connection.transaction(readonly=True):
        await connection.fetchval(_PLAN_EACH)
        yield connection


def _asked(wanted: WorkFilter, on: date, unmet: Mapping[UUID, str]) -> tuple[Any, ...]:
    by_bucket: dict[str, list[UUID]] = defaultdict(list)
    for person, code in unmet.items():
        by_bucket[CODES[code]].append(person)
    return (
        on,
        wanted.district,
        array_of(cohort_of_year(year, on) for year in wanted.years) if wanted.years else None,
        list(wanted.establishments) or None,
        wanted.sees_places,
        wanted.weeks,
        array_of(by_bucket["no offer"]),
        array_of(by_bucket["not recorded"]),
        array_of(cohort_of_year(year, on) for year in HEADLINE_YEARS),
        LEARNING,
        list(years_before(Round(AcademicYear.containing(on).start + 1))),
        wanted.snapshot,
    )


def _listed(row: Any, vulnerable: frozenset[UUID], unmet: Mapping[UUID, str], on: date) -> Listed:
    state, person_id = state_of(row), row["person_id"]
    code = unmet.get(person_id, row["guarantee"])
    facts = CallFacts(
        person_id=person_id,
        status_group=row["status_group"],
        since=row["since"],
        due_on=row["due_on"],
        born_on=row["born_on"],
        has_plan=row["has_plan"],
        vulnerable=person_id in vulnerable,
        unmet=code is not None and CODES[code] in UNMET,
        contacted_on=row["contacted_on"],
        tries=row["tries"],
        at_risk=row["at_risk"],
        next_on=state.next_on,
        taken=state.entry_id > 0 and state.on(on) == "taken",
    )
    return Listed(facts, state, code)
