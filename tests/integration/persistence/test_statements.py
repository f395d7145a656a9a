"""Every SQL text of the product is understood by PostgreSQL after the migrations, as the role that runs it.

Preparing finds misspelt names and types that do not fit; planning it as well finds what the role may not touch. So SQL
is checked as code is: before anybody runs it.
"""

from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest

from shared.service_names import SERVICES
from tests.support.stack import Database
from tests.support.statements import Statement, find_built_in_functions, find_copies, find_statements

pytestmark = pytest.mark.stack

WITH_PAGES: Final = ("ingest", "validation", "matching", "reporting")
RUN_BY: Final = {"shared.erasure.taking": ("reporting",), "shared.web.": WITH_PAGES, "shared.": SERVICES}
"""Which services run the SQL of a shared module; the first that fits counts."""
NOT_PLANNED: Final = {
    "services.matching.adapters.people:_PLAN": "SET is a command of the session, and has no plan",
    "services.reporting.adapters.activity_reports.reports:_LOCK": "LOCK has no plan",
    "services.reporting.adapters.calendar.changes:_LOCK": "LOCK has no plan",
    "services.reporting.adapters.contradictions.found:_WAIT": "LOCK has no plan",
    "services.reporting.adapters.lists.issues:_LOCK": "LOCK has no plan",
    "services.reporting.adapters.months.months:_LOCK": "LOCK has no plan",
    "services.reporting.adapters.returns:_HOLD": "LOCK has no plan",
    "services.reporting.queries.work_lists.rows:_PLAN_EACH": "SET has no plan",
    "services.reporting.adapters.snapshots.snapshots:_SETTLED": "LOCK has no plan",
    "services.reporting.adapters.webhooks.entered:_HOLD_ALL": "LOCK has no plan",
    "services.reporting.adapters.webhooks.entered:_WAIT": "LOCK has no plan",
}
"""Statements that PostgreSQL has no plan for, with the reason."""

Connections = dict[str, "asyncpg.Connection[asyncpg.Record]"]


def runners(statement: Statement) -> tuple[str, ...]:
    if statement.module.startswith("services."):
        return (statement.module.split(".")[1],)
    return next(services for prefix, services in RUN_BY.items() if statement.module.startswith(prefix))


def is_part_of_another(statement: Statement) -> bool:
    """Return whether the whole text stands in a longer statement of its module, and is checked there."""
    return any(
        statement.sql in one.sql and statement.sql != one.sql and one.module == statement.module for one in FOUND
    )


FOUND: Final = tuple(find_statements("services", "shared"))
COPIES: Final = tuple(dict.fromkeys(find_copies("services", "shared")))
PAIRS: Final = [
    (statement, service)
    for statement in FOUND
    if not statement.is_template and not is_part_of_another(statement)
    for service in runners(statement)
]


@pytest.fixture(scope="module")
async def connections(database: Database) -> AsyncIterator[Connections]:
    """One connection for each service, under its own role and with its own search path."""
    opened: Connections = {}
    try:
        for service in SERVICES:
            path = {"search_path": f"{service}, public"}
            opened[service] = await asyncpg.connect(database.service_url(service), server_settings=path)
        yield opened
    finally:
        for connection in opened.values():
            await connection.close()


@pytest.mark.parametrize(("statement", "service"), PAIRS, ids=[f"{service}-{one}" for one, service in PAIRS])
async def test_postgresql_prepares_and_plans_it_for_its_role(
    connections: Connections, statement: Statement, service: str
) -> None:
    connection = connections[service]
    await connection.prepare(statement.sql)
    if str(statement) not in NOT_PLANNED:
        await connection.execute(f"EXPLAIN (GENERIC_PLAN) {statement.sql}")


@pytest.mark.parametrize(("module", "table", "columns"), COPIES, ids=[f"{one[0]}-{one[1]}" for one in COPIES])
async def test_what_is_copied_into_a_table_fits_its_columns(
    connections: Connections, module: str, table: str, columns: tuple[str, ...]
) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    await connections[module.split(".")[1]].execute(
        f"EXPLAIN INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE false"
    )


def test_the_search_for_sql_finds_it() -> None:
    assert len(FOUND) > 100
    assert {table for _, table, _ in COPIES} >= {
        "links",
        "link_blocks",
        "people",
        "lookups",
        "status_history",
        "issues",
    }
    assert {statement.module.split(".")[1] for statement in FOUND} >= {*SERVICES, "crypto", "kafka", "outbox", "web"}


def test_a_template_is_filled_by_a_constant_of_its_module() -> None:
    """Not checked by itself, then, but in the statements made of it."""
    for template in (one for one in FOUND if one.is_template):
        begins = template.sql[: template.sql.index("{")].strip()
        same_module = [one for one in FOUND if one.module == template.module and not one.is_template]
        assert any(begins in one.sql for one in same_module), str(template)


def test_every_exception_still_stands() -> None:
    assert set(NOT_PLANNED) <= {str(statement) for statement in FOUND}


def test_no_function_puts_sql_together() -> None:
    assert find_built_in_functions("services", "shared") == []


async def test_the_check_would_notice_a_misspelt_column_and_a_foreign_table(connections: Connections) -> None:
    connection = connections["matching"]
    with pytest.raises(asyncpg.UndefinedColumnError):
        await connection.prepare("SELECT no_such_column FROM people WHERE id = $1")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute("EXPLAIN (GENERIC_PLAN) SELECT * FROM reporting.people WHERE person_id = $1")
