"""A school that falls silent: from a month on its returns name no leaver, though pupils do leave it."""

from datetime import date
from typing import Final

SILENT: Final = "8860006"
"""It sends joiners and leavers apart, so that each month it states that there are no leavers."""
SILENT_FROM: Final = date(2026, 10, 1)


def keeps_silent(establishment: str, month: date | None) -> bool:
    """Tell whether an establishment leaves out who left it in that month; `month`: its first day."""
    return establishment == SILENT and month is not None and month >= SILENT_FROM
