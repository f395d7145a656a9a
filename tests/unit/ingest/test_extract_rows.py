"""The extractor: parts, then the end; or why there are none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.ingest.domain.file_findings import PERMANENT_CODES, FileRefusal, NoteKind
from services.ingest.domain.submissions import Delivery
from services.ingest.domain.timing import Timing
from services.ingest.usecases.extract_rows import ExtractRows
from services.ingest.usecases.ports import EndOfFile, NoRows, ReaderOutput, TemplateFound
from services.ingest.usecases.receive_submission import ReceiveSubmission
from shared.contracts.ingest import RowsExtracted, SubmissionExtracted, SubmissionReceived, SubmissionUnreadable
from shared.errors import Poison
from tests.support.clock import FixedClock
from tests.support.establishments import an_establishment, registered
from tests.support.ingest import (
    RECEIVED_AT,
    AllAtOnce,
    MemorySubmissions,
    ScriptedReader,
    delivery,
    rows,
    school_return,
)
from tests.support.memory_unit_of_work import MemoryPublisher
from tests.support.memory_vault import MemoryVault

REGISTERED = registered(an_establishment("8860001"), an_establishment("8860002"))


class MemoryIngest:
    """Everything the extractor leans on, in memory."""

    def __init__(self) -> None:
        self.submissions = MemorySubmissions()
        self.vault = MemoryVault()
        self.clock = FixedClock(RECEIVED_AT)
        self.parts = MemoryPublisher()

    async def receive(self, sent: Delivery) -> SubmissionReceived:
        await ReceiveSubmission(self.submissions.begin, self.submissions, self.vault, self.clock)(sent)
        self.clock.advance(timedelta(minutes=1))
        said = self.submissions.published_events[-1]
        assert isinstance(said, SubmissionReceived)
        return said

    async def extract(self, event: SubmissionReceived, statements: list[ReaderOutput]) -> ScriptedReader:
        reader = ScriptedReader(statements)
        await ExtractRows(self.submissions.begin, self.submissions, self.vault, reader, self.parts, REGISTERED)([event])
        return reader

    async def take(self, sent: Delivery, statements: list[ReaderOutput]) -> SubmissionExtracted | SubmissionUnreadable:
        await self.extract(await self.receive(sent), statements)
        said = self.submissions.published_events[-1]
        assert isinstance(said, SubmissionExtracted | SubmissionUnreadable)
        return said


@pytest.fixture
def ingest() -> MemoryIngest:
    return MemoryIngest()


async def test_says_every_part_and_then_how_many_there_were(ingest: MemoryIngest) -> None:
    statements: list[ReaderOutput] = [
        TemplateFound("S_ENR", {"886/0001": 1200}),
        rows(500),
        rows(500, first=500),
        rows(200, first=1000),
        EndOfFile(1200, 7, ()),
    ]
    said = await ingest.take(delivery(), statements)
    assert isinstance(said, SubmissionExtracted)
    assert (said.parts, said.rows, said.rows_blank, said.repeats) == (3, 1200, 7, None)
    assert (said.collection, said.establishment, said.period) == ("S_ENR", "8860001", "2026-27")
    parts = [part for part in ingest.parts.published if isinstance(part, RowsExtracted)]
    assert [part.part for part in parts] == [0, 1, 2]
    assert [(part.ordinals[0], len(part.lines)) for part in parts] == [(0, 500), (500, 500), (1000, 200)]
    assert {(part.establishment, part.period, part.received_at) for part in parts} == {
        ("8860001", "2026-27", said.received_at)
    }


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("8860001 enrolment followed by joiners.xlsx", ["F067"]),
        ("8860001 leavers.xlsx", ["F067"]),
        ("8860001 County roll.xlsx", ["F067"]),
        ("8860001 Cleaver School enrolment.xlsx", []),
        ("Book1.xlsx", []),
    ],
)
async def test_c10_a_file_name_that_disagrees_with_the_columns_is_said_and_sets_nothing_aside(
    ingest: MemoryIngest, name: str, codes: list[str]
) -> None:
    said = await ingest.take(delivery(file_name=name), school_return())
    assert isinstance(said, SubmissionExtracted)
    assert [note.code for note in said.notes] == codes


async def test_c9_a_results_week_file_without_a_year_in_its_name_is_for_the_year_its_courses_start_in(
    ingest: MemoryIngest,
) -> None:
    ingest.clock = FixedClock(datetime(2026, 8, 20, 9, tzinfo=UTC))
    statements: list[ReaderOutput] = [
        TemplateFound("S_ENR", {"886/0001": 3}, Timing({"2026-27": 3})),
        rows(3),
        EndOfFile(3, 0, ()),
    ]
    said = await ingest.take(delivery(file_name="Book1.xlsx"), statements)
    assert isinstance(said, SubmissionExtracted)
    assert said.period == "2026-27"


async def test_c19_the_day_of_receipt_is_the_day_in_london(ingest: MemoryIngest) -> None:
    ingest.clock = FixedClock(datetime(2026, 8, 31, 23, 30, tzinfo=UTC))  # half past midnight there
    said = await ingest.take(delivery(file_name="Book1.xlsx"), school_return())
    assert isinstance(said, SubmissionExtracted)
    assert said.period == "2026-27"


async def test_reading_twice_says_the_same_under_the_same_ids(ingest: MemoryIngest) -> None:
    event = await ingest.receive(delivery())
    await ingest.extract(event, school_return())
    first = {said.event_id for said in ingest.parts.published}
    reader = await ingest.extract(event, school_return())
    assert not reader.read_files
    del ingest.submissions.finished[event.submission_id]  # a crash between publishing the parts and finishing
    await ingest.extract(event, school_return())
    assert {said.event_id for said in ingest.parts.published} == first
    assert sum(isinstance(said, SubmissionExtracted) for said in ingest.submissions.published_events) == 1


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (FileRefusal.PASSWORD, "unreadable"),
        (FileRefusal.NO_ROWS, "unreadable"),
        (FileRefusal.TEMPLATE_UNKNOWN, "set_aside"),
    ],
)
async def test_a_file_without_rows_gets_the_code_of_the_catalogue(
    ingest: MemoryIngest, refusal: FileRefusal, outcome: str
) -> None:
    said = await ingest.take(delivery(), [NoRows(refusal)])
    assert isinstance(said, SubmissionUnreadable)
    assert (said.outcome, said.code) == (outcome, PERMANENT_CODES[refusal])
    assert not ingest.parts.published


async def test_a_file_that_breaks_off_is_unreadable_although_parts_were_said(ingest: MemoryIngest) -> None:
    said = await ingest.take(
        delivery(), [TemplateFound("S_ENR", {"886/0001": 9}), *[rows(1)] * 5, NoRows(FileRefusal.TOO_MUCH_MEMORY)]
    )
    assert isinstance(said, SubmissionUnreadable)
    assert said.code == PERMANENT_CODES[FileRefusal.TOO_MUCH_MEMORY]


async def test_another_schools_rows_are_set_aside_before_any_part_is_said(ingest: MemoryIngest) -> None:
    said = await ingest.take(delivery(establishment="8860002"), school_return("886/0001"))
    assert isinstance(said, SubmissionUnreadable)
    assert (said.outcome, said.code) == ("set_aside", PERMANENT_CODES[FileRefusal.ESTABLISHMENT_DIFFERS])
    assert said.collection == "S_ENR"
    assert not ingest.parts.published


async def test_the_same_bytes_as_the_latest_change_nothing(ingest: MemoryIngest) -> None:
    first = await ingest.take(delivery(b"a,b\n", delivery_id="1"), school_return())
    again = await ingest.take(delivery(b"a,b\n", delivery_id="2"), school_return())
    said_before = len(ingest.parts.published)
    assert isinstance(again, SubmissionExtracted)
    assert (again.repeats, again.parts, again.rows) == (first.submission_id, 0, 0)
    assert [note.code for note in again.notes] == [PERMANENT_CODES[NoteKind.SAME_AS_LATEST]]
    third = await ingest.take(delivery(b"a,b\n", delivery_id="3"), school_return())
    assert isinstance(third, SubmissionExtracted)
    assert third.repeats == first.submission_id
    assert len(ingest.parts.published) == said_before


async def test_files_that_come_together_are_read_and_published_together_and_finished_in_one_transaction(
    ingest: MemoryIngest,
) -> None:
    events = [await ingest.receive(delivery(content, delivery_id=content.decode())) for content in (b"a\n", b"b\n")]
    before = len(ingest.submissions.handled)
    reader = AllAtOnce(len(events), school_return())
    extract = ExtractRows(ingest.submissions.begin, ingest.submissions, ingest.vault, reader, ingest.parts, REGISTERED)
    await extract(events)
    assert [said.subject for said in ingest.submissions.published_events[-2:]] == [
        event.submission_id for event in events
    ]
    assert [isinstance(said, SubmissionExtracted) for said in ingest.submissions.published_events[-2:]] == [True, True]
    assert ingest.submissions.handled[before:] == [events]
    ((one, other),) = ingest.parts.calls
    assert {one.subject, other.subject} == {event.submission_id for event in events}
    await extract(events)
    assert len(ingest.submissions.published_events) == 2 * len(events)


async def test_a_repeat_is_known_among_files_that_come_together(ingest: MemoryIngest) -> None:
    first, again = [await ingest.receive(delivery(b"a,a\n", delivery_id=str(n))) for n in range(2)]
    reader = ScriptedReader(school_return())
    extract = ExtractRows(ingest.submissions.begin, ingest.submissions, ingest.vault, reader, ingest.parts, REGISTERED)
    await extract([again, first])
    finished = ingest.submissions.published_events[-2:]
    assert [event.subject for event in finished] == [first.submission_id, again.submission_id]
    assert [event.repeats for event in finished if isinstance(event, SubmissionExtracted)] == [
        None,
        first.submission_id,
    ]


async def test_one_hopeless_submission_among_several_leaves_all_of_them_unread(ingest: MemoryIngest) -> None:
    well, lost = [await ingest.receive(delivery(one, delivery_id=one.decode())) for one in (b"a\n", b"b\n")]
    del ingest.vault.files[ingest.submissions.kept[lost.submission_id].file_id]
    extract = ExtractRows(
        ingest.submissions.begin,
        ingest.submissions,
        ingest.vault,
        ScriptedReader(school_return()),
        ingest.parts,
        REGISTERED,
    )
    with pytest.raises(Poison, match="original_missing"):
        await extract([well, lost])
    assert not ingest.submissions.finished
    await extract([well])
    assert list(ingest.submissions.finished) == [well.submission_id]


async def test_a_then_b_then_a_again_are_three_submissions(ingest: MemoryIngest) -> None:
    said = [
        await ingest.take(delivery(content, delivery_id=str(number)), school_return())
        for number, content in enumerate((b"a,a\n", b"b,b\n", b"a,a\n"))
    ]
    assert [event.repeats for event in said if isinstance(event, SubmissionExtracted)] == [None, None, None]


async def test_the_same_bytes_for_another_period_are_another_return(ingest: MemoryIngest) -> None:
    await ingest.take(delivery(b"a,b\n", delivery_id="1"), school_return())
    ingest.clock.advance(timedelta(days=365))
    said = await ingest.take(delivery(b"a,b\n", delivery_id="2", file_name="8860001.csv"), school_return())
    assert isinstance(said, SubmissionExtracted)
    assert (said.period, said.repeats) == ("2027-28", None)


async def test_nothing_is_called_a_repeat_while_an_earlier_receipt_is_still_unread(ingest: MemoryIngest) -> None:
    await ingest.take(delivery(b"a,a\n", delivery_id="1"), school_return())
    between = await ingest.receive(delivery(b"b,b\n", delivery_id="2"))
    said = await ingest.take(delivery(b"a,a\n", delivery_id="3"), school_return())
    assert isinstance(said, SubmissionExtracted)
    assert said.repeats is None
    assert ingest.submissions.calls[-1] == "await_receipts"
    await ingest.extract(between, school_return())


async def test_the_county_roll_is_the_authoritys_whatever_its_rows_say(ingest: MemoryIngest) -> None:
    statements: list[ReaderOutput] = [TemplateFound("ROLL", {}), rows(2), EndOfFile(2, 0, ())]
    said = await ingest.take(replace(delivery(file_name="County roll.xlsx"), may_send=frozenset({"ROLL"})), statements)
    assert isinstance(said, SubmissionExtracted)
    assert (said.collection, said.establishment, said.period) == ("ROLL", "886", "standing")


async def test_an_unknown_submission_and_a_lost_original_are_hopeless(ingest: MemoryIngest) -> None:
    event = await ingest.receive(delivery())
    ingest.vault.files.clear()
    with pytest.raises(Poison, match="original_missing"):
        await ingest.extract(event, school_return())
    ingest.submissions.kept[event.submission_id] = replace(
        ingest.submissions.kept[event.submission_id], sealed_key=None
    )
    with pytest.raises(Poison, match="original_erased"):
        await ingest.extract(event, school_return())
    ingest.submissions.kept.clear()
    with pytest.raises(Poison, match="unknown_submission"):
        await ingest.extract(event, school_return())


async def test_the_period_follows_the_london_day_of_receipt() -> None:
    ingest = MemoryIngest()
    ingest.clock = FixedClock(datetime.fromisoformat("2026-08-31T23:30:00+00:00"))  # 1 September in London
    said = await ingest.take(delivery(file_name="8860001.csv"), school_return())
    assert isinstance(said, SubmissionExtracted)
    assert said.period == "2026-27"
