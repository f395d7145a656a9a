"""Where the documents that ask for returns contradict each other, or themselves: the readings, and which is taken.

The letter comes before the page, its body before its Appendix A. What is received is read leniently whatever reading is
taken: a reading says what is asked for, when it is due and who looks after it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Deadline, Owner

Dates = tuple[Deadline, ...]
Way = Literal["Perspective Lite", "Kent Choices", "Secure e-mail"]
WAYS: Final[tuple[Way, ...]] = ("Perspective Lite", "Kent Choices", "Secure e-mail")
"""The ways to send that the letter of 6 July 2026 names."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a point."""

    key: str
    words: str
    dates: Mapping[str, Dates] = field(default_factory=dict)
    """The due dates it gives, by the first collection of the row; what is not here keeps its own."""
    owners: Mapping[str, Owner] = field(default_factory=dict)
    """Who looks after a collection by it; what is not here keeps its own."""
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)
    """By which ways a collection comes by it; what is not here keeps its own."""


@dataclass(frozen=True, slots=True)
class DocumentPoint:
    """A point on which the documents differ."""

    key: str
    point: str
    page: str
    """What the Kelsi page asks, in its copies of 2023-24 and 2024-25."""
    letter: str
    """What the letter of 6 July 2026 asks, in its body and in its Appendix A."""
    readings: tuple[Reading, ...]
    """The first is taken unless the authority takes another."""
    why_fixed: str = ""
    """Why there is one reading only."""
    rows: tuple[str, ...] = ()
    """The rows of Appendix A that it is about, by the first collection of each; none: all of them."""

    @property
    def taken(self) -> str:
        """What the code takes."""
        return self.readings[0].words

    def reading(self, key: str) -> Reading | None:
        """Return the reading of that key, or None."""
        return next((one for one in self.readings if one.key == key), None)


def _strict(dates: Dates) -> Dates:
    return tuple(replace(one, late_after=None) for one in dates)


def _last_day(dates: Dates) -> Dates:
    return tuple(replace(one, due_on=one.last_day, late_after=None) for one in dates)


def _only(words: str) -> tuple[Reading, ...]:
    return (Reading("taken", words),)


_ENROLMENT: Final = COLLECTIONS["C_ENR"].deadlines
_OFFERS: Final = COLLECTIONS["C_SG"].deadlines
_MONTHLY_OFFERS: Final = tuple(
    Deadline(
        _OFFERS[0].period, on, "letter to head teachers of 6 July 2026, Appendix A, action: last day of each month"
    )
    for on in (date(2027, month, 30 if month in {4, 6, 9} else 31) for month in range(3, 10))
)
_FEBRUARY: Final = Deadline(_ENROLMENT[0].period, date(2027, 2, 28), "KELSI page: 28 February; the letter has none")
_DESTINATIONS: Final = COLLECTIONS["TEP_DEST"].deadlines
_FRIDAY: Final = tuple(
    replace(one, due_on=one.remind_on or one.due_on, late_after=one.due_on, remind_on=None) for one in _DESTINATIONS
)


_ANSWERS: Final[tuple[Way, ...]] = ("Kent Choices", "Secure e-mail")
_COLLEGES: Final[tuple[Way, ...]] = ("Kent Choices", "Perspective Lite")


def _days(of: str) -> tuple[Reading, ...]:
    dates = COLLECTIONS[of].deadlines
    return (
        Reading("lenient", "due on the last working day, late only after the last calendar day"),
        Reading("working-day", "due on the last working day, and late after it", {of: _strict(dates)}),
        Reading("last-day", "due on the last day of the month", {of: _last_day(dates)}),
    )


POINTS: Final = (
    DocumentPoint(
        "who-is-tracked",
        "Who is tracked",
        "to 20 (later copy: 19), to 25 with a learning difficulty",
        "to the end of Year 13, or to the 25th birthday with an education, health and care plan",
        _only("the letter of 6 July 2026"),
        "The figures follow it: it changes with the law.",
    ),
    DocumentPoint(
        "special-needs",
        "What shows special educational needs",
        "an assessment of learning difficulties; learning difficulties; special educational needs and disability",
        "an education, health and care plan",
        _only("an education, health and care plan: nothing else keeps somebody tracked after Year 13"),
        "The figures follow it: it changes with the law.",
    ),
    DocumentPoint(
        "which-line",
        "Which line of a person counts",
        "schools: the highest qualification; joiners and leavers: the highest level of course, where relevant;"
        " colleges: the core aim of the study programme",
        "not mentioned",
        _only("by return: of enrolments the highest level, of joiners and leavers the latest date"),
        "It is data of each return, and changes with its template; a college's core aim is kept as it was sent.",
        rows=("S_ENR", "S_LEAVE", "C_ENR", "C_JL"),
    ),
    DocumentPoint(
        "lowest-year",
        "Joiners and leavers from which year",
        "Year 10 and above",
        "body: Year 10; Appendix A: Year 9",
        (
            Reading("body", "Year 9 is taken; Year 10 and above is asked for"),
            Reading("appendix", "Year 9 and above is asked for"),
        ),
        rows=("S_LEAVE",),
    ),
    DocumentPoint(
        "day-of-movements",
        "Day of joiners and leavers",
        "last working day of the month",
        "body: last working day, from 30 September; Appendix A: last day of the month",
        _days("S_LEAVE"),
        rows=("S_LEAVE",),
    ),
    DocumentPoint(
        "day-of-enrolment",
        "Day of the school enrolment",
        "13 September 2024",
        "18 September 2026",
        _only("a date for each year, not a rule: once the second Friday, once the third"),
        "There is one date, which can be moved.",
        rows=("S_ENR",),
    ),
    DocumentPoint(
        "who-is-enrolled",
        "Who is in the school enrolment",
        "post-statutory age, also those taught in a statutory year; later copy: Years 12 and 13",
        "post-statutory age, on the main roll",
        (
            Reading("letter", "the letter of 6 July 2026; a warning on Year 11 or below"),
            Reading("page", "post-statutory age, those taught in a statutory year too; a warning on Year 11 or below"),
        ),
        rows=("S_ENR",),
    ),
    DocumentPoint(
        "years-of-the-guarantee",
        "September Guarantee of schools",
        "Years 11 and 12, 26 April 2024",
        "body: Year 11 by 30 April 2027, own Year 12 rolled over; Appendix A: internal and external applicants of"
        " Years 11 and 12",
        (
            Reading(
                "external",
                "the letter of 6 July 2026; Year 12 is expected of external applicants, whom no roll-over covers, and"
                " taken of own ones",
            ),
            Reading("body", "applicants of Year 11; Year 12 is taken"),
            Reading("appendix", "internal and external applicants of Years 11 and 12"),
        ),
        rows=("S_SG",),
    ),
    DocumentPoint(
        "ways-of-the-guarantee",
        "Ways of the September Guarantee of schools",
        "none named",
        "Kent Choices or Perspective Lite; Appendix A has 30 April once for each",
        _only("two dates of one return: what comes by either way meets both"),
        "The ways of the return, and its dates, can be changed.",
        rows=("S_SG",),
    ),
    DocumentPoint(
        "february",
        "College enrolment",
        "29 September and 27 October 2023, 28 February 2024",
        "30 September and 30 October, no February",
        (
            Reading("letter", "the letter of 6 July 2026; one in February is taken and owed by nobody"),
            Reading("page", "a third time, by 28 February 2027, a Sunday", {"C_ENR": (*_ENROLMENT, _FEBRUARY)}),
        ),
        rows=("C_ENR",),
    ),
    DocumentPoint(
        "months-of-offers",
        "September Guarantee of colleges",
        "31 March, then the last working day of May, June, July and August",
        "deadline: the same; action: last day of each month from March to September",
        (
            Reading("deadlines", "the deadlines; a list in April or September is taken and nobody is chased for it"),
            Reading("action", "on the last day of each month from March to September", {"C_SG": _MONTHLY_OFFERS}),
        ),
        rows=("C_SG",),
    ),
    DocumentPoint(
        "day-of-college-movements",
        "Way and day of colleges' joiners and leavers",
        "last working day; Perspective Lite, it seems",
        "Kent Choices; last day of the month",
        (
            Reading("lenient", "any way; due as those of schools", ways={"C_JL": _COLLEGES}),
            *(replace(one, ways={"C_JL": _COLLEGES}) for one in _days("C_JL")[1:]),
        ),
        rows=("C_JL",),
    ),
    DocumentPoint(
        "owner-of-college-movements",
        "Who looks after colleges' joiners and leavers",
        "not mentioned",
        "to Management Information in one cell; Kent Choices in another; the cell of the service is blank",
        (
            Reading("MI", "Management Information looks after them"),
            Reading("TEP", "The Education People look after them", owners={"C_JL": "The Education People"}),
        ),
        rows=("C_JL",),
    ),
    DocumentPoint(
        "day-of-destinations",
        "Leaver destinations",
        "not asked",
        "as soon as possible or by 31 October, a Saturday; secure e-mail in one cell, Kent Choices in another",
        (
            Reading(
                "saturday",
                "due Saturday 31 October, reminder Friday 30 October, late from 1 November; any way",
                ways={"TEP_DEST": _ANSWERS},
            ),
            Reading(
                "friday",
                "due Friday 30 October, late from 1 November; any way",
                {"TEP_DEST": _FRIDAY},
                ways={"TEP_DEST": _ANSWERS},
            ),
        ),
        rows=("TEP_DEST",),
    ),
    DocumentPoint(
        "ways-of-answers",
        "Way of the answers of part 2",
        "not asked",
        "secure e-mail in one cell, Kent Choices in another",
        (
            Reading("both", "any way", ways={"TEP_SG2": _ANSWERS}),
            Reading("kent-choices", "Kent Choices", ways={"TEP_SG2": ("Kent Choices",)}),
            Reading("e-mail", "secure e-mail", ways={"TEP_SG2": ("Secure e-mail",)}),
        ),
        rows=("TEP_SG2",),
    ),
    DocumentPoint(
        "mandatory-columns",
        "Mandatory columns",
        "orange; later copy: highlighted",
        "not mentioned",
        _only("data of the template, not its colours"),
        "It changes with the templates.",
    ),
    DocumentPoint(
        "joiners-in-names",
        "Names of college enrolment files",
        "“followed by joiners”; later copy: not",
        "not mentioned",
        _only("a slip of the page"),
        "No file is refused for its name.",
        rows=("C_ENR",),
    ),
    DocumentPoint(
        "names-of-files",
        "Names of files",
        "establishment, kind and date; later copy: 886XXXX, kind and year",
        "not mentioned",
        _only("both are read, and neither is required"),
        "No file is refused for its name.",
    ),
)
BY_KEY: Final[Mapping[str, DocumentPoint]] = {one.key: one for one in POINTS}
