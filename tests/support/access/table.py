"""The whole table of access."""

from typing import Final

from tests.support.access.others import EVERYWHERE, INGEST, MATCHING, VALIDATION
from tests.support.access.reporting import REPORTING
from tests.support.access.rows import Row

ROWS: Final[tuple[Row, ...]] = (*REPORTING, *INGEST, *VALIDATION, *MATCHING, *EVERYWHERE)
