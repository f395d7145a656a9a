"""Pages over fakes, served on a port of their own and visited in a browser as one account."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from playwright.async_api import Browser, Page
from starlette.applications import Starlette

from tests.support.browser import open_window, overflow_px, violations
from tests.support.identities import PASSWORD
from tests.support.pages import free_port, serve


class Pages(Protocol):
    """Pages of one service over fakes."""

    def app(self, address: str) -> Starlette:
        """Return their application; `address`: where it is served."""
        ...


@asynccontextmanager
async def visiting(
    pages: Pages, browser: Browser, size: tuple[int, int], name: str, *, first: str = "/", scripts: bool = True
) -> AsyncIterator[Page]:
    """Serve the pages, sign in through the form and stand on the first page."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with serve(pages.app(address), port), open_window(browser, size=size, scripts=scripts) as window:
        page = await window.new_page()
        await sign_in(page, address, name, first)
        yield page


async def sign_in(page: Page, address: str, name: str, first: str = "/") -> None:
    """Sign in at the pages that are served at this address, on the way to the first of them."""
    await page.goto(f"{address}/sign-in?next={first}")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{address}{first}")


async def go_to(page: Page, path: str) -> None:
    """Go to another page of the same service."""
    await page.goto(f"{await page.evaluate('location.origin')}{path}")


async def wrong_with(page: Page) -> list[str]:
    """Return what axe finds on the page, and by how much it is too wide for its window."""
    found = [f"{one.rule} {one.targets}" for one in await violations(page)]
    return [*found, f"{wide} px too wide"] if (wide := await overflow_px(page)) else found


async def judge(page: Page, paths: Sequence[str]) -> list[str]:
    """Return what is wrong with these pages, each with its path."""
    found = []
    for path in paths:
        await go_to(page, path)
        found += [f"{path}: {wrong}" for wrong in await wrong_with(page)]
    return found


async def tab_to(page: Page, element_id: str, presses_max: int = 80) -> None:
    """Press Tab until the element with that id has the focus."""
    for _ in range(presses_max):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == element_id:
            return
    raise AssertionError(f"the keyboard never came to {element_id}")


async def tab_to_text(page: Page, text: str, presses_max: int = 80) -> None:
    """Press Tab until a link or button with that text has the focus."""
    for _ in range(presses_max):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.innerText.trim()") == text:
            return
    raise AssertionError(f"the keyboard never came to {text}")
