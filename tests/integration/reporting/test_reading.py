"""What the pages about files and returns read, over real tables."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from services.reporting.domain.returns.progress import Stage
from services.reporting.queries.submission.submissions import SubmissionFilter
from shared.contracts.ingest import SubmissionReceived, SubmissionUnreadable
from tests.integration.reporting.conftest import empty
from tests.support.reporting import Office
from tests.support.reporting_queries import StoredSubmissions, board_of
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

FIRST = Return("first", [Line(number) for number in range(1, 41)], at("2026-09-18 10:00"), part_size=15)
MIXED = Return(
    "mixed",
    [
        *(Line(number) for number in range(1, 38)),
        Line(38, fate="refused"),
        Line(39, fate="awaiting"),
        Line(40, fate="new"),
        Line(1, fate="set_aside"),
    ],
    at("2026-09-25 10:00"),
    part_size=15,
)
FEW = Return("few", [Line(1), Line(2)], at("2026-09-28 10:00"))
OTHERS = Return("others", [Line(60)], at("2026-09-20 10:00"), establishment="8860002")
ROLL = roll("roll", [Line(number) for number in range(1, 41)], at("2026-09-10 08:00"), part_size=20)
EVERYTHING = SubmissionFilter()


def received(name: str, establishment: str | None = None) -> SubmissionReceived:
    """Return the first news of a file."""
    plain: Any = FIRST.events[0]
    changes = {"submission_id": uuid4(), "file_name": name, "sender_establishment": establishment}
    return SubmissionReceived(**(plain.model_dump() | changes))


async def test_a_file_is_told_with_its_counts_and_what_it_changes(office: Office) -> None:
    await office.take_in(ROLL, FIRST, MIXED)
    found = await StoredSubmissions(office.pool).find_submission(MIXED.submission_id)
    assert found is not None
    assert (found.file_name, found.collection, found.establishment) == ("mixed.xlsx", "S_ENR", "8860001")
    assert found.data_taken_on == date(2026, 9, 25)
    counts = found.counts
    assert (counts.extracted, counts.accepted, counts.refused) == (41, 40, 1)
    assert (counts.matched, counts.created, counts.awaiting, counts.set_aside) == (38, 1, 1, 1)
    assert counts.add_up
    assert found.stage == "effective"
    assert found.built is not None
    assert found.built.comparison is not None
    assert (found.built.comparison.before, found.built.comparison.shielded) == (40, 2)


async def test_the_file_that_counted_before_is_replaced_and_names_its_successor(office: Office) -> None:
    await office.take_in(ROLL, FIRST, MIXED)
    found = await StoredSubmissions(office.pool).find_submission(FIRST.submission_id)
    assert found is not None
    assert found.stage == "replaced"
    assert found.built is not None
    assert found.built.effective_submission_id == MIXED.submission_id


async def test_a_held_file_is_told_with_whom_it_removes_and_who_decided(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEW)
    reading = StoredSubmissions(office.pool)
    held = await reading.find_submission(FEW.submission_id)
    assert held is not None
    assert held.stage == "held"
    assert held.built is not None
    assert held.built.comparison is not None
    assert held.built.comparison.removed == 38
    await office.decide(held.built.generation_id, "approve")
    approved = await reading.find_submission(FEW.submission_id)
    assert approved is not None
    assert approved.stage == "effective"
    assert approved.built is not None
    assert [(one.decision, one.account) for one in approved.built.decisions] == [("approve", "officer")]


@pytest.mark.parametrize("heard", range(len(MIXED.events) + 1))
async def test_at_every_moment_of_its_way_a_file_can_be_read(office: Office, heard: int) -> None:
    await office.hear(MIXED.events[:heard])
    found = await StoredSubmissions(office.pool).find_submission(MIXED.submission_id)
    assert (found is None) == (heard == 0)
    if found is not None and heard < len(MIXED.events):
        assert found.stage in {"received", "checking"}


async def test_the_stage_in_sql_is_the_stage_of_the_rule(office: Office) -> None:
    unread, aside = received("password.xlsx"), received("copy.xlsx")
    await office.take_in(ROLL, FIRST, MIXED, FEW, OTHERS)
    await office.hear(
        [
            unread,
            aside,
            received("just now.xlsx"),
            _unreadable(unread, "unreadable", "F001"),
            _unreadable(aside, "set_aside", "F009"),
            *Return("on its way", [Line(9)], at("2026-10-01 10:00"), establishment="8860003").events[:3],
        ]
    )
    reading = StoredSubmissions(office.pool)
    everything = (await reading.submissions(EVERYTHING, page=1, page_size=100)).items
    assert len({one.stage for one in everything}) >= 6
    for stage in get_args(Stage):
        listed = await reading.submissions(SubmissionFilter(stage=stage), page=1, page_size=100)
        assert {one.submission_id for one in listed.items} == {
            one.submission_id for one in everything if one.stage == stage
        }


def _unreadable(of: SubmissionReceived, outcome: Any, code: str) -> SubmissionUnreadable:
    return SubmissionUnreadable(submission_id=of.submission_id, outcome=outcome, code=code, received_at=of.received_at)


async def test_files_are_listed_newest_first_page_by_page(office: Office) -> None:
    await office.take_in(ROLL, FIRST, MIXED, OTHERS)
    reading = StoredSubmissions(office.pool)
    pages = [await reading.submissions(EVERYTHING, page=page, page_size=3) for page in (1, 2)]
    assert [page.total for page in pages] == [4, 4]
    assert [page.pages for page in pages] == [2, 2]
    names = [one.file_name for page in pages for one in page.items]
    assert names == ["mixed.xlsx", "others.xlsx", "first.xlsx", "roll.xlsx"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (SubmissionFilter(establishments=("8860002",)), {"others.xlsx", "unread.xlsx"}),
        (SubmissionFilter(collection="ROLL"), {"roll.xlsx"}),
        (SubmissionFilter(establishments=("8860002", "886")), {"others.xlsx", "unread.xlsx", "roll.xlsx"}),
        (SubmissionFilter(sender_of="8860002"), {"others.xlsx", "unread.xlsx"}),
        (SubmissionFilter(establishments=("8860001",), collection="S_ENR"), {"first.xlsx"}),
        (SubmissionFilter(establishments=("8860999",)), set()),
    ],
)
async def test_files_can_be_filtered(office: Office, wanted: SubmissionFilter, names: set[str]) -> None:
    await office.take_in(ROLL, FIRST, OTHERS)
    await office.hear([received("unread.xlsx", "8860002")])
    listed = await StoredSubmissions(office.pool).submissions(wanted, page=1, page_size=10)
    assert {one.file_name for one in listed.items} == names
    assert listed.total == len(names)


async def test_bug_13_a_file_set_aside_is_listed_under_its_sender_and_its_return(office: Office) -> None:
    aside = received("two schools.xlsx", "8860002")
    said = _unreadable(aside, "set_aside", "F021").model_copy(update={"collection": "S_ENR"})
    for order in (1, -1):
        await empty(office.pool)
        await office.hear([aside, said][::order])
        wanted = SubmissionFilter(establishments=("8860002",), collection="S_ENR", stage="set aside")
        (listed,) = (await StoredSubmissions(office.pool).submissions(wanted, page=1, page_size=10)).items
        assert (listed.whose, listed.collection, listed.establishment) == ("8860002", "S_ENR", None)
        for since, count in ((aside.received_at, 1), (aside.received_at + timedelta(seconds=1), 0)):
            lately = replace(wanted, received_from=since)
            assert (await StoredSubmissions(office.pool).submissions(lately, page=1, page_size=10)).total == count


async def test_complaints_are_grouped_and_listed_by_cell(office: Office) -> None:
    await office.take_in(ROLL, MIXED)
    reading = StoredSubmissions(office.pool)
    generation = await _generation(office, MIXED.submission_id)
    groups = {one.code: (one.severity, one.rows) for one in await reading.issue_groups(generation)}
    assert groups == {"birth_date_missing": ("error", 1), "learner_twice": ("left_out", 1)}
    listed = await reading.issues(generation, code=None, page=1, page_size=10)
    refused, left_out = listed.items
    assert (refused.cell, refused.column_id, refused.line) == ("F39", "P10", 39)
    assert (left_out.line, left_out.counts_instead_line) == (42, 2)
    only = await reading.issues(generation, code="learner_twice", page=1, page_size=10)
    assert (only.total, only.items[0].line) == (1, 42)


async def test_a_row_counts_when_the_one_that_was_to_count_instead_is_somebody_elses_or_nobodys(office: Office) -> None:
    twins = Return(
        "twins",
        [
            Line(1),
            Line(2, fate="set_aside"),
            Line(3, fate="awaiting"),
            Line(4, fate="set_aside", instead=2),
            Line(1, fate="set_aside", attendance="PT"),
        ],
        at("2026-09-25 10:00"),
    )
    for order in (1, -1):
        await empty(office.pool)
        await office.take_in(ROLL)
        await office.hear(twins.events[::order])
        await office.settle()
        await office.recompute()
        assert [await office.status(person_id(number)) for number in (1, 2, 4)] == [("education", "210", False)] * 3
        reading = StoredSubmissions(office.pool)
        found = await reading.find_submission(twins.submission_id)
        assert found is not None
        assert found.counts.set_aside == 1
        generation = await _generation(office, twins.submission_id)
        assert [one.line for one in (await reading.issues(generation, code=None, page=1, page_size=9)).items] == [6]


async def test_the_board_has_one_line_for_each_return_those_held_first(office: Office) -> None:
    await office.take_in(ROLL, FIRST, FEW, OTHERS)
    first, *others = await board_of(office)
    assert (first.establishment, first.details.submissions, first.details.people) == ("8860001", 2, 40)
    assert first.held is not None
    assert first.held.submission_id == FEW.submission_id
    assert first.answer is not None
    assert first.answer.submission_id == FIRST.submission_id
    assert {line.establishment for line in others} == {"886", "8860002"}


async def _generation(office: Office, submission_id: UUID) -> int:
    return int(
        await office.pool.fetchval("SELECT generation_id FROM generations WHERE submission_id = $1", submission_id)
    )
