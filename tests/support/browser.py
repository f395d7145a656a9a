"""A real browser for the tests: Debian's Chromium through Playwright, and axe-core to judge what it shows."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.support.services import RunningServices

AXE_FILE: Final = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP: Final = (1280, 900)
PHONE: Final = (320, 800)
_JUDGE: Final = """async tags => {
    const options = {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]};
    return (await axe.run(document, options)).violations;
}"""
"""What passed is not gathered: that would take four times as long on a large page."""
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of an installed Chromium; None when there is none (`apt-get install -y chromium` mends it)."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@asynccontextmanager
async def open_browser(executable: str) -> AsyncIterator[Browser]:
    """Start one headless browser for many tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=_FLAGS, headless=True)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def open_window(
    browser: Browser, *, size: tuple[int, int] = DESKTOP, scripts: bool = True
) -> AsyncIterator[BrowserContext]:
    """Open a window of its own: its own cookies, its own size, with or without JavaScript."""
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        await context.close()


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that axe found wrong."""

    rule: str
    impact: str
    targets: tuple[str, ...]


async def violations(page: Page) -> list[Violation]:
    """Return what axe-core has against the page as it stands, under the page's real content security policy."""
    # evaluate() runs outside the page's policy; a script tag would be blocked by it.
    await page.evaluate(AXE_FILE.read_text(encoding="utf-8"))
    found_wrong: list[dict[str, Any]] = await page.evaluate(_JUDGE, AXE_TAGS)
    return [
        Violation(
            rule=found["id"],
            impact=found["impact"],
            targets=tuple(str(node["target"]) for node in found["nodes"]),
        )
        for found in found_wrong
    ]


async def overflow_px(page: Page) -> int:
    """Return by how many pixels the page is wider than its window; 0 when it reflows."""
    return int(await page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"))


async def sign_in(page: Page, running: RunningServices, role: str, nth: int = 0) -> None:
    """Sign in through the form and stand on the first page; as the role's second account with 1."""
    account = [entry for entry in running.addresses["sign_in"] if entry["role"] == role][nth]
    await page.goto(f"{running.url('reporting')}/sign-in")
    await page.get_by_label("Account name").fill(account["account"])
    await page.get_by_label("Password", exact=True).fill(account["password"])
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{running.url('reporting')}/")
