"""The pages of severities, empty, normal, with errors and huge; and an error lowered by keyboard alone."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from services.validation.domain.severities import LOWERABLE, SeverityChange
from services.validation.queries.severities import Effect, JudgedAgain
from shared.vocabulary.collections import COLLECTIONS
from tests.support.browser import DESKTOP, PHONE, open_window, overflow_px, violations
from tests.support.identities import PASSWORD, REVIEWER
from tests.support.pages import free_port, serve
from tests.support.severity_pages import LATER, TODAY, MemorySeverityRows, SeveritiesUnderTest, a_change

pytestmark = pytest.mark.browser


def _normal() -> MemorySeverityRows:
    planned = a_change(from_on=TODAY + timedelta(days=40), version=None, lowered=False, collection="S_ENR")
    return MemorySeverityRows(
        [a_change(), planned],
        [JudgedAgain(1, 23, 6, 1)],
        [Effect("S_ENR", 0, 0, 0, 5, 2), Effect("C_ENR", 1, 1, 2, 0, 0)],
    )


def _huge() -> MemorySeverityRows:
    changes = [
        a_change(code, version=version, reason="Agreedwitheveryschoolandcollege " * 11, lowered=version % 3 > 0)
        for version, code in enumerate([*LOWERABLE, *[LATER] * 400], 1)
    ]
    far = [JudgedAgain(change.version or 0, 123_456, 23_456, 7) for change in changes if change.code == LATER]
    return MemorySeverityRows(
        changes, far, [Effect(one, 1_234_567, 98_765, 9_876_543, 1_234_567, 98_765) for one in COLLECTIONS]
    )


STATES: dict[str, Callable[[], MemorySeverityRows]] = {"empty": MemorySeverityRows, "normal": _normal, "huge": _huge}
PAGES = (
    "/severities",
    "/severities?page=3",
    "/severities?show=lowered",
    "/severities?search=nothing+like+it",
    f"/severities/{LATER}",
    f"/severities/{LATER}?changed=yes",
    "/severities/V092",
    "/severities/F001",
    f"/severities/{LATER}/lower",
    f"/severities/{LATER}/take-back",
    "/severities/V098/lower",
    "/severities/V999",
    "/severities?page=999",
)


@asynccontextmanager
async def _visiting(under_test: SeveritiesUnderTest, browser: Browser, size: tuple[int, int]) -> AsyncIterator[Page]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    async with serve(under_test.app(address), port), open_window(browser, size=size) as window:
        page = await window.new_page()
        await page.goto(f"{address}/severities")
        await page.fill("#name", REVIEWER.name)
        await page.fill("#password", PASSWORD)
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(f"{address}/severities")
        yield page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    found = []
    async with _visiting(SeveritiesUnderTest(STATES[state]()), browser, size) as page:
        root = page.url.removesuffix("/severities")
        for path in PAGES:
            await page.goto(f"{root}{path}")
            found += [f"{path}: {one.rule} {one.targets}" for one in await violations(page)]
            if wide := await overflow_px(page):
                found.append(f"{path}: {wide} px too wide")
    assert found == []


async def _press_until(page: Page, key: str, wanted: str) -> None:
    """Press a key until what has the focus is the control with that text or id."""
    for _ in range(60):
        await page.keyboard.press(key)
        at = await page.evaluate("`${document.activeElement.id} ${document.activeElement.innerText || ''}`")
        if wanted in at:
            return
    raise AssertionError(f"the keyboard never came to {wanted}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_an_error_is_lowered_by_keyboard_alone_and_what_is_missing_takes_the_focus(
    browser: Browser, size: tuple[int, int]
) -> None:
    under_test = SeveritiesUnderTest(answer="reason wanted")
    async with _visiting(under_test, browser, size) as page:
        root = page.url.removesuffix("/severities")
        await page.goto(f"{root}/severities")
        await _press_until(page, "Tab", "search")
        await page.keyboard.type("start date more than 31 days")
        await page.keyboard.press("Enter")
        await expect(page.locator("#issues tbody tr")).to_have_count(1)
        await _press_until(page, "Tab", LATER)
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/severities/{LATER}")
        await _press_until(page, "Tab", "Lower it to a warning")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/severities/{LATER}/lower")
        await _press_until(page, "Tab", "Lower it to a warning")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        assert await overflow_px(page) == 0
        await _press_until(page, "Tab", "Enter why")
        await page.keyboard.press("Enter")
        await expect(page.locator("#reason")).to_be_focused()
        await page.keyboard.type("Agreed with the colleges.")
        under_test.answer = "taken"
        await _press_until(page, "Tab", "Lower it to a warning")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("It is kept.")).to_be_visible()
        assert await violations(page) == []
    assert under_test.changes[-1] == SeverityChange(LATER, None, lowered=True)
    assert under_test.decided[-1].reason == "Agreed with the colleges."
