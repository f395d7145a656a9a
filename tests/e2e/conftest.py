"""All services in a browser: a small county sent through the hook, then real pages in real Chromium."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan
from tests.support.browser import DESKTOP, find_chromium, open_browser, open_window, sign_in
from tests.support.flow import send_county
from tests.support.services import RunningServices, services_on_shared_servers
from tests.support.stack import Stack

SignedIn = Callable[..., AbstractAsyncContextManager[Page]]


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> County:
    return make_county(Plan(people=600, seed=5), tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="session")
async def running(stack: Stack, county: County) -> AsyncIterator[RunningServices]:
    """The four services with the county's files behind them."""
    async with services_on_shared_servers(stack, county) as running:
        await send_county(running, county)
        yield running


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    executable = find_chromium()
    assert executable is not None
    async with open_browser(executable) as opened:
        yield opened


@pytest.fixture
def signed_in(running: RunningServices, browser: Browser) -> SignedIn:
    """Open a page of reporting as an account of a role: `async with signed_in("analyst") as page`."""

    @asynccontextmanager
    async def opening(
        role: str, *, size: tuple[int, int] = DESKTOP, scripts: bool = True, nth: int = 0
    ) -> AsyncIterator[Page]:
        async with open_window(browser, size=size, scripts=scripts) as window:
            page = await window.new_page()
            await sign_in(page, running, role, nth)
            yield page

    return opening


@pytest.fixture
async def browser_page(browser: Browser) -> AsyncIterator[Page]:
    """A page in a window of its own, signed in as nobody."""
    async with open_window(browser) as window:
        yield await window.new_page()
