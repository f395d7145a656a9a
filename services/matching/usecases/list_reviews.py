"""List the rows that wait for a person. Whoever looks at named people is written down."""

from typing import Final

from services.matching.usecases.reading import ReviewPage, ReviewReading
from shared.clock import Clock

PAGE_SIZE_MAX: Final = 100


class ListReviews:
    """Read the review list."""

    def __init__(self, reading: ReviewReading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, *, account: str, page: int = 1, page_size: int = 25) -> ReviewPage:
        """Return one page, numbered from 1, and note that this account read it. Raises Transient."""
        await self._reading.note_read(account, self._clock.now())
        return await self._reading.waiting(page=max(page, 1), page_size=min(page_size, PAGE_SIZE_MAX))
