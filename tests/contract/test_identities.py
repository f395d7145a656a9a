"""One suite judges both `Identities`: the fake that page tests use, and the tables of schema `shared`."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.web.accounts.attempts import FREE_BY_NAME, FREE_BY_NAME_ANYWHERE
from shared.web.accounts.identities import Account, Identities, SignInRefused
from shared.web.accounts.permissions import Role
from shared.web.accounts.postgres_identities import PostgresIdentities
from tests.support.identities import LIMITS, PASSWORD, UPLOADER, MemoryIdentities
from tests.support.stack import Database
from tests.support.wall import Wall

pytestmark = pytest.mark.usefixtures("light_hashes")

HERE = "127.0.0.1"
START = datetime.now(UTC)
"""An account acts for its school from the day on which it is told so."""


@pytest.fixture
def wall() -> Wall:
    return Wall(START)


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("ingest"), schema="ingest")
    yield opened
    await close_pool(opened)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.stack)])
def tables(request: pytest.FixtureRequest) -> tuple[Database, Pool] | None:
    """The tables; None for the fake, which needs no servers."""
    if request.param == "memory":
        return None
    return request.getfixturevalue("database"), request.getfixturevalue("pool")


@pytest.fixture
async def identities(tables: tuple[Database, Pool] | None, wall: Wall) -> Identities:
    if tables is None:
        return MemoryIdentities(wall=wall)
    database, opened = tables
    await opened.execute("DELETE FROM shared.sign_in_attempts")
    await opened.execute("DELETE FROM shared.sessions")
    await ensure_accounts(database.admin_url, [NewAccount(UPLOADER.name, PASSWORD, Role.UPLOADER, "8860001")])
    return PostgresIdentities(opened, wall=wall)


async def signed_in(identities: Identities) -> Account:
    found = await identities.check_password(UPLOADER.name, PASSWORD, address=HERE)
    assert isinstance(found, Account)
    return found


async def test_the_right_password_gives_the_account(identities: Identities) -> None:
    found = await identities.check_password(UPLOADER.name.upper(), PASSWORD, address=HERE)
    assert isinstance(found, Account)
    assert (found.name, found.role, found.establishment) == (UPLOADER.name, Role.UPLOADER, "8860001")


@pytest.mark.parametrize(
    ("name", "password"),
    [(UPLOADER.name, "wrong"), ("nobody@example.org", PASSWORD), ("", ""), (UPLOADER.name, "x" * 9999)],
)
async def test_anything_else_is_refused_alike(identities: Identities, name: str, password: str) -> None:
    assert await identities.check_password(name, password, address=HERE) == SignInRefused()


async def test_too_many_failures_make_even_the_right_password_wait(identities: Identities, wall: Wall) -> None:
    for _ in range(FREE_BY_NAME):
        await identities.check_password(UPLOADER.name, "wrong", address=HERE)
    refused = await identities.check_password(UPLOADER.name, PASSWORD, address=HERE)
    assert isinstance(refused, SignInRefused)
    assert 0 < refused.wait_s <= 30
    wall.time += timedelta(seconds=31)
    assert isinstance(await identities.check_password(UPLOADER.name, PASSWORD, address=HERE), Account)


async def test_signing_in_forgives_earlier_failures(identities: Identities) -> None:
    for _ in range(3):
        for _ in range(FREE_BY_NAME - 1):
            await identities.check_password(UPLOADER.name, "wrong", address=HERE)
        await signed_in(identities)


async def test_other_ways_to_show_who_one_is_count_with_passwords(identities: Identities, wall: Wall) -> None:
    for _ in range(FREE_BY_NAME - 1):
        assert await identities.count_try(UPLOADER.name, address=HERE) == 0
    await identities.forgive(UPLOADER.name, address=HERE)
    for _ in range(FREE_BY_NAME):
        assert await identities.count_try(UPLOADER.name.upper(), address=HERE) == 0
    refused = await identities.check_password(UPLOADER.name, PASSWORD, address=HERE)
    assert isinstance(refused, SignInRefused)
    assert 0 < refused.wait_s <= 30
    assert 0 < await identities.count_try(UPLOADER.name, address=HERE) <= 30
    wall.time += timedelta(seconds=31)
    await signed_in(identities)


async def test_failures_are_forgotten_after_a_quiet_hour(identities: Identities, wall: Wall) -> None:
    for _ in range(FREE_BY_NAME):
        await identities.check_password(UPLOADER.name, "wrong", address=HERE)
    wall.time += timedelta(minutes=61)
    await identities.check_password(UPLOADER.name, "wrong", address=HERE)
    assert isinstance(await identities.check_password(UPLOADER.name, PASSWORD, address=HERE), Account)


async def test_a_stranger_elsewhere_does_not_keep_an_account_out(identities: Identities) -> None:
    for _ in range(2 * FREE_BY_NAME):
        await identities.check_password(UPLOADER.name, "wrong", address="192.0.2.99")
    assert isinstance(await identities.check_password(UPLOADER.name, PASSWORD, address="192.0.2.99"), SignInRefused)
    await signed_in(identities)


async def test_guesses_from_many_addresses_make_a_name_wait_half_a_minute(identities: Identities, wall: Wall) -> None:
    for number in range(FREE_BY_NAME_ANYWHERE):
        await identities.check_password(UPLOADER.name, "wrong", address=f"192.0.2.{number}")
    refused = await identities.check_password(UPLOADER.name, PASSWORD, address=HERE)
    assert isinstance(refused, SignInRefused)
    assert 0 < refused.wait_s <= 30
    wall.time += timedelta(seconds=31)
    await signed_in(identities)


async def test_a_session_is_found_by_its_secret_alone(identities: Identities) -> None:
    account = await signed_in(identities)
    secret = await identities.open_session(account)
    session = await identities.find_session(secret)
    assert session is not None
    assert (session.account.id, session.account.establishment) == (account.id, "8860001")
    assert len(session.form_token) >= 32
    assert await identities.find_session(secret[:-1]) is None


async def test_two_sessions_share_neither_secret_nor_form_token(identities: Identities) -> None:
    account = await signed_in(identities)
    first, second = await identities.open_session(account), await identities.open_session(account)
    one, other = await identities.find_session(first), await identities.find_session(second)
    assert one is not None
    assert other is not None
    assert first != second
    assert one.form_token != other.form_token


async def test_a_session_ends_when_idle_and_lives_on_while_used(identities: Identities, wall: Wall) -> None:
    secret = await identities.open_session(await signed_in(identities))
    for _ in range(3):
        wall.time += LIMITS.idle - timedelta(minutes=2)
        assert await identities.find_session(secret) is not None
    wall.time += LIMITS.idle + timedelta(seconds=1)
    assert await identities.find_session(secret) is None


async def test_a_session_ends_after_its_longest_life(identities: Identities, wall: Wall) -> None:
    secret = await identities.open_session(await signed_in(identities))
    while wall.time < START + LIMITS.life - timedelta(minutes=30):
        wall.time += timedelta(minutes=30)
        assert await identities.find_session(secret) is not None
    wall.time += timedelta(minutes=31)
    assert await identities.find_session(secret) is None


async def test_a_closed_session_stays_closed(identities: Identities) -> None:
    secret = await identities.open_session(await signed_in(identities))
    await identities.close_session(secret)
    await identities.close_session(secret)
    assert await identities.find_session(secret) is None


async def test_wrong_passwords_at_once_are_all_counted(identities: Identities) -> None:
    tries = [identities.check_password(UPLOADER.name, "wrong", address=HERE) for _ in range(FREE_BY_NAME + 5)]
    answers = await asyncio.gather(*tries)
    looked_at = [answer for answer in answers if answer == SignInRefused()]
    assert len(looked_at) == FREE_BY_NAME
