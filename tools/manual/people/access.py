"""The manual's page of who may reach what, written from the table that the tests try against the real applications."""

from collections.abc import Iterator
from typing import Final

from shared.service_names import SERVICES
from tests.support.access.rows import Answer, Owner, Row, Visitor, answer_of
from tests.support.access.table import ROWS
from tools.manual.markdown import page, table

_WORDS: Final[dict[Answer, str]] = {"in": "yes", "hidden": "404", "refused": "403", "sign in": "–"}
_NOBODY: Final = (Visitor.ANONYMOUS, Visitor.EXPIRED, Visitor.REVOKED)
_SHOWN: Final = tuple(visitor for visitor in Visitor if visitor not in _NOBODY)


def access_page() -> str:
    """Return every route of every service with what each visitor is answered there."""
    lines = [
        "# Who may reach what",
        "",
        "Every route of the four services. Each cell is tried against the real applications by"
        " `tests/unit/access/test_matrix.py`, and with real ids in a real database by `tests/e2e/test_access.py`;"
        " `tests/unit/access/test_every_route.py` fails for a route without a row here. `yes`: it is answered. `404`:"
        " as for what does not exist. `403`: refused. Whoever is anonymous, whose session has expired or was ended, or"
        " whose account is disabled, is led to the sign-in page everywhere (a program gets 401).",
        "",
        "An address that names a record is tried four times: with one's own, another school's, a college's and an"
        " unknown one; *own* is the school's. *delegated* is another school's account that the school lets act for it,"
        " *delegation ended* the same account afterwards, acting for its own school.",
    ]
    for service in SERVICES:
        lines += ["", f"## {service.capitalize()}", "", *_table(service)]
    lines += ["", "## Open to everybody", "", *_open()]
    return page(lines)


def _table(service: str) -> list[str]:
    rows = [row for row in ROWS if row.service == service and not row.open]
    head = ("Route", "Whose", *_SHOWN)
    return table(head, (line for row in sorted(rows, key=lambda row: (row.path, row.method)) for line in _lines(row)))


def _lines(row: Row) -> Iterator[tuple[str, ...]]:
    many = len(row.addresses) > 1
    for owner in row.addresses:
        whose = _whose(row, owner) if many else "one’s own"
        yield (f"{row.method} `{row.path}`", whose, *(_WORDS[answer_of(row, visitor, owner)] for visitor in _SHOWN))


def _whose(row: Row, owner: Owner) -> str:
    """Return whose it is; of what belongs to no establishment there are only known and unknown ones."""
    if len(row.addresses) == 2 and owner is Owner.OWN:
        return "known"
    return owner.value


def _open() -> list[str]:
    rows = {(f"{row.method} `{row.path}`", row.open): row.service for row in ROWS if row.open}
    served = {
        key: "every service" if sum(one.path == row.path for one in ROWS) > len(SERVICES) - 1 else row.service
        for key, row in {(f"{row.method} `{row.path}`", row.open): row for row in ROWS if row.open}.items()
    }
    return table(("Route", "Served by", "Why"), ((route, served[route, why], why) for route, why in rows))
