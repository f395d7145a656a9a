"""Generations: every submission for a return builds one; the fold says which counts, which are held, and why.

`settle` is a pure fold over a return's generations in the order in which they were received. It asks its caller to lay
a generation over an edition and goes on with the answer, so the result depends on what was received and decided, never
on the order in which parts or generations were processed.
"""

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias
from uuid import UUID

from services.reporting.domain.returns.hold import Comparison, HoldRule, hold_rule, policy_for
from shared.vocabulary.collections import find_collection
from shared.vocabulary.london import london_day

GenerationState = Literal["building", "accepted", "held", "passed over", "undone", "superseded"]
"""building: parts are missing. held: a person must look. passed over: held, but one received later counts by now.
undone: a person took it out. superseded: judged again."""
Decision = Literal["approve", "undo", "withdraw"]
"""approve: it counts though it changes so much. undo: it is taken out. withdraw: the approval is taken back, and it is
held again where it would be held."""


Order: TypeAlias = tuple[datetime, UUID, int]
"""When something was received, its submission and the judgement of that: what puts generations in order."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One judgement of one submission, as the fold needs it."""

    id: int
    submission_id: UUID
    judgement: int
    received_at: datetime
    complete: bool
    """All parts have been matched and judged, and both summaries have arrived."""
    decision: Decision | None = None
    """What a person decided last about it."""
    entered: bool = False
    """True: it was entered on a page. It says something of those whom it is about, and nothing of anybody else."""
    accepted: bool = False
    """It was accepted when its return was settled last."""
    empty: bool = False
    """It has no row at all, as a statement that there is nothing to send."""

    @property
    def order(self) -> Order:
        """When it was received: that alone decides which of two counts."""
        return (self.received_at, self.submission_id, self.judgement)


@dataclass(frozen=True, slots=True)
class Edition:
    """A generation laid over an earlier edition: its own claims, and those that its unsettled rows keep."""

    edition_id: int
    generation_id: int


@dataclass(frozen=True, slots=True)
class ReturnToSettle:
    """Everything the fold of one return starts from."""

    return_id: int
    generations: tuple[Generation, ...]
    effective: Edition | None
    """What counts until the fold is done; None: nothing does."""
    collection: str = ""
    """Code of the collection that the return is of."""
    adds: bool = False
    """True: a newer file adds to what earlier ones list, and replaces nothing but what it lists again."""
    elsewhere: tuple[Order, ...] = ()
    """Files of other returns that count and list people of this one (`elsewhere.listed_in`): looked for where a
    generation is empty."""


@dataclass(frozen=True, slots=True)
class OverlayRequest:
    """What the fold asks its caller: to lay this generation over the edition `base` (None: over nothing)."""

    return_id: int
    generation: Generation
    base: Edition | None
    adds: bool = False
    """True: people whom the generation does not list keep their earlier claims."""
    instead_of: Edition | None = None
    """What an earlier judgement of the same file came to: the answer is compared with that, and not with the base."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """The answer: the edition that came of it, and what it changes."""

    edition: Edition
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class JudgedGeneration:
    """What the fold decided about one generation."""

    generation: Generation
    state: GenerationState
    hold: HoldRule | None = None
    overlay: Overlay | None = None


class NewlyJudged(NamedTuple):
    """What is told of a generation about which something new was decided."""

    rows: int
    """Rows that found, or founded, their person."""
    seconds: float
    """Since the first that reporting had of it."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result of the fold of one return."""

    return_id: int
    before: Edition | None
    """What counted until now."""
    effective: Edition | None
    """What counts from now on."""
    judged: tuple[JudgedGeneration, ...]
    collection: str = ""
    """Code of the collection that the return is of."""

    @property
    def turned(self) -> tuple[int, ...]:
        """Ids of generations, other than the one that counts, that had been accepted and no longer are, or now are."""
        counts = self.effective.generation_id if self.effective is not None else None
        return tuple(
            each.generation.id
            for each in self.judged
            if each.generation.accepted != (each.state == "accepted") and each.generation.id != counts
        )


def newer_adds(collection_code: str) -> bool:
    """Tell whether who is not in a newer file for a return of this collection keeps what earlier ones said."""
    collection = find_collection(collection_code)
    return collection is not None and collection.keeps_unlisted


Folding: TypeAlias = Generator[OverlayRequest, Overlay, tuple[list[JudgedGeneration], Edition | None]]


def settle(due: ReturnToSettle) -> Generator[OverlayRequest, Overlay, Settlement]:
    """Fold the generations of one return in received order; yields each overlay it needs and is sent the answer."""
    effective: Edition | None = None
    judged: list[JudgedGeneration] = []
    decisions = _decisions_about(due.generations)
    in_order = sorted(due.generations, key=lambda each: each.order)
    for _, of_file in groupby(in_order, key=lambda each: each.submission_id):
        found, effective = yield from _judgements_of_a_file(due, list(of_file), effective, decisions)
        judged += found
    return Settlement(due.return_id, due.effective, effective, tuple(_passed_over(judged)), due.collection)


def _judgements_of_a_file(
    due: ReturnToSettle, of_file: Sequence[Generation], base: Edition | None, decisions: Mapping[int, Decision | None]
) -> Folding:
    """Fold the judgements of one file. The newest complete one counts, unless it is held: then the one before does."""
    complete = [each for each in of_file if each.complete]
    judged = [JudgedGeneration(each, "building") for each in of_file if not each.complete]
    if not complete:
        return judged, base
    *earlier, newest = complete
    if decisions[newest.id] == "undo":
        judged += [JudgedGeneration(each, "superseded") for each in earlier]
        return [*judged, JudgedGeneration(newest, "undone")], base
    counted: JudgedGeneration | None = None
    for generation in complete:
        if decisions[generation.id] == "undo":
            judged.append(JudgedGeneration(generation, "superseded"))
            continue
        found = yield from _judged(due, generation, base, decisions, counted)
        if found.state == "accepted":
            judged += [replace(counted, state="superseded")] if counted else []
            counted = found
        else:
            judged.append(found if generation is newest else replace(found, state="superseded"))
    judged += [counted] if counted else []
    judged.sort(key=lambda each: each.generation.judgement)
    return judged, counted.overlay.edition if counted and counted.overlay else base


def _judged(
    due: ReturnToSettle,
    generation: Generation,
    base: Edition | None,
    decisions: Mapping[int, Decision | None],
    counted: JudgedGeneration | None,
) -> Generator[OverlayRequest, Overlay, JudgedGeneration]:
    """Lay a generation over what counts without its file; held by what it does to that, or to its judgement before."""
    policy, adds = policy_for(london_day(generation.received_at), due.collection), due.adds or generation.entered
    if counted is not None and counted.overlay is not None:
        again = yield OverlayRequest(due.return_id, generation, base, adds, instead_of=counted.overlay.edition)
        hold = hold_rule(again.comparison, policy)
        # What was decided about the judgement before was not decided about what this one takes out.
        if hold is not None and generation.decision != "approve":
            return JudgedGeneration(generation, "held", hold, again)
    overlay = yield OverlayRequest(due.return_id, generation, base, adds)
    hold = hold_rule(overlay.comparison, policy) or _listed_elsewhere(due, generation)
    held = hold is not None and decisions[generation.id] != "approve"
    return JudgedGeneration(generation, "held" if held else "accepted", hold, overlay)


def _listed_elsewhere(due: ReturnToSettle, generation: Generation) -> HoldRule | None:
    """Hold what says that there is nothing, where another file lists some. One received later takes its place."""
    return "listed_elsewhere" if generation.empty and any(one < generation.order for one in due.elsewhere) else None


def _passed_over(judged: Sequence[JudgedGeneration]) -> Iterator[JudgedGeneration]:
    """Nobody need look at a held generation any more once one received later counts."""
    last = max((place for place, each in enumerate(judged) if each.state == "accepted"), default=-1)
    for place, each in enumerate(judged):
        yield replace(each, state="passed over") if each.state == "held" and place < last else each


def _decisions_about(generations: Collection[Generation]) -> dict[int, Decision | None]:
    """Return what was decided about each, by its id: of a file that is judged again, what was decided before holds.

    What is withdrawn is withdrawn about the file, whichever judgement of it had been approved.
    """
    about_files: dict[UUID, Decision | None] = {}
    found: dict[int, Decision | None] = {}
    withdrawn = {each.submission_id: each.judgement for each in generations if each.decision == "withdraw"}
    for generation in sorted(generations, key=lambda each: each.order):
        found[generation.id] = generation.decision or about_files.get(generation.submission_id)
        if generation.judgement < withdrawn.get(generation.submission_id, 0):
            found[generation.id] = "withdraw"
        about_files[generation.submission_id] = found[generation.id]
    return found
