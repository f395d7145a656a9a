"""Pages of accounts, keys, colleagues and one's own account: empty, as usual, with an error, and huge."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect
from starlette.applications import Starlette

from services.validation.entrypoints.web.accounts.routes import account_routes
from services.validation.entrypoints.web.severities import TEMPLATES
from services.validation.usecases.accounts.change_account import MakeAccount
from shared.web.accounts.identities import Account, ActsFor
from shared.web.accounts.permissions import Role
from shared.web.addresses import Addresses
from shared.web.app import web_app
from shared.web.pages.site import Site
from tests.support.account_views import AT, COLLEGE, OTHER, OWN, MemoryAccounts, key, line, place
from tests.support.browser import DESKTOP, PHONE
from tests.support.clock import FixedClock
from tests.support.identities import ADMIN, EVERYBODY, MemoryIdentities, account
from tests.support.visiting import go_to, judge, tab_to, tab_to_text, visiting, wrong_with

pytestmark = pytest.mark.browser

LONG = "featherstonehaugh" * 11
TRUST = replace(
    account(Role.UPLOADER, OWN, "trust@example.org"),
    acts_for=(ActsFor(OWN), ActsFor(OTHER, delegated=True, until_on=AT.date()), ActsFor(COLLEGE)),
)


def _empty() -> MemoryAccounts:
    return MemoryAccounts(lines=[replace(line(), signed_in_at=None, sessions=0)], places=[], keys=[], changes=[])


def _huge() -> MemoryAccounts:
    lines = [line(number, name=f"{LONG}{number}", establishments=[OWN] * 200, sessions=98_765) for number in range(120)]
    places = [
        place(number, account_name=LONG, given_by=LONG, how="delegated", until_on=AT.date()) for number in range(20)
    ]
    keys = [key(number, sender="s" * 40, ends_at=AT + timedelta(days=number)) for number in range(12)]
    full = MemoryAccounts(lines=lines, places=places, keys=keys)
    full.changes = [replace(full.changes[0], detail=LONG, about=LONG, account=LONG) for _ in range(20)]
    return full


STATES: dict[str, Callable[[], MemoryAccounts]] = {"empty": _empty, "normal": MemoryAccounts, "huge": _huge}
ONE = f"/accounts/{line().id}"
PAGES: dict[Account, tuple[str, ...]] = {
    ADMIN: (
        "/accounts",
        "/accounts?search=nobody",
        "/accounts/new",
        ONE,
        f"{ONE}?done=yes",
        "/keys",
        "/keys?done=yes",
        "/account",
        "/account/password",
        "/accounts/none",
    ),
    TRUST: (
        "/colleagues",
        "/colleagues?done=let",
        "/account",
        "/account?done=establishment",
        "/new-password",
        "/accounts",
    ),
}


@dataclass(frozen=True)
class AccountsUnderTest:
    """The pages of validation that accounts have, over these."""

    accounts: MemoryAccounts

    def app(self, address: str) -> Starlette:
        """Return the application; `address`: where it is served."""
        addresses = Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", address, address)
        site = Site("validation", addresses, MemoryIdentities((*EVERYBODY, TRUST)), FixedClock(AT), templates=TEMPLATES)
        return web_app(site, account_routes(self.accounts.needs()))


def _visiting(
    accounts: MemoryAccounts, browser: Browser, size: tuple[int, int], who: Account
) -> AbstractAsyncContextManager[Page]:
    return visiting(AccountsUnderTest(accounts), browser, size, who.name, first="/account")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    found: list[str] = []
    for who, paths in PAGES.items():
        async with _visiting(STATES[state](), browser, size, who) as page:
            found += await judge(page, paths)
    assert found == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_an_account_is_made_by_keyboard_alone_and_what_is_wrong_takes_the_focus(
    browser: Browser, size: tuple[int, int]
) -> None:
    accounts = MemoryAccounts(refusal="name taken")
    async with _visiting(accounts, browser, size, ADMIN) as page:
        await go_to(page, "/accounts/new")
        await tab_to(page, "name")
        await page.keyboard.type("new@example.org")
        await tab_to(page, "role")
        await page.keyboard.press("s")
        await tab_to(page, "establishment")
        await page.keyboard.type(OWN)
        await tab_to_text(page, "Make it")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await wrong_with(page) == []
        accounts.refusal = None
        await tab_to_text(page, "Make it")
        await page.keyboard.press("Enter")
        await expect(page.locator("#word")).to_have_text("word-that-is-shown-once")
        assert await wrong_with(page) == []
    made = accounts.ordered[-1]
    assert isinstance(made, MakeAccount)
    assert (made.name, made.role, made.establishment) == ("new@example.org", Role.UPLOADER, OWN)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_another_school_is_chosen_by_keyboard_alone(browser: Browser, size: tuple[int, int]) -> None:
    async with _visiting(MemoryAccounts(), browser, size, TRUST) as page:
        await tab_to(page, "establishment")
        await page.keyboard.press("ArrowDown")
        await tab_to_text(page, "Act for this one")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-notification-banner")).to_contain_text("You act for another school")
        await expect(page.locator(".onward-header__who")).to_contain_text(OTHER)
        assert await wrong_with(page) == []
