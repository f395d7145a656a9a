"""Submissions, inside a unit of work and looked up outside of any: the fake and the real one give the same answers."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from aiokafka import TopicPartition

from services.ingest.adapters.postgres_submissions import PostgresSubmissionLookup
from services.ingest.adapters.tables import ingest_tables
from services.ingest.domain.file_findings import FileRefusal
from services.ingest.domain.submissions import Delivery, Return
from services.ingest.usecases.ports import (
    EndOfFile,
    FinishedSubmission,
    LatestSubmission,
    LostSubmissions,
    NoRows,
    StoredSubmission,
)
from services.ingest.usecases.translate import (
    submission_extracted,
    submission_received,
    submission_repeats,
    submission_unreadable,
)
from shared.contracts.ingest import SubmissionReceived
from shared.crypto.master_key import create_master_key
from shared.errors import Transient
from shared.kafka.gaps.gap import Gap
from shared.kafka.gaps.postgres_gaps import PostgresGaps
from shared.runtime.service import ServiceRuntime, open_service
from shared.settings import ServiceSettings
from tests.support.ingest import RECEIVED_AT, MemorySubmissions
from tests.support.stack import Database, Stack

USE_CASE = object()


class PostgresSubject(PostgresSubmissionLookup):
    """The real submissions, with the units of work in which they change."""

    def __init__(self, runtime: ServiceRuntime) -> None:
        super().__init__(runtime.pool)
        self.pool = runtime.pool
        self.begin = runtime.units_of_work(ingest_tables).begin


Subject = MemorySubmissions | PostgresSubject


@pytest.fixture(scope="module")
async def postgres(
    stack: Stack, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PostgresSubject]:
    master_key = tmp_path_factory.mktemp("keys") / "master.key"
    create_master_key(master_key)
    settings = ServiceSettings(
        **stack.kafka_settings("ingest"),
        database_url=database.service_url("ingest"),
        topic_prefix="unused",
        master_key_file=master_key,
        log_level="ERROR",
    )
    async with open_service(settings, "ingest") as runtime:
        yield PostgresSubject(runtime)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.stack)])
def submissions(request: pytest.FixtureRequest) -> Subject:
    if request.param == "memory":
        return MemorySubmissions()
    real: Subject = request.getfixturevalue("postgres")
    return real


@dataclass(frozen=True, slots=True)
class Receipt:
    """A delivery and its event."""

    received: SubmissionReceived
    delivery: Delivery

    @property
    def submission_id(self) -> UUID:
        return self.received.submission_id


def receipt(received_at: datetime = RECEIVED_AT, *, content: bytes = b"a", sender: str | None = None) -> Receipt:
    sent = Delivery(
        channel="hook",
        sender=sender or uuid4().hex,
        delivery_id="msg_1",
        fingerprint=hashlib.sha256(content).hexdigest(),
        sender_establishment="8860001",
        sent_by="A School",
        file_name="8860001.xlsx",
        tag=None,
        comment="As agreed",
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=RECEIVED_AT,
        data_taken_on=date(2026, 10, 2),
        content=content,
        may_send=frozenset({"ROLL"}),
    )
    return Receipt(submission_received(uuid4(), sent, received_at), sent)


def some_return() -> Return:
    return Return(f"886{uuid4().int % 10_000:04d}", "S_ENR", uuid4().hex)


async def keep(submissions: Subject, one: Receipt, file_id: UUID | None = None) -> bool:
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.begin_receipt()
        return await work.tables.submissions.receive(one.received, one.delivery, file_id or uuid4(), b"key")


async def finish(submissions: Subject, finished: FinishedSubmission) -> None:
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.finish(finished)


def extracted(one: Receipt, wanted: Return) -> FinishedSubmission:
    return FinishedSubmission(submission_extracted(one.received, wanted, 1, EndOfFile(3, 1, ()), ()), wanted)


async def test_what_was_received_is_found_as_it_was(submissions: Subject) -> None:
    one, file_id = receipt(), uuid4()
    assert await keep(submissions, one, file_id)
    assert await submissions.find(one.submission_id) == StoredSubmission(
        one.delivery.fingerprint, one.delivery.may_send, file_id, b"key"
    )
    assert await submissions.find(uuid4()) is None


async def test_it_is_told_whether_the_same_bytes_came_before(submissions: Subject) -> None:
    content = uuid4().bytes
    first = receipt(content=content)
    again = receipt(RECEIVED_AT + timedelta(hours=1), content=content)
    other = receipt(RECEIVED_AT + timedelta(hours=1), content=uuid4().bytes)
    for one in (again, first, other):
        assert await keep(submissions, one)
    ids = [first.submission_id, again.submission_id, other.submission_id]
    found = await submissions.find_all([*ids, uuid4()])
    assert {one: kept.seen_before for one, kept in found.items()} == dict(zip(ids, (False, True, False), strict=True))


async def test_several_submissions_are_finished_at_once(submissions: Subject) -> None:
    wanted = some_return()
    read, empty = receipt(), receipt(RECEIVED_AT + timedelta(hours=1))
    for one in (read, empty):
        await keep(submissions, one)
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.finish(
            extracted(read, wanted), FinishedSubmission(submission_unreadable(empty.received, FileRefusal.NO_ROWS, ()))
        )
    found = await submissions.find_all([read.submission_id, empty.submission_id])
    assert [kept.finished for kept in found.values()] == [True, True]
    latest = await submissions.find_latest(wanted, RECEIVED_AT + timedelta(days=1))
    assert latest is not None
    assert latest.submission_id == read.submission_id


async def test_a_submission_is_received_once(submissions: Subject) -> None:
    one, first = receipt(), uuid4()
    assert await keep(submissions, one, first)
    assert not await keep(submissions, one)
    kept = await submissions.find(one.submission_id)
    assert kept is not None
    assert kept.file_id == first


async def test_a_unit_that_fails_leaves_nothing(submissions: Subject) -> None:
    one = receipt()

    async def fail() -> None:
        async with submissions.begin(USE_CASE) as work:
            await work.tables.submissions.receive(one.received, one.delivery, uuid4(), b"key")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await submissions.find(one.submission_id) is None


@pytest.mark.parametrize("refusal", [FileRefusal.PASSWORD, FileRefusal.TEMPLATE_UNKNOWN])
async def test_a_submission_without_rows_is_finished_and_never_the_latest(
    submissions: Subject, refusal: FileRefusal
) -> None:
    one, wanted = receipt(), some_return()
    await keep(submissions, one)
    await finish(submissions, FinishedSubmission(submission_unreadable(one.received, NoRows(refusal).refusal, ())))
    kept = await submissions.find(one.submission_id)
    assert kept is not None
    assert kept.finished
    assert await submissions.find_latest(wanted, RECEIVED_AT + timedelta(days=1)) is None


async def test_the_latest_is_the_last_received_before_and_repeats_do_not_count(submissions: Subject) -> None:
    wanted = some_return()
    first, second, repeat = (receipt(RECEIVED_AT + timedelta(hours=n), content=bytes([n + 1])) for n in range(3))
    for one in (second, first, repeat):  # processed in another order than received
        await keep(submissions, one)
    await finish(submissions, extracted(second, wanted))
    await finish(submissions, extracted(first, wanted))
    await finish(
        submissions, FinishedSubmission(submission_repeats(repeat.received, wanted, second.submission_id), wanted)
    )
    assert await submissions.find_latest(wanted, RECEIVED_AT + timedelta(days=1)) == LatestSubmission(
        second.submission_id, second.received.sha256, second.received.received_at
    )
    before_second = await submissions.find_latest(wanted, second.received.received_at)
    assert before_second is not None
    assert before_second.submission_id == first.submission_id
    assert await submissions.find_latest(wanted, first.received.received_at) is None
    assert await submissions.find_latest(some_return(), RECEIVED_AT + timedelta(days=1)) is None


async def test_a_receipt_between_two_moments_is_undecided_until_it_is_finished(submissions: Subject) -> None:
    far = RECEIVED_AT + timedelta(days=400 + uuid4().int % 100_000)  # a stretch of time of this test's own
    one = receipt(far)
    await keep(submissions, one)

    async def undecided(after: timedelta, before: timedelta) -> bool:
        async with submissions.begin(USE_CASE) as work:
            await work.tables.submissions.await_receipts()
            return await work.tables.submissions.any_undecided(far + after, far + before)

    second = timedelta(seconds=1)
    assert await undecided(-second, second)
    assert not await undecided(timedelta(), second)
    assert not await undecided(-second, timedelta())
    await finish(submissions, extracted(one, some_return()))
    assert not await undecided(-second, second)


@pytest.mark.stack
async def test_whoever_awaits_receipts_sees_one_whose_transaction_was_still_open(postgres: PostgresSubject) -> None:
    far = RECEIVED_AT + timedelta(days=200_000)
    announced, written = asyncio.Event(), asyncio.Event()

    async def slow_door() -> None:
        async with postgres.begin(USE_CASE) as work:
            await work.tables.submissions.begin_receipt()
            announced.set()
            late = receipt(far)
            await work.tables.submissions.receive(late.received, late.delivery, uuid4(), b"key")
            await asyncio.wait([asyncio.ensure_future(written.wait())], timeout=0.2)

    async def extractor() -> bool:
        await announced.wait()
        async with postgres.begin(USE_CASE) as work:
            await work.tables.submissions.await_receipts()
            written.set()
            return await work.tables.submissions.any_undecided(far - timedelta(1), far + timedelta(1))

    seen, _ = await asyncio.gather(extractor(), slow_door())
    assert seen


async def take(submissions: Subject, lost: LostSubmissions) -> list[tuple[UUID, int]]:
    async with submissions.begin(USE_CASE) as work:
        taken = await work.tables.submissions.take_incomplete(lost, (), 1_000)
    return [(one.submission_id, one.judgement) for one in taken]


async def test_what_is_resent_says_all_that_was_received(submissions: Subject) -> None:
    one = receipt()
    await keep(submissions, one)
    await finish(submissions, extracted(one, some_return()))
    lost = LostSubmissions(submission_ids=[one.submission_id])
    async with submissions.begin(USE_CASE) as work:
        (taken,) = await work.tables.submissions.take_incomplete(lost, (), 10)
    assert taken == one.received.model_copy(update={"judgement": 2})


async def test_what_has_no_verdict_is_taken_for_its_next_judgement_until_it_has_one(submissions: Subject) -> None:
    wanted, lost_one, whole = some_return(), receipt(), receipt(RECEIVED_AT + timedelta(hours=1))
    for one in (lost_one, whole):
        await keep(submissions, one)
        await finish(submissions, extracted(one, wanted))
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.complete({whole.submission_id: 1})
    ids = [lost_one.submission_id, whole.submission_id]
    assert await take(submissions, LostSubmissions(submission_ids=ids)) == [(lost_one.submission_id, 2)]
    found = await submissions.find(lost_one.submission_id)
    assert found is not None
    assert (found.finished, found.judgement) == (False, 2)

    await finish(submissions, extracted(lost_one, wanted))  # still of the judgement before
    found = await submissions.find(lost_one.submission_id)
    assert found is not None
    assert not found.finished
    again = extracted(lost_one, wanted)
    await finish(submissions, replace(again, event=again.event.model_copy(update={"judgement": 2})))
    found = await submissions.find(lost_one.submission_id)
    assert found is not None
    assert found.finished
    assert await take(submissions, LostSubmissions(submission_ids=ids, resends_max=1)) == []
    assert (
        await take(submissions, LostSubmissions(submission_ids=ids, begun_until=RECEIVED_AT - timedelta(days=9_999)))
        == []
    )
    assert await take(submissions, LostSubmissions(submission_ids=[])) == []


async def test_what_was_read_is_taken_to_be_judged_again_once_and_is_complete_only_with_that_judgement(
    submissions: Subject,
) -> None:
    wanted, one, unread = some_return(), receipt(), receipt(RECEIVED_AT + timedelta(hours=1))
    await keep(submissions, one)
    await keep(submissions, unread)
    await finish(submissions, extracted(one, wanted))
    outdated = [(one.submission_id, 1), (unread.submission_id, 1), (uuid4(), 1)]
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.complete({one.submission_id: 1})
        (again,) = await work.tables.submissions.take_outdated(outdated)
        assert (again.submission_id, again.judgement) == (one.submission_id, 2)
        assert await work.tables.submissions.take_outdated(outdated) == []
    found = await submissions.find(one.submission_id)
    assert found is not None
    assert not found.finished
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.complete({one.submission_id: 1})
    lost = LostSubmissions(submission_ids=[one.submission_id], resends_max=1)
    assert await take(submissions, lost) == [(one.submission_id, 3)], "being judged again is no resend"
    assert await take(submissions, lost) == []
    async with submissions.begin(USE_CASE) as work:
        await work.tables.submissions.complete({one.submission_id: 3})
    assert await take(submissions, LostSubmissions(submission_ids=[one.submission_id])) == []


async def test_a_latest_submission_is_certain_to_count_unless_a_gap_was_noticed_since(
    submissions: Subject,
) -> None:
    wanted, one = some_return(), receipt()
    await keep(submissions, one)
    await finish(submissions, extracted(one, wanted))
    before = RECEIVED_AT + timedelta(days=1)
    assert (latest := await submissions.find_latest(wanted, before)) is not None
    assert latest.completes
    await notice_gap(submissions)
    assert (latest := await submissions.find_latest(wanted, before)) is not None
    assert not latest.completes
    async with submissions.begin(USE_CASE) as work:
        noticed_at = await work.tables.submissions.find_noticed_gap(0)
        await work.tables.submissions.complete({one.submission_id: 1})
    assert (latest := await submissions.find_latest(wanted, before)) is not None
    assert latest.completes
    assert noticed_at is not None
    async with submissions.begin(USE_CASE) as work:
        assert await work.tables.submissions.find_noticed_gap(60) is None
        await work.tables.submissions.record_resent(noticed_at)
        assert await work.tables.submissions.find_noticed_gap(0) is None


async def notice_gap(submissions: Subject) -> None:
    if isinstance(submissions, MemorySubmissions):
        submissions.gaps.append(datetime.now(UTC))
        return
    assert isinstance(submissions, PostgresSubject)
    gap = Gap(TopicPartition(f"test.{uuid4().hex}", 0), 0, 3)
    assert await PostgresGaps(submissions.pool).add("a consumer", [gap]) == [gap]
    assert await PostgresGaps(submissions.pool).add("a consumer", [gap]) == []


@pytest.mark.stack
async def test_who_says_lost_submissions_again_waits_for_another_who_does(postgres: PostgresSubject) -> None:
    """Were they passed over while the other may still fail, their gap would count as repaired too early."""
    lost_one, taken = receipt(), asyncio.Event()
    await keep(postgres, lost_one)
    lost = LostSubmissions(submission_ids=[lost_one.submission_id], resends_max=1)

    async def second() -> list[tuple[UUID, int]]:
        await taken.wait()
        return await take(postgres, lost)

    other = asyncio.create_task(second())

    async def first() -> None:
        async with postgres.begin(USE_CASE) as work:
            assert await work.tables.submissions.take_incomplete(lost, (), 10)
            taken.set()
            await asyncio.wait([other], timeout=0.5)
            raise Transient("the first one fails")

    with pytest.raises(Transient):
        await first()
    assert await other == [(lost_one.submission_id, 2)]
