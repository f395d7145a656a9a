"""Pages about unusual leavers, for the authority: the alerts, and one with its evidence and what was decided."""

from collections.abc import Awaitable, Callable
from typing import Any, Final, get_args

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.reporting.domain.quality.leaver_alerts import AlertKey, AlertKind
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import WRITTEN
from services.reporting.entrypoints.web.quality.words import ALERT_ACTS, ALERT_KINDS, ALERT_STATES
from services.reporting.queries.quality.leaver_alerts import AlertState, AlertView, LeaverAlertQueries
from services.reporting.usecases.quality.answer_alert import AlertAnswer, AlertResult
from services.reporting.usecases.quality.ports import AlertAct
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import PART_MAX, field, new_form_id
from shared.web.requests.queries import PAGE, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import account_of

LISTED: Final = 50
REASON_MAX: Final = 1000
ALERT_KIND: Final = one_of("kind", get_args(AlertKind))
ALERT_STATE: Final = one_of("state", get_args(AlertState))
ALERT_LIST: Final = (ALERT_KIND, ALERT_STATE, PAGE)
"""What the address of the list holds."""
_STALE: Final = "This has changed meanwhile. Read what is new, then decide again: what you entered is still here"

Answer = Callable[[AlertAnswer], Awaitable[AlertResult]]


class LeaverPages:
    """The list of alerts, and one alert."""

    def __init__(self, alerts: LeaverAlertQueries, answer: Answer, names: Names) -> None:
        self._alerts = alerts
        self._answer = answer
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The alerts; those that nobody has acknowledged first."""
        view = await self._alerts.leavers()
        kind = next((one for one in get_args(AlertKind) if one == ALERT_KIND.of(request)), None)
        state = next((one for one in get_args(AlertState) if one == ALERT_STATE.of(request)), None)
        found = view.listing(kind, state, page=page_number(request), page_size=LISTED)
        check_page(request, found.pages)
        context = {
            "view": view,
            "found": found,
            "kind": kind,
            "state": state,
            "kinds": ALERT_KINDS,
            "states": ALERT_STATES,
            "names": self._names,
            "address": pager_address(request, (ALERT_KIND, ALERT_STATE)),
        }
        return page(request, "quality/leavers.html", context)

    async def as_json(self, request: Request) -> Response:
        """The alerts, as JSON: numbers of establishments, months and counts."""
        view = await self._alerts.leavers()
        return JSONResponse(
            {
                "establishments": view.establishments,
                "returns": view.returns,
                "alerts": [
                    {
                        **one.key._asdict(),
                        "until": one.alert.until,
                        "returns": one.alert.returns,
                        "leavers": one.alert.leavers,
                        "expected": round(one.alert.expected, 2),
                        "peers": one.alert.peers,
                        "state": one.state,
                    }
                    for one in view.alerts
                    if one.alert is not None
                ],
            }
        )

    async def one(self, request: Request) -> Response:
        """One alert: its evidence, and what was decided."""
        return await self._shown(request, {})

    async def answer(self, request: Request) -> Response:
        """Acknowledge an alert, or take that back. Raises Transient."""
        key, act = _key_of(request), _act_of(request)
        reason = field(request, "reason", length_max=PART_MAX).replace("\r\n", "\n")
        problem = _problem(act, reason)
        if problem:
            return await self._shown(request, {"reason": reason, "problem": problem}, status=422)
        view = await self._found(request)
        seen = field(request, "seen")
        answer = AlertAnswer(
            key, field(request, "form_id"), account_of(request).name, act, reason, int(seen) if seen.isdecimal() else -1
        )
        if view.alert is None or await self._answer(answer) == "stale":
            return await self._shown(request, {"reason": reason, "problem": _STALE}, status=409)
        return RedirectResponse(site_of(request).link("reporting", f"{request.url.path}?written=yes"), status_code=303)

    async def _found(self, request: Request) -> AlertView:
        found = await self._alerts.find_alert(_key_of(request))
        if found is None:
            raise HTTPException(404)
        return found

    async def _shown(self, request: Request, entered: dict[str, str], *, status: int = 200) -> Response:
        found = await self._found(request)
        may = account_of(request).may(Permission.ANSWER_ALERTS) and found.alert is not None
        context: dict[str, Any] = {
            "one": found,
            "state": found.state,
            "may_acknowledge": may and found.acknowledged is None,
            "may_undo": may and found.acknowledged is not None,
            "written": not entered and WRITTEN.of(request) is not None,
            "entered": entered.get("reason", ""),
            "problem": entered.get("problem", ""),
            "reason_max": REASON_MAX,
            "form_id": new_form_id(),
            "kinds": ALERT_KINDS,
            "states": ALERT_STATES,
            "acts": ALERT_ACTS,
            "names": self._names,
        }
        return page(request, "quality/leavers_alert.html", context, status=status)


def _problem(act: AlertAct, reason: str) -> str:
    """Return what is wrong with the reason; empty: nothing."""
    if act == "acknowledged" and not reason:
        return "Enter the reason"
    if len(reason) > REASON_MAX:
        return f"Enter at most {REASON_MAX:,} characters; these are {len(reason):,}"
    return ""


def _act_of(request: Request) -> AlertAct:
    found: AlertAct | None = next((act for act in get_args(AlertAct) if act == field(request, "act")), None)
    if found is None:
        raise HTTPException(400)
    return found


def _key_of(request: Request) -> AlertKey:
    """Return which alert the address names; 404 for a kind that there is not. The rest is looked up as it is."""
    path = request.path_params
    kind: AlertKind | None = next((one for one in get_args(AlertKind) if one == path["kind"]), None)
    if kind is None:
        raise HTTPException(404)
    return AlertKey(path["establishment"], kind, path["since"])
