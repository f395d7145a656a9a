"""To which service an item came and which looks after it, as a table."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import CODES_CALENDAR, Calendar
from services.reporting.domain.routing.doors import Item, route_of
from shared.vocabulary.collections import COLLECTIONS
from tests.support.calendar_views import a_change

MI, TEP = "Management Information", "The Education People"
AT = datetime(2026, 10, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """How something came, and where it goes."""

    name: str
    collection: str | None
    sender: str | None = "perspective-lite"
    channel: str = "hook"
    tag: str | None = None
    came_to: str | None = MI
    service: str = MI
    passed_on: bool = False


CASES = [
    Case("the enrolment through the portal", "S_ENR", tag="Tracking YP"),
    Case("destinations through the portal", "TEP_DEST", tag="Tracking YP", service=TEP, passed_on=True),
    Case("part 2 through the portal without a tag", "TEP_SG2", service=TEP, passed_on=True),
    Case("destinations by Kent Choices", "TEP_DEST", "kent-choices", came_to=TEP, service=TEP),
    Case("the enrolment by Kent Choices", "S_ENR", "kent-choices", came_to=TEP, passed_on=True),
    Case("leavers by Kent Choices", "S_LEAVE", "kent-choices", came_to=TEP, passed_on=True),
    Case("a college's leavers by Kent Choices, which is one of their ways", "C_JL", "kent-choices", came_to=TEP),
    Case("schools' offers by either way", "S_SG", "kent-choices", came_to=TEP),
    Case("a tag counts before the sender", "TEP_DEST", tag="For stayingintouch", came_to=TEP, service=TEP),
    Case("whatever its case", "S_ENR", tag="TRACKING yp 2026"),
    Case("a tag for the other service", "S_ENR", tag="The Education People", came_to=TEP, passed_on=True),
    Case("another tag names nobody", "S_ENR", tag="Autumn"),
    Case("the page of this site is nobody's door", "TEP_DEST", "x@example.org", "page", came_to=None, service=TEP),
    Case("the watched folder neither", "S_ENR", "folder", "folder", came_to=None),
    Case("but its tag is", "TEP_DEST", "folder", "folder", "Tracking YP", MI, TEP, passed_on=True),
    Case("a key that nobody knows", "S_ENR", "other", came_to=None),
    Case("an account is not taken for a key", "S_ENR", "kent-choices", "page", came_to=None),
    Case("nobody can tell what it is", None),
    Case("nor whose, at the other door", None, "kent-choices", came_to=TEP, service=TEP),
    Case("nor at any door", None, "x@example.org", "page", came_to=None),
    Case("a collection of another day", "OLD"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_where_an_item_goes(case: Case) -> None:
    item = Item(UUID(int=1), AT, case.channel, case.sender, case.tag, case.collection)
    route = route_of(item, CODES_CALENDAR)
    assert (route.came_to, route.service, route.passed_on) == (case.came_to, case.service, case.passed_on)
    assert (route.submission_id, route.collection) == (item.submission_id, case.collection)


@pytest.mark.parametrize("code", COLLECTIONS)
def test_each_collection_goes_to_the_service_that_its_own_file_names(code: str) -> None:
    for sender in ("perspective-lite", "kent-choices", "authority"):
        assert (
            route_of(Item(UUID(int=1), AT, "hook", sender, None, code), CODES_CALENDAR).service
            == COLLECTIONS[code].owner
        )


def test_ways_and_readings_that_were_changed_count_from_their_day_on() -> None:
    by_portal = Asked("ways", "TEP_DEST", value="Kent Choices, Perspective Lite")
    to_tep = Asked("reading", "owner-of-college-movements", value="TEP")
    calendar = Calendar([a_change(1, by_portal, date(2026, 10, 20)), a_change(2, to_tep, date(2026, 10, 21))])
    destinations = Item(UUID(int=1), AT, "hook", "perspective-lite", None, "TEP_DEST")
    assert route_of(destinations, calendar).passed_on is False
    assert route_of(destinations._replace(received_at=AT.replace(day=19)), calendar).passed_on is True
    movements = Item(UUID(int=2), AT, "hook", "kent-choices", None, "C_JL")
    assert route_of(movements, calendar).service == MI
    assert route_of(movements._replace(received_at=AT.replace(day=21)), calendar).service == TEP
