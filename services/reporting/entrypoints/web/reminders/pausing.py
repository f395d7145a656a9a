"""Pausing reminders, from one of them to all, with a reason; and ending a pause."""

import re
from collections.abc import Callable
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.reminders.pages import LISTED, PATH, ReminderDependencies
from services.reporting.entrypoints.web.reminders.words import DONE, PAUSED, pause_words, scope_choices
from services.reporting.usecases.reminders.enter_settings import REASON_LENGTH_MAX, PauseCommand
from services.reporting.usecases.reminders.ports import PauseScope
from shared.web.pages.site import page, site_of
from shared.web.requests.base_path import here
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import Parameter, check_page, page_number
from shared.web.requests.routes import account_of

_ID: Final = re.compile(r"[1-9][0-9]{0,17}")
_NO_SCOPE: Final = "Select which reminders are not to be sent"
_NO_REASON: Final = f"Enter why, in at most {REASON_LENGTH_MAX} characters"


class PausePages:
    """The list of pauses, and the form of a new one."""

    def __init__(self, needs: ReminderDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def listing(self, request: Request) -> Response:
        """Every pause, those in force first: whose reminders, why, by whom."""
        found = await self._needs.history.pauses(page=page_number(request), page_size=LISTED)
        check_page(request, found.pages)
        context = {
            "found": found,
            "done": DONE.of(request) is not None,
            "names": self._names,
            "pause_words": pause_words,
            "address": f"{here(request)}?",
        }
        return page(request, "reminder/pauses.html", context)

    async def ask(self, request: Request) -> Response:
        """Show what may be paused, and ask why."""
        return self._form(request, _scope(lambda one: one.of(request)), {}, {})

    async def pause(self, request: Request) -> Response:
        """Keep a pause, or ask again. Raises Transient."""
        asked = _scope(lambda one: _read(request, one))
        given = {"scope": field(request, "scope"), "reason": field(request, "reason", length_max=PART_MAX)}
        chosen = next((one for one in scope_choices(asked, self._names.of) if one.value == given["scope"]), None)
        problems = {} if chosen is not None else {"scope": _NO_SCOPE}
        if not 0 < len(given["reason"]) <= REASON_LENGTH_MAX:
            problems["reason"] = _NO_REASON
        if chosen is None or problems:
            return self._form(request, asked, given, problems)
        form_id, account = field(request, "form_id"), account_of(request).name
        await self._needs.pause(PauseCommand(form_id, chosen.scope, given["reason"], account))
        return _to_list(request)

    async def end(self, request: Request) -> Response:
        """End a pause. Ending what has ended already is no fault: the list says how it stands. Raises Transient."""
        number = request.path_params["pause_id"]
        if not _ID.fullmatch(number):
            raise HTTPException(404)
        await self._needs.end_pause(int(number), account_of(request).name)
        return _to_list(request)

    def _form(self, request: Request, asked: PauseScope, given: dict[str, str], problems: dict[str, str]) -> Response:
        context = {
            "asked": {one.name: value for one, value in zip(PAUSED, asked, strict=True) if value is not None},
            "choices": scope_choices(asked, self._names.of),
            "given": given,
            "problems": problems,
            "reason_max": REASON_LENGTH_MAX,
            "form_id": new_form_id(),
        }
        return page(request, "reminder/pause.html", context, status=422 if problems else 200)


def _scope(read: Callable[[Parameter[Any]], Any]) -> PauseScope:
    return PauseScope(*map(read, PAUSED))


def _read(request: Request, parameter: Parameter[Any]) -> object:
    """Return what a hidden field of the form says, which the page itself wrote; 400 where it makes no sense."""
    text = field(request, parameter.name)
    value = parameter.read(text) if text else None
    if text and value is None:
        raise HTTPException(400)
    return value


def _to_list(request: Request) -> Response:
    return RedirectResponse(site_of(request).link("reporting", f"{PATH}/pauses?done=yes"), status_code=303)
