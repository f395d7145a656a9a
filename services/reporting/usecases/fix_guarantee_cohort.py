"""Fix the cohort of the September Guarantee: who belongs to it once May is over, whatever becomes of them later."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from services.reporting.domain.guarantee.membership import Place, membership_of
from services.reporting.domain.guarantee.rounds import Round

FIXED_WITHIN: Final = timedelta(days=30)
"""Whoever begins to track people later than this after 31 May has no cohort of that round to fix."""


class GuaranteeCohorts(Protocol):
    """Who belongs to the cohort of each round of the September Guarantee."""

    async def is_fixed(self, of: Round) -> bool:
        """Return whether the cohort of the round has been fixed."""
        ...

    async def places(self, of: Round) -> Sequence[tuple[UUID, int, Place]]:
        """Return where everybody is whom the round may be about, with their academic year of birth."""
        ...

    async def fix(self, of: Round, members: Sequence[UUID], at: datetime) -> None:
        """Keep who belongs to the cohort of the round."""
        ...


async def fix_cohort_when_due(cohorts: GuaranteeCohorts, today: date, at: datetime) -> int:
    """Fix the cohort on the first day after 31 May on which anybody belongs to it; return how many do, 0: not due."""
    of = Round.of(today)
    if not of.cohort_on < today <= of.cohort_on + FIXED_WITHIN or await cohorts.is_fixed(of):
        return 0
    members = [
        person_id
        for person_id, birth_cohort, place in await cohorts.places(of)
        if (node := of.node_of(birth_cohort)) is not None and membership_of(place, node).member
    ]
    if members:
        await cohorts.fix(of, members, at)
    return len(members)
