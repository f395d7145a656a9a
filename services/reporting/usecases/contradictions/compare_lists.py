"""Compare what establishments list with whom they are known to have: silence is in nobody's row."""

from services.reporting.usecases.ports import ReportingTables
from shared.outbox.unit_of_work import Begin


class CompareLists:
    """Mark whom the returns of an establishment may be silent about, once those who stand in them are computed."""

    def __init__(self, begin: Begin[ReportingTables]) -> None:
        self._begin = begin

    async def __call__(self) -> int:
        """Return how many people were marked; 0 where no establishment is to be compared."""
        async with self._begin(self) as work:
            return await work.tables.contradictions.compare()
