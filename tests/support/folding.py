"""The fold of generations driven over plain values: what the tables do in production, done in memory."""

from collections.abc import Collection
from dataclasses import dataclass

from services.reporting.domain.returns.generations import (
    Edition,
    Generation,
    JudgedGeneration,
    Overlay,
    OverlayRequest,
    ReturnToSettle,
    settle,
)
from tests.support.overlay_model import Line, Shield, compared, overlay


@dataclass(frozen=True)
class Built:
    """A generation with what it says."""

    generation: Generation
    lines: frozenset[Line]
    shields: tuple[Shield, ...] = ()


@dataclass(frozen=True)
class Folded:
    """What the fold decided, and the lines that count."""

    judged: tuple[JudgedGeneration, ...]
    effective: frozenset[Line] | None


def fold(builts: Collection[Built]) -> Folded:
    """Run the fold to its end."""
    content = {built.generation.id: built for built in builts}
    editions: dict[int, frozenset[Line]] = {}

    def overlay_of(request: OverlayRequest) -> Overlay:
        built = content[request.generation.id]
        base = editions[request.base.edition_id] if request.base else frozenset[Line]()
        lines, comparison = overlay(built.lines, built.shields, base)
        if request.instead_of is not None:
            comparison = compared(editions[request.instead_of.edition_id], lines, comparison)
        edition = Edition(len(editions) + 1, request.generation.id)
        editions[edition.edition_id] = lines
        return Overlay(edition, comparison)

    running = settle(ReturnToSettle(1, tuple(built.generation for built in builts), None))
    answer: Overlay | None = None
    while True:
        try:
            request = next(running) if answer is None else running.send(answer)
        except StopIteration as done:
            effective: Edition | None = done.value.effective
            return Folded(done.value.judged, editions[effective.edition_id] if effective else None)
        answer = overlay_of(request)
