"""Young people: the list behind a figure, a search, one person's record, and whom a file would add or remove."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.cohort import HEADLINE_YEARS
from services.reporting.entrypoints.web.queries import page_number
from services.reporting.entrypoints.web.submissions import find_visible
from services.reporting.entrypoints.web.words import GROUPS, Names
from services.reporting.usecases.read_people import FindPeople, ReadDifference, ReadPerson
from services.reporting.usecases.reading import Reading
from services.reporting.usecases.reading_people import PeopleWanted
from shared.web.forms import field
from shared.web.permissions import Permission
from shared.web.routes import account_of
from shared.web.site import page

LISTED: Final = 50
SEARCH_LENGTH_MIN: Final = 2
UNKNOWN: Final = "unknown"
HEADLINE: Final = "headline"
"""In an address: the year groups that the figures count together."""
_DISTRICT_CODE: Final = re.compile(r"[A-Z]\d{8}", re.ASCII)
CHANGES: Final[Mapping[str, str]] = {
    "added": "Young people whom this file adds",
    "removed": "Young people whom this file removes",
    "shielded": "Young people who keep their earlier line",
}


class PeoplePages:
    """Names stand on these pages and in no address: a search is posted, and every look is written down."""

    def __init__(
        self, reading: Reading, find: FindPeople, read: ReadPerson, difference: ReadDifference, names: Names
    ) -> None:
        self._reading = reading
        self._find = find
        self._read = read
        self._difference = difference
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The people behind a figure; without a figure only the search."""
        wanted, asked = _wanted(request)
        found = None
        if asked:
            found = await self._find(
                wanted, account=account_of(request).name, page=page_number(request), page_size=LISTED
            )
        return page(
            request,
            "people.html",
            {
                "found": found,
                "wanted": wanted,
                "names": self._names,
                "may_search": account_of(request).may(Permission.FIND_PEOPLE),
                "address": f"{request.url.path}?{urlencode(asked)}&",
            },
        )

    async def search(self, request: Request) -> Response:
        """People by name or number. What was typed is in the body alone, so the first page of the list must do."""
        text = field(request, "name")
        long_enough = len(text) >= SEARCH_LENGTH_MIN
        found = None
        if long_enough:
            found = await self._find(PeopleWanted(name=text), account=account_of(request).name, page_size=LISTED)
        return page(
            request,
            "people.html",
            {
                "found": found,
                "searched": text,
                "too_short": not long_enough,
                "wanted": PeopleWanted(),
                "names": self._names,
                "may_search": True,
                "address": None,
            },
            status=200 if long_enough else 400,
        )

    async def one(self, request: Request) -> Response:
        """One person: the status, the evidence, what lost and why, every version."""
        try:
            person_id = UUID(request.path_params["person_id"])
        except ValueError as error:
            raise HTTPException(404) from error
        view = await self._read(person_id, account=account_of(request).name)
        if view is None:
            raise HTTPException(404)
        return page(request, "person.html", {"view": view, "names": self._names})

    async def difference(self, request: Request) -> Response:
        """Whom a file adds, removes or shields: what an officer looks at before letting it count."""
        change = request.path_params["change"]
        found = await find_visible(self._reading, request)
        if change not in CHANGES or found.built is None:
            raise HTTPException(404)
        people = await self._difference(
            found.built.generation_id,
            change,
            account=account_of(request).name,
            page=page_number(request),
            page_size=LISTED,
        )
        context = {"one": found, "title": CHANGES[change], "people": people, "names": self._names}
        return page(request, "difference.html", {**context, "address": f"{request.url.path}?"})


def _wanted(request: Request) -> tuple[PeopleWanted, dict[str, str]]:
    """Return what the address asks for, and again the part of it that made sense."""
    query = request.query_params
    asked = {
        name: value
        for name, value in (
            ("district", query.get("district", "")),
            ("year", query.get("year", "")),
            ("group", query.get("group", "")),
        )
        if _makes_sense(name, value)
    }
    year = asked.get("year")
    wanted = PeopleWanted(
        district=asked.get("district"),
        years=() if year is None else HEADLINE_YEARS if year == HEADLINE else (int(year),),
        group=asked.get("group"),
        on_roll=True if asked else None,
    )
    return wanted, asked


def _makes_sense(name: str, value: str) -> bool:
    if name == "district":
        return value == UNKNOWN or _DISTRICT_CODE.fullmatch(value) is not None
    if name == "year":
        return value == HEADLINE or (value.isascii() and value.isdigit() and len(value) <= 2)
    return value in GROUPS
