"""Errors 261 and 902 to 908, and what the file's head must say."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.national_return.codes import COHORT_STATUSES, code_lists_of
from services.reporting.domain.national_return.dates import is_month_end
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.national_return.rules import Period
from services.reporting.domain.national_return.rules import ReturnRule as Rule

_MI: Final = "Management Information"
_SCHOOL: Final = "the school or college"
_DATABASE_DIGITS: Final = 3


def _guarantee_missing(one: YoungPersonsRecord) -> bool:
    year_11 = one.guarantee_year_11 and one.guarantee_year_11_lea
    year_12 = one.guarantee_year_12 and one.guarantee_year_12_lea
    return not (year_11 or year_12)


def _guarantee_authority_invalid(one: YoungPersonsRecord, period: Period) -> bool:
    given = (one.guarantee_year_11_lea, one.guarantee_year_12_lea)
    return any(lea is not None and lea not in period.codes.authorities for lea in given)


RULES: Final[tuple[Rule, ...]] = (
    Rule(261, 1, "The authority that answers for the guarantee is not on the list.", _MI, _guarantee_authority_invalid,
         cannot="it is always our own"),
    Rule(902, 1, "Two people of the file have one id.", _MI, None, "file",
         cannot="everybody has one number of their own, and stands in the file once"),
    Rule(903, 1, "The id does not begin with the number of the file's database.", _MI,
         lambda r, p: not r.young_persons_id.startswith(p.database_id), "file", rejects_file=True,
         cannot="it is made of that number"),
    Rule(904, 1, "The cohort status is not on the list: the file fails.", _MI,
         lambda r, p: bool(r.cohort_status) and r.cohort_status not in COHORT_STATUSES, "file", rejects_file=True),
    Rule(905, 1, "Still owed an outcome of the guarantee, and there is none in the record.", "the person's page",
         lambda r, p: r.cohort_status == "G" and _guarantee_missing(r)),
    Rule(906, 1, "The record is said to have an outcome of the guarantee, and has none.", "the person's page",
         lambda r, p: r.guarantee_indicator == "Y" and _guarantee_missing(r)),
    Rule(907, 1, "Two people have one unique learner number.", _SCHOOL, None, "file"),
    Rule(908, 3, "Two people have the same names and the same birth date: they may be one.", _MI, None, "file"),
)  # fmt: skip
"""In the order of their numbers. Those without a condition are about two people at once."""


class Header(NamedTuple):
    """The file's head."""

    database_ids: tuple[str, ...]
    source_leas: tuple[str, ...]
    date_of_send: date
    period_end: date
    supplier_name: str
    supplier_version: str
    schema_version: str


HEADER_RULES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "database ids": "A database has not three digits, or none is named.",
        "source authorities": "An authority that the file is from is not on the list, or none is named.",
        "date of send": "The file is sent before its period has ended.",
        "period end": "The period does not end with a month.",
    }
)
"""What makes the file be refused as a whole. That a head, one root and everybody's details are there follows from the
way the file is written."""


def header_problems(header: Header) -> tuple[str, ...]:
    """Return which of `HEADER_RULES` the head breaks."""
    known = code_lists_of(header.period_end).authorities
    broken: dict[str, Callable[[], bool]] = {
        "database ids": lambda: (
            not header.database_ids
            or any(len(one) != _DATABASE_DIGITS or not one.isdecimal() for one in header.database_ids)
        ),
        "source authorities": lambda: not header.source_leas or not known.issuperset(header.source_leas),
        "date of send": lambda: header.date_of_send < header.period_end,
        "period end": lambda: not is_month_end(header.period_end),
    }
    return tuple(name for name in HEADER_RULES if broken[name]())
