"""Scorecards from what is stored: which files and cells are counted, and because of whom people are not known."""

from datetime import date
from typing import Any

import pytest

from services.reporting.domain.quality.not_known import Cause
from services.reporting.domain.quality.scorecards import FileCells, Scorecard
from services.reporting.queries.board.obligations import PostgresObligations
from services.reporting.queries.quality.scorecards import (
    OwnScorecard,
    PostgresScorecardRows,
    ScorecardQueries,
    ScorecardsView,
)
from shared.contracts.validation import Issue, JudgedRow, RowsJudged
from shared.vocabulary.establishments import Register
from tests.support.establishments import an_establishment
from tests.support.reporting import Office
from tests.support.reporting_queries import figures_of
from tests.support.returns import Line, Return, at, roll

pytestmark = pytest.mark.stack

OURS, THEIRS = "8860001", "8860002"
REGISTER = Register([an_establishment(OURS), an_establishment(THEIRS)])
PEOPLE = [Line(n, school=OURS if n <= 10 else THEIRS) for n in range(1, 21)]
ROLL = roll("roll", PEOPLE, at("2026-09-01 08:00"), part_size=50)


def queries_of(office: Office, now: str) -> ScorecardQueries:
    clock = Office(office.pool, at(now)).clock
    return ScorecardQueries(
        PostgresScorecardRows(office.pool), PostgresObligations(office.pool, REGISTER, clock), clock, kept_s=0
    )


async def view_of(office: Office, now: str = "2026-10-05 09:00") -> ScorecardsView:
    return await queries_of(office, now).scorecards()


async def card_of(office: Office, now: str = "2026-10-05 09:00", of: str = OURS) -> Scorecard:
    return next(one for one in (await view_of(office, now)).cards if one.establishment == of)


async def causes(office: Office, now: str = "2026-10-05 09:00", of: str = OURS) -> dict[Cause, int]:
    """The causes of one establishment; all of them with those of nobody make the figure."""
    view = await view_of(office, now)
    figures = (await figures_of(Office(office.pool, at(now))).figures()).figures
    assert view.not_known == figures.total.not_known
    assert sum(card.not_known.people for card in view.cards) + view.not_known_elsewhere == view.not_known
    return dict(next(one for one in view.cards if one.establishment == of).not_known.by_cause)


def enrolment(name: str, numbers: range, received_at: str, **others: object) -> Return:
    return Return(name, [Line(n) for n in numbers], at(received_at), **others)  # type: ignore[arg-type]


async def test_returns_in_time_late_and_missing_are_those_of_which_the_last_day_has_passed(office: Office) -> None:
    await office.take_in(ROLL, enrolment("late", range(1, 9), "2026-09-21 10:00"))
    ours = (await card_of(office)).timeliness
    assert (ours.in_time, ours.late, ours.missing) == (0, 1, 2), "joiners and leavers of September are missing"
    theirs = (await card_of(office, of=THEIRS)).timeliness
    assert (theirs.in_time, theirs.late, theirs.missing, theirs.share.percent) == (0, 0, 3, 0.0)
    assert (await card_of(office, "2026-09-10 09:00")).timeliness.share.percent is None


def _judged(of: Return, *rows: JudgedRow) -> None:
    """Let a return's one part have these rows with complaints."""
    of.events = [
        one.model_copy(update={"judged": (*one.judged, *rows), "with_e_mail": 5})
        if isinstance(one, RowsJudged)
        else one
        for one in of.events
    ]


def _row(ordinal: int, *issues: tuple[str, Any, str]) -> JudgedRow:
    made = tuple(Issue(code=code, severity=severity, column=column) for code, severity, column in issues)
    return JudgedRow(ordinal=ordinal, line=ordinal + 2, refused=False, issues=made)


async def test_cells_are_counted_once_a_row_by_what_was_said_of_them(office: Office) -> None:
    of = enrolment("first", range(1, 9), "2026-09-10 10:00", part_size=50)
    _judged(
        of,
        _row(0, ("V066", "field_error", "C5"), ("V065", "warning", "C1")),
        _row(1, ("V067", "field_error", "C5")),
        _row(2, ("V070", "warning", "C7"), ("V072", "field_error", "C6")),
        _row(3, ("V072", "field_error", "C7"), ("V075", "warning", "C7")),
        _row(4, ("V077", "field_error", "C8")),
        _row(5, ("V050", "field_error", "P11"), ("V050", "field_error", "P11")),
    )
    await office.take_in(ROLL, of)
    (file,) = (await card_of(office)).files
    assert (file.place, file.rows, file.matched, file.waiting, file.refused) == (1, 8, 8, 0, 0)
    assert (file.unusable["C5"], file.unusable["C1"], file.unusable["P11"]) == (2, 1, 1)
    assert (file.without_address, file.with_e_mail) == (2, (5, 8))
    assert file.with_address == (6, 8)
    assert file.with_phone == (7, 8), "a carer's number may stand in for one that cannot be used"


async def test_rows_that_wait_or_were_refused_are_not_linked(office: Office) -> None:
    lines = [Line(1), Line(2, "refused"), Line(3, "awaiting"), Line(99, "new")]
    await office.take_in(ROLL, Return("mixed", lines, at("2026-09-10 10:00")))
    (file,) = (await card_of(office)).files
    assert (file.rows, file.matched, file.waiting, file.refused) == (4, 2, 1, 1)
    assert (await card_of(office)).share("linked").percent == 50.0


async def test_the_newest_two_files_of_each_collection_that_counted_are_compared(office: Office) -> None:
    files = [enrolment(f"{day}", range(1, 9), f"2026-09-{day} 10:00") for day in (10, 12, 14)]
    taken_out = enrolment("taken out", range(1, 9), "2026-09-16 10:00")
    await office.take_in(ROLL, *files, taken_out)
    await office.decide(await office.generation_of(taken_out.submission_id), "undo")
    found = (await card_of(office)).files
    assert [(one.place, one.received_at) for one in found] == [(1, files[2].received_at), (2, files[1].received_at)]
    assert (await card_of(office, "2027-09-05 09:00")).files == [], "last school year's are over"


async def test_people_are_not_known_because_a_return_is_missing(office: Office) -> None:
    await office.take_in(ROLL)
    assert await causes(office, "2026-09-10 09:00") == {"unlisted": 10}
    late = await card_of(office, "2026-09-20 09:00")
    assert (dict(late.not_known.by_cause), late.not_known.would_be_known) == ({"missing": 10}, 10)
    await office.take_in(enrolment("eight", range(1, 9), "2026-09-18 10:00"))
    card = await card_of(office, "2026-09-20 09:00")
    assert (dict(card.not_known.by_cause), card.not_known.would_be_known) == ({"unlisted": 2}, 0)
    assert await causes(office, "2026-10-05 09:00") == {"missing": 2}, "joiners and leavers of September are missing"


async def test_people_are_not_known_because_rows_wait_were_refused_or_are_held(office: Office) -> None:
    lines = [*(Line(n) for n in range(1, 8)), Line(8, "awaiting"), Line(9, "refused")]
    await office.take_in(ROLL, Return("mixed", lines, at("2026-09-10 10:00")))
    assert await causes(office, "2026-09-20 09:00") == {"waiting": 1, "refused": 1, "unlisted": 1}
    card = await card_of(office, "2026-09-20 09:00")
    assert (card.not_known.people, card.not_known.would_be_known) == (3, 2)


async def test_people_are_not_known_because_the_file_that_lists_them_is_held(office: Office) -> None:
    await office.take_in(roll("roll", [Line(n) for n in range(1, 51)], at("2026-09-01 08:00"), part_size=50))
    await office.take_in(enrolment("first", range(1, 31), "2026-09-10 10:00"))
    await office.take_in(enrolment("others", range(31, 41), "2026-09-11 10:00"))
    assert await causes(office, "2026-09-20 09:00") == {"held": 10, "unlisted": 10}


async def test_people_are_not_known_because_where_they_went_is_not_said(office: Office) -> None:
    await office.take_in(ROLL, enrolment("all", range(1, 11), "2026-09-10 10:00"))
    said = {1: None, 2: "D31", 3: "D24"}
    lines = [Line(n, facts={"left_on": "2026-09-20", **({"destination": to} if to else {})}) for n, to in said.items()]
    await office.take_in(Return("left", lines, at("2026-09-28 10:00"), "S_LEAVE", period="2026-09"))
    joiners = Return("nobody joined", [], at("2026-09-28 10:00"), "S_JOIN", period="2026-09")
    await office.take_in(joiners)
    assert await causes(office) == {"gap": 1, "does not know": 1}
    assert (await card_of(office)).not_known.would_be_known == 1


async def test_who_lapsed_is_not_known_until_a_return_says_so_again(office: Office) -> None:
    twelfth = [Line(n, born_on=date(2010, 2, 3)) for n in range(1, 4)]
    await office.take_in(roll("roll", twelfth, at("2026-09-01 08:00")), Return("all", twelfth, at("2026-09-10 10:00")))
    later = Office(office.pool, at("2027-09-02 09:00"))
    await later.tick()
    await later.recompute()
    assert await causes(office, "2027-09-02 09:00") == {"lapsed": 3}
    assert (await card_of(office, "2027-09-02 09:00")).not_known.would_be_known == 3


async def test_one_scorecard_has_what_was_due_and_no_medians_of_few(office: Office) -> None:
    await office.take_in(ROLL, enrolment("late", range(1, 9), "2026-09-21 10:00"))
    own: OwnScorecard | None = await queries_of(office, "2026-10-05 09:00").scorecard(OURS)
    assert own is not None
    assert [(one.owed.collection, one.state) for one in own.owed][-1] == ("S_ENR", "accepted")
    assert set(own.peers.values()) == {None}
    assert await queries_of(office, "2026-10-05 09:00").scorecard("8869999") is None


def test_a_file_without_a_mandatory_column_has_it_in_no_row() -> None:
    file = FileCells(OURS, "S_ENR", "2026-27", ROLL.submission_id, ROLL.received_at, 1, 8, 8, 0, 0, frozenset({"C1"}))
    assert file.complete.whole - file.complete.part == 8
