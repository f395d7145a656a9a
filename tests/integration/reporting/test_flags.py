"""Flags are kept through files that come later, and honoured by what is read for lists, schools and others."""

from datetime import date, time
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from services.reporting.adapters.effective_claims import BY_INDEX
from services.reporting.adapters.flags.person_flags import HEAR
from services.reporting.queries.audit.entries import AuditFilter, PostgresAuditRows
from services.reporting.queries.contradictions.inbox import InboxFilter
from services.reporting.queries.lists.rows import PostgresListRows
from services.reporting.queries.people import PeopleFilter
from services.reporting.queries.read_audit import PostgresReadAudit
from services.reporting.usecases.flags.set_flag import FlagEntry, SetFlag
from shared.vocabulary.london import LONDON
from tests.integration.reporting.test_contradictions import HER, ONE, OTHER, ROLL, disputed
from tests.support.claims import school
from tests.support.reporting import Office
from tests.support.reporting_queries import figures_of, inbox_of, people_of, person_of, threads_of
from tests.support.returns import Line, Return, at
from tests.support.stack import Database

pytestmark = pytest.mark.stack


async def flag(office: Office, what: str, *, in_force: bool = True, form_id: str = "one") -> bool:
    entry = FlagEntry(form_id, HER, what, in_force, date(2026, 9, 1), "by letter", "officer")  # type: ignore[arg-type]
    return await SetFlag(office.begin, office.clock)(entry)


async def seen_by_a_school(office: Office, number: int) -> tuple[int, int, bool]:
    wanted = InboxFilter(own=ONE)
    listed = await inbox_of(office).contradictions(wanted, account="s", page=1, page_size=9)
    found = await threads_of(office).find_thread(number, ONE, account="s", page=1, page_size=9)
    return listed.total, await inbox_of(office).count_open(ONE), found is not None


async def test_no_school_learns_where_else_somebody_confidential_is(office: Office) -> None:
    number = await disputed(office)
    assert await seen_by_a_school(office, number) == (1, 1, True)
    assert await flag(office, "confidential")
    assert await seen_by_a_school(office, number) == (0, 0, False)
    for may_see in (True, False):
        listed = await inbox_of(office).contradictions(
            InboxFilter(confidential=may_see), account="o", page=1, page_size=9
        )
        thread = await threads_of(office).find_thread(
            number, None, account="o", confidential=may_see, page=1, page_size=9
        )
        assert (listed.total, thread is not None) == (int(may_see), may_see)
    assert await flag(office, "confidential", in_force=False)
    assert await seen_by_a_school(office, number) == (1, 1, True)


async def test_somebody_confidential_is_found_by_name_and_not_by_place(office: Office) -> None:
    await disputed(office)
    await office.pool.execute("UPDATE people SET district = 'E07000110' WHERE person_id = $1", HER)
    placed = PeopleFilter(district="E07000110")
    before = await people_of(office).people(placed, account="a")
    assert HER in {one.person_id for one in before.items}
    await flag(office, "confidential")
    after = await people_of(office).people(placed, account="a")
    assert after.total == before.total - 1
    assert HER not in {one.person_id for one in after.items}
    may_see = await people_of(office).people(PeopleFilter(district="E07000110", confidential_places=True), account="r")
    assert {one.person_id: one.confidential for one in may_see.items}[HER]
    everybody = await people_of(office).people(PeopleFilter(), account="a")
    assert {one.person_id: one.confidential for one in everybody.items}[HER]


async def test_figures_and_lists_by_district_agree_for_whoever_may_not_see_places(office: Office) -> None:
    """Who is confidential counts where the district is not known, in both: the whole county stays as it is."""
    await disputed(office)
    await office.pool.execute("UPDATE people SET district = 'E07000110', on_roll = true, birth_cohort = 2009")
    await flag(office, "confidential")
    figures = figures_of(office)
    counted: dict[bool, int] = {}
    for may_see in (False, True):
        view = await figures.figures(confidential=may_see)
        counted[may_see] = view.figures.total.cohort
        for district in ("E07000110", "unknown"):
            wanted = PeopleFilter(district=district, years=(12, 13), on_roll=True, confidential_places=may_see)
            listed = await people_of(office).people(wanted, account="a")
            of = view.figures.by_district.get(None if district == "unknown" else district)
            assert listed.total == (of.cohort + of.custody if of else 0)
            assert (HER in {one.person_id for one in listed.items}) == (may_see == (district != "unknown"))
        known = await figures.figures_as_known(confidential=may_see)
        assert known.figures.people == view.figures.people
    assert counted[False] == counted[True] > 0


async def test_a_list_that_goes_out_leaves_them_out_or_gives_no_number(office: Office) -> None:
    await disputed(office)
    await office.pool.execute("UPDATE people SET upn = 'A000000000000', uln = '1' WHERE person_id = $1", HER)
    issue = await office.pool.fetchval(
        "INSERT INTO list_issues (entry_id, collection, period, issued_at, account)"
        " VALUES (gen_random_uuid(), 'TEP_DEST', '2026-27', now(), 'o') RETURNING issue_id"
    )
    await office.pool.execute("INSERT INTO listed_people VALUES ($1, $2, $3)", issue, ONE, HER)
    rows = PostgresListRows(office.pool, school)
    plain = await rows.listed("TEP_DEST", ONE)
    assert plain is not None
    assert [(one.upn, one.uln) for one in plain[1]] == [("A000000000000", "1")]
    await flag(office, "objection")
    objected = await rows.listed("TEP_DEST", ONE)
    assert objected is not None
    assert [(one.upn, one.uln, bool(one.surname)) for one in objected[1]] == [(None, None, True)]
    await flag(office, "confidential")
    assert await rows.listed("TEP_DEST", ONE) is None


async def test_a_flag_is_kept_once_and_through_what_comes_later(office: Office) -> None:
    await disputed(office)
    assert await flag(office, "objection")
    assert await flag(office, "objection")
    await office.recompute()
    view = await person_of(office).find_person(HER, account="o")
    assert view is not None
    assert [(one.flag, one.in_force, one.reason) for one in view.flags] == [("objection", True, "by letter")]
    assert not view.confidential
    unknown = FlagEntry("x", UUID(int=9), "objection", True, date(2026, 9, 1), "r", "o")
    assert not await SetFlag(office.begin, office.clock)(unknown)


def said(name: str, day: str, *, objects: bool | None, establishment: str = ONE) -> Return:
    return Return(name, [Line(1, objects=objects), Line(2)], at(f"2026-{day} 10:00"), establishment=establishment)


async def objecting(office: Office) -> list[tuple[str, date, bool]]:
    """Return who says so since when; both ways of asking must agree."""
    view = await person_of(office).find_person(HER, account="o")
    assert view is not None
    flagged = await office.pool.fetch("SELECT flag FROM flagged WHERE person_id = $1", HER)
    assert {row["flag"] for row in flagged} == {one.flag for one in view.flags_in_force}
    return [(one.source, one.since, one.in_force) for one in view.flags_in_force]


async def test_an_objection_comes_with_a_return_and_goes_when_a_newer_one_says_so(office: Office) -> None:
    looked = "SELECT count(*) FROM shared.audit_entries WHERE kind LIKE 'flag%' AND person_id = $1"
    before = await office.pool.fetchval(looked, HER)
    await office.take_in(ROLL, said("first", "09-18", objects=True))
    assert await objecting(office) == [(ONE, date(2026, 9, 18), True)]
    assert await office.pool.fetchval("SELECT count(*) FROM person_flags") == 1, "nobody else"
    await office.take_in(said("silent", "09-19", objects=None), said("again", "09-20", objects=True))
    assert await objecting(office) == [(ONE, date(2026, 9, 18), True)], "said again, or not said: it is as it was"
    await office.take_in(said("elsewhere", "09-21", objects=False, establishment=OTHER))
    assert await objecting(office) == [(ONE, date(2026, 9, 18), True)], "another establishment speaks for itself"
    await office.take_in(said("lifted", "09-22", objects=False))
    assert await objecting(office) == []
    assert await office.pool.fetchval(looked, HER) == before, "no person entered it"


async def test_what_the_authority_lifts_stays_lifted_until_a_return_says_so_anew(office: Office) -> None:
    await office.take_in(ROLL, said("first", "09-18", objects=True))
    assert await flag(office, "objection", in_force=False)
    await office.take_in(said("again", "09-20", objects=True))
    assert await objecting(office) == []
    await office.take_in(said("none", "09-21", objects=False), said("anew", "09-22", objects=True))
    assert await objecting(office) == []
    await office.take_in(said("none again", "09-23", objects=False))
    await office.take_in(said("and anew", "09-24", objects=True))
    assert await objecting(office) == [(ONE, date(2026, 9, 24), True)]
    assert await flag(office, "objection", form_id="two")
    await office.take_in(said("at last", "09-25", objects=False))
    assert await objecting(office) == [("", date(2026, 9, 1), True)], "no file touches what the authority entered"


async def test_the_audit_does_not_tell_which_school_looked_at_somebody_confidential(
    office: Office, database: Database
) -> None:
    """Nor by the filter of accounts, by the time or by the place between others."""
    await disputed(office)
    administrator = await asyncpg.connect(database.admin_url)
    try:
        made = "INSERT INTO shared.accounts (name, role, password_hash) VALUES ($1, $2, 'x') RETURNING id"
        school_id = await administrator.fetchval(made, "a school", "uploader")
        await administrator.fetchval(made, "an officer", "analyst")
    finally:
        await administrator.close()
    looks, rows = PostgresReadAudit(office.pool), PostgresAuditRows(office.pool)
    for account, person in (("a school", HER), ("an officer", HER), ("gone since", HER), ("a school", None)):
        await looks.note_read(account, person, "pupil", "a file")

    async def entries(**asked: Any) -> list[tuple[str, bool, bool]]:
        wanted = AuditFilter(kind="pupil", **asked)
        found = await rows.entries(wanted, page=1, page_size=9)
        assert found.total == len(found.items)
        return sorted((one.account, one.withheld, one.place is None) for one in found.items)

    everybody = [("a school", False, True), ("an officer", False, True), ("gone since", False, True)]
    assert await entries(person_id=HER) == everybody
    assert len(await entries(account_id=school_id)) == 2
    await flag(office, "confidential")
    assert await entries(person_id=HER) == [("", True, True), ("", True, True), ("an officer", False, True)]
    assert await entries() == [("", True, True)] * 2 + [("a school", False, True), ("an officer", False, True)]
    assert await entries(account_id=school_id, person_id=HER) == []
    assert await entries(account_id=school_id) == [("a school", False, True)]
    hidden = await rows.entries(AuditFilter(person_id=HER, kind="pupil"), page=1, page_size=9)
    assert {(one.at.astimezone(LONDON).time(), one.about) for one in hidden.items if one.withheld} == {(time(), None)}
    may_see = await entries(person_id=HER, confidential=True)
    assert may_see == [(name, False, False) for name, _, _ in everybody]


MANY_CLAIMS = """
INSERT INTO claims (generation_id, ordinal, person_id, line, sheet, match_rule, created, keys, kind, facts, particulars,
                    surname, forename)
SELECT min(c.generation_id), 1000 + n, gen_random_uuid(), n, 'Sheet1', 'same_upn', true, ''::bytea, 'ROLL', '{}', '{}',
       'A', 'B' FROM claims c, generate_series(1, 20000) AS n GROUP BY n
"""


async def test_what_returns_state_is_sought_among_the_rows_that_state_anything(office: Office) -> None:
    """Plans are made while the tables are small, and kept: none may read whole returns for a few rows."""
    await office.take_in(ROLL)
    await office.pool.execute("ANALYZE generations, returns")
    await office.pool.execute(MANY_CLAIMS)
    async with office.pool.acquire() as connection, connection.transaction():
        await connection.execute(BY_INDEX)
        await connection.execute(f"PREPARE hear AS {HEAR}")
        rows = await connection.fetch("EXPLAIN EXECUTE hear('{}', now(), '')")
        await connection.execute("DEALLOCATE hear")
    plan = "\n".join(row[0] for row in rows)
    assert " on claims" in plan
    assert "claims_pkey" not in plan
