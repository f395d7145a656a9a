"""The snapshots that there are, and the form that asks for another one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from services.reporting.domain.snapshots.snapshot import Purpose, Snapshot
from services.reporting.entrypoints.web.snapshots.picker import SNAPSHOT
from services.reporting.queries.snapshots.snapshots import SnapshotQueries
from services.reporting.usecases.snapshots.ask_snapshot import Refusal
from shared.clock import Clock
from shared.vocabulary.london import end_of_london_day
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.days import as_typed, read_days
from shared.web.requests.forms import PART_MAX, field
from shared.web.requests.queries import PAGE, page_number
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/snapshots"
PAGE_SIZE: Final = 50
PURPOSES: Final[Mapping[Purpose, str]] = {
    "asked": "Asked for",
    "nightly": "Made at night",
    "month": "A month's figures",
    "what-if": "What-if",
}
_DAYS: Final = {"as_at": "day", "known_on": "day on which it was known"}
_REFUSALS: Final[Mapping[Refusal, tuple[str, str]]] = {
    "too far ahead": ("as_at", "Enter a day at most a year ahead"),
    "too long ago": ("as_at", "Enter a day from 1 September 2015 on"),
    "known in the future": ("known_on", "Enter today or a day before, or leave it empty"),
}
AsksSnapshot = Callable[..., Awaitable[int | Refusal]]


@dataclass(frozen=True, slots=True)
class SnapshotDependencies:
    """What the pages of snapshots read through, and what they command."""

    queries: SnapshotQueries
    ask: AsksSnapshot
    clock: Clock


class SnapshotPages:
    """List, ask, and tell how far the making is."""

    def __init__(self, needs: SnapshotDependencies) -> None:
        self._needs = needs

    async def listing(self, request: Request) -> Response:
        """Show every snapshot, the newest first."""
        return await self._listing(request, {"as_at": as_typed(self._needs.clock.today()), "known_on": ""}, {})

    async def ask(self, request: Request) -> Response:
        """Ask for one, and show how far it is. Raises Transient."""
        given = {name: field(request, name, length_max=PART_MAX) for name in _DAYS}
        days, problems = read_days(_DAYS, given)
        if not problems and "as_at" not in days:
            problems["as_at"] = "Enter the day"
        if problems:
            return await self._listing(request, given, problems)
        answer = await self._needs.ask(
            days["as_at"], self._known_at(days.get("known_on")), account=account_of(request).name
        )
        if not isinstance(answer, int):
            name, sentence = _REFUSALS[answer]
            return await self._listing(request, given, {name: sentence})
        return RedirectResponse(site_of(request).link("reporting", f"{PATH}/{answer}"), status_code=303)

    async def one(self, request: Request) -> Response:
        """Show one snapshot: how far it is or, once it is made, what can be seen of it."""
        return page(request, "snapshot/one.html", {"snapshot": await self._found(request), "purposes": PURPOSES})

    async def as_json(self, request: Request) -> Response:
        """Return the same for the command."""
        return JSONResponse(_json(await self._found(request)))

    def _known_at(self, known_on: date | None) -> datetime | None:
        """Today's end has not come: by what is known now."""
        if known_on is None or known_on == self._needs.clock.today():
            return None
        return end_of_london_day(known_on)

    async def _found(self, request: Request) -> Snapshot:
        number = SNAPSHOT.read(request.path_params["snapshot_id"])
        found = None if number is None else await self._needs.queries.find(number)
        if found is None:
            raise HTTPException(404)
        return found

    async def _listing(self, request: Request, given: Mapping[str, str], problems: Mapping[str, str]) -> Response:
        found = await self._needs.queries.snapshots(page=page_number(request), page_size=PAGE_SIZE)
        context = {
            "listing": found,
            "purposes": PURPOSES,
            "given": given,
            "problems": problems,
            "may_ask": account_of(request).may(Permission.MAKE_SNAPSHOTS),
        }
        return page(request, "snapshot/list.html", context, status=422 if problems else 200)


def _json(snapshot: Snapshot) -> Mapping[str, object]:
    return {
        "snapshot": snapshot.snapshot_id,
        "as_at": snapshot.as_at.isoformat(),
        "known_at": snapshot.known_at.isoformat(),
        "purpose": snapshot.purpose,
        "people": snapshot.people_made,
        "people_to_make": snapshot.people_to_make,
        "made": snapshot.is_made,
    }


def snapshot_routes(needs: SnapshotDependencies) -> list[GuardedRoute]:
    """Return every route of snapshots with the permission that it needs."""
    pages, one = SnapshotPages(needs), "/{snapshot_id}"
    return [
        get(PATH, pages.listing, needs=Permission.SEE_FIGURES, takes=(PAGE,)),
        post(PATH, pages.ask, needs=Permission.MAKE_SNAPSHOTS),
        get(PATH + one, pages.one, needs=Permission.SEE_FIGURES),
        get(f"/api{PATH}{one}", pages.as_json, needs=Permission.SEE_FIGURES),
    ]
