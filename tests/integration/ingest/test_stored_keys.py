"""Keys that administrators keep: taken within seconds beside the file's, ended at once, their use written down."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.ingest.adapters.hook_keys import FileHookKeys
from services.ingest.adapters.stored_keys import StoredHookKeys
from services.validation.adapters.accounts.sender_key_store import sender_keys_over
from services.validation.usecases.accounts.change_sender_key import (
    ChangeSenderKey,
    EndKey,
    ExchangeKey,
    KeyChanged,
    MakeKey,
)
from shared.crypto.sender_keys import KEY_PREFIX, SenderKeySeal, fingerprint_of
from shared.persistence.pool import Pool, close_pool, open_pool
from tests.support.stack import Database
from tests.support.wall import Wall

pytestmark = pytest.mark.stack

SEAL = SenderKeySeal(bytes(32))
OF_FILE = bytes([7] * 32)


@pytest.fixture
async def keeping(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("validation"), schema="validation")
    yield opened
    await close_pool(opened)


@pytest.fixture
async def reading(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("ingest"), schema="ingest")
    yield opened
    await close_pool(opened)


def _bytes(made: object) -> bytes:
    assert isinstance(made, KeyChanged)
    assert made.key is not None
    return base64.b64decode(made.key.removeprefix(KEY_PREFIX))


async def test_a_key_is_exchanged_with_an_overlap_and_its_last_use_is_known(
    keeping: Pool, reading: Pool, tmp_path: Path
) -> None:
    file, wall = tmp_path / "keys.json", Wall(datetime.now(UTC))
    file.write_text(json.dumps({"portal": [KEY_PREFIX + base64.b64encode(OF_FILE).decode()]}))
    change = ChangeSenderKey(sender_keys_over(keeping), SEAL, wall)
    keys = StoredHookKeys(reading, FileHookKeys(file), SEAL, wall=wall)
    old = _bytes(await change(MakeKey("mis", frozenset({"ROLL"})), "boss"))
    assert keys.current() == (("portal", OF_FILE),)
    await keys.look()
    assert keys.current() == (("portal", OF_FILE), ("mis", old))
    assert keys.may_send("mis") == {"ROLL"}
    new = _bytes(await change(ExchangeKey("mis", 14), "boss"))
    await keys.look()
    assert {key for _, key in keys.current()} == {OF_FILE, old, new}
    for key in (new, OF_FILE):
        keys.note_use("mis", key)
    await keys.look()
    used = await reading.fetch("SELECT fingerprint FROM shared.sender_key_uses")
    assert {row["fingerprint"] for row in used} == {fingerprint_of(new), fingerprint_of(OF_FILE)}
    wall.time += timedelta(days=15)
    await keys.look()
    assert {key for _, key in keys.current()} == {OF_FILE, new}
    found = await reading.fetchval("SELECT key_id FROM shared.sender_keys WHERE fingerprint = $1", fingerprint_of(new))
    await change(EndKey(found), "boss")
    await keys.look()
    assert keys.current() == (("portal", OF_FILE),)


async def test_a_key_sealed_under_another_master_key_is_no_key(keeping: Pool, reading: Pool, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({}))
    change = ChangeSenderKey(sender_keys_over(keeping), SenderKeySeal(bytes([1] * 32)), lambda: datetime.now(UTC))
    await change(MakeKey("foreign"), "boss")
    keys = StoredHookKeys(reading, FileHookKeys(file), SEAL)
    await keys.look()
    assert "foreign" not in [sender for sender, _ in keys.current()]
