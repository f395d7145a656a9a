"""January reports to schools: for the authority all of them, draft and release; for a school its own, once released."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.activity_reports.rules import RULE_SENTENCES, SCHOOL_RULES
from services.reporting.entrypoints.web.activity_reports.words import (
    ACTS,
    DONE,
    REFUSALS,
    activity_words,
    group_words,
)
from services.reporting.entrypoints.web.downloads.sent_back import attached, name_for
from services.reporting.entrypoints.web.downloads.templates import XLSX
from services.reporting.entrypoints.web.files.visibility import own_of
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.activity_reports.reports import (
    SchoolCount,
    SchoolReport,
    SchoolReportQueries,
    SummerReports,
)
from services.reporting.queries.activity_reports.survey import SurveyQueries
from services.reporting.usecases.activity_reports.decide import Refusal, ReportAct, ReportCommand, ReportResult
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.pages.templating import day, moment
from shared.web.requests.forms import field, new_form_id
from shared.web.requests.queries import one_of
from shared.web.requests.routes import GuardedRoute, account_of, get, post
from shared.workbooks.tables import Cell, TableSheet, table_workbook

PATH: Final = "/activity-reports"
DONE_WORDS: Final = {result.replace(" ", "-"): sentence for result, sentence in DONE.items()}
DONE_NOW: Final = one_of("done", tuple(DONE_WORDS))
"""Whoever follows such a link has just done that."""
LISTED: Final = ("Year before", "Surname", "First name", "Date of birth", "Activity", "Where", "Last confirmed")
COUNTED: Final = ("Year before", "Activity", "Where", "Young people")
Decide = Callable[[ReportCommand], Awaitable[ReportResult | Refusal]]
_YEAR_DIGITS: Final = 4


@dataclass(frozen=True, slots=True)
class ActivityDependencies:
    """What the pages of reports and of the survey read through, and what they command."""

    queries: SchoolReportQueries
    survey: SurveyQueries
    decide: Decide


class ActivityPages:
    """Numbers and acts for the authority; names for the school whose own report it is, and whoever previews it."""

    def __init__(self, needs: ActivityDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def overview(self, request: Request) -> Response:
        """The summers, and how the reports about each stand; for a school, those that are released to it."""
        own = own_of(account_of(request))
        if own is not None:
            reports = await self._needs.queries.own(own)
            return page(request, "activity/own.html", {"reports": reports, "own": own})
        return page(request, "activity/summers.html", {"summers": await self._needs.queries.summers()})

    async def summer(self, request: Request) -> Response:
        """The reports about one summer: what was drafted, what is released, how many stand in each school's."""
        summer, schools = await self._summer(request)
        done = DONE_NOW.of(request)
        context = {
            "summer": summer,
            "schools": sorted(schools, key=lambda one: self._names.of(one.establishment)),
            "names": self._names,
            "rules": SCHOOL_RULES,
            "done": DONE_WORDS[done] if done is not None else None,
            "may_release": account_of(request).may(Permission.RELEASE_ACTIVITY_REPORTS),
        }
        return page(request, "activity/summer.html", context)

    async def school(self, request: Request) -> Response:
        """The report of one school with its names. Raises Transient."""
        report = await self._school(request)
        context = {
            "own": report,
            "names": self._names,
            "activity_words": activity_words,
            "group_words": group_words,
            "rules": RULE_SENTENCES,
            "preview": own_of(account_of(request)) is None,
        }
        return page(request, "activity/school.html", context)

    async def workbook(self, request: Request) -> Response:
        """The same as a workbook: the counts, and the list they are made of. Raises Transient."""
        report = await self._school(request)
        title = f"{self._names.of(report.establishment)}: destinations on {day(report.report.as_at)}"
        known = f"As known {moment(report.report.known_at)}"
        counts = TableSheet("Destinations", title, known, COUNTED, list(self._counts(report)))
        people = TableSheet("Young people", title, known, LISTED, list(self._people(report)))
        content = await asyncio.to_thread(table_workbook, [counts, people])
        return attached(
            content, XLSX, name_for(self._names, report.establishment, "Destination and Activity report", "xlsx")
        )

    async def ask(self, request: Request) -> Response:
        """Show what an act does. Raises Transient."""
        return await self._form(request, _act(request), "")

    async def decide(self, request: Request) -> Response:
        """Do it, as it was shown. Raises Transient."""
        act, summer = _act(request), (await self._summer(request))[0].summer
        command = ReportCommand(
            act,
            summer,
            account_of(request).name,
            field(request, "form_id"),
            field(request, "shown"),
            field(request, "reason"),
        )
        result = await self._needs.decide(command)
        if result in REFUSALS:
            return await self._form(request, act, REFUSALS[result])  # type: ignore[index]
        done = result.replace(" ", "-")
        return RedirectResponse(site_of(request).link("reporting", f"{PATH}/{summer}?done={done}"), status_code=303)

    async def _summer(self, request: Request) -> tuple[SummerReports, list[SchoolCount]]:
        found = await self._needs.queries.summer(_summer(request))
        if found is None:
            raise HTTPException(404)
        return found[0], list(found[1])

    async def _school(self, request: Request) -> SchoolReport:
        account, number = account_of(request), request.path_params["establishment"]
        own = own_of(account)
        if own not in (None, number):
            raise HTTPException(404)
        report = await self._needs.queries.school(
            _summer(request), number, account=account.name, released_only=own is not None
        )
        if report is None:
            raise HTTPException(404)
        return report

    async def _form(self, request: Request, act: ReportAct, problem: str) -> Response:
        summer, schools = await self._summer(request)
        context = {
            "summer": summer,
            "schools": schools,
            "act": act,
            "question": ACTS[act],
            "problem": problem,
            "given": {"reason": field(request, "reason")} if problem else {},
            "form_id": new_form_id(),
        }
        return page(request, "activity/act.html", context, status=409 if problem else 200)

    def _counts(self, report: SchoolReport) -> Iterator[tuple[int, str, str, int]]:
        for one in report.counts:
            yield one.year_before, activity_words(one.group, one.code), self._where(one.destination), one.people

    def _people(self, report: SchoolReport) -> Iterator[tuple[Cell, ...]]:
        for one in report.lines:
            activity = activity_words(one.group, one.code, lapsed=one.lapsed)
            yield (
                *(one.year_before, one.surname, one.forename, one.born_on),
                *(activity, self._where(one.destination), one.verified_on),
            )

    def _where(self, number: str | None) -> str:
        return self._names.of(number) if number is not None else ""


def _summer(request: Request) -> int:
    text: str = request.path_params["summer"]
    if not (text.isascii() and text.isdecimal() and len(text) == _YEAR_DIGITS):
        raise HTTPException(404)
    return int(text)


def _act(request: Request) -> ReportAct:
    act = next((one for one in ACTS if one == request.path_params["act"]), None)
    if act is None:
        raise HTTPException(404)
    return act


def activity_routes(needs: ActivityDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes of the reports with the permission that each needs."""
    pages, one = ActivityPages(needs, names), f"{PATH}/{{summer}}"
    of = f"{one}/of/{{establishment}}"
    return [
        get(PATH, pages.overview, needs=Permission.SEE_ACTIVITY_REPORTS),
        get(one, pages.summer, needs=Permission.SEE_PEOPLE, takes=(DONE_NOW,)),
        get(of, pages.school, needs=Permission.SEE_ACTIVITY_REPORTS),
        get(f"{of}/workbook", pages.workbook, needs=Permission.SEE_ACTIVITY_REPORTS),
        get(f"{one}/{{act}}", pages.ask, needs=Permission.RELEASE_ACTIVITY_REPORTS),
        post(f"{one}/{{act}}", pages.decide, needs=Permission.RELEASE_ACTIVITY_REPORTS),
    ]
