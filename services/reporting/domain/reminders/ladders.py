"""The ladders: on which working days, and to whom, reminders of a return are written. A dated table.

Rungs up to the due date are counted from it, later ones from the last day on which the return is not late: joiners and
leavers are due on the last working day of the month and late after its last day. What is due on a day that is no
working day is reminded of on the working day before: leaver destinations, due Saturday 31 October, on Friday 30.
"""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from services.reporting.domain.currency import Certainty
from shared.vocabulary.collections.working_days import working_days_from

ContactRole = Literal["data contact", "head"]
"""Whose address at an establishment: who sends its returns; its head teacher or principal."""
CONTACT_ROLES: Final[tuple[ContactRole, ...]] = ("data contact", "head")


@dataclass(frozen=True, slots=True)
class Rung:
    """A reminder of a ladder."""

    working_days: int
    """Before the due date where negative; after the last day on which the return is not late where positive."""
    roles: tuple[ContactRole, ...]
    """Each gets a message of its own."""

    @property
    def key(self) -> str:
        """What it is stored by: -3, +0, +5."""
        return f"{self.working_days:+d}"

    def day_for(self, due_on: date, last_day: date) -> date:
        """Return the working day on which it is written."""
        return working_days_from(last_day if self.working_days > 0 else due_on, self.working_days)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The reminders of some collections, for due dates of a time."""

    collections: tuple[str, ...]
    rungs: tuple[Rung, ...]
    source: str
    certainty: Certainty
    due_from: date = date.min
    due_until: date = date.max

    def holds_for(self, collection: str, first_due: date) -> bool:
        """Whether it is the ladder of the collection for that due date, as it was first set."""
        return collection in self.collections and self.due_from <= first_due <= self.due_until


@dataclass(frozen=True, slots=True)
class NeverReminded:
    """Something that is taken and that nobody is reminded of."""

    what: str
    source: str
    collection: str | None = None
    due_in_months: frozenset[int] = frozenset()
    """Months of a due date, as it was first set, for which nobody is reminded; empty: none."""
    unless: tuple[str, str] | None = None
    """The point of the documents and the reading of it by which it is asked for after all; None: by none."""

    def covers(self, collection: str, first_due: date) -> bool:
        """Whether nobody is reminded of what was first due then: a date that is moved stays what it is."""
        return collection == self.collection and first_due.month in self.due_in_months


_DATA: Final[tuple[ContactRole, ...]] = ("data contact",)
_BOTH: Final[tuple[ContactRole, ...]] = ("data contact", "head")
_ROLES_PROPOSED: Final = "whom each is written to: proposed"

LADDERS: Final = (
    Ladder(
        ("S_ENR", "C_ENR"),
        (Rung(-10, _DATA), Rung(-3, _DATA), Rung(0, _DATA), Rung(1, _DATA), Rung(5, _BOTH)),
        f"10 and 3 working days before, on the day, 1 and 5 after: asked for the enrolments; {_ROLES_PROPOSED}",
        "verified",
        due_from=date(2026, 9, 1),
    ),
    Ladder(
        ("S_JOIN", "S_LEAVE", "C_JL"),
        (Rung(-5, _DATA), Rung(1, _DATA), Rung(5, _BOTH)),
        f"5 working days before and overdue after 5: proposed for every return; monthly, so fewer; {_ROLES_PROPOSED}",
        "proposed",
        due_from=date(2026, 9, 1),
    ),
    Ladder(
        ("S_SG", "C_SG"),
        (Rung(-5, _DATA), Rung(0, _DATA), Rung(1, _DATA), Rung(5, _BOTH)),
        f"5 working days before and overdue after 5: proposed for every return; {_ROLES_PROPOSED}",
        "proposed",
        due_from=date(2026, 9, 1),
    ),
    Ladder(
        ("TEP_DEST", "TEP_SG2", "S_CHECK"),
        (Rung(-5, _DATA), Rung(0, _DATA), Rung(5, _BOTH)),
        f"due 31 October, a Saturday: reminded on Friday 30; otherwise as other returns: proposed; {_ROLES_PROPOSED}",
        "proposed",
        due_from=date(2026, 9, 1),
    ),
)

NEVER_REMINDED: Final = (
    NeverReminded(
        "Joiners and leavers below Year 10: Year 9 is taken, and asked of nobody",
        "letter to head teachers of 6 July 2026: its body has Year 10, its Appendix A Year 9",
        unless=("lowest-year", "appendix"),
    ),
    NeverReminded(
        "The colleges' enrolment of February: it may be sent",
        "KELSI page; the letter of 6 July 2026 does not ask for it",
        "C_ENR",
        frozenset({2}),
        ("february", "page"),
    ),
    NeverReminded(
        "The colleges' offers in April and September: they may be sent",
        "letter of 6 July 2026: its deadline column has March, May to August, its action column each month",
        "C_SG",
        frozenset({4, 9}),
        ("months-of-offers", "action"),
    ),
    NeverReminded(
        "Offers to a school's own Year 12: the authority rolls them over itself",
        "letter of 6 July 2026, body",
    ),
)
"""What is taken and never asked for: the letter's stricter text holds for reminders, the wider one for receipt.
Unless the authority takes the reading that asks for it (`readings`)."""

WORDS_OF_ROLES: Final = MappingProxyType[ContactRole, str](
    {"data contact": "Data contact", "head": "Head teacher or principal"}
)


def ladder_of(collection: str, first_due: date, *, asked: bool = False) -> Ladder | None:
    """Return the ladder for a return that was first due then; None: nobody is reminded of it.

    `asked`: by a reading that was taken, it is asked for even if nobody is reminded of it otherwise.
    """
    if not asked and any(one.covers(collection, first_due) for one in NEVER_REMINDED):
        return None
    return next((one for one in LADDERS if one.holds_for(collection, first_due)), None)
