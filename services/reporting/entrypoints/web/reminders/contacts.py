"""The addresses that reminders go to: the list, the form of one establishment, and many at once."""

import re
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.reporting.domain.reminders.ladders import CONTACT_ROLES, WORDS_OF_ROLES, ContactRole
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.parameters import ESTABLISHMENT
from services.reporting.entrypoints.web.reminders.pages import LISTED, PATH, ReminderDependencies
from services.reporting.entrypoints.web.reminders.words import DONE, MISSING
from services.reporting.queries.reminders.contacts import ContactLine
from services.reporting.usecases.reminders.enter_settings import is_mail_address
from services.reporting.usecases.reminders.ports import ContactAddress
from shared.web.pages.site import page, site_of
from shared.web.requests.forms import PART_MAX, field
from shared.web.requests.queries import check_page, page_number, pager_address, text_of
from shared.web.requests.routes import account_of

LINES_MAX: Final = 300
PROBLEMS_SHOWN: Final = 10
_NO_ADDRESS: Final = "Enter an e-mail address, like name@example.org"
_PARTS: Final = re.compile(r"[\t;, ]+")
_NUMBER: Final = re.compile(r"[0-9]{3}/?[0-9]{4,5}")
_FIELDS: Final = {role: role.replace(" ", "_") for role in CONTACT_ROLES}
_ROLE_OF: Final[dict[str, ContactRole]] = {"data": "data contact", "head": "head"}
"""The word for a role in a line of many."""


class ContactPages:
    """Who is written to. Only who may change addresses sees them."""

    def __init__(self, needs: ReminderDependencies, names: Names) -> None:
        self._needs = needs
        self._names = names

    async def listing(self, request: Request) -> Response:
        """Every establishment that owes returns, with its addresses."""
        text, missing = text_of(request, ESTABLISHMENT.name), MISSING.of(request) is not None
        numbers = self._names.numbers_for(text) if text else None
        found = None
        if numbers or not text:
            found = await self._needs.contacts.contacts(
                numbers, missing=missing, page=page_number(request), page_size=LISTED
            )
            check_page(request, found.pages)
        context = {
            "found": found,
            "establishment": text,
            "missing": missing,
            "done": DONE.of(request) is not None,
            "names": self._names,
            "roles": WORDS_OF_ROLES,
            "address": pager_address(request, (ESTABLISHMENT, MISSING)),
        }
        return page(request, "reminder/contacts.html", context, status=200 if found is not None else 400)

    async def ask(self, request: Request) -> Response:
        """Show the addresses of an establishment, to be changed."""
        line = await self._line(request)
        given = {_FIELDS[role]: address or "" for role, address in line.addresses.items()}
        return await self._form(request, line, given, {})

    async def keep(self, request: Request) -> Response:
        """Keep the addresses of an establishment; an empty field removes one. Raises Transient."""
        line = await self._line(request)
        given = {name: field(request, name, length_max=PART_MAX) for name in _FIELDS.values()}
        problems = {name: _NO_ADDRESS for name, text in given.items() if text and not is_mail_address(text)}
        if problems:
            return await self._form(request, line, given, problems)
        contacts = [ContactAddress(line.establishment, role, given[name] or None) for role, name in _FIELDS.items()]
        await self._needs.keep_contacts(contacts, account_of(request).name)
        return _to_list(request)

    async def ask_many(self, request: Request) -> Response:
        """Show the form for many addresses at once."""
        return self._many(request, "", [])

    async def keep_many(self, request: Request) -> Response:
        """Keep many addresses, all or none. Raises Transient."""
        text = field(request, "lines", length_max=PART_MAX)
        contacts, problems = self._read_lines(text)
        if problems:
            return self._many(request, text, problems)
        await self._needs.keep_contacts(contacts, account_of(request).name)
        return _to_list(request)

    def _read_lines(self, text: str) -> tuple[list[ContactAddress], list[str]]:
        """Return what lines such as `8860001 data name@example.org` say; what is wrong, by line and not by value."""
        lines = [(place, line) for place, line in enumerate(text.splitlines(), 1) if line.strip()]
        if not lines or len(lines) > LINES_MAX:
            return [], [f"Enter from 1 to {LINES_MAX} lines"]
        contacts: dict[tuple[str, ContactRole], ContactAddress] = {}
        problems = []
        for place, line in lines:
            found = self._read_line(line)
            if isinstance(found, str):
                problems.append(f"Line {place}: {found}")
            elif contacts.setdefault(found[:2], found) != found:
                problems.append(f"Line {place}: a line above gives this contact another address")
        return list(contacts.values()), problems[:PROBLEMS_SHOWN]

    def _read_line(self, line: str) -> ContactAddress | str:
        """Return what one line says, or what is wrong with it."""
        number, role, address, *more = [*_PARTS.split(line.strip()), "", "", ""]
        owing = [one for one in self._names.numbers_for(number) if self._needs.contacts.owes(one)]
        if not owing or not _NUMBER.fullmatch(number):
            return "begin with the number of a school or college that owes returns"
        if role.casefold() not in _ROLE_OF:
            return "name the contact after the number, as data or head"
        if any(more) or not is_mail_address(address):
            return "end with one e-mail address"
        return ContactAddress(owing[0], _ROLE_OF[role.casefold()], address)

    async def _line(self, request: Request) -> ContactLine:
        line = await self._needs.contacts.find(request.path_params["of"])
        if line is None:
            raise HTTPException(404)
        return line

    async def _form(
        self, request: Request, line: ContactLine, given: dict[str, str], problems: dict[str, str]
    ) -> Response:
        context = {
            "line": line,
            "fields": {name: WORDS_OF_ROLES[role] for role, name in _FIELDS.items()},
            "given": given,
            "problems": problems,
            "changes": await self._needs.contacts.changes(line.establishment),
            "roles": WORDS_OF_ROLES,
            "names": self._names,
        }
        return page(request, "reminder/contact.html", context, status=422 if problems else 200)

    def _many(self, request: Request, text: str, problems: list[str]) -> Response:
        context = {"text": text, "problems": problems, "lines_max": LINES_MAX}
        return page(request, "reminder/contact_list.html", context, status=422 if problems else 200)


def _to_list(request: Request) -> Response:
    return RedirectResponse(site_of(request).link("reporting", f"{PATH}/contacts?done=yes"), status_code=303)
