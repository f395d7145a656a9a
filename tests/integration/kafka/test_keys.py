"""Day keys: one for all processes, fresh after midnight without a restart, gone for good when destroyed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from uuid import uuid4

import asyncpg
import pytest

from shared.crypto import keyring
from shared.crypto.keyring import KeyRing
from shared.errors import Poison
from shared.persistence.pool import Pool, close_pool, open_pool
from tests.support.stack import Database

pytestmark = pytest.mark.stack

MASTER = bytes(range(32))
CONTEXT = b"onward.test.v1\x00id"


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    pool = await open_pool(database.service_url("ingest"), schema="ingest")
    yield pool
    await pool.execute("DELETE FROM shared.day_keys")
    await close_pool(pool)


def on_day(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(keyring, "_today", lambda: day)


async def test_what_one_process_seals_another_unseals(pool: Pool) -> None:
    one, two = KeyRing(MASTER, pool), KeyRing(MASTER, pool)
    key_id, sealed = await one.seal(b"a row", CONTEXT)
    assert b"a row" not in sealed
    assert await two.unseal(key_id, sealed, CONTEXT) == b"a row"


async def test_processes_that_start_together_agree_on_the_days_key(pool: Pool) -> None:
    rings = [KeyRing(MASTER, pool) for _ in range(6)]
    sealed = await asyncio.gather(*(ring.seal(b"x", CONTEXT) for ring in rings))
    assert len({key_id for key_id, _ in sealed}) == 1
    assert len({value for _, value in sealed}) == len(rings)


async def test_a_new_day_has_a_new_key_without_a_restart(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, today = KeyRing(MASTER, pool), date(2026, 10, 5)
    on_day(monkeypatch, today)
    await ring.prepare()
    before, sealed = await ring.seal(b"x", CONTEXT)
    on_day(monkeypatch, today + timedelta(days=1))
    monkeypatch.setattr(ring, "_pool", None)  # midnight asks nobody: the key was made the day before
    after, _ = await ring.seal(b"x", CONTEXT)
    assert after != before
    assert await ring.unseal(before, sealed, CONTEXT) == b"x"


async def test_a_destroyed_key_opens_nothing_any_more(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    ring, other, today = KeyRing(MASTER, pool), KeyRing(MASTER, pool), date(2026, 10, 5)
    on_day(monkeypatch, today)
    key_id, sealed = await ring.seal(b"x", CONTEXT)
    on_day(monkeypatch, today + timedelta(days=8))
    assert await ring.destroy_older_than(8) == 0
    assert await ring.destroy_older_than(7) == 1
    for any_ring in (ring, other):
        with pytest.raises(Poison, match="key_destroyed"):
            await any_ring.unseal(key_id, sealed, CONTEXT)


@pytest.mark.parametrize("change", ["context", "bit", "cut", "other key"])
async def test_a_seal_that_was_touched_does_not_open(pool: Pool, change: str) -> None:
    ring = KeyRing(MASTER, pool)
    key_id, sealed = await ring.seal(b"x" * 100, CONTEXT)
    context = b"onward.other.v1" if change == "context" else CONTEXT
    if change == "bit":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    elif change == "cut":
        sealed = sealed[:5]
    with pytest.raises(Poison, match="key_destroyed" if change == "other key" else "bad_seal"):
        await ring.unseal(uuid4() if change == "other key" else key_id, sealed, context)


async def test_another_master_key_opens_nothing(pool: Pool) -> None:
    key_id, sealed = await KeyRing(MASTER, pool).seal(b"x", CONTEXT)
    with pytest.raises(Poison, match="key_of_another_master"):
        await KeyRing(bytes(32), pool).unseal(key_id, sealed, CONTEXT)


async def test_keys_lie_wrapped_in_the_database(pool: Pool) -> None:
    ring = KeyRing(MASTER, pool)
    await ring.seal(b"x", CONTEXT)
    wrapped = await pool.fetchval("SELECT wrapped FROM shared.day_keys")
    assert len(wrapped) == 12 + 32 + 16
    assert ring.blind_secret not in wrapped


async def test_a_service_may_not_touch_the_record_of_migrations(pool: Pool) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute("DELETE FROM shared.migrations")
