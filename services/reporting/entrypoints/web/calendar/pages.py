"""The calendar's dates and changes, and the forms by which the authority changes it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.calendar.asking import Asked
from services.reporting.domain.calendar.calendar import ALL_ROWS, Calendar
from services.reporting.domain.calendar.points import POINTS
from services.reporting.entrypoints.web.calendar.asked import AskedPages, LetterDocument
from services.reporting.entrypoints.web.calendar.forms import ChangeForm, Given, Problems, form_for
from services.reporting.entrypoints.web.calendar.words import (
    FIELD_OF,
    change_words,
    due_words,
    occasion_words,
    ways_words,
)
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.calendar.calendar import CalendarQueries, ChangePreview
from services.reporting.usecases.calendar.change_calendar import REASON_LENGTH_MAX, NewChange, Result
from shared.clock import Clock
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import PART_MAX, field, form_of, new_form_id
from shared.web.requests.queries import one_of
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/calendar"
DATES: Final = f"{PATH}/dates"
CHANGED: Final = one_of("changed", ("yes",))
"""Whoever follows such a link has just changed the calendar."""
TURNS_SHOWN: Final = 100
CHANGES_SHOWN: Final = 200
FIELDS: Final = ("due_on", "last_day", "from_on", "reason")
ChangeCalendarCommand = Callable[[NewChange], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class CalendarDependencies:
    """What the pages of the calendar read through, and what they command."""

    queries: CalendarQueries
    change: ChangeCalendarCommand
    document: LetterDocument


class CalendarPages:
    """The dates with what was changed about them, and the forms."""

    def __init__(self, needs: CalendarDependencies, names: Names, clock: Clock) -> None:
        self._queries = needs.queries
        self._change = needs.change
        self._names = names
        self._clock = clock

    async def dates(self, request: Request) -> Response:
        """Show every date, how the documents are read, and what was changed by whom."""
        calendar, today = await self._queries.calendar(), self._clock.today()
        context = {
            **_words(calendar),
            "dates": sorted((one for row in ALL_ROWS for one in calendar.dates_of(row.collections[0])), key=_order),
            "rows": ALL_ROWS,
            "points": POINTS,
            "today": today,
            "may_change": account_of(request).may(Permission.CHANGE_CALENDAR),
            "changes": calendar.changes[::-1][:CHANGES_SHOWN],
            "changed": CHANGED.of(request) is not None,
        }
        return page(request, "calendar/dates.html", context)

    async def ask(self, request: Request) -> Response:
        """Show the form."""
        calendar = await self._queries.calendar()
        form = form_for(request.path_params["what"], request.path_params["key"], calendar, self._clock.today())
        preview = await self._queries.preview(form.asked, self._clock.today()) if form.what == "take-back" else None
        return self._form(request, calendar, form, {"reason": "", "choice": "", **form.start}, {}, preview)

    async def make(self, request: Request) -> Response:
        """Show what a change would do or, once that was seen, make it. Raises Transient."""
        calendar, today = await self._queries.calendar(), self._clock.today()
        form = form_for(request.path_params["what"], request.path_params["key"], calendar, today)
        given = {name: field(request, name, length_max=PART_MAX) for name in FIELDS}
        given["choice"] = ", ".join(str(value) for value in form_of(request).getlist("choice"))
        asked, from_on, problems = form.read(given, today)
        reason_wanted = not 0 < len(given["reason"]) <= REASON_LENGTH_MAX
        if reason_wanted:
            problems["reason"] = FIELD_OF["reason wanted"][1]
        if problems:
            return self._form(request, calendar, form, given, problems, None)
        preview = await self._queries.preview(asked, from_on)
        if preview.answer is not None:
            return self._form(request, calendar, form, given, _problem(form, preview.answer), None)
        mark = _mark(form, asked, from_on, preview)
        if field(request, "step") != "make" or field(request, "shown") != mark:
            return self._form(request, calendar, form, given, {}, preview, mark)
        new = NewChange(asked, from_on, given["reason"], account_of(request).name, field(request, "form_id"))
        result = await self._change(new)
        if result != "taken":
            return self._form(request, calendar, form, given, _problem(form, result), None)
        return RedirectResponse(site_of(request).link("reporting", f"{DATES}?changed=yes"), status_code=303)

    def _form(
        self,
        request: Request,
        calendar: Calendar,
        form: ChangeForm,
        given: Given,
        problems: Problems,
        preview: ChangePreview | None,
        mark: str = "",
    ) -> Response:
        context: dict[str, Any] = {
            **_words(calendar),
            "form": form,
            "given": given,
            "chosen": given["choice"].split(", "),
            "problems": problems,
            "preview": preview,
            "turns": preview.returns[:TURNS_SHOWN] if preview is not None else (),
            "mark": mark,
            "names": self._names,
            "reason_max": REASON_LENGTH_MAX,
            "form_id": field(request, "form_id") if request.method == "POST" else new_form_id(),
        }
        return page(request, "calendar/change.html", context, status=422 if problems else 200)


def calendar_routes(needs: CalendarDependencies, names: Names, clock: Clock) -> list[GuardedRoute]:
    """Return every route of the calendar with the permission that it needs."""
    asked = AskedPages(needs.queries, needs.document, names)
    pages, of_change = CalendarPages(needs, names, clock), f"{PATH}/change/{{what}}/{{key}}"
    return [
        get(PATH, asked.show, needs=Permission.SEE_CALENDAR),
        get(f"{PATH}/letter", asked.letter, needs=Permission.SEE_CALENDAR),
        get(f"{PATH}/letter.docx", asked.document, needs=Permission.SEE_CALENDAR),
        get(DATES, pages.dates, needs=Permission.SEE_RETURNS, takes=(CHANGED,)),
        get(of_change, pages.ask, needs=Permission.CHANGE_CALENDAR),
        post(of_change, pages.make, needs=Permission.CHANGE_CALENDAR),
    ]


def _words(calendar: Calendar) -> dict[str, Any]:
    return {
        "calendar": calendar,
        "change_words": change_words,
        "due_in_words": due_words,
        "occasion_words": occasion_words,
        "ways_words": ways_words,
    }


def _order(one: Any) -> tuple[date, str]:
    return one.now.due_on, one.row.title


def _problem(form: ChangeForm, answer: Result) -> Problems:
    name, sentence = FIELD_OF[answer]
    return {form.value_field if name == "value" or name not in {*form.days, "reason"} else name: sentence}


def _mark(form: ChangeForm, asked: Asked, from_on: date, preview: ChangePreview) -> str:
    """Return what tells one preview from another: what is made is what was shown, and changes what was shown."""
    counts = f"{preview.no_longer_late}/{preview.newly_late}"
    shown = f"{form.now}/{from_on}/{asked.due_on}/{asked.last_day}/{asked.value}/{counts}"
    return sha256(shown.encode()).hexdigest()
