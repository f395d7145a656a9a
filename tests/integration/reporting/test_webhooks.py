"""Webhooks over a real database and a real receiver: nothing is lost, nobody is out of order, whatever it answers."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from starlette.responses import Response

from services.reporting.adapters.erasure.erasures import PostgresErasures
from services.reporting.domain.webhooks.attempts import GIVEN_UP_AFTER, MESSAGE_WAITS
from services.reporting.usecases.webhooks.decide import OVERLAP
from services.reporting.usecases.webhooks.ports import DeadLetterChoice
from shared.contracts.events import derived_id
from shared.contracts.reporting import StatusChanged
from shared.erasure.orders import ErasureOrder
from shared.persistence.pool import Pool, transaction
from tests.support.reporting import Office
from tests.support.returns import person_id
from tests.support.webhook_receiver import Delivered, Receiver, out_of_order, receiving
from tests.support.webhooks import WHO, WebhookReplica, ids_of, write_versions

pytestmark = pytest.mark.stack

LONG = timedelta(hours=10)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Return a receiver that takes everything."""
    async with receiving() as opened:
        yield opened


@pytest.fixture
def replica(office: Office) -> WebhookReplica:
    """Return a replica over empty tables."""
    return WebhookReplica(office.pool)


async def subscribe(replica: WebhookReplica, receiver: Receiver, *, from_beginning: bool = False) -> int:
    """Create a webhook whose secret the receiver knows."""
    made = await replica.create(receiver.address, from_beginning=from_beginning)
    receiver.secrets.append(made.secret)
    return made.webhook_id


async def test_a_change_is_delivered_once_and_signed(replica: WebhookReplica, receiver: Receiver) -> None:
    await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1), (2, 1)])
    await replica.look()
    await replica.look()
    (one,) = receiver.taken
    assert receiver.refused_signatures == 0
    assert one.body["type"] == "status.changed"
    first = one.body["data"]["changes"][0]
    status = StatusChanged.model_validate(first["status"])
    assert (status.person_id, status.version, status.group, status.code) == (person_id(1), 1, "education", "210")
    assert first["id"] == str(derived_id(person_id(1), 1, StatusChanged.TYPE))
    assert await replica.messages() == [("delivered", 2, 1, 204, None)]
    assert await replica.waiting() == 0


async def test_the_event_is_the_one_of_the_topic(office: Office, replica: WebhookReplica, receiver: Receiver) -> None:
    from tests.support.returns import Line, Return, at

    await subscribe(replica, receiver)
    await office.take_in(Return("one", [Line(1), Line(2)], at("2026-10-05 08:30")))
    await replica.look()
    came = [one["status"] for each in receiver.taken for one in each.body["data"]["changes"]]
    told = {one.person_id: one.model_dump(mode="json") for one in office.changes}
    assert {UUID(one["person_id"]): one for one in came} == told


async def test_without_a_webhook_nothing_is_queued(replica: WebhookReplica) -> None:
    await write_versions(replica.pool, [(1, 1)])
    assert await replica.waiting() == 0


async def test_everybody_is_sent_first_and_again_on_request(replica: WebhookReplica, receiver: Receiver) -> None:
    await write_versions(replica.pool, [(number, 1) for number in range(200)])
    await write_versions(replica.pool, [(7, 2)])
    webhook_id = await subscribe(replica, receiver, from_beginning=True)
    await replica.look()
    expected = {(one, 1) for one in ids_of(range(200))} - {(str(person_id(7)), 1)} | {(str(person_id(7)), 2)}
    assert sorted(receiver.versions) == sorted(expected)
    assert await replica.act(webhook_id, "replay", WHO)
    await replica.look()
    assert sorted(receiver.versions) == sorted([*expected, *expected])


async def test_a_person_out_of_scope_is_said_so_and_an_erased_one_is_a_tombstone(
    replica: WebhookReplica, receiver: Receiver
) -> None:
    await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1)], "out of scope")
    await write_versions(replica.pool, [(2, 1)])
    await replica.pool.execute("DELETE FROM status_history WHERE person_id = $1", person_id(2))
    await replica.look()
    out, erased = receiver.taken[0].body["data"]["changes"]
    assert out["status"]["group"] == "out of scope"
    assert (erased["person_id"], erased["status"]) == (str(person_id(2)), None)


async def test_who_is_erased_is_forgotten_by_every_receiver(replica: WebhookReplica, receiver: Receiver) -> None:
    """Also one of whom everything was delivered, and one of whom a version still waits."""
    await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1), (2, 1), (3, 1)])
    await replica.look()
    await write_versions(replica.pool, [(2, 2)])
    order = ErasureOrder(UUID(int=1), (person_id(1), person_id(2)), ())
    async with transaction(replica.pool) as connection:
        await PostgresErasures(connection).erase(order)
    await replica.look()
    await replica.look()
    told = [one for each in receiver.taken[1:] for one in each.body["data"]["changes"]]
    assert sorted((one["person_id"], one["version"], one["status"]) for one in told) == sorted(
        [(str(person_id(1)), 2, None), (str(person_id(2)), 2, None), (str(person_id(2)), 3, None)]
    )
    assert await replica.waiting() == 0


async def test_a_later_version_waits_for_the_earlier_one(replica: WebhookReplica, receiver: Receiver) -> None:
    """While the first version of one person fails, others are sent, and the second version is not."""
    bad = str(person_id(1))
    receiver.answer = lambda one: 500 if any(person == bad for person, _ in one.versions) else 204
    await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1)])
    await replica.look()
    await write_versions(replica.pool, [(1, 2), (2, 1)])
    await replica.look()
    assert receiver.versions == []
    await replica.pass_time(timedelta(seconds=1))
    await replica.look()
    assert receiver.versions == [(str(person_id(2)), 1)]
    assert (bad, 2) not in [one for each in receiver.came for one in each.versions]
    receiver.answer = lambda _: 204
    for _ in range(2):
        await replica.pass_time(LONG)
        await replica.look()
    assert receiver.versions == [(str(person_id(2)), 1), (bad, 1), (bad, 2)]


async def test_one_bad_change_is_found_among_many_and_becomes_a_dead_letter(
    replica: WebhookReplica, receiver: Receiver
) -> None:
    bad = str(person_id(13))
    receiver.answer = lambda one: 422 if any(person == bad for person, _ in one.versions) else 204
    webhook_id = await subscribe(replica, receiver)
    await write_versions(replica.pool, [(number, 1) for number in range(75)])
    for _ in range(60):
        await replica.look()
        await replica.pass_time(LONG)
    assert sorted(receiver.versions) == sorted((one, 1) for one in ids_of(range(75)) if one != bad)
    states = await replica.messages()
    assert [one for one in states if one[0] != "delivered"] == [("dead", 1, len(MESSAGE_WAITS) + 1, 422, None)]
    await write_versions(replica.pool, [(13, 2), (14, 2)])
    await replica.look()
    assert (str(person_id(14)), 2) in receiver.versions
    found = await replica.queries.find(webhook_id)
    assert found is not None
    assert [(one.status, one.messages, one.changes) for one in found.dead] == [(422, 1, 1)]
    assert (found.held_back, found.line.dead_letters) == (1, 1)
    receiver.answer = lambda _: 204
    assert await replica.dead_letters(webhook_id, DeadLetterChoice(status=500), WHO, resend=True) == 0
    assert await replica.dead_letters(webhook_id, DeadLetterChoice(status=422), WHO, resend=True) == 1
    await replica.look()
    await replica.look()
    assert receiver.versions[-2:] == [(bad, 1), (bad, 2)]
    assert await replica.waiting() == 0


async def test_a_dead_letter_that_is_left_out_lets_newer_versions_go(
    replica: WebhookReplica, receiver: Receiver
) -> None:
    receiver.answer = lambda one: 422 if (str(person_id(1)), 1) in one.versions else 204
    webhook_id = await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1)])
    for _ in range(len(MESSAGE_WAITS) + 1):
        await replica.look()
        await replica.pass_time(LONG)
    await write_versions(replica.pool, [(1, 2)])
    await replica.look()
    assert receiver.versions == []
    assert await replica.dead_letters(webhook_id, DeadLetterChoice(), WHO, resend=False) == 1
    await replica.look()
    assert receiver.versions == [(str(person_id(1)), 2)]


async def test_while_an_address_is_away_one_message_at_a_time_is_tried_and_none_is_given_up(
    replica: WebhookReplica, receiver: Receiver
) -> None:
    receiver.answer = lambda _: 503
    webhook_id = await subscribe(replica, receiver)
    await write_versions(replica.pool, [(number, 1) for number in range(500)])
    for _ in range(12):
        await replica.look()
        await replica.pass_time(timedelta(minutes=20))
    assert len(receiver.came) <= 12 + 4
    assert {one[0] for one in await replica.messages()} == {"waiting"}
    receiver.answer = lambda _: 204
    await replica.look()
    await replica.look()
    assert sorted(receiver.versions) == sorted((one, 1) for one in ids_of(range(500)))
    receiver.answer = lambda _: 503
    await write_versions(replica.pool, [(1, 2)])
    await replica.look()
    await replica.pass_time(GIVEN_UP_AFTER)
    await replica.look()
    (line,) = await replica.queries.listing()
    assert (line.state, line.waiting, line.dead_letters) == ("failing", 1, 0)
    await replica.pass_time(LONG)
    came = len(receiver.came)
    await replica.look()
    assert len(receiver.came) == came
    receiver.answer = lambda _: 204
    assert await replica.act(webhook_id, "resume", WHO)
    await replica.look()
    assert receiver.versions[-1] == (str(person_id(1)), 2)


async def test_a_receiver_may_ask_for_time(replica: WebhookReplica, receiver: Receiver) -> None:
    receiver.answer = lambda _: Response(status_code=429, headers={"retry-after": "3600"})
    await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1)])
    await replica.look()
    await replica.pass_time(timedelta(minutes=59))
    await replica.look()
    assert len(receiver.came) == 1
    await replica.pass_time(timedelta(minutes=2))
    await replica.look()
    assert len(receiver.came) == 2
    assert receiver.came[0].raw == receiver.came[1].raw
    assert receiver.ids[0] == receiver.ids[1]


async def test_410_ends_it_until_somebody_resumes(replica: WebhookReplica, receiver: Receiver) -> None:
    receiver.answer = lambda _: 410
    webhook_id = await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1)])
    await replica.look()
    await replica.pass_time(LONG)
    await replica.look()
    (line,) = await replica.queries.listing()
    assert (line.state, line.waiting, len(receiver.came)) == ("gone", 1, 1)
    receiver.answer = lambda _: 204
    assert await replica.act(webhook_id, "resume", WHO)
    await replica.look()
    assert receiver.versions == [(str(person_id(1)), 1)]


async def test_a_paused_one_keeps_what_changes(replica: WebhookReplica, receiver: Receiver) -> None:
    webhook_id = await subscribe(replica, receiver)
    assert await replica.act(webhook_id, "pause", WHO)
    assert not await replica.act(webhook_id, "pause", WHO)
    await write_versions(replica.pool, [(1, 1)])
    await write_versions(replica.pool, [(1, 2)])
    await replica.look()
    assert receiver.came == []
    assert await replica.act(webhook_id, "resume", WHO)
    await replica.look()
    assert receiver.versions == [(str(person_id(1)), 1), (str(person_id(1)), 2)]


async def test_two_secrets_sign_for_a_week_after_a_rotation(replica: WebhookReplica, receiver: Receiver) -> None:
    webhook_id = await subscribe(replica, receiver)
    old = receiver.secrets[0]
    new = await replica.rotate(webhook_id, WHO)
    assert new is not None
    for number, secret in enumerate((old, new), 1):
        receiver.secrets[:] = [secret]
        await write_versions(replica.pool, [(number, 1)])
        await replica.look()
    assert [one.signatures for one in receiver.taken] == [2, 2]
    await replica.pass_time(OVERLAP)
    await write_versions(replica.pool, [(3, 1)])
    await replica.look()
    assert [one.signatures for one in receiver.taken] == [2, 2, 1]
    third = await replica.rotate(webhook_id, WHO)
    assert await replica.act(webhook_id, "end-old-secret", WHO)
    receiver.secrets[:] = [str(third)]
    await write_versions(replica.pool, [(4, 1)])
    await replica.look()
    assert (receiver.taken[-1].signatures, receiver.refused_signatures) == (1, 0)


async def test_secrets_are_not_readable_in_the_database(replica: WebhookReplica, receiver: Receiver) -> None:
    await subscribe(replica, receiver)
    sealed = await replica.pool.fetchval("SELECT sealed FROM webhook_secrets")
    assert receiver.secrets[0].encode() not in sealed
    assert receiver.secrets[0].removeprefix("whsec_").encode() not in sealed


async def test_a_test_message_is_sent_whatever_the_state_and_never_again(
    replica: WebhookReplica, receiver: Receiver
) -> None:
    webhook_id = await subscribe(replica, receiver)
    await replica.act(webhook_id, "pause", WHO)
    answer = await replica.test(webhook_id, WHO)
    assert answer is not None
    assert answer.status == 204
    assert receiver.taken[0].body["type"] == "webhook.test"
    receiver.answer = lambda _: 500
    await replica.test(webhook_id, WHO)
    await replica.pass_time(LONG)
    await replica.look()
    assert len(receiver.came) == 2
    assert [one[:1] for one in await replica.messages()] == [("delivered",), ("failed",)]
    assert await replica.test(webhook_id + 1, WHO) is None


async def test_what_is_deleted_leaves_nothing_but_who_did_it(replica: WebhookReplica, receiver: Receiver) -> None:
    webhook_id = await subscribe(replica, receiver)
    await write_versions(replica.pool, [(1, 1)])
    assert await replica.act(webhook_id, "delete", WHO)
    await write_versions(replica.pool, [(1, 2)])
    await replica.look()
    assert receiver.came == []
    for table in ("webhooks", "webhook_secrets", "webhook_messages", "webhook_changes"):
        assert await replica.pool.fetchval(f"SELECT count(*) FROM {table}") == 0
    acts = await replica.pool.fetch("SELECT act, account FROM webhook_acts ORDER BY act_id")
    assert [tuple(one) for one in acts] == [("created", WHO), ("deleted", WHO)]


async def test_two_replicas_send_nothing_twice_and_nobody_out_of_order(office: Office, receiver: Receiver) -> None:
    """Many versions of the same people are written while two replicas send, to a receiver that fails now and then."""
    replicas = [WebhookReplica(office.pool) for _ in range(2)]
    failing = 0

    async def now_and_then(one: Delivered) -> int:
        nonlocal failing
        failing += 1
        await asyncio.sleep(0.005)
        return 500 if failing % 7 == 0 else 204

    receiver.answer = now_and_then
    await subscribe(replicas[0], receiver)
    working = [asyncio.create_task(one.work.run()) for one in replicas]
    for version in range(1, 9):
        await write_versions(office.pool, [(number, version) for number in range(120)])
    async with asyncio.timeout(60):
        while await replicas[0].waiting():
            await replicas[0].pass_time(timedelta(seconds=40))
            await asyncio.sleep(0.1)
    for one in working:
        one.cancel()
    await asyncio.gather(*working, return_exceptions=True)
    assert len(receiver.versions) == len(set(receiver.versions)) == 120 * 8
    assert out_of_order(receiver.versions) == []


@pytest.mark.parametrize("step", ["tried", "keep"])
async def test_a_crash_between_sending_and_noting_sends_the_same_again(
    office: Office, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from services.reporting.adapters.webhooks.queue import PostgresWebhookQueue

    class CrashError(Exception):
        pass

    async def crash(*_: object) -> None:
        raise CrashError

    replica = WebhookReplica(office.pool)
    await subscribe(replica, receiver)
    await write_versions(office.pool, [(1, 1), (2, 1)])
    with monkeypatch.context() as patched:
        patched.setattr(PostgresWebhookQueue, step, crash)
        with pytest.raises(ExceptionGroup):
            await replica.look()
    await write_versions(office.pool, [(1, 2)])
    another = WebhookReplica(office.pool)
    await another.look()
    assert len(receiver.came) == 1
    await another.pass_time(timedelta(seconds=61))
    await another.look()
    await another.look()
    assert [one.raw for one in receiver.came[:2]] == [receiver.came[0].raw] * 2
    assert receiver.ids[0] == receiver.ids[1]
    assert receiver.versions[-1] == (str(person_id(1)), 2)
    assert await another.waiting() == 0


async def test_a_webhook_that_is_created_while_versions_are_written_misses_none(
    office: Office, receiver: Receiver
) -> None:
    replica = WebhookReplica(office.pool)

    async def write(first: int) -> None:
        for number in range(first, first + 40):
            await write_versions(office.pool, [(number, 1)])
            await write_versions(office.pool, [(number, 2)])

    writing = [asyncio.create_task(write(first)) for first in (0, 100, 200)]
    await asyncio.sleep(0.05)
    await subscribe(replica, receiver, from_beginning=True)
    await asyncio.gather(*writing)
    while await replica.looks.busy():
        await replica.look()
    newest = dict(sorted(receiver.versions))
    everybody = ids_of([*range(40), *range(100, 140), *range(200, 240)])
    assert newest == dict.fromkeys(everybody, 2)
    assert all(versions == sorted(versions) for versions in _by_person(receiver).values())


def _by_person(receiver: Receiver) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for person, version in receiver.versions:
        found.setdefault(person, []).append(version)
    return found


async def test_what_was_delivered_a_week_ago_is_removed(
    replica: WebhookReplica, pool: Pool, receiver: Receiver
) -> None:
    await subscribe(replica, receiver)
    await write_versions(pool, [(1, 1)])
    await replica.look()
    await replica.looks.purge()
    assert len(await replica.messages()) == 1
    await pool.execute("UPDATE webhook_messages SET settled_at = settled_at - interval '8 days'")
    await replica.looks.purge()
    assert await replica.messages() == []
