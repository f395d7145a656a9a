"""A judgement that a change of severities has outdated: the original is read again, once, whatever else happens."""

from services.ingest.usecases.record_completed import RecordCompleted
from services.ingest.usecases.resend_outdated import ResendOutdated
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived
from shared.contracts.reporting import SubmissionCompleted
from shared.contracts.validation import JudgementOutdated
from tests.support.builders import an_id
from tests.support.ingest import delivery, school_return
from tests.unit.ingest.test_extract_rows import MemoryIngest


async def ask(ingest: MemoryIngest, *outdated: JudgementOutdated) -> list[SubmissionReceived]:
    """Say so; return what was received anew."""
    before = len(ingest.submissions.published_events)
    await ResendOutdated(ingest.submissions.begin)(outdated)
    return [event for event in ingest.submissions.published_events[before:] if isinstance(event, SubmissionReceived)]


async def test_the_original_is_read_again_for_the_next_judgement() -> None:
    ingest = MemoryIngest()
    first = await ingest.take(delivery(), school_return())
    assert isinstance(first, SubmissionExtracted)
    (again,) = await ask(ingest, JudgementOutdated(submission_id=first.submission_id, judgement=1, severities=1))
    ingest.parts.published.clear()
    await ingest.extract(again, school_return())
    assert ingest.submissions.published_events[-1] == first.model_copy(update={"judgement": 2})
    assert [part.judgement for part in ingest.parts.published if isinstance(part, RowsExtracted)] == [2]


async def test_asked_twice_or_for_an_older_judgement_it_is_read_once() -> None:
    ingest = MemoryIngest()
    first = await ingest.take(delivery(), school_return())
    outdated = JudgementOutdated(submission_id=first.submission_id, judgement=1, severities=1)
    (again,) = await ask(ingest, outdated, outdated)
    assert await ask(ingest, outdated) == []
    assert await ask(ingest, outdated.model_copy(update={"severities": 2})) == []
    await ingest.extract(again, school_return())
    assert await ask(ingest, outdated) == []
    assert len(await ask(ingest, outdated.model_copy(update={"judgement": 2}))) == 1


async def test_a_submission_that_nobody_knows_is_passed_over() -> None:
    assert await ask(MemoryIngest(), JudgementOutdated(submission_id=an_id("unknown"), judgement=1, severities=1)) == []


async def test_it_is_complete_only_when_its_newest_judgement_is() -> None:
    """What gets lost of the second judgement is mended as of the first."""
    ingest = MemoryIngest()
    first = await ingest.take(delivery(), school_return())
    completed = SubmissionCompleted(submission_id=first.submission_id)
    record = RecordCompleted(ingest.submissions.begin)
    await record([completed])
    assert first.submission_id in ingest.submissions.completed
    (again,) = await ask(ingest, JudgementOutdated(submission_id=first.submission_id, judgement=1, severities=1))
    await record([completed])
    assert first.submission_id not in ingest.submissions.completed
    await ingest.extract(again, school_return())
    await record([completed.model_copy(update={"judgement": 2})])
    assert first.submission_id in ingest.submissions.completed
