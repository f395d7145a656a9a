"""What is asked of schools and colleges in the year, and the letter that says so, on a page and as a document."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.calendar.letter import YearLetter
from services.reporting.entrypoints.web.calendar.words import due_words, ways_words
from services.reporting.entrypoints.web.downloads.sent_back import attached
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.calendar.calendar import CalendarQueries
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.routes import account_of

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LetterDocument = Callable[[YearLetter], bytes]
"""Writes a letter as a document."""


class AskedPages:
    """What is asked, and the letter."""

    def __init__(self, queries: CalendarQueries, document: LetterDocument, names: Names) -> None:
        self._queries = queries
        self._document = document
        self._names = names

    async def show(self, request: Request) -> Response:
        """Show what is asked of whom, by when and how; what is asked of whoever looks stands first."""
        account = account_of(request)
        context = {
            "asked": await self._queries.asked(account.establishment),
            "own_name": self._names.of(account.establishment) if account.establishment else "",
            "sees_changes": account.may(Permission.SEE_RETURNS),
            "due_in_words": due_words,
            "ways_words": ways_words,
        }
        return page(request, "calendar/asked.html", context)

    async def letter(self, request: Request) -> Response:
        """Show the letter of the year."""
        return page(request, "calendar/letter.html", {"letter": await self._queries.letter()})

    async def document(self, request: Request) -> Response:
        """Send the letter of the year as a document."""
        letter = await self._queries.letter()
        name = f"letter {letter.written_on.isoformat()}.docx"
        return attached(await to_thread(self._document, letter), DOCX, name)
