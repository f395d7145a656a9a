"""The page of the NEET report, and the people behind one of its figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.domain.neet_report.dimensions import BY_KEY, DIMENSIONS, Dimension
from services.reporting.domain.neet_report.measures import (
    COHORT,
    COMBINED,
    HEADLINE,
    NEET,
    NOT_KNOWN,
    PARTICIPATING,
    TYPES,
)
from services.reporting.domain.neet_report.report import NeetReport, ReportCounts
from services.reporting.entrypoints.web.labels import Names
from services.reporting.entrypoints.web.neet_report.downloads import NeetReportFiles
from services.reporting.entrypoints.web.neet_report.words import (
    BY,
    OF_MEASURE,
    PATH,
    PURPOSE,
    SECTIONS,
    SERIES,
    VALUE,
    YEAR,
    figure_of,
    name_of,
)
from services.reporting.entrypoints.web.snapshots.picker import SNAPSHOT
from services.reporting.queries.neet_report.report import Figure, NeetReportQueries, ReportView
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page, site_of
from shared.web.requests.queries import PAGE, BadQuery, address_with, check_page, page_number, pager_address
from shared.web.requests.routes import GuardedRoute, account_of, get

LISTED: Final = 50
CHARTED_MAX: Final = 40
"""Rows of a chart; the table has them all."""
_SEES: Final = Permission.SEE_CONFIDENTIAL
FIGURE: Final = (SNAPSHOT, OF_MEASURE, YEAR, BY, VALUE)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of the tables: a value of the breakdown, or everybody."""

    value: str | None
    name: str
    counts: ReportCounts


class NeetReportPages:
    """Numbers for whoever sees figures, people for whoever sees records."""

    def __init__(self, report: NeetReportQueries, names: Names) -> None:
        self._report = report
        self._names = names

    async def show(self, request: Request) -> Response:
        """The report of a snapshot by one breakdown. Raises Transient."""
        dimension, year = BY_KEY[BY.of(request) or DIMENSIONS[0].key], YEAR.of(request)
        view = await self._report.view(SNAPSHOT.of(request), year, confidential=account_of(request).may(_SEES))
        if view is None and SNAPSHOT.of(request) is not None:
            raise HTTPException(404)
        context: dict[str, Any] = {"view": view, "year": year, "dimension": dimension, "dimensions": DIMENSIONS}
        if view is not None:
            context |= self._shown(request, view, dimension, year)
        return page(request, "neet_report/report.html", context)

    def _shown(self, request: Request, view: ReportView, dimension: Dimension, year: int | None) -> Mapping[str, Any]:
        rows = self._rows(view.report, dimension)

        def opens(measure: str, row: ReportRow | None = None) -> str:
            by = dimension.key if row is not None and row.value is not None else None
            given = (("snapshot", view.snapshot.snapshot_id), ("measure", measure), ("year", year))
            where = (("by", by), ("value", row.value if by and row else None))
            return site_of(request).link("reporting", address_with(f"{PATH}/people", *given, *where))

        return {
            "rows": rows,
            "everybody": ReportRow(None, "Everybody", view.report.total),
            "sections": SECTIONS,
            "series": SERIES,
            "chart": _chart(rows[:CHARTED_MAX]),
            "charted_max": CHARTED_MAX,
            "trend": _trend(view),
            "opens": opens,
            "measures": {"cohort": COHORT, "neet": NEET, "not_known": NOT_KNOWN, "combined": COMBINED,
                         "participating": PARTICIPATING},
            "with_share": {one.key for one in (*HEADLINE[1:], *TYPES)},
            "types": TYPES,
            "may_open": account_of(request).may(Permission.SEE_PEOPLE),
        }  # fmt: skip

    async def people(self, request: Request) -> Response:
        """The people of one figure. Raises Transient."""
        snapshot_id, figure = SNAPSHOT.of(request), figure_of(request)
        if snapshot_id is None:
            raise BadQuery(SNAPSHOT.name, f"“{SNAPSHOT.name}” is wanted: {SNAPSHOT.wanted}.")
        if (figure.dimension is None) != (figure.value is None):
            raise BadQuery(VALUE.name, f"“{BY.name}” and “{VALUE.name}” go together.")
        account = account_of(request)
        found = await self._report.people(
            *(snapshot_id, figure),
            account=account.name,
            confidential=account.may(_SEES),
            page=page_number(request),
            page_size=LISTED,
        )
        if found is None:
            raise HTTPException(404)
        snapshot, listing = found
        check_page(request, listing.pages)
        context = {
            "snapshot": snapshot,
            "listing": listing,
            "figure": figure,
            "where": self._where(figure),
            "back": address_with(PATH, ("snapshot", snapshot_id), ("year", figure.year), ("by", figure.dimension)),
            "names": self._names,
            "address": pager_address(request, FIGURE),
        }
        return page(request, "neet_report/people.html", context)

    def _where(self, figure: Figure) -> str:
        if figure.dimension is None or figure.value is None:
            return "Everybody"
        dimension = BY_KEY[figure.dimension]
        return f"{dimension.title}: {name_of(dimension, figure.value, self._names)}"

    def _rows(self, report: NeetReport, dimension: Dimension) -> Sequence[ReportRow]:
        rows = [
            ReportRow(value, name_of(dimension, value, self._names), counts)
            for value, counts in report.of(dimension).items()
        ]
        if dimension.key != "establishment":
            return rows
        return sorted(rows, key=lambda row: (row.value in dimension.names, row.name))


def _chart(rows: Sequence[ReportRow]) -> Sequence[Mapping[str, Any]]:
    """Return the bars of the chart, each a share of its row's cohort."""
    return [_bar(row.name, row.counts) for row in rows]


def _bar(label: str, counts: ReportCounts) -> Mapping[str, Any]:
    shares = [counts.share(measure) for measure in (NOT_KNOWN, NEET)]
    combined = counts.share(COMBINED)
    text = "–" if combined is None else f"{combined}%"
    return {"label": label, "shares": [float(share or 0) for share in shares], "text": text}


def _trend(view: ReportView) -> Sequence[Mapping[str, Any]]:
    return [_bar(f"{day:%b %Y}", counts) for day, counts in view.months.items()]


def neet_report_routes(report: NeetReportQueries, names: Names) -> list[GuardedRoute]:
    """Return the routes of the NEET report with the permission that each needs."""
    pages, files = NeetReportPages(report, names), NeetReportFiles(report, names)
    of_file = (SNAPSHOT, YEAR, PURPOSE)
    return [
        get(PATH, pages.show, needs=Permission.SEE_FIGURES, takes=(SNAPSHOT, YEAR, BY)),
        get(f"{PATH}.csv", files.csv, needs=Permission.SEE_FIGURES, takes=of_file),
        get(f"{PATH}.xlsx", files.xlsx, needs=Permission.SEE_FIGURES, takes=of_file),
        get(f"/api{PATH}", files.json, needs=Permission.SEE_FIGURES, takes=of_file),
        get(f"{PATH}/people", pages.people, needs=Permission.SEE_PEOPLE, takes=(*FIGURE, PAGE)),
    ]
