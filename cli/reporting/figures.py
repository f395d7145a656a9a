"""The figures of the reporting service, fetched as its page has them."""

import json
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from rich import box
from rich.table import Table

from cli.addresses import Addresses
from cli.http_session import HttpSession

PATH: Final = "/api/figures"
ROLE: Final = "analyst"


def fetch(
    addresses: Addresses, session: HttpSession, *, as_at: datetime | None = None, known_at: datetime | None = None
) -> Any:
    """Sign in and return the figures as JSON: of today, or of a day, as known at an instant.

    Raise NotUpError when they are not to be had.
    """
    reporting = addresses.service("reporting")
    session.sign_in(reporting, addresses.account(ROLE))
    asked = {"as_at": as_at and as_at.date().isoformat(), "known_at": known_at and known_at.isoformat()}
    given = urlencode({name: value for name, value in asked.items() if value})
    return session.get_json(f"{reporting}{PATH}{'?' if given else ''}{given}")


def as_text(figures: Any) -> str:
    """Return the figures as indented JSON."""
    return json.dumps(figures, indent=2, ensure_ascii=False)


def table(figures: Any) -> Table:
    """Return the figures by district and year group as a table."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)  # fits a terminal of 80 columns
    made.add_column("district", no_wrap=True)
    for name in ("year", "cohort", "EET", "NEET", "not\nknown", "NEET\n%", "not\nknown %"):
        made.add_column(name, no_wrap=True, justify="right")
    for row in figures["rows"]:
        made.add_row(*_cells(row))
    made.add_section()
    made.add_row(*_cells(figures["total"] | {"district": "All", "year": ""}))
    return made


def _cells(row: dict[str, Any]) -> list[str]:
    names = ("district", "year", "cohort", "eet", "neet", "not_known")
    shares = ("neet_percent", "not_known_percent")
    return [_text(row.get(name)) for name in names] + [_share(row.get(name)) for name in shares]


def _text(value: Any) -> str:
    return "not known" if value is None else str(value)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"
