"""The pages of severities, empty, normal, with errors and huge; and an error lowered by keyboard alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from services.validation.domain.severities import LOWERABLE, SeverityChange
from services.validation.queries.severities import Effect, JudgedAgain
from services.validation.usecases.change_severity import REASON_LENGTH_MAX
from shared.vocabulary.collections import COLLECTIONS
from tests.support.browser import DESKTOP, PHONE, violations
from tests.support.identities import REVIEWER
from tests.support.severity_pages import LATER, TODAY, MemorySeverityRows, SeveritiesUnderTest, a_change
from tests.support.visiting import judge, tab_to, tab_to_text, visiting, wrong_with

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


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_each_page_is_accessible_and_fits(browser: Browser, state: str, size: tuple[int, int]) -> None:
    pages = SeveritiesUnderTest(STATES[state]())
    async with visiting(pages, browser, size, REVIEWER.name, first="/severities") as page:
        assert await judge(page, PAGES) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_an_error_is_lowered_by_keyboard_alone_and_what_is_missing_takes_the_focus(
    browser: Browser, size: tuple[int, int]
) -> None:
    under_test = SeveritiesUnderTest(answer="reason wanted")
    async with visiting(under_test, browser, size, REVIEWER.name, first="/severities") as page:
        await tab_to(page, "search")
        await page.keyboard.type("start date more than 31 days")
        await page.keyboard.press("Enter")
        await expect(page.locator("#issues tbody tr")).to_have_count(1)
        await tab_to_text(page, LATER)
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/severities/{LATER}")
        await tab_to_text(page, "Lower it to a warning")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**/severities/{LATER}/lower")
        await tab_to_text(page, "Lower it to a warning")
        await page.keyboard.press("Enter")
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await wrong_with(page) == []
        await tab_to_text(page, f"Enter why, in at most {REASON_LENGTH_MAX} characters")
        await page.keyboard.press("Enter")
        await expect(page.locator("#reason")).to_be_focused()
        await page.keyboard.type("Agreed with the colleges.")
        under_test.answer = "taken"
        await tab_to_text(page, "Lower it to a warning")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("It is kept.")).to_be_visible()
        assert await violations(page) == []
    assert under_test.changes[-1] == SeverityChange(LATER, None, lowered=True)
    assert under_test.decided[-1].reason == "Agreed with the colleges."
