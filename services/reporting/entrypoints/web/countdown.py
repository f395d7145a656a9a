"""The countdown of the September Guarantee: by district, by its schools, and the people of one line."""

from collections.abc import Sequence
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.guarantee.countdown import Countdown, CountdownLine
from services.reporting.domain.guarantee.words import BUCKETS
from services.reporting.entrypoints.web.downloads.sent_back import attached_csv
from services.reporting.entrypoints.web.labels import Names, district_name
from services.reporting.entrypoints.web.parameters import DISTRICT, UNKNOWN
from services.reporting.queries.guarantee_countdown import CountdownFilter, CountdownQueries
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.queries import (
    PAGE,
    BadQuery,
    Parameter,
    check_page,
    one_of,
    page_number,
    pager_address,
)
from shared.web.requests.routes import GuardedRoute, account_of, get

PATH: Final = "/guarantee"
LISTED: Final = 50
_SEES: Final = Permission.SEE_CONFIDENTIAL
NO_SCHOOL: Final = "none"
"""In an address: people at no school that is known."""
SCHOOL: Final = Parameter(
    "school",
    f"a DfE number of seven digits, or {NO_SCHOOL}",
    lambda text: text if text == NO_SCHOOL or (len(text) == 7 and text.isascii() and text.isdecimal()) else None,
)
BUCKET: Final = one_of("offer", BUCKETS)
OF_PEOPLE: Final = (DISTRICT, SCHOOL, BUCKET)
COLUMNS: Final = (
    *("District code", "District", "School number", "School", "Cohort"),
    *("Offer made", "Not appropriate", "No offer", "Not recorded", "Days left"),
)
"""Of the CSV, in order."""


class CountdownPages:
    """Numbers for whoever sees figures, people for whoever sees records."""

    def __init__(self, countdown: CountdownQueries, names: Names) -> None:
        self._countdown = countdown
        self._names = names

    async def show(self, request: Request) -> Response:
        """The districts or, of one district, its schools. Raises Transient."""
        found, district = await self._of(request), DISTRICT.of(request)
        if district is not None:
            found = found.within(None if district == UNKNOWN else district)
        lines = found.districts if district is None else found.schools
        context = {
            "countdown": found,
            "district": district,
            "lines": self._ordered(lines),
            "total": found.total,
            "unknown": UNKNOWN,
            "no_school": NO_SCHOOL,
            "buckets": BUCKETS,
            "names": self._names,
            "may_open": account_of(request).may(Permission.SEE_PEOPLE),
        }
        return page(request, "guarantee/countdown.html", context)

    async def csv(self, request: Request) -> Response:
        """Every district and school, as a file for a spreadsheet. Raises Transient."""
        found = await self._of(request)
        lines = [
            [
                line.district or "",
                district_name(line.district),
                line.school or "",
                self._names.of(line.school) if line.school else "",
                str(line.cohort),
                *(str(line.people.get(bucket, 0)) for bucket in BUCKETS),
                str(found.days_left),
            ]
            for line in self._ordered(found.schools)
        ]
        return attached_csv([COLUMNS, *lines], "guarantee.csv")

    async def people(self, request: Request) -> Response:
        """The people of one line. Raises Transient."""
        district, school = DISTRICT.of(request), SCHOOL.of(request)
        if district is None:
            raise BadQuery(DISTRICT.name, f"“{DISTRICT.name}” is wanted: {DISTRICT.wanted}.")
        wanted = CountdownFilter(
            None if district == UNKNOWN else district,
            "" if school == NO_SCHOOL else school,
            next((bucket for bucket in BUCKETS if bucket == BUCKET.of(request)), None),
        )
        account = account_of(request)
        listing = await self._countdown.people(
            wanted, account=account.name, confidential=account.may(_SEES), page=page_number(request), page_size=LISTED
        )
        check_page(request, listing.pages)
        context: dict[str, Any] = {
            "listing": listing,
            "wanted": wanted,
            "district": district,
            "school": school,
            "no_school": NO_SCHOOL,
            "names": self._names,
            "address": pager_address(request, OF_PEOPLE),
        }
        return page(request, "guarantee/people.html", context)

    async def _of(self, request: Request) -> Countdown:
        return await self._countdown.countdown(confidential=account_of(request).may(_SEES))

    def _ordered(self, lines: Sequence[CountdownLine]) -> Sequence[CountdownLine]:
        """Return lines by district and school, what is not known last."""
        return sorted(
            lines,
            key=lambda one: (
                one.district is None,
                district_name(one.district),
                one.school is None,
                self._names.of(one.school) if one.school else "",
            ),
        )


def countdown_routes(countdown: CountdownQueries, names: Names) -> list[GuardedRoute]:
    """Return the routes of the countdown with the permission that each needs."""
    pages = CountdownPages(countdown, names)
    return [
        get(PATH, pages.show, needs=Permission.SEE_FIGURES, takes=(DISTRICT,)),
        get(f"{PATH}.csv", pages.csv, needs=Permission.SEE_FIGURES),
        get(f"{PATH}/people", pages.people, needs=Permission.SEE_PEOPLE, takes=(*OF_PEOPLE, PAGE)),
    ]
