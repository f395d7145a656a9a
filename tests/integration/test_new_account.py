"""The operator's command for accounts: it makes one, changes it, and refuses what the rules refuse."""

import os
import subprocess
import sys

import asyncpg
import pytest

from deploy.local.paths import CHECKOUT
from shared.web.accounts.passwords import password_matches
from tests.support.stack import Database

pytestmark = pytest.mark.stack


def _command(database: Database, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "deploy.jobs.new_account", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": database.admin_url},
        capture_output=True,
        text=True,
        check=False,
    )


async def _stored(database: Database, name: str) -> asyncpg.Record | None:
    connection = await asyncpg.connect(database.admin_url)
    try:
        return await connection.fetchrow("SELECT * FROM shared.accounts WHERE name = $1", name)
    finally:
        await connection.close()


async def test_an_account_is_made_and_its_password_said_once(database: Database) -> None:
    said = _command(database, "officer", "reviewer")
    stored = await _stored(database, "officer")
    assert stored
    assert stored["role"] == "reviewer"
    assert password_matches(said.stdout.split()[-1], stored["password_hash"])
    assert said.stdout.split()[-1] not in stored["password_hash"]


async def test_run_again_it_gives_a_new_password_and_role(database: Database) -> None:
    first, second = _command(database, "changed", "analyst"), _command(database, "changed", "auditor")
    stored = await _stored(database, "changed")
    assert stored
    assert stored["role"] == "auditor"
    assert not password_matches(first.stdout.split()[-1], stored["password_hash"])
    assert password_matches(second.stdout.split()[-1], stored["password_hash"])


@pytest.mark.parametrize("arguments", [("nobody", "king"), ("nobody", "uploader"), ("nobody", "analyst", "8860001")])
async def test_what_the_rules_refuse_is_refused(database: Database, arguments: tuple[str, ...]) -> None:
    said = _command(database, *arguments)
    assert said.returncode != 0
    assert "Traceback" not in said.stderr
    assert await _stored(database, "nobody") is None
