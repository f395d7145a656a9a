"""Work lists as files, each noted with who took it and how many stand in it; and the pack of participation meetings."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.work_lists.lists import BY_CODE
from services.reporting.entrypoints.web.downloads.sent_back import attached, attached_csv
from services.reporting.entrypoints.web.downloads.templates import XLSX
from services.reporting.entrypoints.web.labels import GROUPS, Names, district_name, guarantee_label
from services.reporting.entrypoints.web.work_lists.words import AVAILABILITY_WORDS, filter_of
from services.reporting.queries.work_lists.views import WorkFilter, WorkLine, WorkListView
from services.reporting.queries.work_lists.work_lists import WorkListQueries
from shared.web.pages.templating import day
from shared.web.requests.routes import account_of
from shared.workbooks.safe_cells import safe_cell
from shared.workbooks.tables import TableSheet, table_workbook

WITHHELD: Final = "Withheld"
COLUMNS: Final = (
    *("Place", "Surname", "First name", "Born", "Year", "District", "School or college", "Status", "Since"),
    *("Lapses after", "Guarantee", "Last tried", "Why first", "Work", "Taken by", "Next date"),
)
PACK: Final = ("no-offer", "no-record", "neet")
"""Lists of the pack, a sheet each (features 55)."""
OF_PACK: Final = ("District", "Surname", "First name", "Born", "Year", "School or college", "Status", "Last tried")
_FOR_THE_AUTHORITY: Final = "For the authority's own work. As at {on}; {people} people."


class WorkListFiles:
    """Files of the lists."""

    def __init__(self, queries: WorkListQueries, names: Names) -> None:
        self._queries = queries
        self._names = names

    async def csv(self, request: Request) -> Response:
        """A list as CSV. Raises Transient."""
        wanted, view = await self._whole(request, "CSV")
        return attached_csv([COLUMNS, *self._rows(view, wanted)], f"{view.of.code}.csv")

    async def xlsx(self, request: Request) -> Response:
        """A list as a workbook. Raises Transient."""
        wanted, view = await self._whole(request, "XLSX")
        note = _FOR_THE_AUTHORITY.format(on=day(view.as_at), people=view.lines.total)
        sheet = TableSheet(
            "People", f"{view.of.title}: {view.of.sentence}", note, COLUMNS, _safe(self._rows(view, wanted))
        )
        return attached(await asyncio.to_thread(table_workbook, [sheet]), XLSX, f"{view.of.code}.xlsx")

    async def meeting_pack(self, request: Request) -> Response:
        """The pack of a participation meeting: a sheet a list, by district. Raises Transient."""
        wanted, account = filter_of(request, self._names), account_of(request)
        sheets = []
        for code in PACK:
            found = await self._queries.pack(code, wanted, account=account.name)
            if found is None:
                raise HTTPException(404)
            view, objecting = found
            rows = sorted(self._pack_rows(view, objecting), key=tuple)
            note = f"As at {day(view.as_at)}; {len(rows)} people. Nobody stands here whose record is confidential."
            sheets.append(TableSheet(BY_CODE[code].title[:31], BY_CODE[code].sentence, note, OF_PACK, _safe(rows)))
        return attached(await asyncio.to_thread(table_workbook, sheets), XLSX, "meeting-pack.xlsx")

    async def _whole(self, request: Request, form: str) -> tuple[WorkFilter, WorkListView]:
        wanted = filter_of(request, self._names)
        view = await self._queries.taken_away(
            request.path_params["code"], wanted, account=account_of(request).name, form=form
        )
        if view is None:
            raise HTTPException(404)
        return wanted, view

    def _rows(self, view: WorkListView, wanted: WorkFilter) -> list[Sequence[str]]:
        return [self._row(one, hidden=one.who.confidential and not wanted.sees_places) for one in view.lines.items]

    def _row(self, line: WorkLine, *, hidden: bool) -> Sequence[str]:
        who, listed = line.who, line.listed
        because = "; ".join(one.words for one in line.priority.why)
        return (
            str(line.place),
            *_named(line),
            WITHHELD if hidden else district_name(who.district),
            WITHHELD if hidden else self._at(line),
            GROUPS[who.status_group][0],
            day(listed.facts.since) if listed.facts.since else "",
            day(who.due_on) if who.due_on else "",
            guarantee_label(listed.guarantee) if listed.guarantee else "",
            _tried(line),
            because,
            AVAILABILITY_WORDS[line.availability][0],
            listed.state.taken_by or "" if line.availability == "taken" else "",
            day(listed.state.next_on) if listed.state.next_on else "",
        )

    def _pack_rows(self, view: WorkListView, objecting: frozenset[object]) -> Iterable[Sequence[str]]:
        """Yield the rows: of whoever objects name and birth date alone, and nobody whose record is confidential."""
        for line in view.lines.items:
            who = line.who
            if who.confidential:
                continue
            more = (self._at(line), GROUPS[who.status_group][0], _tried(line))
            shown = ("", "", "") if who.person_id in objecting else more
            yield (district_name(who.district), *_named(line), *shown)

    def _at(self, line: WorkLine) -> str:
        number = line.who.establishment or line.who.school
        return self._names.of(number) if number else ""


def _named(line: WorkLine) -> tuple[str, str, str, str]:
    who = line.who
    born, year = day(who.born_on) if who.born_on else "", "" if line.year is None else str(line.year)
    return (who.surname or "", who.forename or "", born, year)


def _tried(line: WorkLine) -> str:
    tried = line.listed.facts.contacted_on
    return day(tried) if tried else "Never"


def _safe(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    return [[safe_cell(cell) for cell in row] for row in rows]
