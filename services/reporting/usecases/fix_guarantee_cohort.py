"""Fix the cohort of the September Guarantee: who belongs to it once May is over, whatever becomes of them later."""

from datetime import date, datetime, timedelta
from typing import Final

from services.reporting.domain.guarantee.membership import membership_of
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.usecases.ports import GuaranteeCohorts

FIXED_WITHIN: Final = timedelta(days=30)
"""Whoever begins to track people later than this after 31 May has no cohort of that round to fix."""


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
