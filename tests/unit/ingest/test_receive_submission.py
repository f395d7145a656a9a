"""The door: one delivery is one submission, kept before it is acknowledged."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.ingest.domain.submissions import Delivery
from services.ingest.usecases.ports import NotRecordable
from services.ingest.usecases.receive_submission import Acknowledged, Conflicting, ReceiveSubmission, Rejected
from shared.contracts.ingest import SubmissionReceived
from shared.errors import Transient
from tests.support.clock import FixedClock
from tests.support.ingest import RECEIVED_AT, MemorySubmissions, delivery
from tests.support.memory_vault import MemoryVault
from tests.support.workbooks import enrolment, pdf


@pytest.fixture
def submissions() -> MemorySubmissions:
    return MemorySubmissions()


@pytest.fixture
def vault() -> MemoryVault:
    return MemoryVault()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(RECEIVED_AT)


@pytest.fixture
def receive(submissions: MemorySubmissions, vault: MemoryVault, clock: FixedClock) -> ReceiveSubmission:
    return ReceiveSubmission(submissions.begin, submissions, vault, clock)


async def test_keeps_the_original_and_says_that_it_was_received(
    receive: ReceiveSubmission, submissions: MemorySubmissions, vault: MemoryVault
) -> None:
    sent = delivery(establishment="8860001")
    outcome = await receive(sent)
    assert isinstance(outcome, Acknowledged)
    kept = submissions.kept[outcome.submission_id]
    assert kept.sealed_key is not None
    assert await vault.get(kept.file_id, kept.sealed_key) == sent.content
    [said] = submissions.published_events
    assert isinstance(said, SubmissionReceived)
    assert (said.submission_id, said.sha256, said.received_at) == (outcome.submission_id, sent.sha256, RECEIVED_AT)
    assert (said.sender_establishment, said.size_bytes) == ("8860001", len(sent.content))


async def test_the_same_delivery_again_is_the_same_submission_and_says_nothing_new(
    receive: ReceiveSubmission, submissions: MemorySubmissions, vault: MemoryVault, clock: FixedClock
) -> None:
    first = await receive(delivery())
    clock.advance(timedelta(minutes=1))
    assert await receive(delivery()) == first
    assert len(submissions.published_events) == len(vault.files) == 1


async def test_a_delivery_id_used_for_another_body_is_refused(
    receive: ReceiveSubmission, submissions: MemorySubmissions
) -> None:
    first = await receive(delivery(body=b"one"))
    assert isinstance(first, Acknowledged)
    assert await receive(delivery(body=b"two")) == Conflicting(first.submission_id)
    assert len(submissions.published_events) == 1


async def test_two_senders_may_use_the_same_delivery_id(receive: ReceiveSubmission) -> None:
    assert await receive(delivery(sender="one")) != await receive(delivery(sender="two"))


async def test_the_same_bytes_in_another_delivery_are_another_submission(receive: ReceiveSubmission) -> None:
    assert await receive(delivery(delivery_id="msg_1")) != await receive(delivery(delivery_id="msg_2"))


_OPEN_IT = "Open it in Excel, save it as an Excel workbook (.xlsx) and send that"


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", Rejected("empty")),
        (pdf(), Rejected("wrong_kind_of_file", "a PDF")),
        (b"<html><table>", Rejected("wrong_kind_of_file", "a web page", _OPEN_IT)),
        (b"a" * (20 * 1024 * 1024 + 1), Rejected("file_too_large")),
    ],
)
async def test_refuses_what_can_hold_no_return_and_keeps_nothing(
    receive: ReceiveSubmission, submissions: MemorySubmissions, vault: MemoryVault, content: bytes, refused: Rejected
) -> None:
    assert await receive(delivery(content)) == refused
    assert not submissions.kept
    assert not vault.files
    assert not submissions.published_events


async def test_b12_a_control_sign_in_a_text_file_keeps_no_return_out(receive: ReceiveSubmission) -> None:
    content = enrolment(file_format="csv").replace(b"5161128622", b"\x1f5161128622")
    assert isinstance(await receive(delivery(content)), Acknowledged)


async def test_the_loser_of_two_requests_with_one_delivery_leaves_no_file_behind(
    submissions: MemorySubmissions, vault: MemoryVault, clock: FixedClock
) -> None:
    class Racing(MemoryVault):
        """While the first request's file is being kept, a second request with the same delivery is served."""

        async def put(self, file_id: object, data: bytes) -> bytes:
            if not submissions.kept:
                await ReceiveSubmission(submissions.begin, submissions, vault, clock)(delivery())
            return await super().put(file_id, data)  # type: ignore[arg-type]

    racing = Racing()
    outcome = await ReceiveSubmission(submissions.begin, submissions, racing, clock)(delivery())
    [submission_id] = submissions.kept
    assert outcome == Acknowledged(submission_id)
    assert not racing.files
    assert len(submissions.published_events) == len(vault.files) == 1


async def test_nothing_is_acknowledged_when_the_vault_is_away(
    submissions: MemorySubmissions, clock: FixedClock
) -> None:
    class Away(MemoryVault):
        async def put(self, file_id: object, data: bytes) -> bytes:
            raise Transient("vault")

    with pytest.raises(Transient):
        await ReceiveSubmission(submissions.begin, submissions, Away(), clock)(delivery())
    assert not submissions.kept
    assert not submissions.published_events


async def test_the_time_of_receipt_is_taken_after_the_receipt_was_announced(
    submissions: MemorySubmissions, vault: MemoryVault
) -> None:
    class Watching(FixedClock):
        def now(self):  # type: ignore[no-untyped-def]
            assert submissions.calls == ["begin_receipt"]
            return super().now()

    await ReceiveSubmission(submissions.begin, submissions, vault, Watching(RECEIVED_AT))(delivery())
    assert submissions.calls == ["begin_receipt", "receive"]


async def test_ids_of_submissions_are_derived_from_the_delivery(
    submissions: MemorySubmissions, clock: FixedClock
) -> None:
    here = await ReceiveSubmission(submissions.begin, submissions, MemoryVault(), clock)(delivery())
    elsewhere = MemorySubmissions()
    there = await ReceiveSubmission(elsewhere.begin, elsewhere, MemoryVault(uuid4().bytes * 2), clock)(delivery())
    assert here == there


async def test_what_the_database_will_never_have_is_refused_and_leaves_nothing_in_the_vault(
    vault: MemoryVault, clock: FixedClock
) -> None:
    class Choosy(MemorySubmissions):
        async def receive(
            self, received: SubmissionReceived, delivery: Delivery, file_id: UUID, sealed_key: bytes
        ) -> bool:
            raise NotRecordable("DataError")

    choosy = Choosy()
    assert await ReceiveSubmission(choosy.begin, choosy, vault, clock)(delivery()) == Rejected("not_recordable")
    assert not vault.files
