"""What was lost on its way is said again from the original, as the next judgement; what ended in a verdict is not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.ingest.usecases.ports import LostSubmissions
from services.ingest.usecases.record_completed import RecordCompleted
from services.ingest.usecases.resend_lost import AT_ONCE, RESENDS_MAX, ResendAfterGaps, ResendLost
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived
from shared.contracts.reporting import SubmissionCompleted
from tests.support.ingest import delivery, school_return
from tests.unit.ingest.test_extract_rows import MemoryIngest


@pytest.fixture
def ingest() -> MemoryIngest:
    return MemoryIngest()


def notice_gap(ingest: MemoryIngest) -> None:
    ingest.submissions.gaps.append(datetime.now(UTC))


async def complete(ingest: MemoryIngest, submission_id: UUID) -> None:
    await RecordCompleted(ingest.submissions.begin)([SubmissionCompleted(submission_id=submission_id)])


async def repair(ingest: MemoryIngest) -> list[SubmissionReceived]:
    before = len(ingest.submissions.published_events)
    await ResendAfterGaps(ingest.submissions.begin, quiet_s=0)()
    return [event for event in ingest.submissions.published_events[before:] if isinstance(event, SubmissionReceived)]


async def test_d1_after_a_gap_what_has_no_verdict_is_said_again_under_new_ids(ingest: MemoryIngest) -> None:
    first = await ingest.take(delivery(), school_return())
    assert isinstance(first, SubmissionExtracted)
    notice_gap(ingest)
    (again,) = await repair(ingest)
    assert (again.submission_id, again.judgement) == (first.submission_id, 2)
    ingest.parts.published.clear()
    await ingest.extract(again, school_return())
    said = ingest.submissions.published_events[-1]
    assert isinstance(said, SubmissionExtracted)
    assert said == first.model_copy(update={"judgement": 2})
    assert said.event_id != first.event_id
    assert [(part.judgement, part.part) for part in ingest.parts.published if isinstance(part, RowsExtracted)] == [
        (2, 0)
    ]


async def test_d1_without_a_gap_nothing_is_said_again_and_after_it_only_once(ingest: MemoryIngest) -> None:
    await ingest.take(delivery(), school_return())
    assert await repair(ingest) == []
    notice_gap(ingest)
    assert len(await repair(ingest)) == 1
    assert await repair(ingest) == []


async def test_d1_what_ended_in_a_verdict_is_not_said_again(ingest: MemoryIngest) -> None:
    said = await ingest.take(delivery(), school_return())
    await complete(ingest, said.submission_id)
    notice_gap(ingest)
    assert await repair(ingest) == []
    assert await ResendLost(ingest.submissions.begin)(LostSubmissions()) == 0


async def test_what_was_said_after_the_gap_was_noticed_is_left_alone(ingest: MemoryIngest) -> None:
    notice_gap(ingest)
    await ingest.take(delivery(), school_return())
    assert await repair(ingest) == []


async def test_partitions_that_are_found_out_one_after_the_other_are_mended_together(ingest: MemoryIngest) -> None:
    await ingest.take(delivery(), school_return())
    notice_gap(ingest)
    assert await ResendAfterGaps(ingest.submissions.begin, quiet_s=60)() == 0
    assert len(await repair(ingest)) == 1


async def test_what_never_gets_a_verdict_is_not_said_again_for_ever_by_itself(ingest: MemoryIngest) -> None:
    await ingest.take(delivery(), school_return())
    for _ in range(RESENDS_MAX + 2):
        notice_gap(ingest)
        await repair(ingest)
    (kept,) = ingest.submissions.kept.values()
    assert kept.judgement == 1 + RESENDS_MAX
    assert await ResendLost(ingest.submissions.begin)(LostSubmissions()) == 1


async def test_an_operator_may_have_all_or_some_of_them_said_again(ingest: MemoryIngest) -> None:
    ids = [(await ingest.receive(delivery(delivery_id=f"msg_{n}"))).submission_id for n in range(AT_ONCE + 3)]
    assert await ResendLost(ingest.submissions.begin)(LostSubmissions(submission_ids=ids[:2])) == 2
    assert await ResendLost(ingest.submissions.begin)(LostSubmissions()) == len(ids)


async def test_an_older_judgement_that_is_still_being_read_finishes_nothing(ingest: MemoryIngest) -> None:
    first = await ingest.receive(delivery())
    notice_gap(ingest)
    (again,) = await repair(ingest)
    reader = await ingest.extract(first, school_return())
    assert reader.read_files == []
    await ingest.extract(again, school_return())
    assert (await ingest.submissions.find_all([first.submission_id]))[first.submission_id].finished


async def test_d1_a_file_whose_first_copy_was_never_judged_is_not_sent_before(ingest: MemoryIngest) -> None:
    first = await ingest.take(delivery(), school_return())
    ingest.submissions.gaps.append(datetime.now(UTC) + timedelta(seconds=1))
    second = await ingest.take(delivery(delivery_id="msg_2"), school_return())
    assert isinstance(second, SubmissionExtracted)
    assert (second.repeats, second.rows) == (None, 3)
    await complete(ingest, first.submission_id)
    await complete(ingest, second.submission_id)
    third = await ingest.take(delivery(delivery_id="msg_3"), school_return())
    assert isinstance(third, SubmissionExtracted)
    assert third.repeats == second.submission_id
