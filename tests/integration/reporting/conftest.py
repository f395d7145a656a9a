"""Reporting over a real database of this module's own, emptied before each test."""

from collections.abc import AsyncIterator

import pytest

from shared.persistence.pool import Pool, close_pool, open_pool
from tests.support.reporting import Office
from tests.support.returns import at
from tests.support.stack import Database


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    """Return a pool under reporting's own role."""
    opened = await open_pool(database.service_url("reporting"), schema="reporting")
    yield opened
    await close_pool(opened)


@pytest.fixture
async def office(pool: Pool) -> Office:
    """Return reporting at work on the demonstration's business date, with empty tables."""
    await empty(pool)
    office = Office(pool, at("2026-10-05 09:00"))
    await office.forget_looks()
    return office


async def empty(pool: Pool) -> None:
    """Empty reporting's tables and its inbox."""
    await pool.execute("UPDATE returns SET edition_id = NULL, generation_id = NULL")
    await pool.execute("UPDATE generations SET edition_id = NULL")
    for table in (
        *(
            "month_acts",
            "snapshots",
            "effective_periods",
            "carried_claims",
            "editions",
            "decisions",
            "unsettled_returns",
            "generations",
            "returns",
        ),
        *("claims", "issues", "unsettled_rows", "set_aside_rows", "submissions", "people", "status_history"),
        *("contradiction_notes", "contradictions", "stale_people", "ticks", "inbox", "calendar_changes"),
        *(
            "establishments_to_compare",
            "establishment_contacts",
            "contact_changes",
            "alert_notes",
            "person_flags",
        ),
        "work_entries",
        "risk_entries",
        *("notice_mails", "notice_reads", "notices", "notice_choices"),
        *("webhook_changes", "webhook_messages", "webhook_secrets", "webhook_acts", "webhooks"),
        *(
            "reminders",
            "reminder_looks",
            "reminder_pauses",
            "routes",
            "listed_people",
            "list_issues",
            "activity_report_people",
            "activity_reports",
        ),
    ):
        await pool.execute(f"DELETE FROM {table}")
