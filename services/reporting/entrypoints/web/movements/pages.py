"""The page of what moved between two snapshots, the same as CSV and JSON, and the people behind each of its numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.reporting.domain.movements.movements import MEASURES, UNKNOWN_DISTRICT, MovedFigure
from services.reporting.domain.movements.reasons import BY_KEY
from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.entrypoints.web.downloads.sent_back import attached_csv
from services.reporting.entrypoints.web.labels import district_name
from services.reporting.entrypoints.web.parameters import DISTRICT
from services.reporting.entrypoints.web.snapshots.picker import snapshot_parameter
from services.reporting.queries.movements.movements import MovementQueries, MovementsView
from shared.vocabulary.districts import DISTRICTS
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.queries import PAGE, BadQuery, address_with, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get

PATH: Final = "/what-moved"
LISTED: Final = 50
EARLIER: Final = snapshot_parameter("from")
LATER: Final = snapshot_parameter("to")
OF_MEASURE: Final = one_of("measure", tuple(measure.key for measure in MEASURES))
REASON: Final = one_of("reason", tuple(BY_KEY))
WAY: Final = one_of("way", ("more", "fewer"))
ASKED: Final = (EARLIER, LATER, OF_MEASURE, DISTRICT)
_BY_MEASURE: Final = {measure.key: measure for measure in MEASURES}
_WIDTH: Final = 1000
"""Of the picture, in units of its own."""


class MovementPages:
    """Numbers for whoever sees figures, people for whoever sees records."""

    def __init__(self, movements: MovementQueries) -> None:
        self._movements = movements

    async def show(self, request: Request) -> Response:
        """Show what moved a figure, reason by reason. Raises Transient."""
        choices = await self._movements.snapshots.made()
        view = await self._view(request, choices)
        figure = _figure(request)
        context: dict[str, Any] = {
            "view": view,
            "choices": choices,
            "figure": figure,
            "measures": MEASURES,
            "districts": {**DISTRICTS, UNKNOWN_DISTRICT: "Not known"},
            "reasons": BY_KEY,
            "place": _place(figure),
            "may_open": account_of(request).may(Permission.SEE_PEOPLE),
        }
        if view is not None:
            context |= {"bars": waterfall(view), "width": _WIDTH, "opens": _opener(request, view)}
            context |= {"query": address_with("", *_given(view))}
        return page(request, "movements/moved.html", context)

    async def csv(self, request: Request) -> Response:
        """Return the same as a file: a line for each reason, with how many there are after it. Raises Transient."""
        view = await self._wanted(request)
        people = view.before
        lines = [["Reason", "More", "Fewer", "People"], [f"At first, {view.earlier.as_at}", "", "", str(people)]]
        for key, each in view.reasons.items():
            people += each.net
            lines.append([BY_KEY[key].title, str(len(each.more)), str(len(each.fewer)), str(people)])
        lines.append([f"At last, {view.later.as_at}", "", "", str(view.after)])
        return attached_csv(lines, "what moved.csv")

    async def as_json(self, request: Request) -> Response:
        """Return the same as JSON. Raises Transient."""
        view = await self._wanted(request)
        moves = [
            {"reason": key, "more": len(each.more), "fewer": len(each.fewer), "net": each.net}
            for key, each in view.reasons.items()
        ]
        return JSONResponse(
            {
                "measure": view.figure.measure.key,
                "district": view.figure.district,
                "from": {"snapshot": view.earlier.snapshot_id, "as_at": str(view.earlier.as_at), "people": view.before},
                "to": {"snapshot": view.later.snapshot_id, "as_at": str(view.later.as_at), "people": view.after},
                "reasons": moves,
            }
        )

    async def people(self, request: Request) -> Response:
        """Show who came to a figure by a reason, or went from it. Raises Transient."""
        view = await self._wanted(request)
        reason, way = REASON.of(request), WAY.of(request)
        if reason is None or way is None:
            raise BadQuery(REASON.name, f"“{REASON.name}” and “{WAY.name}” are wanted.")
        listing = await self._movements.people(
            *(view, reason),
            came=way == "more",
            account=account_of(request).name,
            page=page_number(request),
            page_size=LISTED,
        )
        check_page(request, listing.pages)
        context = {
            "view": view,
            "listing": listing,
            "reason": BY_KEY[reason],
            "way": way,
            "place": _place(view.figure),
            "back": address_with(PATH, *_given(view)),
            "address": pager_address(request, (*ASKED, REASON, WAY)),
        }
        return page(request, "movements/people.html", context)

    async def _wanted(self, request: Request) -> MovementsView:
        view = await self._view(request, await self._movements.snapshots.made())
        if view is None:
            raise HTTPException(404)
        return view

    async def _view(self, request: Request, choices: Sequence[Snapshot]) -> MovementsView | None:
        """Return what moved between the two that are asked for, or the two newest days; None: there are not two."""
        later = await self._chosen(LATER.of(request), choices, choices[:1])
        earlier = await self._chosen(EARLIER.of(request), choices, _before(later, choices))
        if earlier is None or later is None:
            return None
        may = account_of(request).may(Permission.SEE_CONFIDENTIAL)
        return await self._movements.view(earlier, later, _figure(request), confidential=may)

    async def _chosen(
        self, wanted: int | None, choices: Sequence[Snapshot], otherwise: Sequence[Snapshot]
    ) -> Snapshot | None:
        if wanted is None:
            return otherwise[0] if otherwise else None
        found = next((one for one in choices if one.snapshot_id == wanted), None)
        found = found or await self._movements.snapshots.find(wanted)
        if found is None or not found.is_of_the_world:
            raise HTTPException(404)
        return found


def _before(later: Snapshot | None, choices: Sequence[Snapshot]) -> Sequence[Snapshot]:
    return [one for one in choices if later is not None and one.as_at < later.as_at][:1]


def _figure(request: Request) -> MovedFigure:
    return MovedFigure(_BY_MEASURE[OF_MEASURE.of(request) or MEASURES[0].key], DISTRICT.of(request))


def _place(figure: MovedFigure) -> str:
    if figure.district is None:
        return "All districts"
    return "District not known" if figure.district == UNKNOWN_DISTRICT else district_name(figure.district)


def _given(view: MovementsView) -> Sequence[tuple[str, object]]:
    return (
        (EARLIER.name, view.earlier.snapshot_id),
        (LATER.name, view.later.snapshot_id),
        (OF_MEASURE.name, view.figure.measure.key),
        (DISTRICT.name, view.figure.district),
    )


def _opener(request: Request, view: MovementsView) -> Any:
    def opens(reason: str, way: str) -> str:
        where = address_with(f"{PATH}/people", *_given(view), (REASON.name, reason), (WAY.name, way))
        return site_of(request).link("reporting", where)

    return opens


def waterfall(view: MovementsView) -> Sequence[Mapping[str, Any]]:
    """Return the bars of the picture: the figure at first, each reason where the one before ended, the figure at last.

    `x` and `width` in units of the picture, whose whole is the largest number that occurs.
    """
    steps = [("At first", 0, view.before, "total")]
    at = view.before
    for key, each in view.reasons.items():
        steps.append((BY_KEY[key].title, at, each.net, "more" if each.net > 0 else "fewer"))
        at += each.net
    steps.append(("At last", 0, view.after, "total"))
    largest = max(1, *(max(start, start + size) for _, start, size, _ in steps))
    return [
        {
            "label": label,
            "kind": kind,
            "x": round(_WIDTH * min(start, start + size) / largest),
            "width": max(1, round(_WIDTH * abs(size) / largest)),
            "text": f"{size:,}" if kind == "total" else f"{size:+,}",
        }
        for label, start, size, kind in steps
    ]


def movement_routes(movements: MovementQueries) -> list[GuardedRoute]:
    """Return the routes of what moved with the permission that each needs."""
    pages = MovementPages(movements)
    return [
        get(PATH, pages.show, needs=Permission.SEE_FIGURES, takes=ASKED),
        get(f"{PATH}.csv", pages.csv, needs=Permission.SEE_FIGURES, takes=ASKED),
        get(f"/api{PATH}", pages.as_json, needs=Permission.SEE_FIGURES, takes=ASKED),
        get(f"{PATH}/people", pages.people, needs=Permission.SEE_PEOPLE, takes=(*ASKED, REASON, WAY, PAGE)),
    ]
