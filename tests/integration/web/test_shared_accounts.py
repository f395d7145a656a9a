"""Accounts and sessions as they are kept: hashes only, changes sign out, one address cannot guess for ever."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.service_names import SERVICES
from shared.web.accounts.attempts import FREE_BY_ADDRESS
from shared.web.accounts.identities import Account, SignInRefused
from shared.web.accounts.permissions import Role
from shared.web.accounts.postgres_identities import PostgresIdentities
from tests.support.identities import PASSWORD
from tests.support.stack import Database

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("light_hashes")]

ANALYST = NewAccount("analyst@example.org", PASSWORD, Role.ANALYST)
HERE = "192.0.2.7"


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    await ensure_accounts(database.admin_url, [ANALYST])
    opened = await open_pool(database.service_url("matching"), schema="matching")
    yield opened
    await close_pool(opened)


@pytest.fixture
async def identities(pool: Pool) -> PostgresIdentities:
    await pool.execute("DELETE FROM shared.sign_in_attempts")
    return PostgresIdentities(pool)


async def _account(identities: PostgresIdentities, password: str = PASSWORD) -> Account | SignInRefused:
    return await identities.check_password(ANALYST.name, password, address=HERE)


async def test_neither_password_nor_secret_is_kept(identities: PostgresIdentities, pool: Pool) -> None:
    account = await _account(identities)
    assert isinstance(account, Account)
    secret = await identities.open_session(account)
    stored = await pool.fetchval("SELECT password_hash FROM shared.accounts WHERE name = $1", ANALYST.name)
    assert PASSWORD not in stored
    sessions = await pool.fetch("SELECT * FROM shared.sessions")
    assert hashlib.sha256(secret.encode()).digest() in [row["secret_sha256"] for row in sessions]
    assert secret not in str([dict(row) for row in sessions])


async def test_attempts_are_kept_without_name_or_address(identities: PostgresIdentities, pool: Pool) -> None:
    await _account(identities, "wrong")
    rows = str([dict(row) for row in await pool.fetch("SELECT * FROM shared.sign_in_attempts")])
    assert ANALYST.name not in rows
    assert HERE not in rows


async def test_making_an_account_again_changes_nothing(
    identities: PostgresIdentities, pool: Pool, database: Database
) -> None:
    account = await _account(identities)
    assert isinstance(account, Account)
    secret = await identities.open_session(account)
    before = await pool.fetch("SELECT * FROM shared.accounts ORDER BY id")
    await ensure_accounts(database.admin_url, [ANALYST])
    assert await pool.fetch("SELECT * FROM shared.accounts ORDER BY id") == before
    assert await identities.find_session(secret) is not None


async def test_a_changed_account_is_signed_out(identities: PostgresIdentities, database: Database) -> None:
    account = await _account(identities)
    assert isinstance(account, Account)
    secret = await identities.open_session(account)
    await ensure_accounts(database.admin_url, [NewAccount(ANALYST.name, "another horse battery", Role.AUDITOR)])
    try:
        assert await identities.find_session(secret) is None
        changed = await _account(identities, "another horse battery")
        assert isinstance(changed, Account)
        assert (changed.id, changed.role) == (account.id, Role.AUDITOR)
        assert await _account(identities) == SignInRefused()
    finally:
        await ensure_accounts(database.admin_url, [ANALYST])


async def test_a_disabled_account_is_out_at_once(identities: PostgresIdentities, database: Database) -> None:
    account = await _account(identities)
    assert isinstance(account, Account)
    secret = await identities.open_session(account)
    admin = await asyncpg.connect(database.admin_url)
    try:
        await admin.execute("UPDATE shared.accounts SET disabled_at = now() WHERE name = $1", ANALYST.name)
        assert await identities.find_session(secret) is None
        assert await _account(identities) == SignInRefused()
    finally:
        await admin.close()
        await ensure_accounts(database.admin_url, [ANALYST])


async def test_one_address_cannot_try_many_names_for_ever(identities: PostgresIdentities) -> None:
    for number in range(FREE_BY_ADDRESS):
        await identities.check_password(f"guess{number}@example.org", "x", address=HERE)
    refused = await _account(identities)
    assert isinstance(refused, SignInRefused)
    assert refused.wait_s > 0
    elsewhere = await identities.check_password(ANALYST.name, PASSWORD, address="192.0.2.8")
    assert isinstance(elsewhere, Account)


async def test_one_good_account_does_not_clear_the_failures_of_its_address(identities: PostgresIdentities) -> None:
    for number in range(FREE_BY_ADDRESS - 1):
        await identities.check_password(f"guess{number}@example.org", "x", address=HERE)
    assert isinstance(await _account(identities), Account)
    assert await identities.check_password("guess@example.org", "x", address=HERE) == SignInRefused()
    refused = await _account(identities)
    assert isinstance(refused, SignInRefused)
    assert refused.wait_s > 0


@pytest.mark.parametrize("service", [service for service in SERVICES if service != "validation"])
async def test_a_service_without_the_pages_of_accounts_reads_them_and_changes_none(
    database: Database, service: str
) -> None:
    opened = await open_pool(database.service_url(service), schema=service)
    try:
        await opened.fetch("SELECT name FROM shared.accounts")
        for change in (
            "UPDATE shared.accounts SET role = 'admin'",
            "DELETE FROM shared.accounts",
            "UPDATE shared.account_establishments SET establishment = '8860002'",
            "INSERT INTO shared.account_changes (act, about, account, changed_at) VALUES ('x', 'x', 'x', now())",
            "DELETE FROM shared.account_changes",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await opened.execute(change)
    finally:
        await close_pool(opened)


async def test_validation_changes_accounts_and_deletes_none_nor_what_was_changed(database: Database) -> None:
    opened = await open_pool(database.service_url("validation"), schema="validation")
    try:
        await opened.execute("UPDATE shared.accounts SET role = role")
        for change in (
            "DELETE FROM shared.accounts",
            "DELETE FROM shared.account_changes",
            "UPDATE shared.account_changes SET account = 'nobody'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await opened.execute(change)
    finally:
        await close_pool(opened)


@pytest.mark.parametrize("service", ["ingest", "validation", "matching"])
async def test_what_people_searched_for_is_reportings_alone(database: Database, service: str) -> None:
    other = await open_pool(database.service_url(service), schema=service)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await other.fetch("SELECT * FROM shared.saved_searches")
    finally:
        await close_pool(other)


@pytest.mark.parametrize(
    ("role", "establishment"), [(Role.UPLOADER, None), (Role.ADMIN, "8860001"), (Role.REVIEWER, "8860001")]
)
def test_an_uploader_is_bound_to_one_establishment_and_nobody_else_is(role: Role, establishment: str | None) -> None:
    with pytest.raises(ValueError, match="bound to one establishment"):
        NewAccount("x@example.org", PASSWORD, role, establishment)


async def test_an_attempt_that_must_wait_leaves_nothing_behind(identities: PostgresIdentities, pool: Pool) -> None:
    for number in range(FREE_BY_ADDRESS):
        await identities.check_password(f"guess{number}@example.org", "x", address=HERE)
    before = await pool.fetchval("SELECT count(*) FROM shared.sign_in_attempts")
    await identities.check_password("one-more@example.org", "x", address=HERE)
    assert await pool.fetchval("SELECT count(*) FROM shared.sign_in_attempts") == before


async def test_counts_that_have_lapsed_are_deleted_within_the_hour(pool: Pool) -> None:
    await pool.execute("DELETE FROM shared.sign_in_attempts")
    now = datetime.now(UTC)
    identities = PostgresIdentities(pool, wall=lambda: now)
    await identities.check_password("once@example.org", "x", address=HERE)
    now += timedelta(hours=1, seconds=1)
    await identities.check_password("later@example.org", "x", address="192.0.2.8")
    assert await pool.fetchval("SELECT count(*) FROM shared.sign_in_attempts WHERE failed_at < $1", now) == 0
