"""What the addresses of the NEET report hold, and what its rows and columns are called."""

from typing import Final

from starlette.requests import Request

from services.reporting.domain.neet_report.dimensions import BY_KEY as DIMENSION
from services.reporting.domain.neet_report.dimensions import Dimension
from services.reporting.domain.neet_report.measures import BY_KEY as MEASURE
from services.reporting.domain.neet_report.measures import DUTIES, HEADLINE, NOT_KNOWN, OUT_OF_DENOMINATOR, TYPES
from services.reporting.entrypoints.web.labels import Names
from services.reporting.queries.neet_report.report import Figure
from shared.web.requests.queries import Parameter, one_of

PATH: Final = "/neet-report"
_VALUE_LENGTH_MAX: Final = 20
YEAR: Final = Parameter("year", "12 or 13", lambda text: int(text) if text in ("12", "13") else None)
BY: Final = one_of("by", tuple(DIMENSION))
VALUE: Final = Parameter(
    "value",
    "the code of a row of the report",
    lambda text: text if text.isascii() and text.isalnum() and len(text) <= _VALUE_LENGTH_MAX else None,
)
PURPOSE: Final = one_of("for", ("publication",))
"""In the address of a file: without it everything is in it, for internal use."""
OF_MEASURE: Final = one_of("measure", tuple(MEASURE))

SECTIONS: Final = (
    ("neet", "NEET, not known and participating", HEADLINE),
    ("participation", "How they participate", TYPES),
    ("duty", "Duty to participate", (*DUTIES[:-1], NOT_KNOWN, DUTIES[-1])),
    ("apart", "Left out of every share", (OUT_OF_DENOMINATOR,)),
)
"""Id, heading and measures of the tables of the page."""
SERIES: Final = ({"name": "Not known", "kind": "unknown"}, {"name": "NEET", "kind": "neet"})


def name_of(dimension: Dimension, value: str, names: Names) -> str:
    """Return what a row is called."""
    if value in dimension.names:
        return dimension.names[value]
    return names.of(value) if dimension.key == "establishment" else value


def figure_of(request: Request) -> Figure:
    """Return which figure an address asks for."""
    measure = MEASURE[OF_MEASURE.of(request) or "cohort"]
    return Figure(measure, YEAR.of(request), BY.of(request), VALUE.of(request))
