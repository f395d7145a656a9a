"""Files to take away: each has a name, and one about a single establishment the name by which the portal sends it."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Final

from starlette.responses import Response, StreamingResponse

from services.reporting.entrypoints.web.labels import Names
from shared.vocabulary.portal_names import name_to_send_back
from shared.workbooks.safe_cells import safe_cell

CSV: Final = "text/csv; charset=utf-8"


def attached(content: bytes, kind: str, name: str) -> Response:
    """Return a file to take away under a name of plain letters, digits, blanks, dots and underscores."""
    return Response(content, media_type=kind, headers=_headers(name))


def _headers(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def attached_pieces(pieces: AsyncIterator[bytes], kind: str, name: str) -> Response:
    """Return a file to take away that is written while it is read, so that it may be longer than memory is wide."""
    return StreamingResponse(pieces, media_type=kind, headers=_headers(name))


def attached_csv(lines: Iterable[Iterable[str]], name: str) -> Response:
    """Return lines as CSV to take away: UTF-8 with a mark at its beginning, by which a spreadsheet knows it."""
    out = io.StringIO()
    csv.writer(out).writerows([safe_cell(cell) for cell in line] for line in lines)
    return attached(out.getvalue().encode("utf-8-sig"), CSV, name)


def name_for(names: Names, number: str | None, words: str, ending: str) -> str:
    """Return the name of a file about one establishment, of that number."""
    return name_to_send_back(number, names.establishment(number), words, ending)


def only_one(numbers: Iterable[str]) -> str | None:
    """Return the number that all of these are; None where they are of several establishments, or of none."""
    found = set(numbers)
    return found.pop() if len(found) == 1 else None
