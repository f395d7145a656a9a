"""Where the documents that ask for returns contradict each other, or themselves, and which of them is taken."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A point on which the documents differ."""

    point: str
    page: str
    """What the Kelsi page asks, in its copies of 2023-24 and 2024-25."""
    letter: str
    """What the letter of 6 July 2026 asks, in its body and in its Appendix A."""
    taken: str


CONTRADICTIONS: Final = (
    Contradiction(
        "Who is tracked",
        "to 20 (later copy: 19), to 25 with a learning difficulty",
        "to the end of Year 13, or to the 25th birthday with an education, health and care plan",
        "the letter",
    ),
    Contradiction(
        "Joiners and leavers from which year",
        "Year 10 and above",
        "body: Year 10; Appendix A: Year 9",
        "Year 9 is taken; Year 10 and above is asked for",
    ),
    Contradiction(
        "Day of joiners and leavers",
        "last working day of the month",
        "body: last working day, from 30 September; Appendix A: last day of the month",
        "due on the last working day, late only after the last calendar day",
    ),
    Contradiction(
        "Day of the school enrolment",
        "13 September 2024",
        "18 September 2026",
        "a date for each year, not a rule: once the second Friday, once the third",
    ),
    Contradiction(
        "Who is in the school enrolment",
        "post-statutory age, also those taught in a statutory year; later copy: Years 12 and 13",
        "post-statutory age, on the main roll",
        "the letter; a warning on Year 11 or below",
    ),
    Contradiction(
        "September Guarantee of schools",
        "Years 11 and 12, 26 April 2024",
        "body: Year 11 by 30 April 2027, own Year 12 rolled over; Appendix A: internal and external applicants of"
        " Years 11 and 12",
        "the letter; Year 12 is expected of external applicants, whom no roll-over covers, and taken of own ones",
    ),
    Contradiction(
        "Ways of the September Guarantee of schools",
        "none named",
        "Kent Choices or Perspective Lite; Appendix A has 30 April once for each",
        "two dates of one return: what comes by either way meets both",
    ),
    Contradiction(
        "College enrolment",
        "29 September and 27 October 2023, 28 February 2024",
        "30 September and 30 October, no February",
        "the letter; one in February is taken and owed by nobody",
    ),
    Contradiction(
        "September Guarantee of colleges",
        "31 March, then the last working day of May, June, July and August",
        "deadline: the same; action: last day of each month from March to September",
        "the deadlines; a list in April or September is taken and nobody is chased for it",
    ),
    Contradiction(
        "Way and day of colleges' joiners and leavers",
        "last working day; Perspective Lite, it seems",
        "to Management Information in one cell, Kent Choices in another; last day of the month",
        "any way; Management Information looks after them; due as those of schools",
    ),
    Contradiction(
        "Leaver destinations",
        "not asked",
        "as soon as possible or by 31 October, a Saturday; secure e-mail in one cell, Kent Choices in another",
        "due Saturday 31 October, reminder Friday 30 October, late from 1 November; any way",
    ),
    Contradiction(
        "Way of the answers of part 2",
        "not asked",
        "secure e-mail in one cell, Kent Choices in another",
        "any way",
    ),
    Contradiction(
        "Mandatory columns",
        "orange; later copy: highlighted",
        "not mentioned",
        "data of the template, not its colours",
    ),
    Contradiction(
        "Names of college enrolment files",
        "“followed by joiners”; later copy: not",
        "not mentioned",
        "a slip of the page",
    ),
    Contradiction(
        "Names of files",
        "establishment, kind and date; later copy: 886XXXX, kind and year",
        "not mentioned",
        "both are read, and neither is required",
    ),
)
