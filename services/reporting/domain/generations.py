"""Generations: every submission for a return builds one; the fold says which counts, which are held, and why.

`settle` is a pure fold over a return's generations in the order in which they were received. It asks its caller to lay
one generation over another and goes on with the answer, so the result depends on what was received and decided, never
on the order in which parts or generations were processed.
"""

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Generic, Literal, TypeVar
from uuid import UUID

from shared.vocabulary.london import london_day

Verdict = Literal["building", "accepted", "held", "passed over", "undone", "superseded"]
"""building: parts are missing. held: a person must look. passed over: held, but one received later counts by now.
undone: a person took it out. superseded: judged again."""
Decision = Literal["approve", "undo"]
HoldRule = Literal["removes_many", "empty_return"]

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Generation:
    """One judgement of one submission, as the fold needs it."""

    id: int
    submission_id: UUID
    judgement: int
    received_at: datetime
    complete: bool
    """All parts have been matched and judged, and the summaries say so."""
    decision: Decision | None = None
    """What a person decided last about it."""

    @property
    def order(self) -> tuple[datetime, UUID, int]:
        """When it was received: that alone decides which of two counts."""
        return (self.received_at, self.submission_id, self.judgement)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What laying a generation over the one before it does to people."""

    before: int
    """People whom the effective edition lists."""
    listed: int
    """People whom the new generation lists."""
    added: int
    removed: int
    """People of the edition before whom the new one neither lists nor shields."""
    shielded: int
    """People whose line is not settled: they keep the earlier claim."""


@dataclass(frozen=True, slots=True)
class Laid(Generic[E]):
    """The answer to a `Laying`: the edition that came of it, and what it changes."""

    edition: E
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Laying(Generic[E]):
    """The fold's question: lay this generation over that edition (None: over nothing)."""

    generation: Generation
    over: E | None


@dataclass(frozen=True, slots=True)
class HoldPolicy:
    """When a new generation waits for a person. Both bounds must be reached: small schools change by the handful."""

    effective_from: date
    removed_min: int
    removed_share_min: float
    source: str
    effective_until: date | None = None


HOLD_POLICIES: Final[tuple[HoldPolicy, ...]] = (
    HoldPolicy(date.min, 10, 0.10, "proposed: no source gives a bound; to be agreed with Management Information"),
)


@dataclass(frozen=True, slots=True)
class Judged(Generic[E]):
    """What the fold says about one generation."""

    generation: Generation
    verdict: Verdict
    hold: HoldRule | None = None
    laid: Laid[E] | None = None


@dataclass(frozen=True, slots=True)
class Settlement(Generic[E]):
    """The result of the fold."""

    effective: E | None
    judged: tuple[Judged[E], ...]


def settle(generations: Collection[Generation]) -> Generator[Laying[E], Laid[E], Settlement[E]]:
    """Fold the generations of one return in received order; yields each laying it needs and is sent its answer."""
    effective: E | None = None
    judged: list[Judged[E]] = []
    latest, decisions = _latest_judgements(generations), _decisions_about(generations)
    for generation in sorted(generations, key=lambda each: each.order):
        if not generation.complete:
            judged.append(Judged(generation, "building"))
        elif latest[generation.submission_id] != generation.judgement:
            judged.append(Judged(generation, "superseded"))
        elif decisions[generation.id] == "undo":
            judged.append(Judged(generation, "undone"))
        else:
            laid = yield Laying(generation, effective)
            hold = hold_rule(laid.comparison, policy_for(london_day(generation.received_at)))
            if hold is not None and decisions[generation.id] != "approve":
                judged.append(Judged(generation, "held", hold, laid))
            else:
                judged.append(Judged(generation, "accepted", hold, laid))
                effective = laid.edition
    return Settlement(effective, tuple(_passed_over(judged)))


def _passed_over(judged: Sequence[Judged[E]]) -> Iterator[Judged[E]]:
    """Nobody need look at a held generation any more once one received later counts."""
    last = max((place for place, each in enumerate(judged) if each.verdict == "accepted"), default=-1)
    for place, each in enumerate(judged):
        yield replace(each, verdict="passed over") if each.verdict == "held" and place < last else each


def hold_rule(comparison: Comparison, policy: HoldPolicy) -> HoldRule | None:
    """Return the rule that makes a person look first, or None when the generation may count at once."""
    if comparison.before and not comparison.listed:
        return "empty_return"
    if comparison.removed >= policy.removed_min and comparison.removed >= policy.removed_share_min * comparison.before:
        return "removes_many"
    return None


def policy_for(on: date, policies: Sequence[HoldPolicy] = HOLD_POLICIES) -> HoldPolicy:
    """Return the policy in force on that day."""
    return next(
        policy
        for policy in policies
        if policy.effective_from <= on and (policy.effective_until is None or on <= policy.effective_until)
    )


def _latest_judgements(generations: Collection[Generation]) -> dict[UUID, int]:
    """A submission judged again counts with its newest complete judgement."""
    latest: dict[UUID, int] = {}
    for generation in generations:
        if generation.complete:
            latest[generation.submission_id] = max(latest.get(generation.submission_id, 0), generation.judgement)
    return latest


def _decisions_about(generations: Collection[Generation]) -> dict[int, Decision | None]:
    """Return what was decided about each, by its id: of a file that is judged again, what was decided before holds."""
    about_files: dict[UUID, Decision | None] = {}
    found: dict[int, Decision | None] = {}
    for generation in sorted(generations, key=lambda each: each.order):
        found[generation.id] = generation.decision or about_files.get(generation.submission_id)
        about_files[generation.submission_id] = found[generation.id]
    return found


# What follows is the meaning of a laying over plain values; the adapter does the same in SQL over tables.


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as far as laying goes: whom it is about and its blind keys."""

    person_id: UUID
    generation_id: int
    ordinal: int
    keys: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Shield:
    """A row that is refused or awaits a decision: it keeps whoever it may be about from being taken for a leaver."""

    keys: frozenset[int] = frozenset()
    candidates: frozenset[UUID] = frozenset()

    def covers(self, line: Line) -> bool:
        """Tell whether the row may be about the same person."""
        return bool(self.keys & line.keys) or line.person_id in self.candidates


def lay(
    lines: Collection[Line], shields: Collection[Shield], over: Collection[Line]
) -> tuple[frozenset[Line], Comparison]:
    """Lay a generation over an edition: its own lines, and the earlier lines of people whom its shields cover."""
    listed = {line.person_id for line in lines}
    before = {line.person_id for line in over}
    missing = [line for line in over if line.person_id not in listed]
    covered = {line.person_id for line in missing if any(shield.covers(line) for shield in shields)}
    carried = frozenset(line for line in missing if line.person_id in covered)
    return frozenset(lines) | carried, Comparison(
        before=len(before),
        listed=len(listed),
        added=len(listed - before),
        removed=len(before - listed - covered),
        shielded=len(covered),
    )
