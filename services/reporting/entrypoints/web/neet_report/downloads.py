"""The NEET report as CSV, workbook and JSON: the same numbers as the page, or those that may be published."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.reporting.domain.neet_report.dimensions import Dimension
from services.reporting.domain.neet_report.measures import COHORT, OUT_OF_DENOMINATOR, Measure
from services.reporting.domain.neet_report.published import Release
from services.reporting.domain.neet_report.report import ReportCounts
from services.reporting.domain.neet_report.suppression import EVERYBODY, SYMBOL, Row
from services.reporting.entrypoints.web.downloads.sent_back import attached, attached_csv
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.neet_report.words import PURPOSE, YEAR, name_of
from services.reporting.entrypoints.web.snapshots.picker import SNAPSHOT
from services.reporting.queries.neet_report.report import NeetReportQueries, ReportView
from shared.vocabulary.london import london_day
from shared.web.accounts.permissions import Permission
from shared.web.requests.queries import BadQuery
from shared.web.requests.routes import account_of
from shared.workbooks.looks import BODY, HEADING

WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLE_LENGTH_MAX: Final = 31
"""Of the name of a sheet."""
_WIDTHS: Final = {"A": 26, "B": 44}

Value = int | Decimal | str | None
"""A number, a share, the symbol of what is left out; None: a share of nobody."""


class NeetReportFiles:
    """Files of a report. For publication both year groups are counted, small numbers are left out, and nobody whose
    record is confidential is counted where they are, whoever takes it away.
    """

    def __init__(self, report: NeetReportQueries, names: Names) -> None:
        self._report = report
        self._names = names

    async def csv(self, request: Request) -> Response:
        """Every breakdown in one table. Raises Transient."""
        view, release = await self._asked(request)
        lines = [["Breakdown", "Code", "Row", *_headings(release)]]
        lines += [list(map(_text, line)) for line in self._lines(release)]
        return attached_csv([*_about(view, release), *lines], _name(view, release, "csv"))

    async def xlsx(self, request: Request) -> Response:
        """A sheet for each breakdown. Raises Transient."""
        view, release = await self._asked(request)
        book = Workbook(write_only=True)
        for dimension in release.dimensions:
            sheet = book.create_sheet(dimension.title[:_TITLE_LENGTH_MAX])
            sheet.freeze_panes = "C2"
            for column, width in _WIDTHS.items():
                sheet.column_dimensions[column].width = width
            sheet.append([_cell(sheet, text, HEADING) for text in ("Code", dimension.title, *_headings(release))])
            for _, code, name, *values in self._of(release, dimension):
                sheet.append([_cell(sheet, value, BODY) for value in (code, name, *values)])
        about = book.create_sheet("About")
        for line in _about(view, release):
            about.append([_cell(about, text, BODY) for text in line])
        out = BytesIO()
        book.save(out)
        return attached(out.getvalue(), WORKBOOK, _name(view, release, "xlsx"))

    async def json(self, request: Request) -> Response:
        """Every breakdown, with its shares. Raises Transient."""
        view, release = await self._asked(request)
        return JSONResponse(
            {
                "snapshot": view.snapshot.snapshot_id,
                "as_at": view.snapshot.as_at.isoformat(),
                "known_at": view.snapshot.known_at.isoformat(),
                "published": _is_published(release),
                "total": _figures(release, EVERYBODY, release.report.total),
                "breakdowns": {
                    dimension.key: [
                        {
                            "value": value,
                            "name": name_of(dimension, value, self._names),
                            **_figures(release, (dimension.key, value), counts),
                        }
                        for value, counts in release.rows(dimension).items()
                    ]
                    for dimension in release.dimensions
                },
            }
        )

    async def _asked(self, request: Request) -> tuple[ReportView, Release]:
        published, year = PURPOSE.of(request) is not None, YEAR.of(request)
        if published and year is not None:
            raise BadQuery(YEAR.name, "What is published counts both year groups, and never one of them alone.")
        confidential = account_of(request).may(Permission.SEE_CONFIDENTIAL) and not published
        view = await self._report.view(SNAPSHOT.of(request), year, confidential=confidential)
        if view is None:
            raise HTTPException(404)
        return view, self._report.publication(view.report) if published else Release(view.report)

    def _lines(self, release: Release) -> Iterator[Sequence[Value]]:
        for dimension in release.dimensions:
            yield from self._of(release, dimension)

    def _of(self, release: Release, dimension: Dimension) -> Iterator[Sequence[Value]]:
        for value, counts in release.rows(dimension).items():
            name = name_of(dimension, value, self._names)
            yield (dimension.title, value, name, *_values(release, (dimension.key, value), counts))
        yield (dimension.title, "", "Everybody", *_values(release, EVERYBODY, release.report.total))


def _is_published(release: Release) -> bool:
    return release.threshold is not None


def _has_share(measure: Measure) -> bool:
    return measure not in (COHORT, OUT_OF_DENOMINATOR)


def _headings(release: Release) -> Sequence[str]:
    return [
        heading
        for measure in release.measures
        for heading in ((measure.title, f"{measure.title} %") if _has_share(measure) else (measure.title,))
    ]


def _values(release: Release, row: Row, counts: ReportCounts) -> Iterator[Value]:
    for measure in release.measures:
        people = release.people(row, counts, measure)
        yield SYMBOL if people is None else people
        if _has_share(measure):
            yield SYMBOL if release.hides_share(row, measure) else counts.share(measure)


def _figures(release: Release, row: Row, counts: ReportCounts) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for measure in release.measures:
        people = release.people(row, counts, measure)
        found[measure.key] = SYMBOL if people is None else people
        if _has_share(measure):
            share = counts.share(measure)
            plain = None if share is None else float(share)
            found[f"{measure.key}-percent"] = SYMBOL if release.hides_share(row, measure) else plain
    return found


def _about(view: ReportView, release: Release) -> Sequence[Sequence[str]]:
    snapshot = view.snapshot
    day_line = f"As at {snapshot.as_at.isoformat()}, by what was known on {london_day(snapshot.known_at).isoformat()}"
    if not _is_published(release):
        return [["NEET report"], [day_line], ["For internal use: small numbers are in it"]]
    rule = f"{SYMBOL}: left out, so that no number below {release.threshold} is told or can be computed"
    return [["NEET report, for publication"], [day_line], [rule]]


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _cell(sheet: Any, value: Value, font: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=float(value) if isinstance(value, Decimal) else value)
    cell.font = font
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _name(view: ReportView, release: Release, ending: str) -> str:
    kind = "-publication" if _is_published(release) else ""
    return f"neet-report{kind}-{view.snapshot.as_at.isoformat()}.{ending}"
