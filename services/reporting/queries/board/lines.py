"""A line of the board: what is owed, what came though nobody asked for it, and for what nothing is asked."""

from dataclasses import dataclass, replace
from datetime import date

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.returns.issued import AskedReturn, IssuedLists, NamesAnswered
from services.reporting.domain.returns.obligations import Arrival, Obligation, ObligationState, is_open
from services.reporting.domain.returns.owed import Owed
from services.reporting.domain.returns.punctuality import ReturnTiming
from services.reporting.domain.returns.unasked import Unasked
from services.reporting.queries.receipts import ReturnOf
from shared.vocabulary.collections.collection import Deadline, Owner


@dataclass(frozen=True, slots=True)
class ReturnDetails:
    """What is shown of the return that answers."""

    submissions: int = 0
    people: int = 0
    """People whom what counts lists."""
    rows_refused: int = 0
    rows_awaiting: int = 0


@dataclass(frozen=True, slots=True)
class HeldChange:
    """What something that waits for a decision would change."""

    added: int
    removed: int
    changed: int | None


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line of the board."""

    establishment: str
    collection: str
    period: str
    owner: Owner
    owed: bool
    """False: it came, and nobody asked for it."""
    deadline: Deadline | None
    """None: no date is set."""
    state: ObligationState | None
    """None: it is not owed, and all of it was taken out."""
    timing: ReturnTiming | None
    answer: Arrival | None
    failed: Arrival | None
    held: Arrival | None
    parts_missing: tuple[str, ...] = ()
    """Where it has come in part: codes of the collections that are still to come."""
    checked: bool = False
    """Something that came is being checked, or waits for a decision."""
    on_list: NamesAnswered | None = None
    """Where a list that is out is to be answered name by name: how far that is, also while nothing has come."""
    went_out: date | None = None
    """The day on which the list went out that it answers; None: it answers none, or none is out."""
    details: ReturnDetails = ReturnDetails()
    change: HeldChange | None = None

    @property
    def of(self) -> tuple[str, str, str]:
        """Establishment, collection and period."""
        return self.establishment, self.collection, self.period

    @property
    def came_late(self) -> bool:
        """Whether it came, after the last day on which it would not have been late."""
        return self.timing is not None and self.timing.state == "late"

    @property
    def open(self) -> bool:
        """Whether it is still to be sent, or the rest of it is."""
        return is_open(self.state, self.answer, checked=self.checked)

    @property
    def names(self) -> NamesAnswered | None:
        """How many names are to be answered, and how many are; None: it is not answered name by name."""
        if self.answer and self.answer.listed:
            return NamesAnswered(self.answer.listed, self.answer.answered)
        return self.on_list if self.answer is None else None

    @property
    def came(self) -> Arrival | None:
        """What came: what answers, else what came for it and answers nothing; None: nothing did."""
        return self.answer or self.failed

    @property
    def shown(self) -> ReturnOf:
        """The return whose details stand in the line: the one that answers, else the one that is owed."""
        return ReturnOf(self.establishment, self.answer.collection if self.answer else self.collection, self.period)


def with_list(line: BoardLine, issued: IssuedLists) -> BoardLine:
    """Return a line with what is known of the list that it answers, where one is out."""
    went_out = issued.went_out.get((line.collection, line.period))
    names = issued.names.get(AskedReturn(*line.of))
    return line if went_out is None and names is None else replace(line, on_list=names, went_out=went_out)


def owed_line(one: Obligation, calendar: Calendar) -> BoardLine:
    """Return the line of what is owed."""
    owner = calendar.owner_of(one.owed.collection, one.deadline.due_on)
    line = _line(one.owed[:3], owner, one, owed=True, deadline=one.deadline)
    return replace(line, parts_missing=one.parts_missing)


def unasked_line(one: Unasked, calendar: Calendar, today: date) -> BoardLine:
    """Return the line of what came though nobody asked for it."""
    of, deadline = (one.establishment, one.collection, one.period), one.timing.deadline if one.timing else None
    return _line(of, calendar.owner_of(one.collection, today), one, owed=False, deadline=deadline)


def _line(
    of: tuple[str, str, str], owner: Owner, one: Obligation | Unasked, *, owed: bool, deadline: Deadline | None
) -> BoardLine:
    return BoardLine(
        *(*of, owner, owed, deadline, one.state, one.timing, one.answer, one.failed, one.held), checked=one.checked
    )


def not_asked_line(owed: Owed, deadline: Deadline, calendar: Calendar) -> BoardLine:
    """Return the line of a return for which nothing is asked of an establishment."""
    owner, timing = calendar.owner_of(owed.collection, deadline.due_on), ReturnTiming(deadline, "due")
    return BoardLine(*owed[:3], owner, False, deadline, "not_asked", timing, None, None, None)
