"""Dates of an activity as the return wants them: put right where our meaning allows it, and each time with its reason.

start <= ascertained <= verified <= end of the period (errors 242, 237, 305); last current day <= planned end (238);
review <= planned end (257); NEET since <= start (225).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.national_return.codes import COMPULSORY, ENDS, LAPSES, NEET, NOT_KNOWN
from services.reporting.domain.snapshots.line import SnapshotLine
from shared.vocabulary.academic_year import AcademicYear

COMPULSORY_NOT_KNOWN: Final = "150"
POST_16_NOT_KNOWN: Final = "810"
LAST_COMPULSORY_YEAR: Final = 11

EXPLANATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "age_of_code": "Not known is 150 up to Year 11, and 810 after it; no activity of school age goes on after it.",
        "start_of_year": "Nobody has said what they do: not known since the academic year began.",
        "start_of_lapsed": "It has lapsed, and is known to have gone on when it was first reported.",
        "start_after_period": "What begins after the period is reported from its last day on.",
        "ascertained_at_start": "It was reported before it began: ascertained on the day on which it did.",
        "verified_at_end": "It was verified after the period, of which it spoke: verified on its last day.",
        "due_at_end_of_year": "It lapses with the academic year at the latest.",
        "end_as_due": "Nobody has planned an end: it is taken to end on its last current day.",
        "review_before_end": "It is looked at again on the day on which it ends at the latest.",
        "neet_before_start": "The time of being NEET begins with this activity at the latest.",
    }
)
"""Why a date differs from what was reported, as sentences."""


class ActivityDates(NamedTuple):
    """An activity and its dates, with the reasons for which they differ from what was reported."""

    activity: str
    started_on: date
    ascertained_on: date
    verified_on: date | None
    review_on: date | None
    due_on: date | None
    lapsed: bool
    neet_since: date | None
    ends_on: date | None
    explained: tuple[str, ...]


def activity_dates(line: SnapshotLine, period_end: date) -> ActivityDates:
    """Return the activity of somebody in a snapshot as a return for that period has it."""
    why: list[str] = []
    code = _code(line, why)
    begun = code != line.code
    started_on = _start(line, period_end, why, begun=begun)
    ascertained_on, verified_on = _reported_days(line, started_on, period_end, why, begun=begun)
    due_on = _due(line, code, period_end, why, begun=begun)
    lapsed = line.lapsed and not begun
    ends_on, review_on = _end(line, code, due_on, why, begun=begun)
    return ActivityDates(
        code,
        started_on,
        ascertained_on,
        verified_on,
        review_on,
        due_on,
        lapsed,
        _neet_since(line, code, started_on, why),
        ends_on,
        tuple(why),
    )


def _code(line: SnapshotLine, why: list[str]) -> str:
    young = line.year_group is not None and line.year_group <= LAST_COMPULSORY_YEAR
    code = line.code
    if code is None or (young and code in NOT_KNOWN) or (not young and code in COMPULSORY):
        why.append("age_of_code")
        return COMPULSORY_NOT_KNOWN if young else POST_16_NOT_KNOWN
    return code


def _start(line: SnapshotLine, period_end: date, why: list[str], *, begun: bool) -> date:
    reported_on = line.ascertained_on
    if line.lapsed and not begun and reported_on is not None:
        why.append("start_of_lapsed")
        return min(day for day in (reported_on, line.verified_on, line.due_on, period_end) if day is not None)
    if line.effective_on is None:
        why.append("start_of_year")
        return AcademicYear.containing(period_end).first_day
    if line.effective_on > period_end:
        why.append("start_after_period")
        return period_end
    return line.effective_on


def _reported_days(
    line: SnapshotLine, started_on: date, period_end: date, why: list[str], *, begun: bool
) -> tuple[date, date | None]:
    if begun or line.ascertained_on is None or line.verified_on is None:
        return started_on, None
    verified_on = max(line.verified_on, started_on)
    if verified_on > period_end:
        why.append("verified_at_end")
        verified_on = period_end
    ascertained_on = line.ascertained_on
    if ascertained_on < started_on:
        why.append("ascertained_at_start")
        ascertained_on = started_on
    return min(ascertained_on, verified_on), verified_on


def _due(line: SnapshotLine, code: str, period_end: date, why: list[str], *, begun: bool) -> date | None:
    if code not in LAPSES:
        return None
    due_on = None if begun else line.due_on
    if due_on is None and (code in COMPULSORY or code in ENDS):
        why.append("due_at_end_of_year")
        return AcademicYear.containing(period_end).last_day
    return due_on


def _end(
    line: SnapshotLine, code: str, due_on: date | None, why: list[str], *, begun: bool
) -> tuple[date | None, date | None]:
    ends_on, review_on = (None, None) if begun else (line.ends_on, line.review_on)
    if code not in ENDS:
        return None, review_on
    if ends_on is None or (due_on is not None and ends_on < due_on):
        why.append("end_as_due")
        ends_on = due_on
    if review_on is not None and ends_on is not None and review_on > ends_on:
        why.append("review_before_end")
        review_on = ends_on
    return ends_on, review_on


def _neet_since(line: SnapshotLine, code: str, started_on: date, why: list[str]) -> date | None:
    if code not in NEET:
        return None
    if line.neet_since is None or line.neet_since > started_on:
        why.append("neet_before_start")
        return started_on
    return line.neet_since


def first_of_month(on: date) -> date:
    """Return the first day of its month."""
    return on.replace(day=1)


def is_month_end(on: date) -> bool:
    """Tell whether a day is the last of its month."""
    return (on + timedelta(days=1)).day == 1
