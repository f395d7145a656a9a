"""What was lost on its way is said again from the original, as the next judgement; what ended in a verdict is not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.ingest.usecases.ports import LostSubmissions
from services.ingest.usecases.record_completed import RecordCompleted
from services.ingest.usecases.resend_lost import AT_ONCE, JUDGEMENTS_MAX, ResendAfterGaps, ResendLost
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived
from shared.contracts.reporting import SubmissionCompleted
from tests.support.ingest import delivery, school_return
from tests.unit.ingest.test_extract_rows import House


@pytest.fixture
def house() -> House:
    return House()


def notice_gap(house: House) -> None:
    house.submissions.gaps.append(datetime.now(UTC))


async def complete(house: House, submission_id: UUID) -> None:
    await RecordCompleted(house.submissions.begin)([SubmissionCompleted(submission_id=submission_id)])


async def mend(house: House) -> list[SubmissionReceived]:
    before = len(house.submissions.said)
    await ResendAfterGaps(house.submissions.begin, quiet_s=0)()
    return [event for event in house.submissions.said[before:] if isinstance(event, SubmissionReceived)]


async def test_d1_after_a_gap_what_has_no_verdict_is_said_again_under_new_ids(house: House) -> None:
    first = await house.take(delivery(), school_return())
    assert isinstance(first, SubmissionExtracted)
    notice_gap(house)
    (again,) = await mend(house)
    assert (again.submission_id, again.judgement) == (first.submission_id, 2)
    house.parts.published.clear()
    await house.extract(again, school_return())
    said = house.submissions.said[-1]
    assert isinstance(said, SubmissionExtracted)
    assert said == first.model_copy(update={"judgement": 2})
    assert said.event_id != first.event_id
    assert [(part.judgement, part.part) for part in house.parts.published if isinstance(part, RowsExtracted)] == [
        (2, 0)
    ]


async def test_d1_without_a_gap_nothing_is_said_again_and_after_it_only_once(house: House) -> None:
    await house.take(delivery(), school_return())
    assert await mend(house) == []
    notice_gap(house)
    assert len(await mend(house)) == 1
    assert await mend(house) == []


async def test_d1_what_ended_in_a_verdict_is_not_said_again(house: House) -> None:
    said = await house.take(delivery(), school_return())
    await complete(house, said.submission_id)
    notice_gap(house)
    assert await mend(house) == []
    assert await ResendLost(house.submissions.begin)(LostSubmissions()) == 0


async def test_what_was_said_after_the_gap_was_noticed_is_left_alone(house: House) -> None:
    notice_gap(house)
    await house.take(delivery(), school_return())
    assert await mend(house) == []


async def test_partitions_that_are_found_out_one_after_the_other_are_mended_together(house: House) -> None:
    await house.take(delivery(), school_return())
    notice_gap(house)
    assert await ResendAfterGaps(house.submissions.begin, quiet_s=60)() == 0
    assert len(await mend(house)) == 1


async def test_what_never_gets_a_verdict_is_not_said_again_for_ever_by_itself(house: House) -> None:
    await house.take(delivery(), school_return())
    for _ in range(JUDGEMENTS_MAX + 2):
        notice_gap(house)
        await mend(house)
    (kept,) = house.submissions.kept.values()
    assert kept.judgement == JUDGEMENTS_MAX
    assert await ResendLost(house.submissions.begin)(LostSubmissions()) == 1


async def test_an_operator_may_have_all_or_some_of_them_said_again(house: House) -> None:
    ids = [(await house.receive(delivery(delivery_id=f"msg_{n}"))).submission_id for n in range(AT_ONCE + 3)]
    assert await ResendLost(house.submissions.begin)(LostSubmissions(submission_ids=ids[:2])) == 2
    assert await ResendLost(house.submissions.begin)(LostSubmissions()) == len(ids)


async def test_an_older_judgement_that_is_still_being_read_finishes_nothing(house: House) -> None:
    first = await house.receive(delivery())
    notice_gap(house)
    (again,) = await mend(house)
    reader = await house.extract(first, school_return())
    assert reader.read_files == []
    await house.extract(again, school_return())
    assert (await house.submissions.find_all([first.submission_id]))[first.submission_id].finished


async def test_d1_a_file_whose_first_copy_was_never_judged_is_not_sent_before(house: House) -> None:
    first = await house.take(delivery(), school_return())
    house.submissions.gaps.append(datetime.now(UTC) + timedelta(seconds=1))
    second = await house.take(delivery(delivery_id="msg_2"), school_return())
    assert isinstance(second, SubmissionExtracted)
    assert (second.repeats, second.rows) == (None, 3)
    await complete(house, first.submission_id)
    await complete(house, second.submission_id)
    third = await house.take(delivery(delivery_id="msg_3"), school_return())
    assert isinstance(third, SubmissionExtracted)
    assert third.repeats == second.submission_id
