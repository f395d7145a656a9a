"""Lists that are sent to schools, on a real database: who stands on one, what would take names off, sending it out."""

import io
from datetime import date
from uuid import UUID

import pytest
from openpyxl import load_workbook

from services.reporting.entrypoints.web.lists.pages import ListDependencies
from services.reporting.queries.board.board import BoardFilter, BoardQueries
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.board.rows import PostgresBoardRows
from services.reporting.queries.guarantee import GuaranteeQueries, PostgresGuaranteeRows
from services.reporting.queries.guarantee_countdown import (
    CountdownFilter,
    CountdownQueries,
    PostgresCountdownRows,
)
from services.reporting.queries.lists.lists import ListQueries, ListReady
from services.reporting.queries.lists.rows import PostgresListRows
from services.reporting.queries.lists.sent import SentLists
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.queries.submission.issues import PostgresIssueQueries
from services.reporting.usecases.lists.issue_list import IssueCommand, IssueList, TakeListBack
from shared.vocabulary.establishments import Establishment, Register
from shared.workbooks.support_sheets import HEADING_ROW
from tests.support.arrivals import Sender, arrive
from tests.support.claims import school
from tests.support.establishments import an_establishment
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

OURS, THEIRS, COLLEGE = "8860001", "8860002", "19990001"
REGISTER = Register(
    [
        an_establishment(OURS),
        an_establishment(THEIRS),
        Establishment(None, "Invented College", None, COLLEGE, "further education", None, None, None),
    ]
)
PERIOD = "2026-27"
ROLL = roll("roll", [Line(n, school=OURS if n <= 6 else THEIRS) for n in range(1, 9)], at("2026-09-01 08:00"))
"""All in Year 12 of 2026-27: they were in Year 11 last summer."""
OFFERS = Return(
    "offers",
    [Line(n, facts={"offer_type": "CONDITIONAL", "response": "ACCEPTED"}) for n in (1, 2, 7)],
    at("2026-05-29 10:00"),
    collection="C_SG",
    establishment=COLLEGE,
    period="2025-26",
)
LAST_YEAR = Return(
    "last year",
    [Line(n, started_on=date(2025, 9, 8), ends_on=date(2026, 7, 10)) for n in (2, 3)],
    at("2025-09-30 10:00"),
    "C_ENR",
    COLLEGE,
    "2025-26",
)
ENROLLED = Return("enrolled", [Line(4)], at("2026-09-10 10:00"), "S_ENR", OURS, PERIOD)


def pages_of(office: Office) -> ListDependencies:
    rows, audit = PostgresListRows(office.pool, school), PostgresReadAudit(office.pool)
    return ListDependencies(
        ListQueries(rows, REGISTER, office.clock),
        SentLists(rows, audit, office.clock),
        CountdownQueries(PostgresCountdownRows(office.pool, school), audit, office.clock),
        IssueList(office.begin, office.clock, REGISTER, school),
        TakeListBack(office.begin, office.clock),
    )


async def ready_on(office: Office, day: str, code: str = "TEP_DEST") -> ListReady:
    office.clock.advance(at(f"{day} 09:00") - office.clock.now())
    await office.tick()
    await office.recompute()
    ready = await pages_of(office).queries.ready(code)
    assert ready is not None
    return ready


async def issue(office: Office, ready: ListReady, form_id: str = "1") -> str:
    command = IssueCommand(ready.dates.collection, ready.dates.period, "officer", form_id, ready.digest)
    return await pages_of(office).issue(command)


async def shown_of(office: Office) -> str:
    """Return the issue that whoever looks now is shown."""
    ready = await pages_of(office).queries.ready("TEP_DEST")
    assert ready is not None
    assert ready.issue is not None
    return str(ready.issue.issue_id)


def destinations(name: str, received_at: str, *numbers: int, establishment: str = OURS) -> Return:
    lines = [Line(number, facts={"destination": "D13"}) for number in numbers]
    return Return(name, lines, at(received_at), "TEP_DEST", establishment, PERIOD)


async def test_how_ready_the_list_of_leavers_is_and_whom_missing_returns_would_take_off(office: Office) -> None:
    await office.take_in(LAST_YEAR, OFFERS, ROLL, ENROLLED)
    ready = await ready_on(office, "2026-10-05")
    assert {one.establishment: one.names for one in ready.schools} == {OURS: 5, THEIRS: 2}
    assert (ready.dates.goes_out_on, ready.elsewhere, ready.issue) == (date(2026, 10, 9), 0, None)
    missing = {one.establishment: one for one in ready.missing}
    assert {one.owed.collection for one in missing[COLLEGE].returns} == {"C_ENR", "C_JL"}
    assert {one.owed.collection for one in missing[OURS].returns} == {"S_JOIN"}
    found = missing[COLLEGE].removable
    assert found is not None
    assert (found.people, found.by_basis) == (4, {"offer": 3, "was there": 2})
    assert missing[OURS].removable is None
    by_school = {one.establishment: one.removable and one.removable.people for one in ready.schools}
    assert by_school == {OURS: 3, THEIRS: 1}
    assert ready.removable is not None
    assert ready.removable.people == 4


async def test_a_list_goes_out_as_it_was_shown_and_is_taken_back_until_somebody_answers(office: Office) -> None:
    await office.take_in(ROLL)
    ready = await ready_on(office, "2026-10-09")
    assert (bool(ready.missing), ready.removable) == (True, None)
    await office.take_in(ENROLLED)
    assert await issue(office, ready) == "changed meanwhile"
    ready = await ready_on(office, "2026-10-10")
    assert [await issue(office, ready), await issue(office, ready), await issue(office, ready, "2")] == [
        *("issued", "issued", "is out")
    ]
    first = await shown_of(office)
    assert await pages_of(office).take_back("TEP_DEST", PERIOD, "officer", first) == "taken back"
    assert await pages_of(office).take_back("TEP_DEST", PERIOD, "officer", first) == "not out"
    assert await issue(office, ready) == "changed meanwhile"
    assert await issue(office, ready, "3") == "issued"
    assert await pages_of(office).take_back("TEP_DEST", PERIOD, "officer", first) == "another is out"
    await office.take_in(destinations("some", "2026-10-12 10:00", 1, 2, 8))
    ready = await ready_on(office, "2026-10-12")
    assert ready.went_out == date(2026, 10, 10)
    board = await BoardQueries(PostgresBoardRows(office.pool), REGISTER, office.clock).everything(BoardFilter())
    lines = {one.establishment: one for one in board if one.collection == "TEP_DEST"}
    assert {of: one.names and tuple(one.names) for of, one in lines.items()} == {OURS: (5, 2), THEIRS: (2, 0)}
    assert {one.went_out for one in lines.values()} == {date(2026, 10, 10)}
    assert {one.establishment: one.sent and tuple(one.sent) for one in ready.schools} == {OURS: (5, 2), THEIRS: (2, 0)}
    assert await pages_of(office).take_back("TEP_DEST", PERIOD, "officer", await shown_of(office)) == "answered"
    owed = await PostgresObligations(office.pool, REGISTER, office.clock).obligations()
    states = {one.owed.establishment: one.state for one in owed if one.owed.collection == "TEP_DEST"}
    assert states == {OURS: "part_accepted", THEIRS: "expected"}
    await office.take_in(destinations("rest", "2026-10-13 10:00", 3, 5, 6))
    owed = await PostgresObligations(office.pool, REGISTER, office.clock).obligations([OURS])
    assert [(one.state, one.open) for one in owed if one.owed.collection == "TEP_DEST"] == [("accepted", False)]


async def test_the_list_of_a_school_comes_back_filled_in(office: Office) -> None:
    await office.take_in(ROLL)
    await office.pool.execute(
        "UPDATE people SET uln = '9276308686', surname = '=1+1' WHERE person_id = $1", person_id(1)
    )
    ready = await ready_on(office, "2026-10-09")
    assert await issue(office, ready) == "issued"
    sent = pages_of(office).sent
    assert [(one.collection, one.listed, one.answered) for one in await sent.of(OURS)] == [("TEP_DEST", 6, 0)]
    assert await sent.workbook("TEP_SG2", OURS, account="s@example.org") is None
    content = await sent.workbook("TEP_DEST", OURS, account="s@example.org")
    assert content is not None
    assert await office.looks() == [("s@example.org", None, "list sent out")]
    book = load_workbook(io.BytesIO(content))
    sheet = book["Leaver destinations"]
    headings = {str(cell.value).split(" (")[0]: place for place, cell in enumerate(sheet[HEADING_ROW], 1)}
    surnames = [sheet.cell(HEADING_ROW + line, headings["Legal Surname"]) for line in range(1, 7)]
    assert {cell.data_type for cell in surnames} == {"s"}
    for line in range(1, 7):
        sheet.cell(HEADING_ROW + line, headings["Destination"], "D13")
        sheet.cell(HEADING_ROW + line, headings["ULN"], "9276308686")
    out = io.BytesIO()
    book.save(out)
    arrived = await arrive(
        out.getvalue(), f"{OURS}_Leaver destinations.xlsx", Sender(OURS, REGISTER.find), date(2026, 10, 12)
    )
    assert (arrived.why_not, arrived.collection, arrived.rows, arrived.refused) == (None, "TEP_DEST", 6, 0)
    assert {str(row["P15"]) for row in arrived.values} == {"12"}


async def test_who_has_no_recorded_offer_stands_on_the_list_of_part_two(office: Office) -> None:
    born = date(2010, 10, 14)
    people = [Line(n, born_on=born, school=OURS if n < 6 else THEIRS) for n in range(1, 8)]
    applied = Line(4, born_on=born, facts={"response": "APPLIED"})
    await office.take_in(
        roll("roll", people, at("2027-04-01 08:00")),
        Return(
            "school",
            [Line(1, born_on=born, facts={"offer_type": "GUARANTEED", "applicant_type": "INT"})],
            at("2027-04-28 10:00"),
            "S_SG",
            OURS,
            PERIOD,
        ),
        Return("choices", [applied], at("2027-04-29 10:00"), "KC_OFFER", "886", PERIOD),
    )
    await office.pool.execute(
        "UPDATE claims SET particulars = json_build_object('provider', $1::text)::text WHERE kind = 'KC_OFFER'", COLLEGE
    )
    ready = await ready_on(office, "2027-06-04", "TEP_SG2")
    assert {one.establishment: one.names for one in ready.schools} == {OURS: 4, THEIRS: 2}
    missing = {one.establishment: one.removable and one.removable.by_basis for one in ready.missing}
    assert missing == {COLLEGE: {"applied": 1}, THEIRS: None}
    assert await issue(office, ready) == "issued"
    rows = await office.pool.fetch("SELECT establishment, person_id FROM listed_people")
    listed: dict[str, set[UUID]] = {}
    for row in rows:
        listed.setdefault(row["establishment"], set()).add(row["person_id"])
    assert listed[OURS] == {person_id(number) for number in (2, 3, 4, 5)}


async def test_the_countdown_adds_up_to_the_figures_and_names_who_is_without(office: Office) -> None:
    born = date(2010, 10, 14)
    people = [Line(n, born_on=born, school=OURS if n < 6 else THEIRS) for n in range(1, 8)]
    offers = [Line(1, born_on=born, facts={"offer_type": "GUARANTEED", "applicant_type": "INT"})]
    await office.take_in(
        roll("roll", people, at("2027-04-01 08:00")),
        Return("school", offers, at("2027-04-28 10:00"), "S_SG", OURS, PERIOD),
    )
    office.clock.advance(at("2027-09-20 09:00") - office.clock.now())
    queries = pages_of(office).countdown
    found = await queries.countdown()
    lines = {one.school: (one.cohort, one.people.get("offer made", 0), one.to_keep) for one in found.schools}
    assert (found.days_left, lines) == (10, {OURS: (5, 1, 4), THEIRS: (2, 0, 2)})
    figures = await GuaranteeQueries(PostgresGuaranteeRows(office.pool), office.clock, school).figures()
    assert found.total.people == {
        bucket: sum(line.of(bucket) for line in figures.lines) for bucket in found.total.people
    }
    assert found.total.cohort == sum(line.cohort for line in figures.lines)
    wanted = CountdownFilter(found.schools[0].district, OURS, "not recorded")
    listing = await queries.people(wanted, account="a@example.org", page=1, page_size=3)
    assert (listing.total, len(listing.items)) == (4, 3)
    assert await office.looks() == [("a@example.org", None, "guarantee countdown")]


async def test_a_row_about_somebody_who_is_not_on_the_list_sent_to_the_school_is_noted_and_used(office: Office) -> None:
    await office.take_in(LAST_YEAR, OFFERS, ROLL, ENROLLED)
    mixed = destinations("mixed", "2026-10-12 10:00", 1, 7, 8)
    other_year = Return("other year", [mixed.lines[1]], at("2026-10-12 11:00"), "TEP_DEST", OURS, "2025-26")
    ready = await ready_on(office, "2026-10-09")
    await office.take_in(mixed, other_year)
    assert await noted(office, mixed) == []
    assert await issue(office, ready) == "issued"
    assert await noted(office, mixed) == [("not_on_the_list_sent", 3), ("not_on_the_list_sent", 4)]
    assert await noted(office, other_year) == []
    assert (await office.states())[mixed.submission_id] == ("accepted", None)
    assert await pages_of(office).take_back("TEP_DEST", PERIOD, "officer", await shown_of(office)) == "answered"


async def noted(office: Office, one: Return) -> list[tuple[str, int]]:
    generation_id = await office.generation_of(one.submission_id)
    listed = await PostgresIssueQueries(office.pool).issues(generation_id, code=None, page=1, page_size=9)
    return [(each.code, each.line) for each in listed.items]
