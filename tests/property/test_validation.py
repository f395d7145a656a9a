"""Laws of judging: data never raises, a verdict does not depend on company or order, nothing vanishes."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.validation.domain.collections import COLLECTION_RULES
from services.validation.domain.columns.reader import Reader, reader_for
from services.validation.domain.duplicates import LearnerLine, LearnerLines, lines_set_aside, lines_sharing_a_key
from services.validation.domain.parsing.parsed import BLANK
from services.validation.domain.plan import plan_for
from services.validation.domain.rules.speed import NO_HINT
from services.validation.domain.severities import LOWERABLE, SeverityChange, severities_after
from services.validation.domain.verdict import judge_rows
from services.validation.usecases.judge_rows import JudgeRows, PartResult, judged_part, part_result
from services.validation.usecases.judge_submission import JudgeSubmission
from services.validation.usecases.translate import context_of
from shared.contracts.events import Event
from shared.contracts.ingest import RowsExtracted, SheetColumn, SubmissionExtracted
from shared.contracts.validation import SubmissionJudged
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.issues import CATALOGUE
from tests.spec.validation.examples import EXAMPLES
from tests.spec.validation.rows import CONTEXTS, GOOD
from tests.support.memory_severities import as_catalogued, memory_validation
from tests.support.memory_unit_of_work import MemoryUnitsOfWork
from tests.support.verdicts import verdicts_of

bounded = settings(max_examples=50)  # of each collection: a thousand over all of them

SECRET = b"a secret of this test, 32 bytes."
SUBMISSION = UUID(int=7)
RECEIVED_AT = datetime(2026, 10, 5, 9, tzinfo=UTC)

PARSERS = [(code, column) for code, collection in COLLECTIONS.items() for column in collection.column_ids]
LIFELIKE = st.sampled_from(
    """
    Kempton,O'Brien,Tbc,Zoë,none,not applicable,#N/A,#1 High Street,12 Mill Lane, 12  Mill Lane,a | b,a|b,a@example.org
    U886000026001,T88600002601A,5161128622,9999999999,ME14 1XX,me141xx,07700 900123,0770 0900124,01234567890,2010-02-14
    '12,'smith,12.0,4512.0,1912-05-08,12:30:00,Err:502,Err:5,####,A-12,12/05,2009-08-31T23:00:00,40056.99951,31/12/9999
    16/12/2007,12/16/2007,01/01/1900,31/02/2008,60946590,ZPROG001,5001234x,NA,Paweł,Mr W Wójcik,a_x0041_b@example.org
    a.b@example.org,a+b@example,.@.org,-@-.-,Mr O'Brien
    """.replace("\n", ",").split(",")
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text("0123456789/-. :TE+", max_size=20),
    st.sampled_from([text for example in EXAMPLES for text in example.changed.values() if text]),
)


def part(collection: str, rows: Iterable[dict[str, str | None]], number: int = 0, first: int = 0) -> RowsExtracted:
    columns = COLLECTIONS[collection].column_ids
    listed = list(rows)
    return RowsExtracted(
        submission_id=SUBMISSION,
        part=number,
        collection=collection,
        establishment=CONTEXTS[collection].establishment,
        period=CONTEXTS[collection].period,
        received_at=RECEIVED_AT,
        sheet="Sheet1",
        columns=tuple(SheetColumn(id=column, letter="A") for column in columns),
        ordinals=tuple(range(first, first + len(listed))),
        lines=tuple(range(first + 2, first + 2 + len(listed))),
        cells=tuple(tuple(row.get(column) for row in listed) for column in columns),
    )


def reader_of(column: str, collection: str) -> Reader:
    return reader_for(column, COLLECTION_RULES[collection].readings.get(column))


def said_of(event: RowsExtracted) -> PartResult:
    return part_result(event, judged_part(event), SECRET)


@st.composite
def damaged_rows(draw: st.DrawFn, collection: str) -> dict[str, str | None]:
    """A good row with any cells replaced by anything."""
    row = dict(GOOD[collection])
    row |= draw(st.dictionaries(st.sampled_from(COLLECTIONS[collection].column_ids), st.none() | TEXTS, max_size=6))
    return row


@bounded
@given(st.sampled_from(PARSERS), TEXTS)
def test_a_parser_never_raises_and_names_only_defects_of_the_catalogue(place: tuple[str, str], text: str) -> None:
    names = {entry.name for entry in CATALOGUE.values() if entry.stage == "row"}
    collection, column = place
    value, defects = reader_of(column, collection).read(text)
    assert set(defects) <= names
    assert reader_of(column, collection).read(text) == (value, defects)
    hash(value)


@settings(max_examples=300)
@given(st.sampled_from(PARSERS), st.lists(st.none() | TEXTS | LIFELIKE, max_size=8))
def test_cells_read_in_bulk_are_read_as_each_would_be_alone(place: tuple[str, str], cells: list[str | None]) -> None:
    collection, column = place
    reader = reader_of(column, collection)
    values, defects = reader.read_all(cells)
    for cell in cells:
        assert (values.get(cell, cell), defects.get(cell, ())) == (BLANK if cell is None else reader.read(cell))


@pytest.mark.parametrize("collection", COLLECTIONS)
@bounded
@given(data=st.data())
def test_every_row_is_either_accepted_or_refused_and_events_can_be_said(collection: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(damaged_rows(collection), max_size=6))
    verdicts, records = said_of(part(collection, rows)).events
    assert verdicts.accepted + verdicts.refused == verdicts.rows == len(rows)
    refused = {row.ordinal for row in verdicts.judged if row.refused}
    assert set(records.records.ordinals) == set(range(len(rows))) - refused
    # Built without a check, and as if there had been one.
    for one in (records, verdicts):
        assert type(one).model_validate(one.model_dump(warnings="error")) == one
        assert type(one).model_validate_json(one.model_dump_json(exclude_none=True, warnings="error")) == one


LOWERED = st.sets(st.sampled_from(sorted(LOWERABLE))).map(
    lambda codes: severities_after(SeverityChange(code, None, lowered=True) for code in sorted(codes))
)


@pytest.mark.parametrize("collection", COLLECTIONS)
@bounded
@given(data=st.data())
def test_whatever_is_lowered_rows_add_up_records_can_be_said_and_no_more_are_refused(
    collection: str, data: st.DataObject
) -> None:
    rows, severities = data.draw(st.lists(damaged_rows(collection), max_size=6)), data.draw(LOWERED)
    event = part(collection, rows)
    as_catalogued, lowered = judged_part(event), judged_part(event, severities)
    assert set(lowered.refused) <= set(as_catalogued.refused)
    verdicts, records = part_result(event, lowered, SECRET, severities.version).events
    assert verdicts.accepted + verdicts.refused == verdicts.rows == len(rows)
    for one in (records, verdicts):
        assert type(one).model_validate(one.model_dump(warnings="error")) == one
    warned = {
        issue.code for row in verdicts.judged for issue in row.issues if issue.severity in ("error", "field_error")
    }
    assert not warned & severities.lowered_in(collection)


@pytest.mark.parametrize("collection", COLLECTIONS)
@bounded
@given(data=st.data())
def test_a_row_gets_the_same_verdict_in_whatever_company(collection: str, data: st.DataObject) -> None:
    rows = data.draw(st.lists(damaged_rows(collection), min_size=1, max_size=6))
    together = judged_part(part(collection, rows))
    for position, row in enumerate(rows):
        alone = judged_part(part(collection, [row]))
        assert verdicts_of(alone)[0].complaints == verdicts_of(together)[position].complaints
        assert {column: values[0] for column, values in alone.columns.items()} == {
            column: values[position] for column, values in together.columns.items()
        }


@pytest.mark.parametrize("collection", COLLECTIONS)
@bounded
@given(data=st.data())
def test_what_spares_the_rules_work_decides_nothing(collection: str, data: st.DataObject) -> None:
    event = part(collection, data.draw(st.lists(damaged_rows(collection), max_size=6)))
    plan = plan_for(collection, tuple(column.id for column in event.columns))
    assert plan is not None
    asking_all = replace(plan, rules=tuple(replace(one, hint=NO_HINT) for one in plan.rules))
    context = context_of(event, flag_test_numbers=data.draw(st.booleans()))
    answers = [judge_rows(one, context, len(event.lines), event.cells) for one in (plan, asking_all)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("collection", COLLECTIONS)
@bounded
@given(data=st.data())
def test_no_value_of_a_row_is_in_its_verdict(collection: str, data: st.DataObject) -> None:
    """Codes and cells, never values: the names are long enough not to occur by chance."""
    canary = data.draw(st.text("QJXZVKW", min_size=12, max_size=30))
    changed = data.draw(
        st.dictionaries(st.sampled_from(COLLECTIONS[collection].column_ids), st.just(canary), min_size=1)
    )
    verdicts, _ = said_of(part(collection, [{**GOOD[collection], **changed}])).events
    assert canary not in verdicts.model_dump_json()


KEY = st.none() | st.integers(1, 4)
LINES = st.lists(st.tuples(st.integers(0, 8), KEY, KEY, KEY), max_size=8).map(
    lambda rows: [LearnerLine(ordinal, "Sheet1", ordinal + 2, *row) for ordinal, row in enumerate(rows)]
)


@bounded
@given(LINES.flatmap(lambda lines: st.tuples(st.just(lines), st.permutations(lines))))
def test_which_line_counts_does_not_depend_on_the_order_of_arrival(
    orders: tuple[list[LearnerLine], list[LearnerLine]],
) -> None:
    assert lines_set_aside(orders[0]) == lines_set_aside(orders[1])


@bounded
@given(LINES, st.integers(1, 3))
def test_lines_without_a_shared_key_change_no_judgement(lines: list[LearnerLine], parts: int) -> None:
    sharing = lines_sharing_a_key([side_by_side(lines[number::parts]) for number in range(parts)])
    assert lines_set_aside(sharing) == lines_set_aside(lines)
    times = Counter(pair for line in lines for pair in enumerate(line.keys) if pair[1] is not None)
    assert set(sharing) == {line for line in lines if any(times[pair] > 1 for pair in enumerate(line.keys))}


def side_by_side(lines: list[LearnerLine]) -> LearnerLines:
    columns = [[getattr(line, field) for line in lines] for field in ("ordinal", "line", "rank", "upn", "uln", "name")]
    return LearnerLines("Sheet1", *columns)


@bounded
@given(LINES)
def test_a_line_set_aside_always_has_a_better_or_earlier_one_that_counts(lines: list[LearnerLine]) -> None:
    found = {entry.line.ordinal: entry.counts_instead for entry in lines_set_aside(lines)}
    for ordinal, instead in found.items():
        assert instead not in found
        assert (lines[instead].rank, -instead) > (lines[ordinal].rank, -ordinal)


async def deliver(events: Iterable[Event]) -> list[Event]:
    """Give the events to the use cases in this order and return what was said."""
    tables, *_ = memory_validation()
    units = MemoryUnitsOfWork(lambda: tables)
    judge_rows, judge_submission = JudgeRows(units.begin, SECRET, as_catalogued), JudgeSubmission(units.begin)
    for event in events:
        if isinstance(event, RowsExtracted):
            await judge_rows([event])
        elif isinstance(event, SubmissionExtracted):
            await judge_submission([event])
    return units.published.events


async def test_any_order_and_repetition_of_deliveries_says_the_same_once() -> None:
    good = dict(GOOD["S_ENR"])
    rows = [[good, good | {"L1": "2"}], [good | {"P1": None, "P3": None}], [good | {"L9": None}]]
    parts = [part("S_ENR", part_rows, number, number * 10) for number, part_rows in enumerate(rows)]
    total = SubmissionExtracted(
        submission_id=SUBMISSION,
        collection="S_ENR",
        establishment="8860001",
        period="2026-27",
        received_at=RECEIVED_AT,
        parts=3,
        rows=4,
    )
    expected = {event.event_id: event for event in await deliver([*parts, total])}
    assert len(expected) == 7
    for order in itertools.permutations([*parts, total]):
        said = await deliver([*order, *order])
        assert {event.event_id: event for event in said} == expected
        assert len(said) == len(expected)
    (judged,) = [event for event in expected.values() if isinstance(event, SubmissionJudged)]
    assert (judged.parts, judged.rows, judged.accepted, judged.refused) == (3, 4, 3, 1)
    assert [(row.ordinal, row.counts_instead) for row in judged.set_aside] == [(1, 0), (10, 0)]
