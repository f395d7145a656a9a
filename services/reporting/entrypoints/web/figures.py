"""NEET, not known and in education, employment or training: one set of numbers, as a page and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from services.reporting.domain.guarantee.counts import GuaranteeFigures
from services.reporting.domain.measures import CohortCounts, Figures
from services.reporting.entrypoints.web.labels import district_name
from services.reporting.entrypoints.web.parameters import AS_AT, FIGURES_YEAR, KNOWN_AT, YEARS
from services.reporting.queries.figures import FigureQueries, FiguresView
from services.reporting.queries.guarantee import GuaranteeQueries
from shared.web.accounts.permissions import Permission
from shared.web.pages.site import page
from shared.web.requests.routes import account_of

SERIES: Final = ({"name": "Not known", "kind": "unknown"}, {"name": "NEET", "kind": "neet"})
"""What the chart shows: the shares that are to become smaller."""


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One line of the table: a district, in one year group or in all that the headline counts."""

    code: str | None
    """ONS code; None: the district is not known."""
    name: str
    year: int | None
    counts: CohortCounts


class FigurePages:
    """The page and the JSON show the same `Figures`."""

    def __init__(self, figures: FigureQueries, guarantee: GuaranteeQueries) -> None:
        self._figures = figures
        self._guarantee = guarantee

    async def show(self, request: Request) -> Response:
        """The figures by district, for one year group or both."""
        view = await self._figures.figures(confidential=_sees_places(request))
        year = FIGURES_YEAR.of(request)
        lines = lines_of(view.figures, year)
        total = view.figures.total if year is None else view.figures.by_year.get(year, CohortCounts())
        return page(
            request,
            "figures.html",
            {
                "view": view,
                "year": year,
                "years": YEARS,
                "lines": lines,
                "total": total,
                "series": SERIES,
                "chart": chart_of(lines),
                "guarantee": await self._guarantee.figures(),
            },
        )

    async def as_json(self, request: Request) -> Response:
        """The figures by district and year group: of today, or for the day and as known at the instant asked for."""
        as_at, known_at = AS_AT.of(request), KNOWN_AT.of(request)
        if as_at is None and known_at is None:
            guarantee = guarantee_json(await self._guarantee.figures())
            view = await self._figures.figures(confidential=_sees_places(request))
            return JSONResponse({**figures_json(view), "september_guarantee": guarantee})
        view = await self._figures.figures_as_known(as_at, known_at, confidential=_sees_places(request))
        return JSONResponse(figures_json(view))


def _sees_places(request: Request) -> bool:
    return account_of(request).may(Permission.SEE_CONFIDENTIAL)


def lines_of(figures: Figures, year: int | None) -> list[FigureLine]:
    """Return the districts by name, the one that is not known last."""
    if year is None:
        found = figures.by_district
    else:
        found = {district: counts for (district, of_year), counts in figures.rows.items() if of_year == year}
    lines = [FigureLine(code, district_name(code), year, counts) for code, counts in found.items()]
    return sorted(lines, key=lambda line: (line.code is None, line.name))


def chart_of(lines: Sequence[FigureLine]) -> list[Mapping[str, Any]]:
    """Return the bars of the chart, each a share of everybody counted in its line."""
    return [
        {
            "label": line.name,
            "shares": (line.counts.not_known_percent, line.counts.neet_percent),
            "text": _share(line.counts.neet_or_not_known_percent),
        }
        for line in lines
    ]


def figures_json(view: FiguresView) -> Mapping[str, Any]:
    """Return the figures as plain JSON."""
    figures = view.figures
    rows = [line for year in YEARS for line in lines_of(figures, year)]
    return {
        "as_at": view.as_at.isoformat(),
        "known_at": view.known_at.isoformat(),
        "still_being_computed": view.waiting,
        "rows": [_row(line) for line in sorted(rows, key=lambda line: (line.code is None, line.name, line.year))],
        "by_district": [_row(line) for line in lines_of(figures, None)],
        "by_year": [{"year": year, **_counts(counts)} for year, counts in sorted(figures.by_year.items())],
        "total": _counts(figures.total),
        "apart": {
            "older_with_plan": _counts(figures.older_with_plan),
            "not_on_roll": _counts(figures.not_on_roll),
            "younger": figures.younger,
            "older": figures.older,
            "age_not_known": figures.age_not_known,
            "out_of_scope": figures.out_of_scope,
        },
        "national_return": figures.national_return,
        "people": figures.people,
    }


def guarantee_json(figures: GuaranteeFigures) -> Mapping[str, Any]:
    """Return the figures of the September Guarantee as plain JSON."""
    return {
        "round": figures.round.year,
        "cohort_on": figures.round.cohort_on.isoformat(),
        "fixed": figures.fixed,
        "nodes": [
            {
                "node": line.node,
                "cohort": line.cohort,
                **{bucket.replace(" ", "_"): people for bucket, people in line.buckets.items()},
                "offer_made_percent": line.percent("offer made"),
                "by_code": dict(sorted(line.by_code.items())),
                "added_since": line.added_since,
            }
            for line in figures.lines
        ],
    }


def _row(line: FigureLine) -> dict[str, Any]:
    named = {"district": line.name if line.code else None, "district_code": line.code, "year": line.year}
    return {**named, **_counts(line.counts)}


def _counts(counts: CohortCounts) -> dict[str, Any]:
    return {
        "cohort": counts.cohort,
        "eet": counts.eet,
        "neet": counts.neet,
        "not_known": counts.not_known,
        "elsewhere": counts.elsewhere,
        "custody": counts.custody,
        "eet_percent": counts.eet_percent,
        "neet_percent": counts.neet_percent,
        "not_known_percent": counts.not_known_percent,
        "neet_or_not_known_percent": counts.neet_or_not_known_percent,
    }


def _share(percent: float | None) -> str:
    return "–" if percent is None else f"{percent:.1f}%"
