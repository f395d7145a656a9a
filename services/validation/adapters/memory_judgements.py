"""Judgements under way, in memory: for tests of use cases, held to the same suite as PostgreSQL."""

from collections import Counter
from dataclasses import replace

from services.validation.domain.duplicates import LearnerLine
from services.validation.usecases.ports import JudgedPart, Judgement, Tally


class MemoryJudgements:
    """Tallies and parts in dictionaries."""

    def __init__(self) -> None:
        self._tallies: dict[Judgement, Tally] = {}
        self._parts: dict[Judgement, dict[int, JudgedPart]] = {}

    async def add_part(self, part: JudgedPart) -> Tally:
        """Keep a part and count it."""
        parts = self._parts.setdefault(part.judgement, {})
        if part.part in parts:
            raise ValueError("this part was counted before")
        parts[part.part] = part
        tally = self._tally(part.judgement)
        return self._keep(
            part.judgement,
            replace(
                tally,
                parts_done=tally.parts_done + 1,
                rows=tally.rows + part.rows,
                accepted=tally.accepted + part.accepted,
            ),
        )

    async def add_total(self, judgement: Judgement, parts: int) -> Tally:
        """Note how many parts there are."""
        return self._keep(judgement, replace(self._tally(judgement), parts_total=parts))

    async def lines_sharing_a_key(self, judgement: Judgement) -> list[LearnerLine]:
        """Return the lines with a key that occurs more than once."""
        lines = [line for part in self._parts.get(judgement, {}).values() for line in part.lines]
        counts = Counter(key for line in lines for key in enumerate(line.keys) if key[1] is not None)
        return [line for line in lines if any(counts[key] > 1 for key in enumerate(line.keys))]

    async def close(self, judgement: Judgement) -> None:
        """Forget the parts' keys."""
        self._parts.pop(judgement, None)

    def _tally(self, judgement: Judgement) -> Tally:
        return self._tallies.get(judgement, Tally(0, None, 0, 0))

    def _keep(self, judgement: Judgement, tally: Tally) -> Tally:
        self._tallies[judgement] = tally
        return tally
