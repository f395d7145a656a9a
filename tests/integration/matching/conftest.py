"""Matching over a real database of this module's own, emptied before each test."""

from collections.abc import AsyncIterator

import pytest

from shared.persistence.pool import Pool, close_pool, open_pool
from tests.support.matching import MatchingUnderTest
from tests.support.stack import Database

TABLES = (
    "people",
    "identifiers",
    "lookups",
    "links",
    "link_blocks",
    "reviews",
    "newest",
    "tallies",
    "inbox",
)


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    """Return a pool under matching's own role."""
    opened = await open_pool(database.service_url("matching"), schema="matching")
    yield opened
    await close_pool(opened)


@pytest.fixture
async def matching(pool: Pool) -> MatchingUnderTest:
    """Return matching at work, with empty tables."""
    for table in TABLES:
        await pool.execute(f"DELETE FROM {table}")
    return MatchingUnderTest.on(pool)
