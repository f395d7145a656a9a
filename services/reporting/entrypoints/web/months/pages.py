"""The months of the national return: how each stands, and its next step."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.reporting.domain.months.month import NEXT, WORDS_MAX, AskedStep, Month, MonthAct, Refusal, Step
from services.reporting.domain.months.month import STEPS as ROWS
from services.reporting.entrypoints.web.months.words import (
    OTHER_STEPS,
    REFUSALS,
    STATES,
    STEPS,
    TONES,
    month_title,
)
from services.reporting.queries.months.months import MonthQueries
from services.reporting.usecases.months.take_step import StepCommand
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import one_of
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/months"
DONE: Final = one_of("done", tuple(STEPS))
"""Whoever follows such a link has just taken this step."""
_STALE: Final[frozenset[Refusal]] = frozenset({"changed meanwhile", "not from here", "being made"})
"""Refusals that come of how the month stands, and of nothing that was typed."""
TakesStep = Callable[[StepCommand], Awaitable[Literal["taken"] | Refusal]]


@dataclass(frozen=True, slots=True)
class MonthDependencies:
    """What the pages of months read through, and what they command."""

    queries: MonthQueries
    take: TakesStep


class MonthPages:
    """List the months, show one, take a step."""

    def __init__(self, needs: MonthDependencies) -> None:
        self._needs = needs

    async def listing(self, request: Request) -> Response:
        """Show every month with what it waits for. Raises Transient."""
        context = {**_words(request), "months": await self._needs.queries.months()}
        return page(request, "month/list.html", context)

    async def as_json(self, request: Request) -> Response:
        """Return the same for the command. Raises Transient."""
        return JSONResponse({"months": [_json(month, act) for month, act in await self._needs.queries.months()]})

    async def one(self, request: Request) -> Response:
        """Show how one month stands and what was done about it. Raises Transient."""
        view = await self._needs.queries.month(_period_end(request))
        context = {**_words(request), "view": view, "may_begin": self._needs.queries.may_begin}
        return page(request, "month/month.html", context | {"done": DONE.of(request)})

    async def one_as_json(self, request: Request) -> Response:
        """Return how one month stands. Raises Transient."""
        view = await self._needs.queries.month(_period_end(request))
        made = view.rests is not None and view.counted is not None
        errors = None if view.errors is None else {str(priority): n for priority, n in view.errors.items()}
        last = view.acts[-1] if view.acts else None
        return JSONResponse(_json(view.month, last) | {"made": made, "errors": errors})

    async def ask(self, request: Request) -> Response:
        """Show what a step does. Raises Transient."""
        return await self._form(request, _step(request), {"reason": "", "reference": ""}, {}, 200)

    async def take(self, request: Request) -> Response:
        """Take a step, as the month was shown. Raises Transient."""
        step, period_end = _step(request), _period_end(request)
        given = {name: field(request, name, length_max=PART_MAX) for name in ("reason", "reference")}
        version = field(request, "version")
        asked = AskedStep(step, int(version) if version.isdecimal() and len(version) < 7 else -1, **given)
        command = StepCommand(period_end, asked, account_of(request).name, field(request, "form_id"))
        result = await self._needs.take(command)
        if result != "taken":
            name, sentence = REFUSALS[result]
            status = 409 if result in _STALE else 422
            return await self._form(request, step, given, {name: sentence}, status)
        link = site_of(request).link("reporting", f"{PATH}/{period_end}?done={step}")
        return RedirectResponse(link, status_code=303)

    async def _form(
        self, request: Request, step: Step, given: Mapping[str, str], problems: Mapping[str, str], status: int
    ) -> Response:
        context = {
            **_words(request),
            "view": await self._needs.queries.month(_period_end(request)),
            "step": step,
            "given": given,
            "problems": problems,
            "words_max": WORDS_MAX,
            "form_id": new_form_id(),
        }
        return page(request, "month/step.html", context, status=status)


def _period_end(request: Request) -> date:
    try:
        found = date.fromisoformat(request.path_params["period_end"])
    except ValueError:
        raise HTTPException(404) from None
    if (
        not 2000 <= found.year < 2200
        or (found + timedelta(days=1)).day != 1
        or str(found) != request.path_params["period_end"]
    ):
        raise HTTPException(404)
    return found


def _step(request: Request) -> Step:
    step: Step = request.path_params["step"]
    if step not in STEPS:
        raise HTTPException(404)
    return step


def _words(request: Request) -> dict[str, Any]:
    return {
        "states": STATES,
        "steps": STEPS,
        "rows": ROWS,
        "next_of": NEXT,
        "tones": TONES,
        "other_steps": OTHER_STEPS,
        "month_title": month_title,
        "may_step": account_of(request).may(Permission.CLOSE_MONTHS),
    }


def _json(month: Month, act: MonthAct | None) -> dict[str, object]:
    return {
        "month": month.period_end.isoformat(),
        "state": month.state,
        "next": NEXT[month.state],
        "version": month.version,
        "edition": month.edition,
        "checked_snapshot": month.checked,
        "closed_snapshot": month.frozen,
        "by": act.account if act else None,
        "at": act.acted_at.isoformat() if act else None,
    }


def month_routes(needs: MonthDependencies) -> list[GuardedRoute]:
    """Return every route of the months with the permission that it needs."""
    pages, one = MonthPages(needs), f"{PATH}/{{period_end}}"
    return [
        get(PATH, pages.listing, needs=Permission.SEE_FIGURES),
        get(f"/api{PATH}", pages.as_json, needs=Permission.SEE_FIGURES),
        get(one, pages.one, needs=Permission.SEE_FIGURES, takes=(DONE,)),
        get(f"/api{one}", pages.one_as_json, needs=Permission.SEE_FIGURES),
        get(f"{one}/{{step}}", pages.ask, needs=Permission.CLOSE_MONTHS),
        post(f"{one}/{{step}}", pages.take, needs=Permission.CLOSE_MONTHS),
    ]
