"""The catalogue of issues: what each means, how grave it is today, and how an error is lowered to a warning."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.validation.domain.severities import SeverityChange
from services.validation.queries.severities import (
    ChangeView,
    InCollection,
    IssueView,
    SeverityQueries,
    may_be_changed_in,
)
from services.validation.usecases.change_severity import REASON_LENGTH_MAX, ChangeResult, SeverityDecision
from shared.clock import Clock
from shared.vocabulary.collections import COLLECTIONS
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.days import as_typed, day_sentence, read_day
from shared.web.requests.forms import PART_MAX, field
from shared.web.requests.queries import PAGE, Parameter, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get, post

TEMPLATES: Final = Path(__file__).parent / "templates"
PATH: Final = "/severities"
LISTED: Final = 25
UNFINISHED_SHOWN: Final = 5
_WORDS_MAX: Final = 100

SEARCH: Final = Parameter("search", "a code or some words", lambda text: text[:_WORDS_MAX])
COLLECTION: Final = one_of("collection", tuple(COLLECTIONS))
SHOW: Final = one_of("show", ("lowered", "changeable", "fixed"))
CHANGED: Final = one_of("changed", ("yes",))
"""Whoever follows such a link has just changed it: it is in force a moment later."""

SHOWN: Final = MappingProxyType(
    {"lowered": "Lowered today", "changeable": "Can be lowered", "fixed": "Cannot be lowered"}
)
SEVERITIES: Final = MappingProxyType(
    {
        "fatal": ("File cannot be used", "bad"),
        "set_aside": ("File set aside", "waiting"),
        "hold": ("Return held", "waiting"),
        "error": ("Row refused", "bad"),
        "field_error": ("Value not taken", "waiting"),
        "warning": ("Warning", "quiet"),
        "repaired": ("Repaired", "working"),
        "note": ("Note", "quiet"),
    }
)
"""What a severity is called, and its tone."""


@dataclass(frozen=True, slots=True)
class Action:
    """One of the two things that can be done about a severity, in the words of the page."""

    path: str
    lowers: bool
    question: str
    button: str


ACTIONS: Final = (
    Action("lower", True, "Lower it to a warning", "Lower it to a warning"),
    Action("take-back", False, "Make it an error again", "Make it an error again"),
)
Problems = dict[str, str]
"""What is wrong with a form, by field."""
_ANSWERS: Final = MappingProxyType[ChangeResult, tuple[str, str]](
    {
        "fixed": ("collection", "Select a return in which this can be lowered"),
        "reason wanted": ("reason", f"Enter why, in at most {REASON_LENGTH_MAX} characters"),
        "day wanted": ("from_on", "Enter today or a later day"),
        "so already": ("collection", "It is so already, there and on that day: select something else"),
    }
)
ChangeSeverityCommand = Callable[[SeverityDecision], Awaitable[ChangeResult]]


class SeverityPages:
    """The list, the page of one issue, and the two forms."""

    def __init__(self, queries: SeverityQueries, change: ChangeSeverityCommand, clock: Clock) -> None:
        self._queries = queries
        self._change = change
        self._clock = clock

    async def listing(self, request: Request) -> Response:
        """Show the catalogue by code, with search and paging."""
        wanted = {one.name: one.of(request) for one in (SEARCH, COLLECTION, SHOW)}
        listing = await self._queries.catalogue(
            words=wanted["search"] or "",
            collection=wanted["collection"],
            show=wanted["show"],  # type: ignore[arg-type] # one of its words: the parameter takes no other
            page=page_number(request),
            page_size=LISTED,
        )
        check_page(request, listing.pages)
        context = {
            "listing": listing,
            "wanted": wanted,
            "collections": [(one.code, one.title) for one in COLLECTIONS.values()],
            "shown": SHOWN,
            "severities": SEVERITIES,
            "address": pager_address(request, (SEARCH, COLLECTION, SHOW)),
        }
        return page(request, "severities.html", context)

    async def issue(self, request: Request) -> Response:
        """Show one issue: what it means, where it is what today, what was changed, how far judging again has come."""
        view = await self._issue(request)
        context = {
            "view": view,
            "severities": SEVERITIES,
            "titles": {one.code: one.title for one in COLLECTIONS.values()},
            "actions": [one for one in ACTIONS if _concerned(view, one)] if _may_change(request) else [],
            "unfinished": _unfinished(view),
            "under_way": any(one.open for one in view.progress.values()),
            "changed": CHANGED.of(request) is not None,
            "today": self._clock.today(),
        }
        return page(request, "severity.html", context)

    async def ask(self, request: Request) -> Response:
        """Show what the change would do, and the form."""
        view, action = await self._issue(request), _action(request)
        return await self._form(request, view, action, {"from_on": as_typed(self._clock.today())}, {})

    async def change(self, request: Request) -> Response:
        """Take the change, or ask again for what it lacks. Raises Transient."""
        view, action = await self._issue(request), _action(request)
        given = {name: field(request, name, length_max=PART_MAX) for name in ("collection", "from_on", "reason")}
        on = read_day(given["from_on"])
        if not isinstance(on, date):
            return await self._form(request, view, action, given, {"from_on": day_sentence(on, "day")})
        if given["collection"] and given["collection"] not in COLLECTIONS:
            raise HTTPException(400)
        change = SeverityChange(view.entry.code, given["collection"] or None, action.lowers)
        answer = await self._change(SeverityDecision(change, on, given["reason"], account_of(request).name))
        if answer != "taken":
            return await self._form(request, view, action, given, dict([_ANSWERS[answer]]))
        return RedirectResponse(site_of(request).link("validation", f"{_address(view)}?changed=yes"), status_code=303)

    async def _issue(self, request: Request) -> IssueView:
        view = await self._queries.issue(request.path_params["code"])
        if view is None:
            raise HTTPException(404)
        return view

    async def _form(
        self, request: Request, view: IssueView, action: Action, given: dict[str, str], problems: Problems
    ) -> Response:
        if not may_be_changed_in(view.entry.code):
            raise HTTPException(409)
        context = {
            "view": view,
            "action": action,
            "given": given,
            "problems": problems,
            "collections": [one for one in view.collections if one.why_fixed is None],
            "effects": await self._queries.effects(view.entry.code),
            "reason_max": REASON_LENGTH_MAX,
        }
        return page(request, "change_severity.html", context, status=400 if problems else 200)


def page_routes(pages: SeverityPages) -> list[GuardedRoute]:
    """Return every route of validation's pages with the permission that it needs."""
    takes = (SEARCH, COLLECTION, SHOW, PAGE)
    of_issue, of_action = f"{PATH}/{{code}}", f"{PATH}/{{code}}/{{action}}"
    return [
        get("/", pages.listing, needs=Permission.SEE_SEVERITIES, takes=takes),
        get(PATH, pages.listing, needs=Permission.SEE_SEVERITIES, takes=takes),
        get(of_issue, pages.issue, needs=Permission.SEE_SEVERITIES, takes=(CHANGED,)),
        get(of_action, pages.ask, needs=Permission.CHANGE_SEVERITIES),
        post(of_action, pages.change, needs=Permission.CHANGE_SEVERITIES),
    ]


def _address(view: IssueView) -> str:
    return f"{PATH}/{view.entry.code}"


def _may_change(request: Request) -> bool:
    return account_of(request).may(Permission.CHANGE_SEVERITIES)


def _action(request: Request) -> Action:
    action = next((one for one in ACTIONS if one.path == request.path_params["action"]), None)
    if action is None:
        raise HTTPException(404)
    return action


def _unfinished(view: IssueView) -> list[ChangeView]:
    """Return the newest changes for which files are still judged again, or could not be."""
    progress = {version: far for version, far in view.progress.items() if far.open or far.failed}
    return [change for change in view.changes if change.version in progress][:UNFINISHED_SHOWN]


def _concerned(view: IssueView, action: Action) -> list[InCollection]:
    """Return the collections in which the action would change what is so today."""
    return [one for one in view.collections if one.why_fixed is None and one.lowered != action.lowers]
