"""What-ifs: choosing one, how far it is, what it would change and for whom, and removing it."""

from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.snapshots.snapshot import Snapshot
from services.reporting.domain.what_if.difference import NOBODY, BothFigures, Difference
from services.reporting.domain.what_if.scenario import SCENARIO, Scenario
from services.reporting.entrypoints.web.downloads.sent_back import attached_csv
from services.reporting.entrypoints.web.labels import GROUPS as TAGS
from services.reporting.entrypoints.web.labels import Names, activity_label, district_name
from services.reporting.entrypoints.web.snapshots.picker import SNAPSHOT
from services.reporting.entrypoints.web.what_if.words import KINDS, Kind, choices_of, read, sentence
from services.reporting.queries.snapshots.snapshots import SnapshotQueries
from services.reporting.queries.what_if.what_ifs import TAKEN_MAX, ChangedPeople, ChangedPerson, Move, WhatIfQueries
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import field
from shared.web.requests.queries import PAGE, check_page, one_of, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get, post

PATH: Final = "/what-if"
LISTED: Final = 50
GROUPS: Final[Mapping[str, str]] = {**{group: words for group, (words, _) in TAGS.items()}, NOBODY: "Not known of"}
"""Groups of statuses, and whoever is in one of the two alone."""
WAS: Final = one_of("was", tuple(GROUPS))
NOW: Final = one_of("now", tuple(GROUPS))
MEASURES: Final[tuple[tuple[str, str], ...]] = (
    ("cohort", "Cohort"),
    ("eet", "In education, employment or training"),
    ("neet", "NEET"),
    ("not_known", "Not known"),
)
COLUMNS: Final = ("Person", "Surname", "Forename", "Date of birth", "Year", "District", "Was", "Would be")
Removed = Literal["removed", "is being made", "unknown"]


class WhatIfs(Protocol):
    """What is commanded about what-ifs."""

    def ask(self, baseline: int, scenario: Scenario, *, asked_by: str) -> Awaitable[int | None]:
        """Ask for a what-if beside a snapshot; None: there is no such made snapshot. Raises Transient."""
        ...

    def remove(self, snapshot_id: int) -> Awaitable[Removed]:
        """Remove a what-if. Raises Transient."""
        ...


@dataclass(frozen=True, slots=True)
class WhatIfDependencies:
    """What the pages read through, and what they command."""

    queries: WhatIfQueries
    snapshots: SnapshotQueries
    commands: WhatIfs


class WhatIfPages:
    """For the information team: figures of no real world are nobody else's."""

    def __init__(self, needs: WhatIfDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def listing(self, request: Request) -> Response:
        """The kinds, and those that were made. Raises Transient."""
        found = await self._needs.queries.what_ifs(page=page_number(request), page_size=LISTED)
        check_page(request, max(1, found.pages))
        context = {
            "kinds": KINDS,
            "listing": found,
            "sentence_of": self._sentence,
            "address": pager_address(request, ()),
        }
        return page(request, "what_if/list.html", context)

    async def form(self, request: Request) -> Response:
        """The form of one kind. Raises Transient."""
        return await self._form(request, {}, {}, None)

    async def ask(self, request: Request) -> Response:
        """Show what it would change about the world, then have it made. Raises Transient."""
        kind, name = _kind(request), request.path_params["kind"]
        given = {one.name: field(request, one.name) for one in kind.fields} | {"baseline": field(request, "baseline")}
        scenario, problems = read(name, given)
        baseline = SNAPSHOT.read(given["baseline"])
        if baseline is None:
            problems = {"baseline": "Choose the snapshot", **problems}
        if problems or scenario is None or baseline is None:
            return await self._form(request, given, problems, None)
        if field(request, "step") != "make":
            return await self._form(request, given, {}, scenario)
        made = await self._needs.commands.ask(baseline, scenario, asked_by=account_of(request).name)
        if made is None:
            return await self._form(request, given, {"baseline": "That snapshot has gone: choose another"}, None)
        return RedirectResponse(site_of(request).link("reporting", f"{PATH}/{made}"), status_code=303)

    async def one(self, request: Request) -> Response:
        """How far a what-if is or, once it is made, what it would change. Raises Transient."""
        return await self._one(request, "")

    async def remove(self, request: Request) -> Response:
        """Remove a what-if. Raises Transient."""
        result = await self._needs.commands.remove(_number(request))
        if result == "unknown":
            raise HTTPException(404)
        if result == "is being made":
            return await self._one(request, "It is being made: remove it once it is done.")
        return RedirectResponse(site_of(request).link("reporting", PATH), status_code=303)

    async def people(self, request: Request) -> Response:
        """Whose status it would change. Raises Transient."""
        move = Move(WAS.of(request), NOW.of(request))
        snapshot, listing = await self._people(request, move, page_number(request), LISTED)
        check_page(request, max(1, listing.pages))
        context = {
            "snapshot": snapshot,
            "sentence": self._sentence(snapshot),
            "listing": listing,
            "groups": GROUPS,
            "move": move,
            "address": pager_address(request, (WAS, NOW)),
        }
        return page(request, "what_if/people.html", context)

    async def csv(self, request: Request) -> Response:
        """The same as a file for a spreadsheet, all of them. Raises Transient."""
        move = Move(WAS.of(request), NOW.of(request))
        snapshot, listing = await self._people(request, move, 1, TAKEN_MAX)
        lines = [_line(one) for one in listing.items]
        return attached_csv([COLUMNS, *lines], f"what-if {snapshot.snapshot_id} people.csv")

    async def _people(self, request: Request, move: Move, number: int, size: int) -> tuple[Snapshot, ChangedPeople]:
        account = account_of(request)
        found = await self._needs.queries.people(
            *(_number(request), move),
            account=account.name,
            confidential=account.may(Permission.SEE_CONFIDENTIAL),
            page=number,
            page_size=size,
        )
        if found is None:
            raise HTTPException(404)
        return found

    async def _form(
        self, request: Request, given: Mapping[str, str], problems: Mapping[str, str], scenario: Scenario | None
    ) -> Response:
        kind = _kind(request)
        context = {
            "name": request.path_params["kind"],
            "kind": kind,
            "choices_of": choices_of,
            "given": given,
            "problems": problems,
            "snapshots": await self._needs.snapshots.made(),
            "preview": None if scenario is None else sentence(scenario, self._names),
        }
        return page(request, "what_if/form.html", context, status=422 if problems else 200)

    async def _one(self, request: Request, problem: str) -> Response:
        view = await self._needs.queries.view(
            _number(request), confidential=account_of(request).may(Permission.SEE_CONFIDENTIAL)
        )
        if view is None:
            raise HTTPException(404)
        difference = view.difference
        context = {
            "snapshot": view.snapshot,
            "sentence": self._sentence(view.snapshot),
            "difference": difference,
            "rows": [] if difference is None else list(_rows(difference)),
            "measures": MEASURES,
            "groups": GROUPS,
            "problem": problem,
        }
        return page(request, "what_if/one.html", context, status=409 if problem else 200)

    def _sentence(self, snapshot: Snapshot) -> str:
        try:
            return sentence(SCENARIO.validate_python(snapshot.scenario), self._names)
        except ValueError:
            return "A scenario of another edition"


def _rows(difference: Difference) -> Iterator[tuple[str, BothFigures]]:
    for district, figures in difference.districts.items():
        yield ("Not known" if district is None else district_name(district)), figures
    yield "All", difference.total


def _line(one: ChangedPerson) -> tuple[str, ...]:
    district = "Withheld" if one.hidden else "Not known" if one.district is None else district_name(one.district)
    return (
        str(one.person_id),
        one.surname or "",
        one.forename or "",
        one.born_on.isoformat() if one.born_on else "",
        "" if one.year_group is None else str(one.year_group),
        district,
        activity_label(one.was_code) if one.was_code else GROUPS[one.was],
        activity_label(one.now_code) if one.now_code else GROUPS[one.now],
    )


def _kind(request: Request) -> Kind:
    found = KINDS.get(request.path_params["kind"])
    if found is None:
        raise HTTPException(404)
    return found


def _number(request: Request) -> int:
    number = SNAPSHOT.read(request.path_params["snapshot_id"])
    if number is None:
        raise HTTPException(404)
    return number


def what_if_routes(needs: WhatIfDependencies, names: Names) -> list[GuardedRoute]:
    """Return the routes of what-ifs with the permission that each needs."""
    pages, one, new = WhatIfPages(needs, names), f"{PATH}/{{snapshot_id}}", f"{PATH}/new/{{kind}}"
    team = Permission.MAKE_SNAPSHOTS
    return [
        get(PATH, pages.listing, needs=team, takes=(PAGE,)),
        get(new, pages.form, needs=team),
        post(new, pages.ask, needs=team),
        get(one, pages.one, needs=team),
        post(f"{one}/remove", pages.remove, needs=team),
        get(f"{one}/people", pages.people, needs=Permission.SEE_PEOPLE, takes=(WAS, NOW, PAGE)),
        get(f"{one}/people.csv", pages.csv, needs=team, takes=(WAS, NOW)),
    ]
