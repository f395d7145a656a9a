"""One young person as the national return has them: a pure function of their line in a snapshot."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.reporting.domain.national_return.codes import NEET, NO_NUMBER, NOT_KNOWN, code_lists_of, ethnicity_of
from services.reporting.domain.national_return.dates import ActivityDates, activity_dates, first_of_month
from services.reporting.domain.national_return.defaults import defaults_of
from services.reporting.domain.snapshots.line import SnapshotLine
from shared.vocabulary.home_authorities import home_authority_on

_YEAR_11: Final = 11
_YEARS: Final = range(11, 21)
_GUARANTEE_MONTHS: Final = range(5, 11)
"""In the returns from the end of May to the end of October (source: STAFFORDSHIRE)."""
_AT_HOME: Final = "120"
_UKPRN_DIGITS: Final = 8
_NOT_IN_XML: Final = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINES: Final = 4


class LearningPlace(NamedTuple):
    """Where somebody learns, as the register knows it."""

    authority: str | None
    """Number of the authority in which it is; None: not known."""
    dfe_number: str | None
    ukprn: str | None
    name: str | None


PlaceOf = Callable[[str], LearningPlace]


class YoungPersonsRecord(NamedTuple):
    """A person in the file. Text as it is written; None: the element is left out."""

    person_id: UUID
    year_group: int | None
    """At the end of the period, by the birth date."""
    explained: tuple[str, ...]
    """Why dates differ from what was reported: names of `EXPLANATIONS`."""
    young_persons_id: str
    cohort_status: str | None
    given_name: str | None
    family_name: str | None
    address_line_1: str | None
    address_line_2: str | None
    address_line_3: str | None
    address_line_4: str | None
    postcode: str | None
    gender: str | None
    born_on: date | None
    ethnicity: str | None
    lead_lea: str | None
    educated_lea: str | None
    transferred_to: str | None
    lea_at_year_11: str | None
    uln: str | None
    upn: str | None
    guarantee_indicator: str | None
    previous_id: str | None
    guarantee_year_11: str | None
    guarantee_year_11_lea: str | None
    guarantee_year_12: str | None
    guarantee_year_12_lea: str | None
    level_of_need: str | None
    send_flag: str | None
    sen_support_flag: str | None
    characteristics: tuple[str, ...]
    activity: str | None
    started_on: date | None
    ascertained_on: date | None
    verified_on: date | None
    review_on: date | None
    due_on: date | None
    lapsed: str | None
    establishment_number: str | None
    establishment_name: str | None
    ukprn: str | None
    neet_since: date | None
    ends_on: date | None
    intended_destination: str | None


def cohort_status_of(line: SnapshotLine, period_end: date) -> str | None:
    """Return with which cohort status somebody stands in the file of that period; None: they do not.

    Whoever left the authority's care stands in the file of the month in which they did; whoever is owed the guarantee
    and belongs in it no more, while the guarantee is reported. Both are derived, to be confirmed by the authority.
    """
    if line.in_national_return:
        return "P"
    if line.year_group not in _YEARS:
        return None
    if line.left_status is not None and line.left_on is not None:
        if first_of_month(period_end) <= line.left_on <= period_end:
            return line.left_status
        return None
    owed = line.guarantee_member and line.on_roll and period_end.month in _GUARANTEE_MONTHS
    return "G" if owed and line.left_on is None else None


def local_id(number: int, period_end: date) -> str:
    """Return the id of a person in the file: three digits of the database and ten of the person's number."""
    return f"{defaults_of(period_end).database_id}{number:010d}"


def record_of(line: SnapshotLine, number: int, period_end: date, status: str, place_of: PlaceOf) -> YoungPersonsRecord:
    """Return somebody as the file has them, under the number that is theirs for good."""
    sent, home = defaults_of(period_end), home_authority_on(period_end).code
    dates = activity_dates(line, period_end)
    learns = _place(line, dates.activity, home, place_of)
    address = _address(line.address)
    year_11, year_12 = _guarantee(line)
    return YoungPersonsRecord(
        person_id=line.person_id,
        year_group=line.year_group,
        explained=dates.explained,
        young_persons_id=local_id(number, period_end),
        cohort_status=status,
        given_name=_text(line.forename),
        family_name=_text(line.surname),
        address_line_1=address[0],
        address_line_2=address[1],
        address_line_3=address[2],
        address_line_4=address[3],
        postcode=_text(line.postcode),
        gender=line.sex or "U",
        born_on=line.born_on,
        ethnicity=ethnicity_of(line.ethnicity),
        lead_lea=home,
        educated_lea=learns.authority or sent.educated_where_nobody_knows,
        transferred_to=None,
        lea_at_year_11=home if year_11 else None,
        uln=line.uln,
        upn=line.upn,
        guarantee_indicator="Y" if year_11 or year_12 else "N",
        previous_id=None,
        guarantee_year_11=year_11,
        guarantee_year_11_lea=home if year_11 else None,
        guarantee_year_12=year_12,
        guarantee_year_12_lea=home if year_12 else None,
        level_of_need=sent.level_of_need,
        send_flag="Y" if line.has_plan else "N",
        sen_support_flag="Y" if line.sen == "K" and not line.has_plan else "N",
        characteristics=_characteristics(line.characteristics),
        **_doing(dates, learns),
        intended_destination=sent.intended_destination if line.year_group == _YEAR_11 else None,
    )


def _doing(dates: ActivityDates, learns: LearningPlace) -> dict[str, Any]:
    return {
        "activity": dates.activity,
        "started_on": dates.started_on,
        "ascertained_on": dates.ascertained_on,
        "verified_on": dates.verified_on,
        "review_on": dates.review_on,
        "due_on": dates.due_on,
        "lapsed": "Y" if dates.lapsed else "N",
        "establishment_number": learns.dfe_number,
        "establishment_name": learns.name,
        "ukprn": learns.ukprn,
        "neet_since": dates.neet_since,
        "ends_on": dates.ends_on,
    }


_NOWHERE: Final = LearningPlace(None, None, None, None)


def _place(line: SnapshotLine, activity: str, home: str, place_of: PlaceOf) -> LearningPlace:
    if activity in NEET or activity in NOT_KNOWN:
        return _NOWHERE
    if activity == _AT_HOME:
        return LearningPlace(home, f"{home}{NO_NUMBER}", None, None)
    return _NOWHERE if line.establishment is None else place_of(line.establishment)


def places_of(named: Callable[[str], tuple[str | None, str | None, str | None] | None], period_end: date) -> PlaceOf:
    """Return what tells where a number of an establishment leads.

    `named`: DfE number, UKPRN and name of an establishment, by either number; None: it is in no register.
    """
    authorities = code_lists_of(period_end).authorities

    @lru_cache(maxsize=8_192)
    def place_of(number: str) -> LearningPlace:
        dfe_number, ukprn, name = named(number) or (None, None, None)
        if len(number) == _UKPRN_DIGITS:
            ukprn = ukprn or number
        else:
            dfe_number = dfe_number or number
        authority = dfe_number[:3] if dfe_number and dfe_number[:3] in authorities else None
        shown = None if dfe_number is None or authority is None else dfe_number
        return LearningPlace(authority, shown, None if shown else ukprn, _text(name))

    return place_of


def _guarantee(line: SnapshotLine) -> tuple[str | None, str | None]:
    if not line.guarantee_member:
        return None, None
    return (
        line.guarantee_code if line.guarantee_node == "Year 11" else None,
        line.guarantee_code if line.guarantee_node == "Year 12" else None,
    )


def _text(text: str | None) -> str | None:
    return None if text is None else _NOT_IN_XML.sub(" ", text).strip() or None


@lru_cache(maxsize=4_096)
def _characteristics(codes: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes.split())) if codes else ()


def _address(text: str | None) -> tuple[str | None, ...]:
    """Return the four lines of an address; what is more than four stands in the last."""
    lines = [_text(line) for line in text.splitlines()] if text else []
    kept = [line for line in lines if line]
    if len(kept) > _LINES:
        kept = [*kept[: _LINES - 1], ", ".join(kept[_LINES - 1 :])]
    return tuple(kept) + (None,) * (_LINES - len(kept))
