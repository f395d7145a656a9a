"""What the pages about people read: figures, lists behind them, timelines with evidence, differences, the audit."""

from datetime import date, timedelta

import pytest

from services.reporting.domain.measures import CohortCounts
from services.reporting.queries.people import PeopleFilter
from tests.support.claims import YEAR_11, YEAR_13, YEAR_14
from tests.support.reporting import Office
from tests.support.reporting_queries import StoredPeople, differences_of, figures_of, people_of, person_of
from tests.support.returns import MAIDSTONE, Line, Return, at, person_id, roll

pytestmark = pytest.mark.stack

ROLL = roll(
    "roll",
    [
        *(Line(number) for number in range(1, 6)),
        Line(6, district=None),
        Line(7, born_on=YEAR_13),
        Line(8, born_on=YEAR_11),
        Line(9, born_on=YEAR_14, ehcp_until=date(2027, 1, 1)),
        Line(10, left_on=date(2026, 9, 30)),
    ],
    at("2026-09-10 08:00"),
)
ENROLLED = Return("school", [Line(1), Line(2), Line(7), Line(50, fate="new")], at("2026-09-18 10:00"))


async def test_figures_count_everybody_once(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    view = await figures_of(office).figures()
    figures = view.figures
    assert (view.as_at, view.waiting) == (date(2026, 10, 5), 0)
    assert figures.rows == {
        (MAIDSTONE, 12): CohortCounts(cohort=5, eet=2, not_known=3),
        (MAIDSTONE, 13): CohortCounts(cohort=1, eet=1),
        (None, 12): CohortCounts(cohort=1, not_known=1),
    }
    assert figures.not_on_roll == CohortCounts(cohort=1, eet=1)
    assert figures.older_with_plan == CohortCounts(cohort=1, not_known=1)
    assert (figures.younger, figures.older, figures.out_of_scope) == (1, 0, 1)
    assert figures.people == 11


async def test_figures_computed_anew_from_the_claims_equal_the_stored_ones(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED, Return("other", [Line(3), Line(1)], at("2026-09-20 10:00")))
    anew = await figures_of(office).figures_as_known(office.clock.today())
    assert anew.figures == (await figures_of(office).figures()).figures


async def test_a_past_day_is_told_again_as_it_was_known_then(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    then = await figures_of(office).figures()
    office.clock.advance(timedelta(days=300))
    await office.take_in(Return("late", [Line(number) for number in range(1, 6)], at("2027-07-30 10:00")))
    await office.tick()
    await office.recompute()
    read = figures_of(office).figures_as_known
    assert (await read(then.as_at, then.known_at)).figures == then.figures
    assert (await read(then.as_at)).figures.total.eet > then.figures.total.eet
    assert (await read(then.as_at, at("2026-10-01 09:00"))).figures.people == 0
    today = await figures_of(office).figures()
    assert (await read(today.as_at)).figures == today.figures


async def test_a_figure_opens_as_the_list_of_the_people_behind_it(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    find = people_of(office).people
    figures = (await figures_of(office).figures()).figures
    for (district, year), counts in figures.rows.items():
        for group, number in (("education", counts.eet), ("not known", counts.not_known)):
            wanted = PeopleFilter(district=district or "unknown", years=(year,), group=group, on_roll=True)
            assert (await find(wanted, account="analyst")).total == number
    apart = await find(PeopleFilter(on_roll=False), account="analyst")
    assert [line.person_id for line in apart.items] == [person_id(50)]


async def test_people_are_found_by_name_and_pages_follow_each_other(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    find = people_of(office).people
    assert (await find(PeopleFilter(name="surname1"), account="officer")).total == 2
    assert (await find(PeopleFilter(name="Surname1, Rob"), account="officer")).total == 2
    assert (await find(PeopleFilter(name="%"), account="officer")).total == 0
    first = await find(PeopleFilter(), account="officer", page=1, page_size=7)
    second = await find(PeopleFilter(), account="officer", page=2, page_size=7)
    assert (first.total, len(first.items), len(second.items)) == (11, 7, 4)
    assert len({line.person_id for line in (*first.items, *second.items)}) == 11


async def test_a_timeline_leads_down_to_file_sheet_and_row(office: Office) -> None:
    corrected = Return("corrected", [Line(2), Line(1, attendance="PT"), Line(7)], at("2026-09-25 10:00"))
    await office.take_in(ROLL, ENROLLED)
    office.clock.advance(timedelta(hours=1))
    await office.take_in(corrected)
    view = await person_of(office).find_person(person_id(1), account="officer")
    assert view is not None
    assert (view.year, view.status.answer.code, view.status.answer.rule) == (12, "250", "part_time")
    decided = view.claim_with(view.status.decided_by.evidence if view.status.decided_by else None)
    assert decided is not None
    assert (decided.file_name, decided.sheet, decided.claim.evidence.line) == ("corrected.xlsx", "Sheet1", 3)
    assert [(claim.file_name, claim.effective) for claim in view.claims] == [
        ("corrected.xlsx", True),
        ("roll.xlsx", True),
        ("school.xlsx", False),
    ]
    replaced = view.claims[-1]
    assert [(known[0], known[1]) for known in replaced.known.counted] == [
        (at("2026-10-05 09:00"), at("2026-10-05 10:00"))
    ]
    assert [(version.version, version.code, version.file_name, version.line) for version in view.versions] == [
        (2, "250", "corrected.xlsx", 3),
        (1, "210", "school.xlsx", 2),
    ]
    assert [reason.rule for reason in view.status.reasons] == ["roll_states_scope_only"]


async def test_what_is_shown_is_what_is_stored(office: Office) -> None:
    """The explanation is computed when it is read; it must not differ from the status that was published."""
    await office.take_in(ROLL, ENROLLED)
    for number in (*range(1, 11), 50):
        view = await person_of(office).find_person(person_id(number), account="officer")
        assert view is not None
        assert view.status.answer.published == view.stored.answer.published


async def test_a_difference_names_whom_a_return_would_add_remove_and_shield(office: Office) -> None:
    many = Return("many", [Line(number) for number in range(1, 31)], at("2026-09-18 10:00"))
    fewer = Return(
        "fewer",
        [*(Line(number) for number in range(12, 31)), Line(11, fate="refused"), Line(60, fate="new")],
        at("2026-09-25 10:00"),
    )
    await office.take_in(many, fewer)
    read = differences_of(office).difference
    generation = await office.generation_of(fewer.submission_id)
    found = {
        change: {line.person_id for line in (await read(generation, change, account="officer")).items}
        for change in ("added", "removed", "shielded")
    }
    assert found == {
        "added": {person_id(60)},
        "removed": {person_id(number) for number in range(1, 11)},
        "shielded": {person_id(11)},
    }


async def test_every_look_at_a_person_is_written_down(office: Office) -> None:
    await office.take_in(ROLL)
    read = person_of(office).find_person
    await read(person_id(1), account="officer")
    await read(person_id(999), account="officer")
    await people_of(office).people(PeopleFilter(name="sur"), account="analyst")
    assert await office.looks() == [("officer", person_id(1), "timeline"), ("analyst", None, "list")]


async def test_people_of_whom_nothing_counts_any_more_are_neither_counted_nor_listed(office: Office) -> None:
    await office.take_in(ENROLLED)
    await office.decide(await office.generation_of(ENROLLED.submission_id), "undo")
    assert (await figures_of(office).figures()).figures.people == 0
    assert (await people_of(office).people(PeopleFilter(), account="officer")).total == 0
    view = await person_of(office).find_person(person_id(1), account="officer")
    assert view is not None
    assert [version.group for version in view.versions] == ["out of scope", "education"]


async def test_figures_tell_how_many_statuses_are_still_to_be_computed(office: Office) -> None:
    await office.hear(ROLL.events)
    await office.settle()
    assert (await figures_of(office).figures()).waiting == 10
    await office.recompute()
    assert (await figures_of(office).figures()).waiting == 0


async def test_a_look_is_noted_by_the_wall_clock_also_when_business_time_is_simulated(office: Office) -> None:
    office.clock.advance(timedelta(days=4_000))
    await people_of(office).people(PeopleFilter(), account="analyst")
    await differences_of(office).difference(1, "added", account="analyst")
    ages = await office.pool.fetch(
        "SELECT extract(epoch FROM clock_timestamp() - at) AS s FROM shared.audit_entries WHERE act = 'read'"
        " ORDER BY place DESC LIMIT 2"
    )
    assert [0 <= row["s"] < 60 for row in ages] == [True, True]


async def test_claims_that_count_stand_before_those_of_a_return_of_which_nothing_counts(office: Office) -> None:
    await office.take_in(ROLL, ENROLLED)
    await office.decide(await office.generation_of(ENROLLED.submission_id), "undo")
    view = await person_of(office).find_person(person_id(1), account="officer")
    assert view is not None
    assert [(claim.file_name, claim.effective) for claim in view.claims] == [
        ("roll.xlsx", True),
        ("school.xlsx", False),
    ]


async def test_b13_the_contradiction_of_two_schools_is_listed_once_for_each_learner(office: Office) -> None:
    other = Return("other", [Line(1), Line(50)], at("2026-09-20 10:00"), establishment="8860002")
    await office.take_in(ROLL, ENROLLED, other)
    assert await StoredPeople(office.pool).to_look_at() == {"P001": 2, "P003": 5}
    found = await people_of(office).people(PeopleFilter(issue="P001"), account="officer")
    assert {line.person_id for line in found.items} == {person_id(1), person_id(50)}
    await office.decide(await office.generation_of(other.submission_id), "undo")
    assert await StoredPeople(office.pool).to_look_at() == {"P003": 5}


async def test_bug_3_of_somebody_who_is_not_tracked_the_row_that_decided_is_named(office: Office) -> None:
    past = roll("past", [Line(1, born_on=YEAR_14)], at("2026-09-10 08:00"))
    await office.take_in(past, ENROLLED)
    view = await person_of(office).find_person(person_id(1), account="officer")
    assert view is not None
    assert (view.status.answer.group, view.status.answer.rule) == ("out of scope", "past_the_last_tracked_year")
    assert view.status.decided_by is not None
    decided = view.claim_with(view.status.decided_by.evidence)
    assert decided is not None
    assert (decided.file_name, decided.effective) == ("past.xlsx", True)
    other = [view.claim_with(reason.evidence) for reason in view.status.reasons]
    assert [claim.file_name for claim in other if claim] == ["school.xlsx"]
    assert [(version.file_name, version.line) for version in view.versions] == [("past.xlsx", 2)]
    assert view.stored.establishment is None
