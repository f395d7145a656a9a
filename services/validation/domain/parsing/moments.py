"""Times of day beside a date. Most are a midnight that a program added, or one that a time zone has moved."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from services.validation.domain.parsing.parsed import Parsed
from shared.vocabulary.london import LONDON, london_day

_A_DAY: Final = 86_400
_SLACK: Final = 60
"""Seconds from midnight that still count as midnight: programs lose some on the way through time zones."""
_EVENING: Final = 23 * 3_600
_NEXT: Final = timedelta(days=1)
_SUMMER: Final = timedelta(hours=1)

_TIME: Final = re.compile(
    r"(?:[T ]|, ?)(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?: ?(?P<zone>Z|(?:UTC|GMT|BST)?(?:[+-][0-9]{2}(?::?[0-9]{2})?)?))?(?: ?[(\[][^)\]]*[)\]])?$"
)
_COMPACT: Final = re.compile(
    r"(?<=[0-9])T(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?(?P<half>)(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_A_ZONED_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})")
_OFFSET: Final = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})?")


class Moment(NamedTuple):
    """A time of day as it is written."""

    seconds: int
    """Since the midnight before."""
    offset: timedelta | None = None
    """How far its clock is ahead of UTC; None where nothing says so."""


def take_time_off(text: str) -> tuple[str, Moment | None]:
    """Return a text without the time of day at its end, and that time; a time that cannot be stays where it is."""
    zoned = _A_ZONED_DAY.fullmatch(text)
    if zoned is not None:
        return zoned[1], None
    found = _TIME.search(text) if ":" in text else _COMPACT.search(text)
    if found is None:
        return text, None
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] in "Pp" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return text, None
    return text[: found.start()], Moment(hour * 3_600 + minute * 60 + second, _offset(found["zone"]))


def day_of(day: date, moment: Moment | None) -> Parsed:
    """Return the day that a time on a day stands for, and what is to be reported about it.

    Within a minute of midnight it is that midnight's day. With an offset it is the day in London. At exactly 23:00 of
    the evening before a day of summer time it is that day: so programs write its midnight that go by UTC.
    """
    if moment is None:
        return day, ()
    if moment.offset is None:
        return _settled(day, moment.seconds)
    day, seconds = _rounded(day, moment.seconds)
    at = datetime(day.year, day.month, day.day, tzinfo=timezone(moment.offset)) + timedelta(seconds=seconds)
    there = at.astimezone(LONDON)
    if seconds == 0 and london_day(at) == day:
        return day, ()
    return _settled(london_day(at), there.hour * 3_600 + there.minute * 60 + there.second)


def _settled(day: date, seconds: int) -> Parsed:
    day, seconds = _rounded(day, seconds)
    if seconds == 0:
        return day, ()
    if seconds == _EVENING and datetime(*(day + _NEXT).timetuple()[:3], tzinfo=LONDON).utcoffset() == _SUMMER:
        return day + _NEXT, ("summer_time_evening",)
    return day, ("date_with_time",)


def _rounded(day: date, seconds: int) -> tuple[date, int]:
    if seconds <= _SLACK:
        return day, 0
    return (day + _NEXT, 0) if seconds >= _A_DAY - _SLACK else (day, seconds)


def _offset(zone: str | None) -> timedelta | None:
    if not zone:
        return None
    found = _OFFSET.search(zone)
    if found is None:
        return _SUMMER if zone == "BST" else timedelta()
    offset = timedelta(hours=min(int(found[2]), 14), minutes=min(int(found[3] or 0), 59))
    return -offset if found[1] == "-" else offset
