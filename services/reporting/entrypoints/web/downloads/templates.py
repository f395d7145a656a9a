"""The page of templates, and each of them as a file: what a sender owes stands first."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.board.words import BOARD_STATES
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.downloads.templates import TemplateQueries
from services.reporting.queries.lists.sent import SentLists
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Sender
from shared.web.accounts.identities import Account
from shared.web.accounts.permissions import Permission, Role
from shared.web.pages.site import page
from shared.web.requests.routes import GuardedRoute, account_of, get

PATH: Final = "/templates"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SENDERS: Final[Mapping[Sender, str]] = MappingProxyType(
    {"school": "Schools", "college": "Colleges", "authority": "The authority"}
)


def template_routes(templates: TemplateQueries, lists: SentLists, names: Names) -> list[GuardedRoute]:
    """Return the routes of this page."""
    pages = TemplatePages(templates, lists, names)
    return [
        get(PATH, pages.listing, needs=Permission.SEE_SUBMISSIONS),
        get(f"{PATH}/{{collection}}", pages.download, needs=Permission.SEE_SUBMISSIONS),
    ]


class TemplatePages:
    """The templates of whoever asks: a school's or a college's own kind; all of them for the authority."""

    def __init__(self, templates: TemplateQueries, lists: SentLists, names: Names) -> None:
        self._templates = templates
        self._lists = lists
        self._names = names

    async def listing(self, request: Request) -> Response:
        """Show the templates. Raises Transient."""
        account = account_of(request)
        senders = _senders(account)
        lines = await self._templates.offered(senders, account.establishment)
        others = {
            sender: [one for one in lines if one.collection.sender == sender and not one.owed] for sender in senders
        }
        context = {
            "owed": [one for one in lines if one.owed],
            "others": [(SENDERS[sender], found) for sender, found in others.items() if found],
            "own": account.establishment,
            "lists": await self._lists.of(account.establishment) if account.establishment else (),
            "states": BOARD_STATES,
            "names": self._names,
        }
        return page(request, "downloads/templates.html", context)

    async def download(self, request: Request) -> Response:
        """Return one of them as a file; 404 where there is none for whoever asks. Raises Transient."""
        code = request.path_params["collection"]
        collection = COLLECTIONS.get(code)
        if collection is None or collection.sender not in _senders(account_of(request)):
            raise HTTPException(404)
        workbook = await self._templates.workbook(code)
        disposition = f"attachment; filename*=UTF-8''{quote(workbook.file_name)}"
        return Response(workbook.content, media_type=XLSX, headers={"Content-Disposition": disposition})


def _senders(account: Account) -> tuple[Sender, ...]:
    """Return the kinds of senders whose templates an account needs: its own; for the authority all."""
    if account.role is not Role.UPLOADER:
        return tuple(SENDERS)
    return ("college",) if account.is_college else ("school",)
