"""Tables and pages as Markdown."""

import textwrap
from collections.abc import Iterable
from typing import Final

LINE_MAX: Final = 120
"""Characters in a line of prose; tables may be wider."""

_HEAD: Final = "<!-- Written by `{word}` from the tables in the code: change those, not this page. -->\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a table; a bar inside a cell stays in its cell."""
    heads = list(head)
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *cells)]


def page(lines: Iterable[str], *, word: str = "make docs") -> str:
    """Return a generated page, with a line that marks it as generated and names the word that writes it."""
    return _HEAD.format(word=word) + "\n".join(wrapped for line in lines for wrapped in _wrapped(line)) + "\n"


def _wrapped(line: str) -> list[str]:
    if len(line) <= LINE_MAX or line.startswith("|"):
        return [line]
    indent = "  " if line.startswith(("- ", "* ")) else ""
    return textwrap.wrap(line, LINE_MAX, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
