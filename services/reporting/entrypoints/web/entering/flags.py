"""The page on which the authority enters an objection or that a record is confidential, or lifts one."""

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.flags.outputs import FLAGS, WORDS
from services.reporting.queries.person import PersonQueries, PersonView
from services.reporting.usecases.flags.set_flag import FlagEntry
from shared.clock import Clock
from shared.web.pages.site import page, site_of
from shared.web.requests.days import as_typed, read_days
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.routes import account_of

SetsFlag = Callable[[FlagEntry], Awaitable[bool]]
_WORDS_MAX: Final = 500
ACTS: Final = {"set": "It holds from the day below", "lifted": "It is lifted"}
_FIELDS: Final = ("flag", "act", "since", "reason")


class FlagPages:
    """Ask, and record; the record of the person shows which flags hold."""

    def __init__(self, person: PersonQueries, set_flag: SetsFlag, clock: Clock) -> None:
        self._person = person
        self._set_flag = set_flag
        self._clock = clock

    async def ask(self, request: Request) -> Response:
        """The form, with what holds now."""
        return await self._form(request, {"since": as_typed(self._clock.today()), "act": "set"}, {})

    async def enter(self, request: Request) -> Response:
        """Record what was entered. Raises Transient."""
        given = {name: field(request, name, length_max=PART_MAX).replace("\r\n", "\n") for name in _FIELDS}
        days, problems = read_days({"since": "day since when"}, given)
        flag = next((one for one in FLAGS if one == given["flag"]), None)
        if flag is None:
            problems["flag"] = "Select what it is about"
        if given["act"] not in ACTS:
            problems["act"] = "Select whether it holds or is lifted"
        if "since" not in problems and "since" not in days:
            problems["since"] = "Enter the day since when"
        if not given["reason"] or len(given["reason"]) > _WORDS_MAX:
            problems["reason"] = f"Enter the reason, in at most {_WORDS_MAX} characters"
        if problems or flag is None:
            return await self._form(request, given, problems)
        entry = FlagEntry(
            field(request, "form_id"),
            _person_id(request),
            flag,
            given["act"] == "set",
            days["since"],
            given["reason"],
            account_of(request).name,
        )
        if not await self._set_flag(entry):
            raise HTTPException(404)
        return RedirectResponse(site_of(request).link("reporting", f"/people/{entry.person_id}"), status_code=303)

    async def _form(self, request: Request, given: dict[str, str], problems: dict[str, str]) -> Response:
        view: PersonView | None = await self._person.find_person(_person_id(request), account=account_of(request).name)
        if view is None:
            raise HTTPException(404)
        context = {
            "view": view,
            "given": given,
            "problems": problems,
            "flags": WORDS,
            "acts": ACTS,
            "form_id": new_form_id(),
        }
        return page(request, "entry/flags.html", context, status=422 if problems else 200)


def _person_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["person_id"])
    except ValueError as error:
        raise HTTPException(404) from error
