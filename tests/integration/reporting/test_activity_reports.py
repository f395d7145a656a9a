"""January reports to schools: drafted from snapshots, read by each school alone once released; the survey adds up."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from services.reporting.adapters.activity_reports.reports import activity_tables
from services.reporting.adapters.snapshots.snapshots import PostgresSnapshots
from services.reporting.entrypoints.web.activity_reports.pages import ActivityDependencies
from services.reporting.queries.activity_reports.reports import PostgresSchoolReportRows, SchoolReportQueries
from services.reporting.queries.activity_reports.survey import PostgresSurveyRows, SurveyFilter, SurveyQueries
from services.reporting.queries.person import PostgresPersonRows
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.usecases.activity_reports.decide import DecideReports, ReportAct, ReportCommand
from services.reporting.usecases.snapshots.make_snapshots import MakeSnapshots
from shared.persistence.own_rows import own_rows, seeing
from shared.workbooks.tables import TableSheet, table_workbook
from tests.support.claims import YEAR_13, school
from tests.support.recorded_units_of_work import RecordedUnitsOfWork
from tests.support.reporting import Office
from tests.support.returns import Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

OWN, OTHER, SUMMER = "8860001", "8860002", 2026
ROLL = roll(
    "roll",
    [
        *(Line(number, school=OWN) for number in range(1, 6)),
        *(Line(number, school=OTHER) for number in range(6, 9)),
        Line(9, school=OWN, born_on=YEAR_13),
        Line(10, school=None),
    ],
    at("2026-09-10 08:00"),
)
ENROLLED = Return("school", [Line(number) for number in (1, 2, 9)], at("2026-09-18 10:00"))
_FLAG = """
INSERT INTO person_flags (entry_id, person_id, flag, in_force, since, reason, account, entered_at)
VALUES (gen_random_uuid(), $1, $2, true, current_date, 'a test', 'officer', now())
"""


@pytest.fixture
def needs(office: Office) -> ActivityDependencies:
    audit, snapshots = PostgresReadAudit(office.pool), PostgresSnapshots(office.pool)
    begin = RecordedUnitsOfWork(office.pool, activity_tables).begin
    return ActivityDependencies(
        SchoolReportQueries(PostgresSchoolReportRows(office.pool), audit, office.clock),
        SurveyQueries(PostgresSurveyRows(office.pool), audit),
        DecideReports(begin, snapshots, office.clock),
    )


async def act(
    needs: ActivityDependencies, what: ReportAct, shown: object = "", reason: str = "", form: str = ""
) -> str:
    """Do it as an officer."""
    return await needs.decide(ReportCommand(what, SUMMER, "officer", form or what, str(shown), reason))


async def drafted(office: Office, needs: ActivityDependencies) -> int:
    """Take everything in, go past 1 November, make both days and a draft of them; return the draft."""
    await office.take_in(ROLL, ENROLLED)
    assert await act(needs, "prepare") == "too early"
    office.clock.advance(at("2026-11-03 10:00") - office.clock.now())
    assert await act(needs, "prepare") == "prepared"
    assert await act(needs, "draft", 1) == "not made"
    assert await MakeSnapshots(PostgresSnapshots(office.pool), school)() == 3
    found = await needs.queries.summer(SUMMER)
    assert found is not None
    assert found[0].can_draft
    assert await act(needs, "draft", found[0].snapshots[0].snapshot_id) == "drafted"
    assert await act(needs, "draft", found[0].snapshots[0].snapshot_id) == "drafted", "the same form sent twice"
    found = await needs.queries.summer(SUMMER)
    assert found is not None
    assert found[0].report is not None
    return found[0].report.report_id


async def test_a_school_reads_its_own_report_once_it_is_released_and_until_it_is_taken_back(
    office: Office, needs: ActivityDependencies
) -> None:
    report_id = await drafted(office, needs)
    _, schools = await needs.queries.summer(SUMMER) or (None, [])
    assert [(one.establishment, one.people) for one in schools] == [(OWN, 6), (OTHER, 3)]
    with seeing(OWN):
        assert await needs.queries.own(OWN) == []
        assert await needs.queries.school(SUMMER, OWN, account="pat", released_only=True) is None
    assert await act(needs, "release", report_id + 1) == "changed meanwhile"
    assert await act(needs, "release", report_id) == "released"
    assert await act(needs, "draft", 1, form="another") == "is released"
    with seeing(OWN):
        assert [one.summer for one in await needs.queries.own(OWN)] == [SUMMER]
        own = await needs.queries.school(SUMMER, OWN, account="pat", released_only=True)
        assert own is not None
        assert await needs.queries.school(SUMMER, OTHER, account="pat", released_only=True) is None, "behind the wall"
        async with own_rows(office.pool) as connection:
            assert await connection.fetchval("SELECT count(*) FROM activity_report_people") == 6
    assert [(one.year_before, one.group, one.code) for one in own.lines].count((11, "education", "210")) == 2
    assert sum(one.people for one in own.counts) == sum(people for *_, people in own.groups) == len(own.lines) == 6
    assert {one.year_before for one in own.lines} == {11, 12}
    assert await act(needs, "take-back", report_id) == "reason wanted"
    assert await act(needs, "take-back", report_id, "a roll was wrong") == "taken back"
    with seeing(OWN):
        assert await needs.queries.school(SUMMER, OWN, account="pat", released_only=True) is None


async def test_confidential_people_stand_in_no_report_and_an_objection_leaves_name_and_birth_date(
    office: Office, needs: ActivityDependencies
) -> None:
    report_id = await drafted(office, needs)
    assert await act(needs, "release", report_id) == "released"
    await office.pool.execute(_FLAG, person_id(1), "confidential")
    await office.pool.execute(_FLAG, person_id(2), "objection")
    own = await needs.queries.school(SUMMER, OWN, account="pat", released_only=True)
    assert own is not None
    assert len(own.lines) == 5, "a flag that was entered after the release counts"
    withheld = [one for one in own.lines if one.withheld]
    assert [(one.group, one.code, one.destination, one.verified_on) for one in withheld] == [(None,) * 4]
    assert withheld[0].surname is not None
    _, schools = await needs.queries.summer(SUMMER) or (None, [])
    assert schools[0].people == 5


async def test_what_was_released_stays_as_it_was_whatever_comes_later(
    office: Office, needs: ActivityDependencies
) -> None:
    report_id = await drafted(office, needs)
    assert await act(needs, "release", report_id) == "released"
    before = await needs.queries.school(SUMMER, OWN, account="pat", released_only=True)
    office.clock.advance(timedelta(days=10))
    await office.take_in(Return("late", [Line(number) for number in (3, 4)], at("2026-11-12 10:00")))
    assert await needs.queries.school(SUMMER, OWN, account="pat", released_only=True) == before


async def test_the_survey_follows_the_same_people_and_each_number_is_its_list(
    office: Office, needs: ActivityDependencies
) -> None:
    await drafted(office, needs)
    office.clock.advance(at("2027-11-03 10:00") - office.clock.now())
    snapshots = PostgresSnapshots(office.pool)
    await snapshots.ask(at("2027-11-01 12:00").date(), None, "asked", asked_by="officer", asked_at=office.clock.now())
    assert await MakeSnapshots(snapshots, school)() == 1
    await office.pool.execute(_FLAG, person_id(1), "confidential")
    for confidential in (False, True):
        survey = await needs.survey.survey(SUMMER, confidential=confidential)
        assert survey is not None
        assert survey.total == 9, "those who were in Year 11"
        assert [one.snapshot_id is not None for one in survey.days] == [True, True, False]
        assert dict(survey.schools) == ({OWN: 5, OTHER: 3, None: 1} if confidential else {OWN: 4, OTHER: 3, None: 2})
        assert sum(people for _, people in survey.ways) == survey.total
        for place, day in enumerate(survey.days):
            told = [people[place] for _, people in survey.groups]
            assert sum(one or 0 for one in told) == (survey.total if day.snapshot_id else 0)
        for school_number, _ in survey.schools:
            of_school = survey.of(school_number)
            for group, people in of_school.groups:
                for place, number in enumerate(people):
                    if number is not None:
                        wanted = SurveyFilter(school_number or "", place, group)
                        found = await needs.survey.people(
                            SUMMER, wanted, account="ana", confidential=confidential, page=1, page_size=50
                        )
                        assert found is not None
                        assert found[1].total == number == len(found[1].items)
    assert await needs.survey.survey(2020, confidential=True) is None


def test_text_in_a_workbook_is_never_a_formula() -> None:
    content = table_workbook([TableSheet("One", "A title", "", ("Name", "Number"), [("=1+1", 3)])])
    sheet = load_workbook(io.BytesIO(content))["One"]
    assert (sheet["A5"].value, sheet["A5"].data_type, sheet["B5"].value) == ("=1+1", "s", 3)


async def test_a_person_is_told_how_each_snapshot_counts_them(office: Office, needs: ActivityDependencies) -> None:
    await drafted(office, needs)
    counted = await PostgresPersonRows(office.pool).snapshots(person_id(1))
    found = await office.pool.fetch(
        "SELECT t.as_at, p.line, p.status_group FROM snapshot_people p JOIN snapshots t USING (snapshot_id)"
        " WHERE p.person_id = $1 ORDER BY t.as_at DESC",
        person_id(1),
    )
    assert [(one.as_at, one.line, one.group) for one in counted] == [tuple(row) for row in found]
    assert [one.as_at.isoformat() for one in counted] == ["2026-11-01", "2026-05-31"]
