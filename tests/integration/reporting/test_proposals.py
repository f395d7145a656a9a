"""What waits for a second person: an erasure, as long as it can be confirmed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from services.reporting.queries.audit.proposals import PostgresProposals
from shared.vocabulary.acts.two_people import TWO_PEOPLE
from tests.support.reporting import Office
from tests.support.stack import Database

pytestmark = pytest.mark.stack

_ASK = "INSERT INTO shared.erasures (erasure_id, reason, asked_by, asked_at) VALUES ($1, 'request', 'officer', $2)"


async def test_an_erasure_waits_until_it_lapses(office: Office, database: Database) -> None:
    days, now = timedelta(days=TWO_PEOPLE["erase"].lapses_days), datetime.now(UTC)
    fresh, lapsed = UUID(int=701), UUID(int=702)
    owner = await asyncpg.connect(database.admin_url)
    await owner.execute(_ASK, fresh, now - days + timedelta(hours=1))
    await owner.execute(_ASK, lapsed, now - days - timedelta(hours=1))
    await owner.close()
    found = await PostgresProposals(office.pool).waiting(["erase"], page=1, page_size=500)
    assert [one.ref for one in found.items] == [str(fresh)]
