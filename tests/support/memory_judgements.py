"""Judgements under way, and what they came to, in memory: held to the same suite as PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from services.validation.usecases.ports import ClosedPart, JudgedPart, Judgement, SubmissionVerdict, Tally


class MemoryJudgements:
    """Tallies, parts and verdicts in dictionaries."""

    def __init__(self) -> None:
        self._tallies: dict[Judgement, Tally] = {}
        self._parts: dict[Judgement, dict[int, JudgedPart]] = {}
        self.verdicts: dict[UUID, SubmissionVerdict] = {}

    async def add_parts(self, parts: Collection[JudgedPart]) -> Mapping[Judgement, Tally]:
        """Keep parts and count them."""
        for part in parts:
            kept = self._parts.setdefault(part.judgement, {})
            if part.part in kept:
                raise ValueError("this part was counted before")
            kept[part.part] = part
            tally = self._tally(part.judgement)
            self._tallies[part.judgement] = replace(
                tally,
                parts_done=tally.parts_done + 1,
                rows=tally.rows + part.rows,
                accepted=tally.accepted + part.accepted,
            )
        return {part.judgement: self._tallies[part.judgement] for part in parts}

    async def add_totals(self, totals: Mapping[Judgement, int]) -> Mapping[Judgement, Tally]:
        """Note how many parts there are."""
        noted = {judgement: replace(self._tally(judgement), parts_total=parts) for judgement, parts in totals.items()}
        self._tallies.update(noted)
        return noted

    async def close(self, judgements: Collection[Judgement]) -> Mapping[Judgement, Sequence[ClosedPart]]:
        """Return the parts' lines and forget them."""
        return {one: [_closed(part) for part in self._parts.pop(one, {}).values()] for one in judgements}

    async def record_verdicts(self, verdicts: Collection[SubmissionVerdict]) -> None:
        """Keep the newest of each submission."""
        for one in verdicts:
            kept = self.verdicts.get(one.judgement.submission_id)
            if kept is None or kept.judgement.number < one.judgement.number:
                self.verdicts[one.judgement.submission_id] = one

    def _tally(self, judgement: Judgement) -> Tally:
        return self._tallies.get(judgement, Tally(0, None, 0, 0))


def _closed(part: JudgedPart) -> ClosedPart:
    return ClosedPart(part.lines, part.severities, part.complaints)
