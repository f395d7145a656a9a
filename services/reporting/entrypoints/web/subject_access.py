"""Everything held on somebody: asked for on a page of theirs, and taken away as one file a moment later."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.entrypoints.web.downloads.sent_back import attached
from services.reporting.queries.person import PersonQueries, PersonView
from shared.erasure.bundle import LEFT_OUT, files_of, zip_of
from shared.erasure.taking import SubjectAccess
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.routes import GuardedRoute, account_of, get, post

ZIP: Final = "application/zip"


class Accesses(Protocol):
    """Asking for everything held on somebody, and taking it."""

    async def ask(self, person_id: UUID, account: str) -> UUID:
        """Have it put together; return the id by which it is taken. Raises Transient."""
        ...

    async def of_person(self, person_id: UUID) -> Sequence[SubjectAccess]:
        """Return what was asked for within the last day, the newest first. Raises Transient."""
        ...

    async def take(self, access_id: UUID) -> Mapping[str, Any] | None:
        """Return each service's part, by service; None: one is still to come. Raises Transient."""
        ...


class SubjectAccessPages:
    """Asking, how far it is, and the file."""

    def __init__(self, accesses: Accesses, person: PersonQueries) -> None:
        self._accesses = accesses
        self._person = person

    async def show(self, request: Request) -> Response:
        """What was asked for within the last day, and the button. Raises Transient."""
        view = await self._view(request)
        context = {
            "view": view,
            "withheld": _withheld(request, view),
            "asked": await self._accesses.of_person(view.stored.person_id),
            "left_out": LEFT_OUT,
        }
        return page(request, "subject_access.html", context)

    async def ask(self, request: Request) -> Response:
        """Have it put together. Raises Transient."""
        person_id = (await self._open(request)).stored.person_id
        await self._accesses.ask(person_id, account_of(request).name)
        target = site_of(request).link("reporting", f"/people/{person_id}/subject-access")
        return RedirectResponse(target, status_code=303)

    async def take(self, request: Request) -> Response:
        """The file. Raises Transient."""
        person_id, access_id = (await self._open(request)).stored.person_id, _id(request, "access_id")
        asked = await self._accesses.of_person(person_id)
        one = next((one for one in asked if one.access_id == access_id), None)
        parts = await self._accesses.take(access_id) if one is not None else None
        if one is None or parts is None:
            raise HTTPException(404)
        return attached(zip_of(files_of(person_id, one.asked_at, parts)), ZIP, f"{person_id}.zip")

    async def _open(self, request: Request) -> PersonView:
        view = await self._view(request, "everything held")
        if _withheld(request, view):
            raise HTTPException(403)
        return view

    async def _view(self, request: Request, what: str = "timeline") -> PersonView:
        person_id, account = _id(request, "person_id"), account_of(request).name
        view = await self._person.find_person(person_id, account=account, what=what)
        if view is None:
            raise HTTPException(404)
        return view


def _withheld(request: Request, view: PersonView) -> bool:
    """Return whether the files would tell somebody where the young person is who may not know."""
    return view.confidential and not account_of(request).may(Permission.SEE_CONFIDENTIAL)


def _id(request: Request, name: str) -> UUID:
    try:
        return UUID(request.path_params[name])
    except ValueError as error:
        raise HTTPException(404) from error


def subject_access_routes(accesses: Accesses, person: PersonQueries) -> list[GuardedRoute]:
    """Return the routes with the permission that each needs."""
    pages, path = SubjectAccessPages(accesses, person), "/people/{person_id}/subject-access"
    return [
        get(path, pages.show, needs=Permission.TAKE_RECORDS),
        post(path, pages.ask, needs=Permission.TAKE_RECORDS),
        get(f"{path}/{{access_id}}", pages.take, needs=Permission.TAKE_RECORDS),
    ]
