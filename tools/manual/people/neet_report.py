"""The manual's page of the NEET report: measures, breakdowns, duty categories, published figures and their counts."""

from collections.abc import Iterable

from services.reporting.domain.neet_report.dimensions import DIMENSIONS
from services.reporting.domain.neet_report.measures import MEASURES, TREE
from services.reporting.domain.neet_report.outcomes import DUTY_EDITIONS
from services.reporting.domain.neet_report.reference_figures import REFERENCE_FIGURES, ReferenceFigures
from services.reporting.domain.neet_report.suppression import SYMBOL, THRESHOLD
from tests.spec.reporting.published_examples import PUBLISHED_EXAMPLES, ROUNDING
from tools.manual.markdown import page, table


def neet_report_page() -> str:
    """Return what the report counts, what of it is published, and from which counts published figures follow."""
    return page(
        [
            "# The NEET report",
            "",
            "It counts year groups 12 and 13 on the county roll, as they stand in a snapshot.",
            "",
            "## Measures",
            "",
            *table(("Measure", "Counts", "Published"), _measures()),
            "",
            "## Breakdowns",
            "",
            *table(
                ("Breakdown", "Rows", "Published"),
                (
                    (one.title, ", ".join(one.names.values()), "yes" if one.published else "no")
                    for one in DIMENSIONS
                ),
            ),
            "",
            f"What is published has `{SYMBOL}` for every number below {THRESHOLD}, and for every other number from"
            " which one of them could be computed.",
            "",
            *_duties(),
            "",
            *_published_figures(),
        ]
    )  # fmt: skip


def _published_figures() -> Iterable[str]:
    return [
        "## Published figures",
        "",
        "Each line is a test: the counts beside it give these figures. Counts are averaged over December, January"
        " and February, then divided; participation is that of March.",
        "",
        *table(
            ("Area", "Year", "Cohort", "NEET %", "Not known %", "NEET or not known %", "Participating %",
             "Full-time %", "Apprenticeship %", "Otherwise %", "September Guarantee %", "Source"),
            map(_published, REFERENCE_FIGURES),
        ),
        "",
        "## Counts that give them",
        "",
        "Chosen so that they fit: monthly counts are not published.",
        "",
        *table(
            ("Area", "Year", "Cohort", "NEET", "Not known", "March", "Full-time", "Apprenticeship", "Otherwise"),
            ((one.area, str(one.year), *(" / ".join(map(str, three)) for three in one[2:5]), *map(str, one[5:]))
             for one in PUBLISHED_EXAMPLES),
        ),
        "",
        "## Rounding",
        "",
        "Shares are taken from unrounded counts, half up to one decimal.",
        "",
        *table(
            ("Cohort", "NEET", "Not known", "NEET %", "Not known %", "NEET or not known %"),
            (tuple(map(str, row)) for row in ROUNDING),
        ),
    ]  # fmt: skip


def _measures() -> Iterable[tuple[str, str, str]]:
    for measure in MEASURES:
        duty = measure.key.startswith("duty-")
        counts = f"duty category: {', '.join(sorted(measure.duties))}" if duty else ", ".join(sorted(measure.outcomes))
        yield (measure.title, counts, "yes" if measure in TREE else "no")


def _duties() -> Iterable[str]:
    for edition in DUTY_EDITIONS:
        yield f"## Duty categories, {edition.certainty}"
        yield ""
        yield f"{edition.source[0].upper()}{edition.source[1:]}."
        yield ""
        yield from table(
            ("Category", "Codes"), ((duty, " ".join(sorted(codes))) for duty, codes in edition.codes.items())
        )


def _published(one: ReferenceFigures) -> Iterable[str]:
    shares = (one.neet, one.not_known, one.neet_or_not_known, one.participating)
    rest = (one.full_time_education, one.apprenticeship, one.other, one.september_guarantee)
    return (one.area, str(one.year), str(one.cohort), *map(str, (*shares, *rest)), one.source)
