"""The Jinja environment of all pages: always escaped, GOV.UK components by prefix, filters for dates and numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

import jinja2

from shared.vocabulary.london import LONDON, london_day

TEMPLATES_FOLDER: Final = Path(__file__).parent / "templates"


def environment(own_templates: Path | None = None) -> jinja2.Environment:
    """Return an environment that finds a service's own templates first, then the shared ones."""
    folders: Sequence[Path] = [TEMPLATES_FOLDER] if own_templates is None else [own_templates, TEMPLATES_FOLDER]
    pages = jinja2.Environment(
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader([str(folder) for folder in folders]),
                jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters.update(
        day=day, moment=moment, clock_time=clock_time, number=number, percent=percent, count_of=count_of, size=size
    )
    return pages


def day(value: date | None) -> str:
    """Write a date as 5 October 2026; of an instant, its day in London."""
    if value is None:
        return ""
    on = london_day(value) if isinstance(value, datetime) else value
    return f"{on.day} {on:%B %Y}"


def moment(value: datetime | None) -> str:
    """Write a moment in local time as 5 October 2026 at 14:07."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    return f"{day(value)} at {local:%H:%M}"


def clock_time(value: datetime | None) -> str:
    """Write the local time of day to the second, 14:07:31."""
    return f"{value.astimezone(LONDON):%H:%M:%S}" if value else ""


def number(value: int | None) -> str:
    """Write a whole number with thousands separated: 12,345."""
    return f"{value:,}" if value is not None else ""


def percent(part: int, whole: int) -> str:
    """Write a share with one decimal, 4.2%; a dash when there is no whole."""
    return f"{100 * part / whole:.1f}%" if whole else "–"


def count_of(value: int, singular: str, plural: str | None = None) -> str:
    """Write a number with its noun: 1 row, 41 rows."""
    return f"{value:,} {singular if value == 1 else plural or singular + 's'}"


def size(value: int) -> str:
    """Write a number of bytes as people say it: 812 bytes, 31 KB, 2.4 MB."""
    if value < 1000:
        return f"{value} bytes"
    return f"{value / 1000:.0f} KB" if value < 1_000_000 else f"{value / 1_000_000:.1f} MB"
