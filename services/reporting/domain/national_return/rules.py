"""What a rule of the return's list of errors is: number, priority, sentence, and what raises it."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final, Literal, NamedTuple

from services.reporting.domain.national_return.codes import CodeLists, code_lists_of
from services.reporting.domain.national_return.defaults import defaults_of
from services.reporting.domain.national_return.record import YoungPersonsRecord
from shared.vocabulary.home_authorities import home_authority_on

Fixer = Literal["the school or college", "the person's page", "Management Information", "The Education People"]
"""Who can put it right: the sender of the roll or return, whoever corrects a record, who keeps settings and the file,
or the trackers who ask the young person."""
Level = Literal["record", "file"]

_POSTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}")
_ULN: Final = re.compile(r"[1-9][0-9]{9}")
_UKPRN: Final = re.compile(r"1[0-9]{7}")
_ESTABLISHMENT: Final = re.compile(r"[0-9]{7}")
LAST_AGE_WITHOUT_PLAN: Final = 13
"""Year group of academic age 17: older ones belong in the file with a plan alone."""


class Period(NamedTuple):
    """What a record is held against."""

    ends_on: date
    codes: CodeLists
    database_id: str
    source_leas: frozenset[str]

    @classmethod
    def of(cls, ends_on: date) -> "Period":
        """Return the period that ends on that day."""
        home = frozenset({home_authority_on(ends_on).code})
        return cls(ends_on, code_lists_of(ends_on), defaults_of(ends_on).database_id, home)


Predicate = Callable[[YoungPersonsRecord, Period], bool]


class ReturnRule(NamedTuple):
    """One number of the list. Numbers and priorities: Appendix D of the edition of 2019-20; sentences are our own."""

    number: int
    priority: int
    """1: must be put right. 2: should be. 3: to look at."""
    sentence: str
    fixed_by: Fixer
    raised: Predicate | None
    """None: of the file as a whole, or ruled out by the way the file is made."""
    level: Level = "record"
    rejects_file: bool = False
    """True: not the record alone is refused."""
    cannot: str | None = None
    """Why the file as it is made cannot raise it; None: it can."""


def is_ukprn(text: str) -> bool:
    """Tell whether it is eight digits of which the first is 1."""
    return _UKPRN.fullmatch(text) is not None


def is_uln(text: str) -> bool:
    """Tell whether it is ten digits of which the first is none."""
    return _ULN.fullmatch(text) is not None


def is_postcode(text: str) -> bool:
    """Tell whether it has the form of a postcode."""
    return _POSTCODE.fullmatch(text.upper()) is not None


def is_establishment(text: str, codes: CodeLists) -> bool:
    """Tell whether it is an authority's number and four digits."""
    return _ESTABLISHMENT.fullmatch(text) is not None and text[:3] in codes.authorities


def birthday(born_on: date, age: int) -> date:
    """Return the day on which somebody reaches an age; of 29 February, in other years, 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
