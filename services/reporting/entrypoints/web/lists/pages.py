"""The lists that are sent to schools: how ready each is, sending it out, and a school's own with its names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.lists.who_is_listed import RULES
from services.reporting.entrypoints.web.downloads.sent_back import attached, attached_csv, name_for
from services.reporting.entrypoints.web.downloads.templates import XLSX
from services.reporting.entrypoints.web.files.visibility import own_of
from services.reporting.entrypoints.web.labels import Names, collection_title
from services.reporting.entrypoints.web.lists.words import REFUSALS, basis_words
from services.reporting.queries.guarantee_countdown import CountdownQueries
from services.reporting.queries.lists.lists import LISTS, ListQueries, ListReady
from services.reporting.queries.lists.sent import SentLists
from services.reporting.usecases.lists.issue_list import IssueCommand, IssueResult, TakeBackResult
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.base_path import here
from shared.web.requests.forms import field, new_form_id
from shared.web.requests.queries import PAGE, check_page, one_of, page_number
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/lists"
LISTED: Final = 100
DONE: Final = one_of("done", ("issued", "taken-back"))
"""Whoever follows such a link has just sent the list out, or taken it back."""
COLUMNS: Final = (
    "School number",
    "School",
    "Names today",
    "Names sent out",
    "Names answered",
    "Missing from number",
    "Missing from",
    "Returns missing",
    "Names it would probably remove",
    "Why",
)
"""Of the CSV, in order: a line for each school, then one for each school and establishment whose return is missing."""
Issue = Callable[[IssueCommand], Awaitable[IssueResult]]
TakeBack = Callable[[str, str, str, str], Awaitable[TakeBackResult]]


@dataclass(frozen=True, slots=True)
class ListDependencies:
    """What the pages about lists read through, and what they command."""

    queries: ListQueries
    sent: SentLists
    countdown: CountdownQueries
    issue: Issue
    take_back: TakeBack


class ListPages:
    """Numbers for the authority; names for the school that is asked, and whoever hands it the list."""

    def __init__(self, needs: ListDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def overview(self, request: Request) -> Response:
        """Both lists, and how each stands. Raises Transient."""
        return page(request, "lists/lists.html", {"lists": await self._needs.queries.overview(), "rules": RULES})

    async def one(self, request: Request) -> Response:
        """How ready one list is, by school and by what is missing. Raises Transient."""
        ready = await self._ready(request)
        number = page_number(request)
        pages = max(1, -(-len(ready.schools) // LISTED))
        check_page(request, pages)
        may = account_of(request).may
        context = {
            **self._context(ready),
            "schools": ready.schools[(number - 1) * LISTED : number * LISTED],
            "missing": sorted(ready.missing, key=lambda one: -(one.removable.people if one.removable else 0))[:LISTED],
            "number": number,
            "pages": pages,
            "may_issue": may(Permission.ISSUE_LISTS),
            "may_take": may(Permission.TAKE_LISTS),
            "done": DONE.of(request),
            "address": f"{here(request)}?",
        }
        return page(request, "lists/list.html", context)

    async def csv(self, request: Request) -> Response:
        """How ready one list is, as a file for a spreadsheet: numbers alone. Raises Transient."""
        ready = await self._ready(request)
        lines = [self._line(ready, one.establishment, None, "", "") for one in ready.schools]
        for missing in ready.missing:
            titles = "; ".join(collection_title(one.owed.collection) for one in missing.returns)
            of = [
                school.establishment
                for school in ready.schools
                if (school.establishment, missing.establishment) in ready.each
            ]
            lines += [self._line(ready, school, missing.establishment, titles, "0") for school in of or ("",)]
        return attached_csv([COLUMNS, *lines], f"{collection_title(ready.dates.collection)} list.csv".replace(",", ""))

    async def ask(self, request: Request) -> Response:
        """Show what sending a list out, or taking it back, does. Raises Transient."""
        _act(request)
        return self._form(request, await self._ready(request), "")

    async def send(self, request: Request) -> Response:
        """Send a list out, or take it back, as it was shown. Raises Transient."""
        act = _act(request)
        ready, account = await self._ready(request), account_of(request).name
        of = (ready.dates.collection, ready.dates.period)
        result: IssueResult | TakeBackResult
        if act == "issue":
            result = await self._needs.issue(
                IssueCommand(*of, account, field(request, "form_id"), field(request, "shown"))
            )
        else:
            result = await self._needs.take_back(*of, account, field(request, "shown"))
        if result in REFUSALS:
            return self._form(request, await self._ready(request), REFUSALS[result])
        done = "issued" if result == "issued" else "taken-back"
        return RedirectResponse(site_of(request).link("reporting", f"{PATH}/{of[0]}?done={done}"), status_code=303)

    async def workbook(self, request: Request) -> Response:
        """The list of one school with its names, to fill in: of an uploader its own alone. Raises Transient."""
        account, path = account_of(request), request.path_params
        number, code = path["establishment"], path["collection"]
        if code not in LISTS or own_of(account) not in (None, number):
            raise HTTPException(404)
        content = await self._needs.sent.workbook(code, number, account=account.name)
        if content is None:
            raise HTTPException(404)
        return attached(content, XLSX, name_for(self._names, number, collection_title(code), "xlsx"))

    async def _ready(self, request: Request) -> ListReady:
        ready = await self._needs.queries.ready(request.path_params["collection"])
        if ready is None:
            raise HTTPException(404)
        return ready

    def _form(self, request: Request, ready: ListReady, problem: str) -> Response:
        context = {**self._context(ready), "act": _act(request), "problem": problem, "form_id": new_form_id()}
        return page(request, "lists/send.html", context, status=409 if problem else 200)

    def _context(self, ready: ListReady) -> dict[str, Any]:
        rule = RULES[ready.dates.of]
        return {"ready": ready, "rule": rule, "names": self._names, "basis_words": basis_words}

    def _line(self, ready: ListReady, school: str, missing: str | None, titles: str, none: str) -> list[str]:
        of = next((one for one in ready.schools if one.establishment == school), None)
        removable = ready.each.get((school or None, missing)) if missing is None or school else None
        unknown = "not known" if missing is not None and not school else none
        return [
            school,
            self._names.of(school) if school else "",
            str(of.names) if of else "",
            str(of.sent.listed) if of and of.sent else "",
            str(of.sent.answered) if of and of.sent else "",
            missing or "",
            self._names.of(missing) if missing else "",
            titles,
            str(removable.people) if removable else unknown,
            basis_words(removable),
        ]


def _act(request: Request) -> str:
    """Return whether a list is to be sent out or taken back."""
    act: str = request.path_params["act"]
    if act not in ("issue", "take-back"):
        raise HTTPException(404)
    return act


def list_routes(needs: ListDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes of the lists with the permission that each needs."""
    pages, one = ListPages(needs, names), f"{PATH}/{{collection}}"
    return [
        get(PATH, pages.overview, needs=Permission.SEE_RETURNS),
        get(one, pages.one, needs=Permission.SEE_RETURNS, takes=(DONE, PAGE)),
        get(f"{one}/readiness.csv", pages.csv, needs=Permission.SEE_RETURNS),
        get(f"{one}/of/{{establishment}}", pages.workbook, needs=Permission.TAKE_LISTS),
        get(f"{one}/{{act}}", pages.ask, needs=Permission.ISSUE_LISTS),
        post(f"{one}/{{act}}", pages.send, needs=Permission.ISSUE_LISTS),
    ]
