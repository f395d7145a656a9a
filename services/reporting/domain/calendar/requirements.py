"""What is asked of schools and colleges in a year: who, what, when, how, and whom to write to, row by row.

It is the summary that the letter of 6 July 2026 has as its Appendix A, from the calendar as it is known: in words of
our own, with each contradiction of the documents beside what is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.calendar.calendar import ALL_ROWS, Calendar, DateInForce
from services.reporting.domain.calendar.points import POINTS, DocumentPoint, Reading
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Owner, Sender
from shared.vocabulary.collections.letter_calendar import ROWS, LetterRow

CONTACTS: Final[Mapping[Owner, str]] = {
    "Management Information": "MICorePlus@kent.gov.uk",
    "The Education People": "stayingintouch@theeducationpeople.org",
}
"""Mailboxes of the two services (source: letter of 6 July 2026)."""


class RowWords(NamedTuple):
    """What a row asks for, in words."""

    what: str
    steps: tuple[str, ...]
    use: str = ""
    """What it is for; empty where the documents do not say."""


_NO_OFFER: Final = "Showing who has no offer yet, at schools and at participation meetings."
ASKED: Final[Mapping[str, RowWords]] = {
    "S_ENR": RowWords(
        "Everybody of post-statutory age on the main roll, without those who did not come back.",
        ("Fill in the template for post-16 enrolment.", "Send it to Management Information."),
        "The destination and activity reports that schools are given in January.",
    ),
    "C_ENR": RowWords("Every student who is enrolled.", ("Send the whole enrolment to Management Information.",)),
    "TEP_DEST": RowWords(
        "Where those of Years 11 and 12 went who left in the summer and stand on no enrolment list.",
        (
            "The Education People send a template with their names.",
            "Add where each of them went, and send it back as soon as you can.",
        ),
    ),
    "S_SG": RowWords(
        "Offers of places, made to your own pupils and to others.",
        (
            "Offers made through Kent Choices are collected from there.",
            "Send the offers made outside Kent Choices.",
            "Your own Year 12 is rolled over into Year 13: check the pupil list, and say who joined or left.",
        ),
        _NO_OFFER,
    ),
    "C_SG": RowWords("The whole list of offers.", ("Send the list to Management Information each time it is due.",)),
    "TEP_SG2": RowWords(
        "What you know of young people in Years 11 and 12 who have no recorded offer.",
        ("The Education People send a list of them.", "Add what you know, and send it back."),
        _NO_OFFER,
    ),
    "S_LEAVE": RowWords(
        "Who joined or left in the month.",
        (
            "Fill in the templates for joiners and for leavers, or one file with both.",
            "Where nobody joined or left, state that there is nothing to send.",
        ),
        "Finding young people who need support.",
    ),
    "C_JL": RowWords("Who joined or left in the month.", ("Send the list at the end of each month.",)),
    "S_CHECK": RowWords(
        "Whether everybody on the pupil list is still with you, and their details are right.",
        ("The list is sent out.", "Answer about each pupil, on this site or in a file."),
    ),
}
"""By the first collection of each row."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: what is asked of whom in a year."""

    row: LetterRow
    sender: Sender
    asked: RowWords
    dates: tuple[DateInForce, ...]
    ways: tuple[str, ...]
    owner: Owner
    contact: str
    readings: tuple[tuple[DocumentPoint, Reading], ...]
    """Where the documents contradict each other about it, and what is taken."""

    @property
    def in_the_letter(self) -> bool:
        """Whether the letter has it; else it is proposed."""
        return self.row in ROWS


def year_of(calendar: Calendar, today: date) -> AcademicYear:
    """Return the year whose dates are shown: the one of today or, where there are none, the nearest that has some."""
    years = {_year(one) for row in ALL_ROWS for one in calendar.dates_of(row.collections[0])}
    now = AcademicYear.containing(today)
    return min(years, key=lambda year: (abs(year.start - now.start), -year.start))


def requirements(calendar: Calendar, year: AcademicYear, today: date) -> Sequence[Requirement]:
    """Return what is asked in a year, in the order of the letter's Appendix A; what has no date in it is not asked."""
    made = []
    for row in ALL_ROWS:
        code = row.collections[0]
        dates = tuple(one for one in calendar.dates_of(code) if _year(one) == year)
        if not dates:
            continue
        owner = calendar.owner_of(code, today)
        made.append(
            Requirement(
                row,
                COLLECTIONS[code].sender,
                ASKED[code],
                dates,
                calendar.ways_of(code, today),
                owner,
                CONTACTS[owner],
                tuple((point, calendar.reading_of(point, today)) for point in POINTS if code in point.rows),
            )
        )
    return made


def _year(one: DateInForce) -> AcademicYear:
    return AcademicYear.of_period(one.now.period) or AcademicYear.containing(one.now.due_on)
