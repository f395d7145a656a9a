"""docs/generated/tables.md shows the tables as the migrations make them."""

import os

import asyncpg
import pytest

from tests.support.stack import Database
from tools.manual.tables import PAGE, tables_page

pytestmark = pytest.mark.stack


async def test_the_page_of_tables_is_that_of_the_migrated_database(database: Database) -> None:
    """`make tables` sets the variable that has the page written."""
    connection = await asyncpg.connect(database.admin_url)
    try:
        written = await tables_page(connection)
    finally:
        await connection.close()
    if os.environ.get("ONWARD_WRITE_TABLES"):
        PAGE.write_text(written, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written, "run `make tables`"
