"""The complaints about a file as a list to send back to its sender: cells and codes, nothing of what is in them."""

from collections.abc import Iterator, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.entrypoints.web.downloads.sent_back import attached_csv, name_for
from services.reporting.entrypoints.web.files.visibility import find_visible
from services.reporting.entrypoints.web.labels import SEVERITIES, Names, collection_title, column_header, issue
from services.reporting.queries.submission.issues import IssueLine, IssueQueries
from services.reporting.queries.submission.submissions import SubmissionQueries

LINES_MAX: Final = 20_000
"""Of more complaints nobody makes use: the list says how many there are."""
COLUMNS: Final = ("Sheet", "Row", "Cell", "Column", "Effect", "Code", "What is wrong", "What to do")


class ComplaintPages:
    """The list of one file, for whoever may see the file."""

    def __init__(self, submissions: SubmissionQueries, issues: IssueQueries, names: Names) -> None:
        self._submissions = submissions
        self._issues = issues
        self._names = names

    async def download(self, request: Request) -> Response:
        """Return the list as CSV; 404 where nothing was said of any row."""
        found = await find_visible(self._submissions, request)
        if found.built is None:
            raise HTTPException(404)
        listing = await self._issues.issues(found.built.generation_id, code=None, page=1, page_size=LINES_MAX)
        if not listing.items:
            raise HTTPException(404)
        name = name_for(self._names, found.whose, f"{collection_title(found.collection)} what to correct", "csv")
        return attached_csv(_lines(listing.items, listing.total), name)


def _lines(listed: Sequence[IssueLine], total: int) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for line in listed:
        entry = issue(line.code)
        yield (
            line.sheet,
            str(line.line),
            line.cell or "",
            column_header(line.column_id) or "The whole row",
            SEVERITIES.get(line.severity, line.severity),
            line.code,
            entry.sentence,
            entry.remedy,
        )
    if total > len(listed):
        yield (f"And {total - len(listed):,} more.", *("" for _ in COLUMNS[1:]))
