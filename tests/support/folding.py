"""The fold of generations driven over plain values: what the tables do in production, done in memory."""

from collections.abc import Collection, Generator
from dataclasses import dataclass

from services.reporting.domain.generations import Generation, Laid, Laying, Line, Settlement, Shield, lay, settle

Edition = frozenset[Line]


@dataclass(frozen=True)
class Built:
    """A generation with what it says."""

    generation: Generation
    lines: frozenset[Line]
    shields: tuple[Shield, ...] = ()


def fold(builts: Collection[Built]) -> Settlement[Edition]:
    """Run the fold to its end; an edition is simply the lines that count."""
    content = {built.generation.id: built for built in builts}
    running: Generator[Laying[Edition], Laid[Edition], Settlement[Edition]] = settle(
        [built.generation for built in builts]
    )
    answer: Laid[Edition] | None = None
    while True:
        try:
            question = next(running) if answer is None else running.send(answer)
        except StopIteration as done:
            result: Settlement[Edition] = done.value
            return result
        built = content[question.generation.id]
        answer = Laid(*lay(built.lines, built.shields, question.over or frozenset()))
