"""Pages over fakes, served on a port of their own and visited in a browser as one account."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page

from tests.support.browser import open_window, overflow_px, violations
from tests.support.identities import PASSWORD
from tests.support.pages import free_port, serve
from tests.support.reporting_pages import Desktop


@asynccontextmanager
async def visiting(
    desktop: Desktop, browser: Browser, size: tuple[int, int], name: str, *, scripts: bool = True
) -> AsyncIterator[Page]:
    """Serve the pages, sign in through the form and stand on the first page."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with serve(desktop.app(address), port), open_window(browser, size=size, scripts=scripts) as window:
        page = await window.new_page()
        await sign_in(page, address, name)
        yield page


async def sign_in(page: Page, address: str, name: str) -> None:
    """Sign in at the pages that are served at this address."""
    await page.goto(f"{address}/sign-in")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{address}/")


async def judge(page: Page, paths: Sequence[str]) -> list[str]:
    """Return what axe finds on these pages, and by how much any is too wide for its window."""
    root = page.url.rstrip("/")
    found = []
    for path in paths:
        await page.goto(f"{root}{path}")
        found += [f"{path}: {one.rule} {one.targets}" for one in await violations(page)]
        if wide := await overflow_px(page):
            found.append(f"{path}: {wide} px too wide")
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
