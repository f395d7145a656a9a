"""What a file changes, the sender's word, and what became of offers: in every state, and by keyboard alone."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from playwright.async_api import Browser, expect

from services.reporting.domain.returns.hold import Comparison
from services.reporting.entrypoints.web.entering.offers import LISTED, offer_id
from services.reporting.queries.submission.decisions import DecisionView
from services.reporting.usecases.ports import ClaimPlace
from tests.support.browser import DESKTOP, PHONE, violations
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.person_views import PERSON, MemoryPeopleRows
from tests.support.reporting_pages import OFFER, Desktop
from tests.support.submission_views import HELD, RECEIVED_AT, MemorySubmissionQueries, built, named
from tests.support.visiting import judge, tab_to, tab_to_text, visiting

pytestmark = pytest.mark.browser

FILE = f"/submissions/{HELD.submission_id}"
CONFIRMED = replace(
    HELD,
    submission_id=named("confirmed"),
    facts=replace(HELD.facts, state="accepted", effective=True, hold=True, decision="approve"),
    built=built(
        21,
        Comparison(before=221, listed=180, added=2, removed=41, shielded=3),
        hold="removes_many",
        decisions=(DecisionView("approve", UPLOADER.name, "They have left", RECEIVED_AT, 41, by_sender=True),),
    ),
)
NOT_THEIRS = replace(
    HELD,
    submission_id=named("not theirs"),
    built=replace(built(22, Comparison(221, 0, 0, 221, 0)), hold="empty_return", not_the_senders="it leaves nobody"),
)
FILES = MemorySubmissionQueries(kept=(HELD, CONFIRMED, NOT_THEIRS))


def _normal() -> Desktop:
    return Desktop(FILES, offers=(OFFER,))


def _empty() -> Desktop:
    nothing = replace(HELD, built=replace(built(2, Comparison(0, 0, 0, 0, 0)), hold="removes_many"))
    return Desktop(MemorySubmissionQueries(kept=(nothing,)), MemoryPeopleRows((), ()))


def _huge() -> Desktop:
    surname = "Featherstonehaugh-Cholmondeley" * 2
    people = [PERSON._replace(person_id=uuid4(), details=PERSON.details._replace(surname=surname)) for _ in range(300)]
    course = {"course": "Level 3 Extended Diploma in everything that can be taught " * 4}
    offers = [replace(OFFER, place=ClaimPlace(10**17, n), surname=surname, particulars=course) for n in range(300)]
    much = Comparison(before=60_000, listed=48_000, added=12_345, removed=24_345, shielded=9_999)
    file = replace(HELD, built=replace(built(2, much), hold="removes_many"))
    return Desktop(MemorySubmissionQueries(kept=(file,)), MemoryPeopleRows(people, ()), offers=offers)


STATES: dict[str, Callable[[], Desktop]] = {"normal": _normal, "empty": _empty, "huge": _huge}
LISTS = [f"{FILE}/difference/{change}" for change in ("added", "removed", "changed", "shielded")]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_pages_are_accessible_and_fit(browser: Browser, state: str, size: tuple[int, int]) -> None:
    single = [FILE, *LISTS, "/offers"]
    if state == "normal":
        single += [f"/submissions/{one.submission_id}" for one in (CONFIRMED, NOT_THEIRS)]
    if state == "huge":
        single += ["/offers?page=12", f"{FILE}/difference/changed?page=6"]
    async with visiting(STATES[state](), browser, size, REVIEWER.name) as page:
        assert await judge(page, single) == []
    own = [f"{FILE}/own/confirm"] + ([f"/submissions/{CONFIRMED.submission_id}/own/withdraw"] * (state == "normal"))
    async with visiting(STATES[state](), browser, size, UPLOADER.name) as page:
        assert await judge(page, [*single, *own, "/"]) == []


async def test_a_sender_says_by_keyboard_alone_that_it_meant_so(browser: Browser) -> None:
    desktop = _normal()
    async with visiting(desktop, browser, DESKTOP, UPLOADER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}{FILE}")
        await expect(page.locator("#in-short")).to_have_text("+2, −41, 2 changed")
        await tab_to_text(page, "2")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}{FILE}/difference/added")
        await page.goto(f"{root}{FILE}/difference/changed")
        await expect(page.get_by_text("Level: Level 2 (was Level 3)").first).to_be_visible()
        await page.goto(f"{root}{FILE}")
        await tab_to_text(page, "Yes, we meant that")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}{FILE}/own/confirm")
        await tab_to(page, "reason")
        await page.keyboard.type("A year group has left")
        await tab_to_text(page, "Yes, we meant that")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}{FILE}")
    (taken,) = desktop.decisions.taken
    assert (taken.decision, taken.by_sender, taken.reason) == ("approve", True, "A year group has left")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_what_is_wrong_with_an_answer_is_told_accessibly(browser: Browser, size: tuple[int, int]) -> None:
    desktop = _normal()
    async with visiting(desktop, browser, size, UPLOADER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}{FILE}/own/confirm")
        desktop.decisions.changed_meanwhile = True
        await page.fill("#reason", "They have left")
        await page.get_by_role("button", name="Yes, we meant that").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page.locator("#reason")).to_have_value("They have left")
        assert await violations(page) == []
        await page.goto(f"{root}/offers")
        await page.get_by_role("button", name="Send the answers").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        await page.locator(".govuk-error-summary a").click()
        await expect(page.locator(f"#{offer_id(OFFER.place)}")).to_be_focused()
        desktop.offers = ()
        await page.select_option(f"#{offer_id(OFFER.place)}", "WITHDRAWN")
        await page.get_by_role("button", name="Send the answers").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
    assert desktop.entries == []


async def test_offers_are_answered_by_keyboard_alone(browser: Browser) -> None:
    desktop = _normal()
    desktop.offers = [replace(OFFER, place=ClaimPlace(7, n)) for n in range(2 * LISTED)]
    async with visiting(desktop, browser, PHONE, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        await page.goto(f"{root}/offers?page=2")
        for n, answer in ((LISTED, "With"), (LISTED + 1, "The learner")):
            await tab_to(page, offer_id(ClaimPlace(7, n)))
            await page.keyboard.type(answer)
        await tab_to_text(page, "Send the answers")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"{root}/offers?answered=yes")
        await expect(page.get_by_role("status").filter(has_text="recorded")).to_be_visible()
        assert await violations(page) == []
    (entry,) = desktop.entries
    assert [dict(line.facts)["response"] for line in entry.lines] == ["WITHDRAWN", "DECLINED"]
