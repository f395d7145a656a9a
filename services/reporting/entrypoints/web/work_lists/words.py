"""What addresses of work lists may hold, and the words of their pages."""

from types import MappingProxyType
from typing import Final, Literal

from starlette.requests import Request

from services.reporting.domain.work_lists.lists import WEEKS, WEEKS_MAX
from services.reporting.domain.work_lists.state import AVAILABILITIES, Act, Availability
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import DISTRICT, ESTABLISHMENT, PEOPLE_YEAR
from services.reporting.queries.work_lists.views import CONTACTED, ORDERS, Contacted, Order, WorkFilter
from shared.web.accounts.permissions import Permission
from shared.web.requests.queries import BadQuery, Parameter, one_of
from shared.web.requests.routes import account_of

AVAILABILITY: Final = one_of("work", (*AVAILABILITIES, "mine"))
LAST_TRIED: Final = one_of("tried", CONTACTED)
ORDER: Final = one_of("order", ORDERS)
WEEKS_AHEAD: Final = Parameter(
    "weeks",
    f"a number of weeks from 1 to {WEEKS_MAX}",
    lambda text: int(text) if text.isascii() and text.isdecimal() and 1 <= int(text[:3]) <= WEEKS_MAX else None,
)
SNAPSHOT: Final = Parameter(
    "snapshot",
    "the number of a snapshot",
    lambda text: int(text) if text.isascii() and text.isdecimal() and 0 < len(text) <= 9 and int(text) else None,
)
OF_INDEX: Final = (DISTRICT, PEOPLE_YEAR, ESTABLISHMENT, WEEKS_AHEAD, SNAPSHOT)
OF_LIST: Final = (*OF_INDEX, LAST_TRIED, AVAILABILITY, ORDER)
OF_PACK: Final = (DISTRICT, PEOPLE_YEAR, SNAPSHOT)
"""What addresses hold; the index narrows its counts as its links narrow the lists."""

AVAILABILITY_WORDS: Final = MappingProxyType[Availability, tuple[str, str]](
    {
        "free": ("Free", "quiet"),
        "taken": ("Taken", "warning"),
        "later": ("Later", "quiet"),
        "done": ("Done", "good"),
    }
)
TRIED_WORDS: Final = MappingProxyType[Contacted, str](
    {
        "never": "Never",
        "4 weeks": "Within 4 weeks",
        "8 weeks": "4 to 8 weeks ago",
        "16 weeks": "8 to 16 weeks ago",
        "longer": "16 weeks ago or longer",
    }
)
ORDER_WORDS: Final = MappingProxyType[Order, str](
    {"first": "Whom to call first", "name": "Name", "since": "Longest first", "contact": "Longest untried first"}
)
ACT_WORDS: Final = MappingProxyType[Act, str](
    {"take": "Taken", "give back": "Given back", "note": "Note", "done": "Done", "undo": "Last word undone"}
)


def filter_of(request: Request, names: Names) -> WorkFilter:
    """Return what the address asks for. Raises BadQuery for an establishment that nobody knows."""
    text = ESTABLISHMENT.of(request)
    numbers = names.numbers_for(text) if text else ()
    if text and not names.knows(numbers):
        raise BadQuery(ESTABLISHMENT.name, "We know no school or college by this name or number.")
    return WorkFilter(
        district=DISTRICT.of(request),
        years=PEOPLE_YEAR.of(request) or (),
        establishments=numbers,
        contacted=next((one for one in CONTACTED if one == LAST_TRIED.of(request)), None),
        availability=_availability_of(request),
        weeks=WEEKS_AHEAD.of(request) or WEEKS,
        order=next((one for one in ORDERS if one == ORDER.of(request)), "first"),
        snapshot=SNAPSHOT.of(request),
        sees_places=account_of(request).may(Permission.SEE_CONFIDENTIAL),
    )


def _availability_of(request: Request) -> Availability | Literal["mine"] | None:
    asked = AVAILABILITY.of(request)
    return "mine" if asked == "mine" else next((one for one in AVAILABILITIES if one == asked), None)
