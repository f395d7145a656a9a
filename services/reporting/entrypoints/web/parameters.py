"""The parameters that addresses of reporting's pages may have. Any other is answered with 400."""

import re
from datetime import UTC, date, datetime
from typing import Final, get_args

from services.reporting.domain.scopes import HEADLINE_YEARS
from services.reporting.domain.status import PEOPLE_ISSUES
from services.reporting.entrypoints.web.contradictions.words import CONTRADICTIONS
from services.reporting.entrypoints.web.labels import GROUPS, STAGES
from services.reporting.queries.contradictions.inbox import Shown
from services.reporting.queries.saved_searches import ID_LENGTH
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.districts import DISTRICTS
from shared.vocabulary.issues import find_issue
from shared.web.requests.queries import Parameter, one_of

YEARS: Final = (12, 13)
"""The year groups of the figures."""
UNKNOWN: Final = "unknown"
"""In an address: people whose district is not known."""
HEADLINE: Final = "headline"
"""In an address: the year groups that the figures count together."""
_YEAR_GROUP_MAX: Final = 20
_NUMBER: Final = re.compile(r"[0-9]{1,2}")
_SEARCH_ID: Final = re.compile(rf"[A-Za-z0-9_-]{{{ID_LENGTH}}}")


def _figures_year(text: str) -> int | None:
    return next((year for year in YEARS if str(year) == text), None)


def _year_groups(text: str) -> tuple[int, ...] | None:
    if text == HEADLINE:
        return HEADLINE_YEARS
    return (int(text),) if _NUMBER.fullmatch(text) and int(text) <= _YEAR_GROUP_MAX else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    """Read an instant; one without an offset is in UTC."""
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


FIGURES_YEAR: Final = Parameter("year", "12 or 13", _figures_year)
AS_AT: Final = Parameter("as_at", "a day written as 2027-01-31", _day)
KNOWN_AT: Final = Parameter("known_at", "an instant written as 2027-01-31T17:00:00Z", _instant)

ASKED_DAY: Final = Parameter("as_at", "a day such as 27 3 2027", lambda text: text)
KNOWN_ON: Final = Parameter("known_on", "a day such as 27 3 2027", lambda text: text)
"""In the address of a record: of which day the status is asked for, and as known at the end of which; as typed."""

GROUP: Final = one_of("group", tuple(GROUPS))
DISTRICT: Final = Parameter(
    "district",
    f"the ONS code of a district of the county, or {UNKNOWN}",
    lambda text: text if text in DISTRICTS or text == UNKNOWN else None,
)
PEOPLE_YEAR: Final = Parameter("year", f"a year group such as 12, or {HEADLINE}", _year_groups)

ISSUE: Final = one_of("issue", PEOPLE_ISSUES)
"""In an address: people about whom this should be looked at."""

COLLECTION: Final = one_of("collection", tuple(COLLECTIONS))
OUTCOME: Final = one_of("outcome", tuple(STAGES))
WAITING: Final = one_of("waiting", ("second-person",))
"""In an address: files about which a decision waits for a second person."""
ESTABLISHMENT: Final = Parameter("establishment", "a number or a name", lambda text: text)

SEARCH: Final = Parameter("search", "a search of your own", lambda text: text if _SEARCH_ID.fullmatch(text) else None)
SENT: Final = one_of("sent", ("yes",))
"""Whoever follows such a link has just sent the file: the news of it may still be on its way."""
ENTERED: Final = one_of("entered", ("yes",))
"""Whoever follows such a link has just entered something about the person: it counts a moment later."""
ANSWERED: Final = one_of("answered", ("yes",))
"""Whoever follows such a link has just answered about offers: it counts a moment later."""
CODE: Final = Parameter(
    "code", "the code of a complaint about this file", lambda text: text if find_issue(text) else None
)

KIND: Final = Parameter(
    "kind", "the code of a contradiction between returns", lambda text: text if text in CONTRADICTIONS else None
)
STATE: Final = one_of("state", get_args(Shown))
"""In an address: contradictions that stand so."""
WRITTEN: Final = one_of("written", ("yes",))
"""Whoever follows such a link has just written in the thread, or decided about it."""
