"""Tables and pages as Markdown."""

from collections.abc import Iterable
from typing import Final

_HEAD: Final = "<!-- Written by `make docs` from the tables in the code: change those, not this page. -->\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table; a bar inside a cell stays in its cell."""
    heads = list(head)
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *cells)]


def page(lines: Iterable[str]) -> str:
    """Return a generated page, which says of itself that it is one."""
    return _HEAD + "\n".join(lines) + "\n"
