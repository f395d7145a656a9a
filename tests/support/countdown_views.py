"""The cohort of the September Guarantee in plain lists: of some districts, at many schools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.reporting.adapters.guarantee.people import GuaranteeGroup
from services.reporting.domain.guarantee.rounds import Round
from services.reporting.queries.guarantee_countdown import NamedPerson
from shared.persistence.listing import Listing
from shared.vocabulary.districts import DISTRICTS
from tests.support.submission_views import OTHER, OWN

FIRST_DISTRICT: Final = min(DISTRICTS)


def some(number: int, people: int) -> list[UUID]:
    """Return ids of so many people."""
    return [UUID(int=number * 10_000 + one) for one in range(people)]


GROUPS: Final = (
    GuaranteeGroup("Year 11", "110", FIRST_DISTRICT, OWN, some(1, 40)),
    GuaranteeGroup("Year 11", "151", FIRST_DISTRICT, OWN, some(2, 3)),
    GuaranteeGroup("Year 11", "159", FIRST_DISTRICT, OTHER, some(3, 60)),
    GuaranteeGroup("Year 12", "114", FIRST_DISTRICT, None, some(4, 7)),
    GuaranteeGroup("Year 12", "122", None, OWN, some(5, 1)),
)


@dataclass(slots=True)
class MemoryCountdown:
    """The port `CountdownRows`."""

    found: Sequence[GuaranteeGroup] = GROUPS
    hidden: frozenset[UUID] = frozenset()

    async def groups(self, of: Round, on: date) -> Sequence[GuaranteeGroup]:
        return self.found

    async def confidential(self) -> frozenset[UUID]:
        return self.hidden

    async def named(self, people: Sequence[UUID], *, page: int, page_size: int) -> Listing[NamedPerson]:
        shown = people[(page - 1) * page_size : page * page_size]
        named = [NamedPerson(one, "Fernhollow", "Imogen", date(2010, 10, 14)) for one in shown]
        return Listing(named, len(people), page, page_size)


def many() -> MemoryCountdown:
    """Return a cohort of every district, at hundreds of schools."""
    return MemoryCountdown(
        [
            GuaranteeGroup("Year 11", code, district, f"886{school:04d}", some(place * 1000 + school, 20))
            for place, district in enumerate(sorted(DISTRICTS))
            for school in range(1, 61)
            for code in ("110", "159")
        ]
    )
