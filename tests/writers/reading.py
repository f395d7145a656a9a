"""Reads a file with the product's own child and rules and says what came of it."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from services.ingest.adapters.reading.forked_reader import ForkedReader
from services.ingest.usecases.ports import EndOfFile, NoRows, TemplateFound
from services.validation.domain.context import Context
from services.validation.domain.plan import plan_for
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.translate import marked_in
from shared.contracts.ingest import SheetRows
from shared.vocabulary.collections import S_ENR
from shared.vocabulary.issues import CATALOGUE
from tests.writers.traits import RECEIVED


@dataclass(slots=True)
class Outcome:
    """What the product made of a file."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """Typed values by column id, in the order of the file."""
    refused: list[int] = field(default_factory=list)
    said: dict[tuple[int, str | None], set[str]] = field(default_factory=dict)
    """Names of complaints, by row and column."""
    notes: set[str] = field(default_factory=set)
    """Names of what is said of the file or of its columns."""
    verdict: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """Everything that was said, wherever."""
        return frozenset(self.notes.union(*self.said.values()))

    def explains(self, row: int, column: str) -> bool:
        """Say whether it was said why a cell has no value; that it is missing is no reason, something stood there."""
        said = self.said.get((row, column), set()) | self.said.get((row, None), set())
        return any(not name.endswith("_missing") for name in said)


async def read(reader: ForkedReader, content: bytes, file_name: str) -> Outcome:
    """Read and judge one file."""
    outcome = Outcome()
    rows: dict[int, dict[str, Any]] = {}
    async with aclosing(reader.read(content, file_name)) as statements:
        async for statement in statements:
            match statement:
                case SheetRows():
                    _judge(statement, rows, outcome)
                case EndOfFile():
                    outcome.notes |= {CATALOGUE[note.code].name for note in statement.notes}
                case NoRows():
                    outcome.verdict = statement.refusal.value
                    outcome.notes |= {CATALOGUE[note.code].name for note in statement.notes}
                case TemplateFound():
                    pass
    outcome.rows = [rows[ordinal] for ordinal in sorted(rows)]
    return outcome


def _judge(part: SheetRows, rows: dict[int, dict[str, Any]], outcome: Outcome) -> None:
    plan = plan_for(S_ENR.code, tuple(column.id for column in part.columns))
    assert plan is not None
    context = Context(S_ENR.code, "8860001", S_ENR.period_on(RECEIVED), RECEIVED)
    judged = judge_rows(plan, context, len(part.lines), part.cells, marked_in(part.marks))
    for position, ordinal in enumerate(part.ordinals):
        rows[ordinal] = _values(judged.columns, position)
    outcome.refused += [part.ordinals[position] for position in judged.refused]
    for position, verdict in judged.with_issues.items():
        for complaint in verdict.complaints:
            said = outcome.said.setdefault((part.ordinals[position], complaint.column), set())
            said.add(CATALOGUE[complaint.code].name)


def _values(columns: Mapping[str, Any], position: int) -> dict[str, Any]:
    return {column: values[position] for column, values in columns.items()}
