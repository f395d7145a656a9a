"""The figures of the September Guarantee: of the round that today's return reports, by node and published bucket."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, Protocol

from services.reporting.adapters.guarantee.cohorts import OFFER_COLLECTIONS
from services.reporting.adapters.guarantee.people import IS_FIXED, PEOPLE_ALIKE, offer_of
from services.reporting.domain.claim_state import KindOf
from services.reporting.domain.guarantee.counts import CountedPeople, GuaranteeFigures, count_guarantees
from services.reporting.domain.guarantee.decision import guarantee_of
from services.reporting.domain.guarantee.membership import Place, membership_of
from services.reporting.domain.guarantee.person import doing_on
from services.reporting.domain.guarantee.rounds import Round
from shared.clock import Clock
from shared.persistence.arrays import array_of
from shared.persistence.pool import Pool, connection_of


class GuaranteeCell(NamedTuple):
    """People who are alike in all that the guarantee looks at."""

    people: int
    birth_cohort: int
    place: Place
    activity: str | None
    """National activity code; None: none is known, or it has lapsed."""
    learns_at: str | None
    offers: tuple[str, ...]
    """Facts of their offers, as they are stored."""
    listed: bool
    """They belonged to the cohort when it was fixed."""


class GuaranteeRows(Protocol):
    """What the guarantee is counted from."""

    async def guarantee_cells(self, of: Round) -> Sequence[GuaranteeCell]:
        """Return everybody whom the round may be about, counted by all that the guarantee looks at."""
        ...

    async def is_fixed(self, of: Round) -> bool:
        """Return whether the cohort of the round has been fixed."""
        ...


class GuaranteeQueries:
    """The figures of the round that today's return reports."""

    def __init__(self, rows: GuaranteeRows, clock: Clock, kind_of: KindOf) -> None:
        self._rows = rows
        self._clock = clock
        self._kind_of = kind_of

    async def figures(self) -> GuaranteeFigures:
        """Return them as at today."""
        today = self._clock.today()
        of = Round.of(today)
        fixed = await self._rows.is_fixed(of)
        cells = await self._rows.guarantee_cells(of)
        return count_guarantees(of, counted(cells, of, today, self._kind_of, fixed=fixed), fixed=fixed)


def counted(
    cells: Sequence[GuaranteeCell], of: Round, on: date, kind_of: KindOf, *, fixed: bool
) -> Iterator[CountedPeople]:
    """Yield who counts: the cohort as it was fixed or, until then, as it stands, and who came to it since."""
    for cell in cells:
        node = of.node_of(cell.birth_cohort)
        if node is None:
            continue
        belongs = membership_of(cell.place, node).member
        if not (cell.listed or belongs):
            continue
        doing = doing_on(cell.activity, cell.learns_at, of, on, kind_of)
        found = guarantee_of([offer_of(facts) for facts in cell.offers], node, doing, on)
        yield CountedPeople(node, found.code, cell.listed if fixed else belongs, cell.people)


_CELLS: Final = PEOPLE_ALIKE.format(gathered="count(*)", more="")


class PostgresGuaranteeRows:
    """`GuaranteeRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def guarantee_cells(self, of: Round) -> Sequence[GuaranteeCell]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_CELLS, OFFER_COLLECTIONS, of.period, array_of(of.birth_cohorts), of.year)
        return [_cell(row) for row in rows]

    async def is_fixed(self, of: Round) -> bool:
        async with connection_of(self._pool) as connection:
            return bool(await connection.fetchval(IS_FIXED, of.year))


def _cell(row: Any) -> GuaranteeCell:
    return GuaranteeCell(
        people=row["people"],
        birth_cohort=row["birth_cohort"],
        place=Place(row["tracked"], row["on_roll"], row["school"], row["reported_school"]),
        activity=row["activity"],
        learns_at=row["establishment"],
        offers=tuple(row["facts"] or ()),
        listed=row["listed"],
    )
