"""Who acts for one's own school or college, and how somebody else is let do so for a time."""

from collections.abc import Awaitable, Callable
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.validation.queries.accounts import AccountQueries
from services.validation.usecases.accounts.delegate import DAYS_MAX, DelegationResult, EndActing, LetActFor
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.days import day_sentence, read_day
from shared.web.requests.forms import field
from shared.web.requests.queries import one_of
from shared.web.requests.routes import account_of

PATH: Final = "/colleagues"
DONE: Final = one_of("done", ("let", "ended"))
_ANSWERS: Final = MappingProxyType[DelegationResult, tuple[str, str]](
    {
        "nobody": ("name", "Enter the account name of somebody who sends files. Ask the authority for a new account"),
        "oneself": ("name", "Enter the account name of somebody else"),
        "days": ("until_on", f"Enter today or a day within the next {DAYS_MAX} days"),
        "so already": ("until_on", "They act for you until that day already"),
    }
)
DelegateCommand = Callable[[LetActFor | EndActing, str], Awaitable[DelegationResult]]


class ColleaguePages:
    """The list, the form and the button."""

    def __init__(self, queries: AccountQueries, delegate: DelegateCommand) -> None:
        self._queries = queries
        self._delegate = delegate

    async def show(self, request: Request) -> Response:
        """Show who acts for the establishment."""
        return await self._page(request, {}, {})

    async def let(self, request: Request) -> Response:
        """Let somebody act for it until a day."""
        given = {name: field(request, name) for name in ("name", "until_on")}
        until_on = read_day(given["until_on"])
        if not isinstance(until_on, date):
            return await self._page(request, given, {"until_on": day_sentence(until_on, "last day")})
        account = account_of(request)
        answer = await self._delegate(LetActFor(account.establishment or "", given["name"], until_on), account.name)
        if answer != "done":
            return await self._page(request, given, dict([_ANSWERS[answer]]))
        return _back(request, "let")

    async def end(self, request: Request) -> Response:
        """End a delegation of one's own establishment; 404 for any other."""
        account = account_of(request)
        try:
            order = EndActing(account.establishment or "", UUID(request.path_params["place_id"]))
        except ValueError:
            raise HTTPException(404) from None
        if await self._delegate(order, account.name) != "done":
            raise HTTPException(404)
        return _back(request, "ended")

    async def _page(self, request: Request, given: dict[str, str], problems: dict[str, str]) -> Response:
        own = account_of(request).establishment or ""
        context = {
            "own": own,
            "people": await self._queries.acting_for(own),
            "given": given,
            "problems": problems,
            "done": DONE.of(request) if request.method == "GET" else None,
            "may_delegate": account_of(request).may(Permission.DELEGATE),
            "days_max": DAYS_MAX,
        }
        return page(request, "accounts/colleagues.html", context, status=422 if problems else 200)


def _back(request: Request, done: str) -> Response:
    return RedirectResponse(site_of(request).link("validation", f"{PATH}?done={done}"), status_code=303)
