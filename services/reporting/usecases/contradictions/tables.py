"""What finding contradictions between returns needs from the world."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from services.reporting.domain.contradictions.finding import Contradiction


class Contradictions(Protocol):
    """Contradictions between returns, and what of the returns they depend on beside the claims of a person."""

    async def listing(self, as_at: date) -> frozenset[str]:
        """Return the establishments whose enrolment return of the academic year counts."""
        ...

    async def disproved(
        self, found: Mapping[UUID, Collection[Contradiction]], as_at: date
    ) -> Mapping[UUID, frozenset[Contradiction]]:
        """Return those of these that rows beside the claims that count disprove: rows that wait, and earlier ones."""
        ...

    async def keep(self, found: Mapping[UUID, Collection[Contradiction]], at: datetime) -> None:
        """Open what contradicts each other about these people now, and close whatever else was open about them."""
        ...

    async def expect(self, return_ids: Sequence[int]) -> None:
        """Have the establishments of these returns compared with whom they are known to have, where they say so."""
        ...

    async def expect_all(self, as_at: date) -> None:
        """Have all establishments compared whose enrolment return of the academic year counts."""
        ...

    async def compare(self) -> int:
        """Mark whomever an establishment that is to be compared may be silent about, or no longer; return how many.

        The marks wait for whoever is being computed: nobody is passed over who is not written yet.
        """
        ...
