"""Accounts and keys on the real pages over real tables: made, used, delegated, ended, and all of it recorded."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from deploy.jobs.accounts import NewAccount, ensure_accounts
from shared.persistence.pool import Pool, close_pool, open_pool
from shared.vocabulary.london import london_day
from shared.web.accounts.attempts import FREE_BY_NAME
from shared.web.accounts.permissions import Role
from tests.support.account_pages import COLLEGE, OTHER, OWN, SEAL, Browser, account_app, path_of, secret_in
from tests.support.identities import PASSWORD
from tests.support.stack import Database
from tests.support.wall import Wall

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("light_hashes")]

NEW = "several words nobody knows"


@pytest.fixture(scope="module")
async def pool(database: Database) -> AsyncIterator[Pool]:
    opened = await open_pool(database.service_url("validation"), schema="validation")
    yield opened
    await close_pool(opened)


@pytest.fixture
async def people(pool: Pool, database: Database) -> None:
    await pool.execute("DELETE FROM shared.sessions")
    await pool.execute("DELETE FROM shared.sign_in_attempts")
    made = [
        NewAccount("boss", PASSWORD, Role.ADMIN),
        NewAccount("auditor", PASSWORD, Role.AUDITOR),
        NewAccount("north", PASSWORD, Role.UPLOADER, OWN),
        NewAccount("south", PASSWORD, Role.UPLOADER, OTHER),
    ]
    await ensure_accounts(database.admin_url, made)


@pytest.fixture
async def boss(pool: Pool, people: None) -> Browser:
    browser = Browser(account_app(pool))
    assert await browser.sign_in("boss", PASSWORD) == 303
    return browser


async def _id(pool: Pool, name: str) -> UUID:
    found = await pool.fetchval("SELECT id FROM shared.accounts WHERE name = $1", name)
    assert isinstance(found, UUID)
    return found


async def _recorded(pool: Pool, about: str) -> list[str]:
    rows = await pool.fetch(
        "SELECT act FROM shared.account_changes WHERE about = $1 AND account <> 'operator' ORDER BY change_id", about
    )
    return [row["act"] for row in rows]


async def test_an_account_is_made_with_a_word_that_sets_a_password_once(pool: Pool, boss: Browser) -> None:
    made = await boss.send("/accounts/new", name="new@example.org", role="uploader", establishment=OWN)
    word, newcomer = secret_in(made, "word"), Browser(account_app(pool))
    assert await newcomer.sign_in("new@example.org", word) == 403
    short = await newcomer.send("/new-password", name="new@example.org", word=word, new="short")
    assert (short.status_code, "at least 12" in short.text) == (422, True)
    kept = await newcomer.send("/new-password", name="new@example.org", word=word, new=NEW)
    assert kept.status_code == 200
    again = await newcomer.send("/new-password", name="new@example.org", word=word, new=NEW + "!")
    assert (again.status_code, "has been used" in again.text) == (422, True)
    assert await newcomer.sign_in("new@example.org", NEW) == 303
    assert OWN in await newcomer.text("/account")
    assert await _recorded(pool, "new@example.org") == ["made", "establishment", "password set by word"]
    stored = str([dict(row) for row in await pool.fetch("SELECT * FROM shared.accounts")])
    assert word not in stored


async def test_a_word_lapses_after_a_day(pool: Pool, boss: Browser) -> None:
    wall = Wall(datetime.now(UTC))
    made = await boss.send("/accounts/new", name=f"late{uuid4().hex[:6]}", role="analyst")
    word, late = secret_in(made, "word"), Browser(account_app(pool, wall=wall))
    name = re.search(r"A word for (late\w+)", made.text)
    assert name is not None
    wall.time += timedelta(hours=25)
    assert (await late.send("/new-password", name=name[1], word=word, new=NEW)).status_code == 422


async def test_wrong_words_make_wait_as_wrong_passwords_do(pool: Pool, boss: Browser) -> None:
    name, wall = f"slow{uuid4().hex[:6]}", Wall(datetime.now(UTC))
    word = secret_in(await boss.send("/accounts/new", name=name, role="analyst"), "word")
    newcomer = Browser(account_app(pool, wall=wall))
    for _ in range(FREE_BY_NAME):
        assert (await newcomer.send("/new-password", name=name, word="wrong", new=NEW)).status_code == 422
    waits = await newcomer.send("/new-password", name=name, word=word, new=NEW)
    assert (waits.status_code, 0 < int(waits.headers["retry-after"]) <= 30) == (429, True)
    wall.time += timedelta(seconds=31)
    assert (await newcomer.send("/new-password", name=name, word=word, new="short")).status_code == 422
    assert (await newcomer.send("/new-password", name=name, word=word, new=NEW)).status_code == 200


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": "two words", "role": "analyst"}, "without spaces"),
        ({"name": "north", "role": "analyst"}, "Another account has that name"),
        ({"name": "x", "role": "king"}, "Select what the account is for"),
        ({"name": "x", "role": "uploader"}, "Enter a school or college"),
        ({"name": "x", "role": "analyst", "establishment": OWN}, "and for nobody else"),
        ({"name": "x", "role": "uploader", "establishment": "8869999"}, "No school or college has that number"),
    ],
)
async def test_what_makes_no_sense_is_asked_for_again(boss: Browser, fields: dict[str, str], problem: str) -> None:
    answer = await boss.send("/accounts/new", **fields)
    assert (answer.status_code, problem in answer.text) == (422, True)


async def test_a_disabled_account_is_out_at_once_and_comes_back_when_enabled(pool: Pool, boss: Browser) -> None:
    north = Browser(account_app(pool))
    assert await north.sign_in("north", PASSWORD) == 303
    one = f"/accounts/{await _id(pool, 'north')}"
    assert path_of(await boss.send(f"{one}/disable", one)) == one
    assert path_of(await north.client.get("/account")) == "/sign-in"
    assert await north.sign_in("north", PASSWORD) == 403
    await boss.send(f"{one}/enable", one)
    assert await north.sign_in("north", PASSWORD) == 303
    assert (await _recorded(pool, "north"))[-2:] == ["disabled", "enabled"]


async def test_nobody_locks_themselves_or_everybody_out(pool: Pool, boss: Browser) -> None:
    one = f"/accounts/{await _id(pool, 'boss')}"
    for act in ("disable", "role"):
        answer = await boss.send(f"{one}/{act}", one, role="auditor")
        assert (answer.status_code, "Somebody else has to do that" in answer.text) == (422, True)


async def test_a_reset_signs_out_and_ends_the_old_password(pool: Pool, boss: Browser) -> None:
    south, one = Browser(account_app(pool)), f"/accounts/{await _id(pool, 'south')}"
    await south.sign_in("south", PASSWORD)
    word = secret_in(await boss.send(f"{one}/reset", one), "word")
    assert path_of(await south.client.get("/account")) == "/sign-in"
    assert await south.sign_in("south", PASSWORD) == 403
    await south.send("/new-password", name="south", word=word, new=NEW)
    assert await south.sign_in("south", NEW) == 303


async def test_a_new_password_needs_the_old_one_and_ends_every_session(pool: Pool, people: None) -> None:
    here, there = Browser(account_app(pool)), Browser(account_app(pool))
    await here.sign_in("auditor", PASSWORD)
    await there.sign_in("auditor", PASSWORD)
    wrong = await here.send("/account/password", old="wrong", new=NEW)
    assert (wrong.status_code, "not your password so far" in wrong.text) == (422, True)
    for weak in ("aaaaaaaaaaaaa", "auditor-onward-1", "passwordpassword"):
        assert "harder to guess" in (await here.send("/account/password", old=PASSWORD, new=weak)).text
    assert (await here.send("/account/password", old=PASSWORD, new=NEW)).status_code == 200
    for browser in (here, there):
        assert path_of(await browser.client.get("/account")) == "/sign-in"
    assert await here.sign_in("auditor", NEW) == 303


async def test_one_ends_one_session_or_all(pool: Pool, people: None) -> None:
    browsers = [Browser(account_app(pool)) for _ in range(3)]
    for browser in browsers:
        await browser.sign_in("north", PASSWORD)
    first, second, third = browsers
    page = (await first.client.get("/account")).text
    others = re.findall(r'name="session" value="([0-9a-f-]{36})"', page)
    assert len(others) == 2
    await first.send("/account/sessions", "/account", session=others[0])
    alive = [path_of(await one.client.get("/account")) != "/sign-in" for one in (first, second, third)]
    assert sorted(alive[1:]) == [False, True]
    assert alive[0]
    await first.send("/account/sessions", "/account", session="all")
    assert [path_of(await one.client.get("/account")) for one in browsers] == ["/sign-in"] * 3


async def test_nobody_ends_the_session_of_somebody_else(pool: Pool, people: None) -> None:
    north, south = Browser(account_app(pool)), Browser(account_app(pool))
    await north.sign_in("north", PASSWORD)
    await south.sign_in("south", PASSWORD)
    theirs = await pool.fetchval(
        "SELECT id FROM shared.sessions WHERE account_id = $1 AND ended_at IS NULL", await _id(pool, "south")
    )
    await north.send("/account/sessions", "/account", session=str(theirs))
    assert (await south.client.get("/account")).status_code == 200


async def test_a_trusts_user_acts_for_one_school_at_a_time(pool: Pool, boss: Browser) -> None:
    one, today = f"/accounts/{await _id(pool, 'north')}", london_day(datetime.now(UTC))
    given = await boss.send(f"{one}/establishment", one, establishment=COLLEGE, from_on=f"{today:%d %m %Y}")
    assert path_of(given) == one
    north = Browser(account_app(pool))
    await north.sign_in("north", PASSWORD)
    before = re.search(r'name="form_token" value="([^"]+)"', (await north.client.get("/account")).text)
    assert "Which school or college do you act for?" in await north.text("/account")
    await north.send("/account/establishment", "/account", establishment=COLLEGE)
    assert f"Acts for {COLLEGE}" in await north.text("/account")
    stale = await north.client.post(
        "/account/establishment", data={"form_token": before[1] if before else "", "establishment": OWN}
    )
    assert stale.status_code == 403, "a form that was opened for another school"
    assert (await north.send("/account/establishment", "/account", establishment=OTHER)).status_code == 404


async def test_what_has_an_end_ends_by_itself(pool: Pool, boss: Browser) -> None:
    one, today = f"/accounts/{await _id(pool, 'south')}", london_day(datetime.now(UTC))
    fields = {"establishment": OWN, "from_on": f"{today:%d %m %Y}", "until_on": f"{today:%d %m %Y}"}
    await boss.send(f"{one}/establishment", one, **fields)
    wall = Wall(datetime.now(UTC))
    south = Browser(account_app(pool, wall=wall))
    await south.sign_in("south", PASSWORD)
    await south.send("/account/establishment", "/account", establishment=OWN)
    assert f"Acts for {OWN}" in await south.text("/account")
    wall.time += timedelta(days=1)
    await south.sign_in("south", PASSWORD)
    assert f"Acts for {OTHER}" in await south.text("/account")


async def test_a_school_lets_another_act_for_it_until_it_ends_that(pool: Pool, people: None) -> None:
    north, south = Browser(account_app(pool)), Browser(account_app(pool))
    await north.sign_in("north", PASSWORD)
    await south.sign_in("south", PASSWORD)
    last = london_day(datetime.now(UTC)) + timedelta(days=7)
    day = f"{last:%d %m %Y}"
    for name in ("nobody", "boss"):
        refused = await north.send("/colleagues", name=name, until_on=day)
        assert (refused.status_code, "somebody who sends files" in refused.text) == (422, True)
    assert (await north.send("/colleagues", name="south", until_on=day)).status_code == 303
    assert "south north lets them" in await north.text("/colleagues")
    await south.send("/account/establishment", "/account", establishment=OWN)
    assert "north lets them" in await south.text("/colleagues")
    onward = await south.send("/colleagues", "/account", name="north", until_on=day)
    assert onward.status_code == 403, "whoever acts by delegation lets nobody else act"
    place = await pool.fetchval(
        "SELECT id FROM shared.account_establishments WHERE how = 'delegated' AND ended_at IS NULL AND account_id = $1",
        await _id(pool, "south"),
    )
    await south.send("/account/establishment", "/account", establishment=OTHER)
    assert (await south.send(f"/colleagues/{place}/end", "/account")).status_code == 404, "another school's"
    assert (await north.send(f"/colleagues/{place}/end", "/colleagues")).status_code == 303
    assert "Which school or college" not in await south.text("/account")
    assert (await _recorded(pool, "south"))[-2:] == ["delegated", "delegation ended"]


async def test_an_uploader_without_a_school_today_may_only_leave(pool: Pool, boss: Browser, database: Database) -> None:
    await ensure_accounts(database.admin_url, [NewAccount("idle", PASSWORD, Role.UPLOADER, OWN)])
    one = f"/accounts/{await _id(pool, 'idle')}"
    place = await pool.fetchval(
        "SELECT id FROM shared.account_establishments WHERE account_id = $1", await _id(pool, "idle")
    )
    await boss.send(f"{one}/end", one, place=str(place))
    idle = Browser(account_app(pool))
    assert await idle.sign_in("idle", PASSWORD) == 303
    assert "No school or college today" in await idle.text("/account")
    refused = await idle.client.get("/colleagues")
    assert (refused.status_code, "You act for no school or college today" in refused.text) == (403, True)


async def test_an_auditor_reads_and_changes_nothing(pool: Pool, people: None) -> None:
    auditor = Browser(account_app(pool))
    await auditor.sign_in("auditor", PASSWORD)
    one = f"/accounts/{await _id(pool, 'north')}"
    for path in ("/accounts", one, "/keys"):
        page = await auditor.client.get(path)
        assert page.status_code == 200
        assert "/disable" not in page.text
    assert (await auditor.send(f"{one}/disable", one)).status_code == 403
    assert (await auditor.send("/keys", sender="x")).status_code == 403


async def test_for_emergencies_alone_others_use_the_provider(pool: Pool, boss: Browser) -> None:
    name = f"glass{uuid4().hex[:6]}"
    made = await boss.send("/accounts/new", name=name, role="admin", emergency="yes")
    await boss.send("/new-password", name=name, word=secret_in(made, "word"), new=NEW)
    emergency = Browser(account_app(pool, emergency_only=True))
    assert await emergency.sign_in("boss", PASSWORD) == 403
    assert await emergency.sign_in(name, NEW) == 303


async def test_a_key_is_shown_once_exchanged_with_an_overlap_and_ended(pool: Pool, boss: Browser) -> None:
    sender = f"portal-{uuid4().hex[:6]}"
    first = secret_in(await boss.send("/keys", sender=sender, authority="yes"), "key")
    assert first.startswith("whsec_")
    again = await boss.send("/keys", sender=sender)
    assert (again.status_code, "exchange it" in again.text) == (422, True)
    second = secret_in(await boss.send(f"/keys/of/{sender}/exchange", "/keys", overlap_days="14"), "key")
    rows = await pool.fetch("SELECT * FROM shared.sender_keys WHERE sender = $1 ORDER BY made_at", sender)
    assert [row["may_send"] for row in rows] == [["ROLL"], ["ROLL"]] or rows[0]["may_send"] == rows[1]["may_send"]
    assert rows[0]["ends_at"] is not None
    assert rows[1]["ends_at"] is None
    third = await boss.send(f"/keys/of/{sender}/exchange", "/keys", overlap_days="1")
    assert (third.status_code, "exchange is under way" in third.text) == (422, True)
    await boss.send(f"/keys/{rows[0]['key_id']}/end", "/keys")
    ended = await pool.fetchval("SELECT ends_at FROM shared.sender_keys WHERE key_id = $1", rows[0]["key_id"])
    assert ended <= datetime.now(UTC)
    shown = (await boss.client.get("/keys")).text
    assert first not in shown
    assert second not in shown
    assert SEAL.unseal(rows[0]["key_id"], rows[1]["sealed"]) is None, "a key is sealed as itself alone"
    assert "exchanged" in (await _recorded(pool, sender))[1]


async def test_who_changed_an_account_is_in_the_chained_audit(pool: Pool, boss: Browser, database: Database) -> None:
    one = f"/accounts/{await _id(pool, 'south')}"
    await boss.send(f"{one}/sign-out", one)
    owner = await asyncpg.connect(database.admin_url)
    try:
        found = await owner.fetch(
            "SELECT e.account FROM shared.audit_entries e JOIN shared.account_changes c ON c.change_id::text = e.about "
            "WHERE e.kind = 'account change entered' AND c.about = 'south' AND c.act = 'sessions ended'"
        )
        assert [row["account"] for row in found] == ["boss"]
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute("UPDATE shared.account_changes SET account = 'nobody'")
    finally:
        await owner.close()


async def test_an_unknown_account_place_or_act_does_not_exist(pool: Pool, boss: Browser) -> None:
    one = f"/accounts/{await _id(pool, 'north')}"
    assert (await boss.client.get(f"/accounts/{uuid4()}")).status_code == 404
    assert (await boss.client.get("/accounts/x")).status_code == 404
    assert (await boss.send(f"{one}/crown", one)).status_code == 404
    assert (await boss.send("/keys/x/end", "/keys")).status_code == 404
