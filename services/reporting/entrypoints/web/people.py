"""Young people: the list behind a figure, a search, and one person's record."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.claims import ClaimWords
from services.reporting.domain.flags.outputs import WORDS
from services.reporting.entrypoints.web.labels import COUNTED_LINES, Names
from services.reporting.entrypoints.web.parameters import (
    ASKED_DAY,
    DISTRICT,
    ENTERED,
    GROUP,
    ISSUE,
    KNOWN_ON,
    PEOPLE_YEAR,
    SEARCH,
)
from services.reporting.entrypoints.web.withheld import without_places
from services.reporting.queries.people import PeopleFilter, PeopleQueries
from services.reporting.queries.person import AskedDay, PersonQueries
from services.reporting.queries.saved_searches import SavedSearches
from shared.clock import Clock
from shared.vocabulary.london import end_of_london_day
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.pages.templating import day
from shared.web.requests.base_path import here
from shared.web.requests.cookies import secret_of
from shared.web.requests.days import read_days
from shared.web.requests.forms import field
from shared.web.requests.queries import PAGE, check_page, page_number, text_of
from shared.web.requests.routes import account_of

LISTED: Final = 50
_SEES: Final = Permission.SEE_CONFIDENTIAL
SEARCH_LENGTH_MIN: Final = 2
PEOPLE_LIST: Final = (DISTRICT, GROUP, PEOPLE_YEAR, ISSUE, SEARCH, PAGE)
"""What the address of a list of people holds. A record's address holds it too: that is the way back to the list."""
ASKED: Final = (ASKED_DAY, KNOWN_ON)
"""What the address of a record holds where the status of another day is asked for."""


class PeoplePages:
    """Names stand on these pages and in no address: a search is posted and kept, and every look is written down."""

    def __init__(
        self,
        people: PeopleQueries,
        person: PersonQueries,
        names: Names,
        searches: SavedSearches,
        clock: Clock,
    ) -> None:
        self._clock = clock
        self._searches = searches
        self._people = people
        self._person = person
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The people behind a figure or found by a search; without either only the form."""
        searched = await self._searched(request)
        if searched is None and SEARCH.of(request):
            return self._page(request, {"lapsed": True}, status=404)
        asked = bool(
            searched or ISSUE.of(request) or DISTRICT.of(request) or GROUP.of(request) or PEOPLE_YEAR.of(request)
        )
        wanted = _wanted(request, searched)
        if not asked:
            check_page(request, 1)
            return self._page(request, {"wanted": wanted})
        found = await self._people.people(
            wanted, account=account_of(request).name, page=page_number(request), page_size=LISTED
        )
        check_page(request, found.pages)
        return self._page(request, {"found": found, "wanted": wanted, "searched": searched})

    async def search(self, request: Request) -> Response:
        """Keep what was typed and lead to the list: its address names the search, not whom it is for."""
        text = field(request, "name")
        secret = secret_of(request)
        if len(text) < SEARCH_LENGTH_MIN or secret is None:
            return self._page(request, {"searched": text, "too_short": True}, status=400)
        kept = await self._searches.keep(secret, text)
        return RedirectResponse(site_of(request).link("reporting", f"/people?{SEARCH.name}={kept}"), status_code=303)

    async def _searched(self, request: Request) -> str | None:
        """Return the text of the search that the address names; None when it names none, or one no longer kept."""
        search_id, secret = SEARCH.of(request), secret_of(request)
        return await self._searches.find(secret, search_id) if search_id and secret else None

    def _page(self, request: Request, context: Mapping[str, object], *, status: int = 200) -> Response:
        return page(
            request,
            "people.html",
            {
                "found": None,
                "wanted": PeopleFilter(),
                "names": self._names,
                "may_search": account_of(request).may(Permission.FIND_PEOPLE),
                "sees_places": account_of(request).may(_SEES),
                "address": f"{here(request)}?{_with_and(_query_of(request, with_page=False))}",
                "list_query": _query_of(request),
                **context,
            },
            status=status,
        )

    async def one(self, request: Request) -> Response:
        """One person: the status, the evidence, what lost and why, every version."""
        try:
            person_id = UUID(request.path_params["person_id"])
        except ValueError as error:
            raise HTTPException(404) from error
        asked, problems = self._asked(request)
        view = await self._person.find_person(person_id, account=account_of(request).name, asked=asked)
        if view is None:
            raise HTTPException(404)
        hidden = view.confidential and not account_of(request).may(_SEES)
        view = without_places(view) if hidden else view
        words = ClaimWords(self._names.of, day)
        context = {"view": view, "names": self._names, "words": words, "list_query": _query_of(request)}
        context |= {"flag_words": WORDS, "hidden": hidden, "counted_lines": COUNTED_LINES}
        context |= {"clocks": asked or AskedDay(self._clock.today(), self._clock.now())}
        context |= {"entered": ENTERED.of(request) is not None, "problems": problems}
        context |= {"given": {one.name: text_of(request, one.name) for one in ASKED}, "back": _given_of(request)}
        return page(request, "person.html", context, status=400 if problems else 200)

    def _asked(self, request: Request) -> tuple[AskedDay | None, dict[str, str]]:
        """Return of which day the status is asked for, and as known at the end of which; None: of neither."""
        given = {one.name: text_of(request, one.name) for one in ASKED}
        days, problems = read_days({ASKED_DAY.name: "day", KNOWN_ON.name: "day on which it was known"}, given)
        if problems or not days:
            return None, problems
        now, known_on = self._clock.now(), days.get(KNOWN_ON.name)
        known_at = now if known_on is None else min(now, end_of_london_day(known_on))
        return AskedDay(days.get(ASKED_DAY.name, self._clock.today()), known_at), problems


def _wanted(request: Request, searched: str | None) -> PeopleFilter:
    return PeopleFilter(
        name=searched,
        district=DISTRICT.of(request),
        years=PEOPLE_YEAR.of(request) or (),
        group=GROUP.of(request),
        issue=ISSUE.of(request),
        confidential_places=account_of(request).may(_SEES),
        # A figure counts who is on the county roll; a search and what is to be looked at find everybody.
        on_roll=None if searched or ISSUE.of(request) else True,
    )


def _query_of(request: Request, *, with_page: bool = True) -> str:
    """Return the address's query about a list, for a link to repeat; empty when there is none."""
    return urlencode([(name, text) for name, text in _given_of(request) if with_page or name != PAGE.name])


def _given_of(request: Request) -> list[tuple[str, str]]:
    """Return what the address says about a list, for a link or a form to repeat."""
    given = [(one.name, text_of(request, one.name)) for one in PEOPLE_LIST]
    return [(name, text) for name, text in given if text]


def _with_and(query: str) -> str:
    return f"{query}&" if query else ""
