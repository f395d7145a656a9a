"""A person's word on a generation: let a held one count, or set one aside. The fold does the rest."""

from dataclasses import dataclass

from services.reporting.domain.generations import Decision
from services.reporting.usecases.ports import Wake, Works
from shared.clock import Clock

CONSUMER = "reporting.decide"


@dataclass(frozen=True, slots=True)
class GenerationDecision:
    """What somebody decided."""

    generation_id: int
    decision: Decision
    account: str
    reason: str | None = None


class DecideGeneration:
    """Keep the decision and make the return due; the last decision about a generation counts, so each can be undone."""

    def __init__(self, works: Works, clock: Clock, wake: Wake) -> None:
        self._works = works
        self._clock = clock
        self._wake = wake

    async def __call__(self, command: GenerationDecision) -> bool:
        """Return False when there is no such generation."""
        async with self._works.begin(CONSUMER) as work:
            known = await work.returns.decide(
                command.generation_id,
                command.decision,
                account=command.account,
                reason=command.reason,
                at=self._clock.now(),
            )
        if known:
            self._wake()
        return known
