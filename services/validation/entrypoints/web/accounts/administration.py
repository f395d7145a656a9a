"""The page of accounts: who may come in, as what and for whom; made, disabled and helped by an administrator."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.validation.queries.accounts import AccountQueries, AccountView
from services.validation.usecases.accounts.change_account import (
    AccountChanged,
    AccountOrder,
    AccountRefusal,
    ChangeRole,
    DisableAccount,
    EnableAccount,
    EndEstablishment,
    EndSessions,
    GiveEstablishment,
    MakeAccount,
    ResetPassword,
)
from shared.vocabulary.establishments import Register
from shared.vocabulary.london import london_day
from shared.web.accounts.permissions import ROLE_WORDS, Permission, Role
from shared.web.pages.site import page, site_of
from shared.web.requests.days import day_sentence, read_day
from shared.web.requests.forms import field
from shared.web.requests.queries import PAGE, Parameter, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import account_of

PATH: Final = "/accounts"
LISTED: Final = 50
SEARCH: Final = Parameter("search", "part of an account's name", lambda text: text[:100])
ROLE: Final = one_of("role", tuple(Role))
DONE: Final = one_of("done", ("yes",))
PROBLEMS: Final = MappingProxyType[AccountRefusal, tuple[str, str]](
    {
        "unknown": ("name", "There is no such account any more"),
        "name": ("name", "Enter a name of letters, digits and . @ _ + ' - without spaces, such as an e-mail address"),
        "name taken": ("name", "Another account has that name"),
        "establishment": ("establishment", "Enter a DfE number of seven digits or a UKPRN of eight"),
        "days": ("until_on", "Enter a last day that is not before the first"),
        "uploaders only": (
            "establishment",
            "Enter a school or college for somebody who sends files, and for nobody else",
        ),
        "own account": ("act", "Somebody else has to do that: it is your own account"),
        "last administrator": ("act", "Make another administrator first: this is the last one who can sign in"),
        "provider's": ("act", "The provider says that about this account, not this page"),
        "so already": ("act", "It is so already"),
    }
)
ChangeAccountCommand = Callable[[AccountOrder, str], Awaitable[AccountChanged | AccountRefusal]]


class AccountPages:
    """The list, the form for a new account, and the page of one."""

    def __init__(self, queries: AccountQueries, change: ChangeAccountCommand, register: Register) -> None:
        self._queries = queries
        self._change = change
        self._register = register

    async def listing(self, request: Request) -> Response:
        """Show accounts by name, with search and paging."""
        wanted = {one.name: one.of(request) for one in (SEARCH, ROLE)}
        listing = await self._queries.accounts(
            wanted["search"] or "", wanted["role"], page=page_number(request), page_size=LISTED
        )
        check_page(request, listing.pages)
        context = {
            "listing": listing,
            "wanted": wanted,
            "roles": ROLE_WORDS,
            "may_change": account_of(request).may(Permission.CHANGE_ACCOUNTS),
            "address": pager_address(request, (SEARCH, ROLE)),
        }
        return page(request, "accounts/list.html", context)

    async def ask_new(self, request: Request) -> Response:
        """Show the form for a new account."""
        return _new_form(request, {}, {})

    async def make(self, request: Request) -> Response:
        """Make it and show, once, the word that sets its password."""
        given = {name: field(request, name) for name in ("name", "role", "establishment", "emergency")}
        if given["role"] not in ROLE_WORDS:
            return _new_form(request, given, {"role": "Select what the account is for"})
        if given["establishment"] and self._register.find(given["establishment"]) is None:
            return _new_form(request, given, {"establishment": "No school or college has that number"})
        order = MakeAccount(
            given["name"], Role(given["role"]), given["establishment"] or None, emergency=given["emergency"] == "yes"
        )
        made = await self._change(order, account_of(request).name)
        if isinstance(made, str):
            return _new_form(request, given, dict([PROBLEMS[made]]))
        return page(request, "accounts/word.html", {"word": made.word, "name": order.name, "id": made.account_id})

    async def one(self, request: Request) -> Response:
        """Show one account, with what was changed about it."""
        return await self._page(request, await self._view(request), {}, {})

    async def change(self, request: Request) -> Response:
        """Carry one order about it out."""
        view, act = await self._view(request), request.path_params["act"]
        order = _order(request, act, view.account.id)
        if isinstance(order, dict):
            return await self._page(request, view, _given(request), order)
        if isinstance(order, GiveEstablishment) and self._register.find(order.establishment) is None:
            unknown = {"establishment": "No school or college has that number"}
            return await self._page(request, view, _given(request), unknown)
        done = await self._change(order, account_of(request).name)
        if isinstance(done, str):
            return await self._page(request, view, _given(request), dict([PROBLEMS[done]]))
        if done.word is not None:
            context = {"word": done.word, "name": view.account.name, "id": view.account.id}
            return page(request, "accounts/word.html", context)
        return RedirectResponse(
            site_of(request).link("validation", f"{PATH}/{view.account.id}?done=yes"), status_code=303
        )

    async def _view(self, request: Request) -> AccountView:
        try:
            view = await self._queries.account(UUID(request.path_params["account_id"]))
        except ValueError:
            view = None
        if view is None:
            raise HTTPException(404)
        return view

    async def _page(
        self, request: Request, view: AccountView, given: Mapping[str, str], problems: Mapping[str, str]
    ) -> Response:
        found = {one.establishment: self._register.find(one.establishment) for one in view.places}
        context = {
            "view": view,
            "roles": ROLE_WORDS,
            "own": view.account.name == account_of(request).name,
            "may_change": account_of(request).may(Permission.CHANGE_ACCOUNTS),
            "names": {number: one.name if one else number for number, one in found.items()},
            "today": london_day(datetime.now(UTC)),
            "given": given,
            "problems": problems,
            "done": request.method == "GET" and DONE.of(request) is not None,
        }
        return page(request, "accounts/account.html", context, status=422 if problems else 200)


@dataclass(frozen=True, slots=True)
class _Days:
    from_on: date
    until_on: date | None


def _order(request: Request, act: str, account_id: UUID) -> AccountOrder | dict[str, str]:
    """Return what the form orders, or what is wrong with it. 404 for what cannot be ordered."""
    simple: dict[str, AccountOrder] = {
        "disable": DisableAccount(account_id),
        "enable": EnableAccount(account_id),
        "reset": ResetPassword(account_id),
        "sign-out": EndSessions(account_id),
    }
    if act in simple:
        return simple[act]
    if act == "role":
        role = field(request, "role")
        return ChangeRole(account_id, Role(role)) if role in ROLE_WORDS else {"role": "Select what the account is for"}
    if act == "establishment":
        days = _days(request)
        if not isinstance(days, _Days):
            return days
        return GiveEstablishment(account_id, field(request, "establishment"), days.from_on, days.until_on)
    if act == "end":
        try:
            return EndEstablishment(account_id, UUID(field(request, "place")))
        except ValueError:
            raise HTTPException(400) from None
    raise HTTPException(404)


def _days(request: Request) -> _Days | dict[str, str]:
    first = read_day(field(request, "from_on"))
    if not isinstance(first, date):
        return {"from_on": day_sentence(first, "first day")}
    typed = field(request, "until_on")
    last = read_day(typed) if typed else None
    if last is not None and not isinstance(last, date):
        return {"until_on": day_sentence(last, "last day")}
    return _Days(first, last)


def _given(request: Request) -> dict[str, str]:
    return {name: field(request, name) for name in ("establishment", "from_on", "until_on", "role")}


def _new_form(request: Request, given: Mapping[str, str], problems: Mapping[str, str]) -> Response:
    context = {"given": given, "problems": problems, "roles": ROLE_WORDS}
    return page(request, "accounts/new.html", context, status=422 if problems else 200)


TAKES: Final = (SEARCH, ROLE, PAGE)
