"""Signing in with a real provider in a real browser, at any service, and out again; by keyboard, and accessible."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.support.browser import DESKTOP, PHONE, open_window
from tests.support.identities import MemoryIdentities
from tests.support.pages import free_port, serve
from tests.support.provider import NAME, MemoryProvidedSignIns, add_person, running_provider, single_sign_on
from tests.support.reporting_pages import Desktop
from tests.support.severity_pages import SeveritiesUnderTest
from tests.support.visiting import tab_to_text, wrong_with

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with running_provider() as address:
        add_person(address, "pat", preferred_username="pat@example.org", roles=["reviewer"])
        add_person(address, "nobody", preferred_username="nobody@example.org")
        yield address


@pytest.fixture
async def addresses(provider: str) -> AsyncIterator[tuple[str, str]]:
    """Two services on two ports of one host, with one set of sessions."""
    identities = MemoryIdentities()
    sign_on = single_sign_on(provider, MemoryProvidedSignIns(identities))
    ports = free_port(), free_port()
    reporting, validation = (f"http://127.0.0.1:{port}" for port in ports)
    apps = Desktop(identities=identities).app(reporting), SeveritiesUnderTest(identities=identities).app(validation)
    for app in apps:
        object.__setattr__(app.state.site, "single_sign_on", sign_on)
        _add_routes(app)
    async with serve(apps[0], ports[0]), serve(apps[1], ports[1]):
        yield reporting, validation


def _add_routes(app: object) -> None:
    """The fakes build their applications without a provider: give them its routes."""
    from shared.web.pages.openid import ROUTES

    app.router.routes[:0] = list(ROUTES)  # type: ignore[attr-defined]


async def _agree(page: Page, subject: str) -> None:
    """Do at the provider what a person does there; its own style sheet is out of reach, and not needed."""
    await page.fill("[name=sub]", subject)
    await page.get_by_role("button", name="Authorize").click()


async def _open(browser_page: Page, provider: str) -> None:
    await browser_page.route(lambda url: "127.0.0.1" not in url and "localhost" not in url, lambda route: route.abort())


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_one_signs_in_by_keyboard_is_known_at_every_service_and_signs_out(
    addresses: tuple[str, str], provider: str, browser: Browser, size: tuple[int, int]
) -> None:
    reporting, validation = addresses
    async with open_window(browser, size=size) as window:
        page = await window.new_page()
        await _open(page, provider)
        await page.goto(f"{reporting}/figures")
        assert await wrong_with(page) == []
        await tab_to_text(page, f"Sign in with {NAME}")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{provider}/**")
        await _agree(page, "pat")
        await page.wait_for_url(f"{reporting}/figures")
        await page.goto(f"{validation}/severities")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Issues and how grave they are")
        cookies = {one["name"]: one["value"] for one in await window.cookies(reporting)}
        assert set(cookies) == {"onward_session"}
        assert "." not in cookies["onward_session"], "no token is in a cookie"
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url(f"{validation}/signed-out")
        assert await wrong_with(page) == []
        await page.get_by_role("button", name=f"Sign out of {NAME} too").click()
        await page.wait_for_url(f"{provider}/**")
        await page.goto(f"{reporting}/figures")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_who_has_no_role_or_says_no_reads_why_in_plain_words(
    addresses: tuple[str, str], provider: str, browser: Browser, size: tuple[int, int]
) -> None:
    reporting, _ = addresses
    async with open_window(browser, size=size) as window:
        page = await window.new_page()
        await _open(page, provider)
        for subject, heading in (("nobody", "You have no role in Onward"), ("", "You were not signed in")):
            await page.goto(f"{reporting}/sign-in/provider")
            if subject:
                await _agree(page, subject)
            else:
                await page.get_by_role("button", name="Deny").click()
            await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
            assert await wrong_with(page) == []
        await page.goto(f"{reporting}/sign-in/return?code=x&state=y")
        await expect(page.get_by_role("heading", level=1)).to_have_text("That took too long")
        assert await wrong_with(page) == []
