"""Codes in full are given by an account that may, and who was given them stands in the audit."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

import pytest

from deploy.jobs.kafka.administration import Administration
from deploy.jobs.kafka.consumers import ConsumerRefused, Consumers, carry_out, parser
from deploy.jobs.privacy.audit import verify
from deploy.jobs.privacy.callers import CallerRefused
from shared.contracts.rights import ADMINISTRATOR
from shared.contracts.topics import STATUS_CHANGED, STATUS_CHANGED_IN_FULL
from shared.kafka.access import KafkaAccess
from shared.settings import ServiceSettings
from tests.integration.deploy.conftest import PASSWORD, pool_of
from tests.support.stack import signed_in_as

pytestmark = pytest.mark.stack


@pytest.fixture
def operator(deployment: ServiceSettings) -> ServiceSettings:
    """Return the settings of whoever makes accounts on Kafka."""
    if not deployment.kafka_username:
        pytest.skip("this Kafka has no accounts of ours")
    return signed_in_as(deployment, ADMINISTRATOR)


@pytest.fixture
def consumers(operator: ServiceSettings) -> Consumers:
    return Consumers(Administration(KafkaAccess.of(operator)), operator.topic_prefix)


@pytest.fixture
def name(consumers: Consumers) -> Iterator[str]:
    """The name of a consumer that is removed afterwards."""
    name = f"test-{token_hex(4)}"
    yield name
    if name in consumers.listing():
        consumers.remove(name)


async def done(operator: ServiceSettings, *words: str) -> list[str]:
    return await asyncio.to_thread(carry_out, parser().parse_args(words), operator)


async def noted(operator: ServiceSettings) -> list[tuple[str, ...]]:
    async with pool_of(operator) as pool:
        rows = await pool.fetch(
            "SELECT account, kind, about FROM shared.audit_entries WHERE kind LIKE 'codes in full%' ORDER BY place"
        )
    return [tuple(row) for row in rows]


async def wrong_sign_ins(operator: ServiceSettings) -> int:
    async with pool_of(operator) as pool:
        return int(await pool.fetchval("SELECT coalesce(sum(failures), 0) FROM shared.sign_in_attempts"))


async def test_nobody_is_given_them_without_an_account_that_may_subscribe_others(
    operator: ServiceSettings, consumers: Consumers, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await noted(operator)
    for account, password in (("", ""), ("reviewer", "another-password"), ("admin", PASSWORD), ("auditor", PASSWORD)):
        monkeypatch.setenv("ONWARD_ACCOUNT", account)
        monkeypatch.setenv("ONWARD_PASSWORD", password)
        with pytest.raises(CallerRefused):
            await done(operator, "add", "--in-full", name)
    assert name not in consumers.listing()
    assert await noted(operator) == before
    lines = await done(operator, "add", name)
    assert STATUS_CHANGED.on(operator.topic_prefix) in lines[0]
    assert await noted(operator) == before


async def test_who_was_given_them_by_whom_stands_in_the_audit(
    operator: ServiceSettings, consumers: Consumers, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_ACCOUNT", "Reviewer")
    monkeypatch.setenv("ONWARD_PASSWORD", PASSWORD)
    lines = await done(operator, "add", "--in-full", name)
    assert STATUS_CHANGED_IN_FULL.on(operator.topic_prefix) in lines[0]
    assert f"{name}, codes in full" in await done(operator, "list")
    with pytest.raises(ConsumerRefused, match="already"):
        await done(operator, "add", "--in-full", name)
    lines = await done(operator, "rotate", name)
    assert STATUS_CHANGED_IN_FULL.on(operator.topic_prefix) in lines[0]
    before = await wrong_sign_ins(operator)
    for variable in ("ONWARD_PASSWORD", "ONWARD_ACCOUNT"):
        monkeypatch.delenv(variable)
        with pytest.raises(CallerRefused, match="ONWARD_ACCOUNT"):
            await done(operator, "rotate", name)
    assert await wrong_sign_ins(operator) == before
    await done(operator, "remove", name)
    async with pool_of(operator) as pool:
        role = await pool.fetchval("SELECT session_user")
    assert [one for one in await noted(operator) if one[2] == f"consumer-{name}"] == [
        ("reviewer", "codes in full given", f"consumer-{name}"),
        ("reviewer", "codes in full given anew", f"consumer-{name}"),
        (role, "codes in full taken back", f"consumer-{name}"),
    ]
    assert (await verify(operator)).faults == []


async def test_the_file_is_its_owners_alone_and_is_left_as_it_was_by_a_refusal(
    operator: ServiceSettings, consumers: Consumers, name: str, tmp_path: Path
) -> None:
    file = tmp_path / "consumer.properties"
    for where in (tmp_path, tmp_path / "nowhere" / "file"):
        with pytest.raises(ConsumerRefused, match=r"folder|already"):
            await done(operator, "add", name, "--to", str(where))
    assert name not in consumers.listing()
    file.write_text("another's")
    with pytest.raises(ConsumerRefused, match="--overwrite"):
        await done(operator, "add", name, "--to", str(file))
    assert (file.read_text(), name in consumers.listing()) == ("another's", False)
    said = await done(operator, "add", name, "--overwrite", "--to", str(file))
    given = file.read_text()
    assert "password=" in given
    assert "password=" not in "".join(said)
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConsumerRefused, match="already"):
        await done(operator, "add", name, "--overwrite", "--to", str(file))
    assert file.read_text() == given
    await done(operator, "rotate", name, "--to", str(file))
    assert [one.name for one in tmp_path.iterdir()] == [file.name]
    changed = [new for old, new in zip(given.splitlines(), file.read_text().splitlines(), strict=True) if old != new]
    assert [line.split("=")[0] for line in changed] == ["sasl.jaas.config"]
