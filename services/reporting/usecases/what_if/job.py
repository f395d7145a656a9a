"""What the process of a what-if is given, and how it gives back what it has computed."""

from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

LENGTH_BYTES: Final = 8
"""Before each part stands its length, big-endian; a part without bytes: that was everybody."""


class WhatIfJob(BaseModel):
    """Everything that the process knows: it reads no setting and no file but the register of establishments."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(repr=False)
    """It holds a password: it is given through the input, which no list of processes shows."""
    establishments_file: str | None
    as_at: date
    known_at: datetime
    scenario: dict[str, Any]
