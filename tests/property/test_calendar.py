"""Laws of the calendar, whatever is changed about it and whatever is taken back."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.domain.calendar.asking import Asked, answer_to
from services.reporting.domain.calendar.calendar import ALL_ROWS, CODES_CALENDAR, Calendar
from services.reporting.domain.calendar.changes import CalendarChange
from services.reporting.domain.calendar.points import POINTS, WAYS
from shared.vocabulary.collections import COLLECTIONS
from tests.support.calendar_views import a_change

FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
DAYS = st.dates(FIRST, LAST)
DATES = [(one.code, one.occasion) for row in ALL_ROWS for one in CODES_CALENDAR.dates_of(row.collections[0])]
READINGS = [(point.key, reading.key) for point in POINTS for reading in point.readings]
DUE = st.builds(
    lambda key, on, more: Asked("due", key[0], key[1], on, on + timedelta(days=more)),
    st.sampled_from(DATES),
    DAYS,
    st.integers(0, 5),
)
READ = st.sampled_from(READINGS).map(lambda key: Asked("reading", key[0], value=key[1]))
SENT = st.builds(
    lambda code, ways: Asked("ways", code, value=", ".join(ways)),
    st.sampled_from([row.collections[0] for row in ALL_ROWS]),
    st.lists(st.sampled_from(WAYS), min_size=1, unique=True),
)
BACK = st.integers(1, 12).map(lambda number: Asked("taken back", takes_back=number))
STEPS = st.lists(st.tuples(DAYS, DUE | READ | SENT | BACK, st.none() | DAYS), max_size=12)


def made(steps: list[tuple[date, Asked, date | None]]) -> list[CalendarChange]:
    """Make each change that may be had, on its day; days go forward."""
    changes: list[CalendarChange] = []
    for today, asked, from_on in sorted(steps, key=lambda step: step[0]):
        if answer_to(asked, from_on or today, Calendar(changes), today) is None:
            at = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
            changes.append(a_change(len(changes) + 1, asked, from_on or today, changed_at=at))
    return changes


def everything(calendar: Calendar) -> dict[str, object]:
    """All that a calendar says."""
    return {code: [one.now for one in calendar.dates_of(code)] for code in COLLECTIONS} | {
        f"{kind} {code} {on}": found(code, on)
        for on in (FIRST, date(2027, 1, 31), LAST)
        for kind, found in (("ways", calendar.ways_of), ("owner", calendar.owner_of))
        for code in COLLECTIONS
    }


@given(STEPS)
def test_what_was_known_on_a_day_never_changes(steps: list[tuple[date, Asked, date | None]]) -> None:
    changes = made(steps)
    for number in range(len(changes) + 1):
        until = changes[:number]
        if number < len(changes) and until and changes[number].changed_at == until[-1].changed_at:
            continue
        then = until[-1].changed_at if until else datetime(2026, 8, 31, tzinfo=UTC)
        assert everything(Calendar(changes).known_at(then)) == everything(Calendar(until))


@given(STEPS)
def test_when_everything_is_taken_back_all_is_as_it_was(steps: list[tuple[date, Asked, date | None]]) -> None:
    changes = made(steps)
    number = len(changes)
    for one in list(changes):
        if Calendar(changes).is_in_force(one):
            number += 1
            changes.append(a_change(number, Asked("taken back", takes_back=one.change_id), LAST))
    assert everything(Calendar(changes)) == everything(CODES_CALENDAR)


@given(STEPS)
def test_every_date_keeps_its_period_and_is_known_by_one_name(steps: list[tuple[date, Asked, date | None]]) -> None:
    calendar = Calendar(made(steps))
    for row in ALL_ROWS:
        dates = calendar.dates_of(row.collections[0])
        assert len({one.occasion for one in dates}) == len(dates)
        for one in dates:
            assert one.now.period == one.first.period
            assert one.now.last_day >= one.now.due_on
        for code in row.collections[1:]:
            assert calendar.dates_of(code) == dates
        for period in {one.now.period for one in dates}:
            found = calendar.deadlines_of(row.collections[0], period)
            assert found
            assert list(found) == sorted(found, key=lambda deadline: deadline.last_day)
