"""The destination survey over three years: a table of what became of those who finished Year 11, and its people."""

import asyncio
import re
from collections.abc import Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.activity_reports.rules import SURVEY_YEARS
from services.reporting.entrypoints.web.activity_reports.pages import ActivityDependencies
from services.reporting.entrypoints.web.activity_reports.words import group_words
from services.reporting.entrypoints.web.countdown import NO_SCHOOL, SCHOOL
from services.reporting.entrypoints.web.downloads.sent_back import attached, attached_csv
from services.reporting.entrypoints.web.downloads.templates import XLSX
from services.reporting.entrypoints.web.labels import GROUPS, Names
from services.reporting.queries.activity_reports.survey import NO_RECORD, Survey, SurveyDay, SurveyFilter, SurveyPath
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.pages.templating import day, moment
from shared.web.requests.queries import PAGE, Parameter, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get
from shared.workbooks.tables import Cell, TableSheet, table_workbook

PATH: Final = "/destination-survey"
LISTED: Final = 50
_SEES: Final = Permission.SEE_CONFIDENTIAL
SUMMER: Final = Parameter(
    "summer",
    "a year such as 2026",
    lambda text: int(text) if re.fullmatch(r"2[01][0-9]{2}", text) else None,
)
ON: Final = one_of("day", tuple(str(number + 1) for number in range(SURVEY_YEARS)))
"""Which of the days, from 1."""
GROUP: Final = one_of("group", (*GROUPS, NO_RECORD))
OF_PEOPLE: Final = (SUMMER, SCHOOL, ON, GROUP)
NOT_MADE: Final = "Not made yet"


class SurveyPages:
    """Numbers for whoever sees figures, people for whoever sees records."""

    def __init__(self, needs: ActivityDependencies, names: Names) -> None:
        self._survey = needs.survey
        self._names = names

    async def show(self, request: Request) -> Response:
        """The county or one school: how many were in which group on each day, and which ways they went."""
        summers = await self._survey.summers()
        survey = await self._of(request, summers)
        context = {
            "summers": summers,
            "survey": survey,
            "schools": [] if survey is None else self._ordered(survey),
            "school": SCHOOL.of(request),
            "no_school": NO_SCHOOL,
            "names": self._names,
            "group_words": group_words,
            "not_made": NOT_MADE,
            "may_open": account_of(request).may(Permission.SEE_PEOPLE),
        }
        if survey is not None and SCHOOL.of(request):
            context["survey"] = survey.of(None if SCHOOL.of(request) == NO_SCHOOL else SCHOOL.of(request))
        return page(request, "activity/survey.html", context)

    async def csv(self, request: Request) -> Response:
        """Every school and way, as a file for a spreadsheet: numbers alone."""
        survey = await self._wanted(request)
        lines = [[str(cell) for cell in self._line(path)] for path in survey.paths]
        return attached_csv([self._columns(survey), *lines], f"destination survey {survey.summer}.csv")

    async def workbook(self, request: Request) -> Response:
        """The same as a workbook, with the county's table before it."""
        survey = await self._wanted(request)
        columns = ("Group", *(day(one.as_at) for one in survey.days))
        rows: list[Sequence[Cell]] = [
            (group_words(group), *(NOT_MADE if one is None else one for one in people))
            for group, people in survey.groups
        ]
        title = f"Finished Year 11 in summer {survey.summer}"
        known = "; ".join(f"{day(one.as_at)}: {_known(one)}" for one in survey.days)
        sheets = [
            TableSheet("County", title, known, columns, rows),
            TableSheet("Schools", title, known, self._columns(survey), [self._line(path) for path in survey.paths]),
        ]
        content = await asyncio.to_thread(table_workbook, sheets)
        return attached(content, XLSX, f"destination survey {survey.summer}.xlsx")

    async def people(self, request: Request) -> Response:
        """The people of one number. Raises Transient."""
        account, summer, school, on = account_of(request), SUMMER.of(request), SCHOOL.of(request), ON.of(request)
        group = GROUP.of(request)
        wanted = SurveyFilter(
            "" if school == NO_SCHOOL else school, int(on) - 1 if on and group else None, group if on else None
        )
        found = (
            None
            if summer is None
            else await self._survey.people(
                summer,
                wanted,
                account=account.name,
                confidential=account.may(_SEES),
                page=page_number(request),
                page_size=LISTED,
            )
        )
        if found is None:
            raise HTTPException(404)
        days, listing = found
        check_page(request, listing.pages)
        context = {
            "summer": summer,
            "days": days,
            "listing": listing,
            "wanted": wanted,
            "names": self._names,
            "group_words": group_words,
            "not_made": NOT_MADE,
            "address": pager_address(request, OF_PEOPLE),
        }
        return page(request, "activity/survey_people.html", context)

    async def _of(self, request: Request, summers: Sequence[int]) -> Survey | None:
        summer = SUMMER.of(request) or (summers[0] if summers else None)
        if summer is None:
            return None
        return await self._survey.survey(summer, confidential=account_of(request).may(_SEES))

    async def _wanted(self, request: Request) -> Survey:
        survey = await self._of(request, await self._survey.summers())
        if survey is None:
            raise HTTPException(404)
        return survey

    def _ordered(self, survey: Survey) -> Sequence[tuple[str | None, int]]:
        return sorted(survey.schools, key=lambda one: (one[0] is None, self._names.of(one[0]) if one[0] else ""))

    def _columns(self, survey: Survey) -> Sequence[str]:
        return ("School number", "School", *(day(one.as_at) for one in survey.days), "Young people")

    def _line(self, path: SurveyPath) -> Sequence[Cell]:
        school = path.school
        groups = [NOT_MADE if group is None else group_words(group) for group in path.groups]
        return (school or "", self._names.of(school) if school else "Not known", *groups, path.people)


def _known(one: SurveyDay) -> str:
    return NOT_MADE if one.known_at is None else f"as known {moment(one.known_at)}"


def survey_routes(needs: ActivityDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes of the survey with the permission that each needs."""
    pages = SurveyPages(needs, names)
    return [
        get(PATH, pages.show, needs=Permission.SEE_FIGURES, takes=(SUMMER, SCHOOL)),
        get(f"{PATH}.csv", pages.csv, needs=Permission.SEE_FIGURES, takes=(SUMMER,)),
        get(f"{PATH}.xlsx", pages.workbook, needs=Permission.SEE_FIGURES, takes=(SUMMER,)),
        get(f"{PATH}/people", pages.people, needs=Permission.SEE_PEOPLE, takes=(*OF_PEOPLE, PAGE)),
    ]
