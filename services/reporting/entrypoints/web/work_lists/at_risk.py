"""People at risk: a list that is taken in, and one person's reasons with what came of them."""

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.work_lists.at_risk import (
    FOLLOWS,
    LINES_MAX,
    REASON_FAMILIES,
    SOURCES,
    RiskAct,
)
from services.reporting.entrypoints.web.parameters import WRITTEN
from services.reporting.entrypoints.web.work_lists.pages import NOTE_MAX, WorkListDependencies, person_id_of
from services.reporting.usecases.work_lists.record_risk import RiskList, RiskWord, read_risk_list
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import PART_MAX, field, form_of, new_form_id
from shared.web.requests.routes import account_of

_EDITION_MAX: Final = 60
_ACT_WORDS: Final[dict[RiskAct, str]] = {
    "found": "Found to be at risk",
    "accepted": "Accepted",
    "contacted": "Contacted",
    "answered": "The school answered",
    "closed": "Closed",
}


class RiskPages:
    """Reasons are shown as they were given: there is no score."""

    def __init__(self, needs: WorkListDependencies) -> None:
        self._needs = needs

    async def ask_list(self, request: Request) -> Response:
        """The empty form for a list."""
        return self._list(request, {}, {})

    async def take_list(self, request: Request) -> Response:
        """Take in a list, and give back the lines that are of nobody. Raises Transient."""
        given = {name: field(request, name, length_max=PART_MAX) for name in ("source", "edition", "lines")}
        source = next((one for one in SOURCES if one == given["source"]), None)
        lines, wrong = read_risk_list(given["lines"])
        problems = {}
        if source is None:
            problems["source"] = "Select whose list it is"
        if not given["edition"] or len(given["edition"]) > _EDITION_MAX:
            problems["edition"] = f"Enter which edition it is, in at most {_EDITION_MAX} characters"
        if not 1 <= len(lines) <= LINES_MAX or wrong:
            which = f"; these begin with no number: {', '.join(map(str, wrong))}" if wrong else ""
            problems["lines"] = f"Enter from 1 to {LINES_MAX} lines, each beginning with a number{which}"
        if problems or source is None:
            return self._list(request, given, problems, status=422)
        taken = RiskList(field(request, "form_id"), account_of(request).name, source, given["edition"], lines)
        missing = await self._needs.take_risks(taken)
        return self._list(request, {}, {}, taken=len(lines) - len(missing), missing=[one.place for one in missing])

    async def person(self, request: Request) -> Response:
        """One person's reasons. Raises Transient."""
        return await self._person(request, {})

    async def record(self, request: Request) -> Response:
        """Record what came of it. Raises Transient."""
        act = next((one for one in _ACT_WORDS if one == field(request, "act")), None)
        note = field(request, "note", length_max=PART_MAX).replace("\r\n", "\n")
        asked = form_of(request).getlist("reasons")
        reasons = tuple(one for one in REASON_FAMILIES if one in asked)
        problem = _problem(act, reasons, note)
        if problem or act is None:
            return await self._person(request, {"note": note, "problem": problem}, status=422)
        account, person_id = account_of(request).name, person_id_of(request)
        word = RiskWord(field(request, "form_id"), account, person_id, act, reasons, note or None)
        result = await self._needs.record_risk(word)
        if result == "nobody":
            raise HTTPException(404)
        if result == "not now":
            again = {"note": note, "problem": "Somebody said something meanwhile. Read it, then choose again"}
            return await self._person(request, again, status=409)
        target = site_of(request).link("reporting", f"/people/{person_id}/at-risk?{WRITTEN.name}=yes")
        return RedirectResponse(target, status_code=303)

    async def _person(self, request: Request, given: dict[str, str], *, status: int = 200) -> Response:
        found = await self._needs.queries.person(person_id_of(request), account=account_of(request).name)
        if found is None:
            raise HTTPException(404)
        context: dict[str, Any] = {
            "found": found,
            "given": given,
            "problems": {"note": given["problem"]} if given.get("problem") else {},
            "may": FOLLOWS[found.risks[0].act if found.risks else None],
            "acts": _ACT_WORDS,
            "families": REASON_FAMILIES,
            "sources": SOURCES,
            "form_id": new_form_id(),
            "written": WRITTEN.of(request) is not None,
        }
        return page(request, "work_lists/at_risk.html", context, status=status)

    def _list(
        self,
        request: Request,
        given: dict[str, str],
        problems: dict[str, str],
        *,
        status: int = 200,
        taken: int | None = None,
        missing: list[int] | None = None,
    ) -> Response:
        context: dict[str, Any] = {
            "given": given,
            "problems": problems,
            "sources": SOURCES,
            "families": REASON_FAMILIES,
            "form_id": new_form_id(),
            "taken": taken,
            "missing": missing or [],
            "lines_max": LINES_MAX,
        }
        return page(request, "work_lists/risk_list.html", context, status=status)


def _problem(act: RiskAct | None, reasons: tuple[str, ...], note: str) -> str:
    if act is None:
        return "Choose what is to be recorded"
    if len(note) > NOTE_MAX:
        return f"Enter at most {NOTE_MAX} characters"
    if act == "found" and not reasons and not note:
        return "Choose a reason, or enter why"
    return "Enter what the school answered" if act == "answered" and not note else ""
