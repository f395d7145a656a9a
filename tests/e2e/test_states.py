"""Pages in the states that a small county does not show: empty, huge, on its way, refused, broken."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from services.reporting.domain.measures import Cell
from services.reporting.domain.returns.progress import Facts, RowCounts
from services.reporting.queries.audit.proposals import Proposal
from services.reporting.queries.contradictions.thread import Thread
from shared.vocabulary.establishments import Register
from tests.support.audit_views import MemoryProposals
from tests.support.browser import DESKTOP, PHONE, overflow_px, violations
from tests.support.contradiction_views import DISPUTED, THREADS, MemoryContradictions, note, notes_of
from tests.support.identities import REVIEWER, UPLOADER
from tests.support.person_views import PERSON, MemoryPeopleRows
from tests.support.quality_views import ALERT, MemoryQuality, huge_quality
from tests.support.reporting_pages import PUPIL, Desktop
from tests.support.submission_views import (
    CHECKING,
    DECIDING,
    EFFECTIVE,
    HELD,
    ISSUES,
    RECEIVED_AT,
    SET_ASIDE,
    UNDONE,
    UNREADABLE,
    WAITING,
    MemorySubmissionQueries,
)
from tests.support.visiting import judge, visiting

pytestmark = pytest.mark.browser


def _normal() -> Desktop:
    return Desktop()


def _empty() -> Desktop:
    return Desktop(
        MemorySubmissionQueries(kept=(), complaints=()),
        MemoryPeopleRows((), ()),
        contradictions=MemoryContradictions(()),
        quality=MemoryQuality((), {}, sent=(), unknown={}),
        proposals=MemoryProposals([]),
    )


def _huge() -> Desktop:
    long_name = "A file name that nobody should give but somebody does " * 4 + ".xlsx"
    many = [replace(EFFECTIVE, submission_id=uuid4(), file_name=f"{n} {long_name}") for n in range(300)]
    complaints = tuple(replace(one, sheet="Sheet with a long name " * 3) for one in ISSUES * 40)
    details = PERSON.details._replace(surname="Featherstonehaugh-Cholmondeley" * 2)
    people = [PERSON._replace(person_id=uuid4(), details=details) for _ in range(300)]
    cells = [Cell(987_654, "neet", 12, "E07000112", True), Cell(12_345_678, "education", 13, None, True)]
    return Desktop(
        MemorySubmissionQueries(kept=[replace(EFFECTIVE, file_name=long_name), *many], complaints=complaints),
        MemoryPeopleRows(people, cells, waiting=60_000),
        contradictions=MemoryContradictions(_many_threads()),
        quality=huge_quality(),
        proposals=MemoryProposals([_long_proposal(number) for number in range(120)]),
    )


def _long_proposal(number: int) -> Proposal:
    who = f"somebody.with.a.long.name.{number}@education.and.skills.example.org"
    return Proposal("take the roll out", str(number), uuid4(), who, RECEIVED_AT, 12_345_678, 0, "W" * 200)


def _many_threads() -> list[Thread]:
    """Thousands of threads, the first of them with many long messages."""
    long = replace(DISPUTED, surname="Featherstonehaugh-Cholmondeley" * 2)
    words = ["She is with us. " * 60, "W" * 400]
    notes = notes_of(*[note(number, "message", words[number % 2]) for number in range(1, 400)])
    return [replace(long, notes=notes), *(replace(long, contradiction_id=number) for number in range(2, 4_000))]


CHECKING_AS_EFFECTIVE = replace(CHECKING, submission_id=EFFECTIVE.submission_id)


STATES: dict[str, Callable[[], Desktop]] = {"normal": _normal, "empty": _empty, "huge": _huge}
PAGES = (
    "/",
    "/submissions",
    "/figures",
    "/people",
    "/people?group=education",
    "/contradictions",
    "/quality",
    "/quality/leavers",
    "/proposals",
)
ONE_SCORECARD: Final = "/quality/8860001"
SINGLE = [
    *(
        f"/submissions/{one.submission_id}"
        for one in (EFFECTIVE, HELD, UNDONE, CHECKING, UNREADABLE, SET_ASIDE, DECIDING, WAITING)
    ),
    f"/submissions/{HELD.submission_id}/decide/count",
    f"/submissions/{WAITING.submission_id}/second",
    *(f"/contradictions/{one.contradiction_id}" for one in THREADS),
    ALERT,
    ONE_SCORECARD,
    "/quality?establishment=nobody",
    "/quality?order=height",
    "/quality/leavers?kind=loud",
    "/contradictions?establishment=nobody",
    "/contradictions?state=again",
    "/contradictions/999",
    "/submissions?establishment=nobody",
    "/people?group=EET",
    f"/submissions/{HELD.submission_id}/difference/removed",
    f"/submissions/{EFFECTIVE.submission_id}?page=2",
    f"/submissions/{uuid4()}?sent=yes",
    f"/people/{PERSON.person_id}",
]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("state", STATES)
async def test_lists_are_accessible_and_fit(browser: Browser, state: str, size: tuple[int, int]) -> None:
    paths = [*PAGES, *(SINGLE if state == "normal" else [])]
    if state == "huge":
        paths += [f"/submissions/{EFFECTIVE.submission_id}", f"/contradictions/{DISPUTED.contradiction_id}"]
        paths += [ALERT, ONE_SCORECARD]
    if state == "empty":
        paths += [ONE_SCORECARD]
    async with visiting(STATES[state](), browser, size, REVIEWER.name) as page:
        assert await judge(page, paths) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_without_any_scorecard_the_list_is_accessible_and_fits(browser: Browser, size: tuple[int, int]) -> None:
    nobody = replace(_empty(), register=Register(()))
    async with visiting(nobody, browser, size, REVIEWER.name) as page:
        assert await judge(page, ["/quality"]) == []
        await expect(page.get_by_role("status")).to_have_text(re.compile("Nothing is asked of anybody"))
        assert await judge(page, ["/quality?kind=school"]) == []


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_errors_are_accessible_and_take_the_focus(browser: Browser, size: tuple[int, int]) -> None:
    async with visiting(Desktop(), browser, size, UPLOADER.name) as page:
        root = page.url.rstrip("/")
        assert await judge(page, ["/nowhere", "/figures"]) == []
        await page.context.clear_cookies()
        await page.goto(f"{root}/sign-in")
        await page.fill("#name", UPLOADER.name)
        await page.fill("#password", "wrong")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        assert await violations(page) == []
        await page.locator(".govuk-error-summary a").click()
        await expect(page.locator("#name")).to_be_focused()


async def test_a_page_follows_its_file_and_shows_the_result_by_itself(browser: Browser) -> None:
    reading = MemorySubmissionQueries(kept=[CHECKING])
    async with visiting(Desktop(reading), browser, DESKTOP, UPLOADER.name) as page:
        await page.goto(f"{page.url}submissions/{CHECKING.submission_id}")
        await expect(page.locator("#progress-checked-count")).to_have_text("500 of 1,200")
        await expect(page.get_by_role("link", name="Refresh")).to_be_hidden()
        further = RowCounts(extracted=1200, accepted=900, refused=30, matched=700)
        reading.kept = [replace(CHECKING, counts=further)]
        await expect(page.locator("#progress-checked-count")).to_have_text("930 of 1,200")
        await expect(page.locator("#progress-refused")).to_have_text("30")
        done = RowCounts(extracted=1200, accepted=1170, refused=30, matched=1100, created=70)
        facts = Facts(extracted=True, state="accepted", complete=True, effective=True)
        reading.kept = [replace(CHECKING, facts=facts, counts=done)]
        await expect(page.get_by_text("1,200 rows read = 1,170 used + 30 not used.")).to_be_visible()
        await expect(page.locator("#announcement")).to_have_text(
            "Finished. This is the file that counts for its return. 1170 rows used, 30 not used."
        )
        assert await violations(page) == []


async def test_a_page_opened_before_the_news_of_its_file_finds_it(browser: Browser) -> None:
    reading = MemorySubmissionQueries(kept=[])
    async with visiting(Desktop(reading), browser, DESKTOP, UPLOADER.name) as page:
        await page.goto(f"{page.url}submissions/{EFFECTIVE.submission_id}?sent=yes")
        await expect(page.get_by_text("about to be read")).to_be_visible()
        # Known, but not finished: it goes on following, and says nothing of an end.
        reading.kept = [CHECKING_AS_EFFECTIVE]
        await expect(page.locator("#progress-checked-count")).to_have_text("500 of 1,200")
        await expect(page.locator("#announcement")).to_have_text(
            "The rows are being checked and matched to young people."
        )
        await expect(page.get_by_role("link", name="Refresh")).to_be_hidden()
        reading.kept = [EFFECTIVE]
        await expect(page.get_by_text("232 rows read = 221 used + 11 not used.")).to_be_visible()
        assert await page.title() == f"{EFFECTIVE.file_name} – Onward"
        await expect(page.get_by_role("link", name="All submissions")).to_have_count(1)


async def test_bug_2_a_page_follows_a_decision_until_it_is_in_force(browser: Browser) -> None:
    reading = MemorySubmissionQueries(kept=[DECIDING])
    async with visiting(Desktop(reading), browser, DESKTOP, REVIEWER.name) as page:
        await page.goto(f"{page.url}submissions/{DECIDING.submission_id}")
        await expect(page.get_by_text("The decision has been taken and is being put into force.").first).to_be_visible()
        await expect(page.get_by_role("button", name="Make it count")).to_have_count(0)
        await expect(page.get_by_role("link", name="Refresh")).to_be_hidden()
        await expect(page.locator("progress")).to_have_count(0)
        assert await violations(page) == []
        reading.kept = [replace(DECIDING, facts=replace(DECIDING.facts, state="accepted", effective=True))]
        await expect(page.locator("#outcome-heading")).to_have_text("This is the file that counts for its return.")
        await expect(page.locator("#announcement")).to_have_text(
            "Finished. This is the file that counts for its return."
        )
        await expect(page.get_by_role("button", name="Take it out")).to_be_visible()
        assert await violations(page) == []


async def test_a_page_outlives_an_outage(browser: Browser) -> None:
    reading = MemorySubmissionQueries(kept=[CHECKING])
    async with visiting(Desktop(reading), browser, DESKTOP, UPLOADER.name) as page:
        await page.goto(f"{page.url}submissions/{CHECKING.submission_id}")
        await page.route("**/api/submissions/*", lambda route: route.abort())
        await page.wait_for_event("requestfailed")
        await page.unroute("**/api/submissions/*")
        reading.kept = [replace(CHECKING, counts=replace(CHECKING.counts, accepted=600))]
        await expect(page.locator("#progress-checked-count")).to_have_text("620 of 1,200")


LONG: Final = "Featherstonehaugh-Cholmondeley " * 3
CONTACT: Final = f"/people/{PERSON.person_id}/contact"
CORRECT: Final = f"/people/{PERSON.person_id}/correct"
RECORD: Final = f"/people/{PERSON.person_id}"
FLAGS: Final = f"{RECORD}/flags"
HELD_ON_THEM: Final = f"{RECORD}/subject-access"
ONE_PUPIL: Final = f"/pupils/{PUPIL.person_id}"


def _school(pupils: int) -> Desktop:
    """A school with so many pupils, all of long names; every third has an answer."""
    answers = (None, "CORRECT", None, "WRONG DETAILS", None, "LEFT")
    others = [
        replace(PUPIL, person_id=UUID(int=n), surname=f"{LONG}{n}", forename=LONG, answer=answers[n % 6])
        for n in range(1, pupils)
    ]
    return Desktop(roster=[PUPIL, *others][:pupils])


async def _tab_to(page: Page, element: str, steps: int = 60) -> None:
    """Press Tab until the focus is on that element."""
    for _ in range(steps):
        await page.keyboard.press("Tab")
        if await page.evaluate("selector => document.activeElement.matches(selector)", element):
            return
    raise AssertionError(f"the keyboard never came to {element}")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("pupils", [0, 1, 4_000, 6_000])
async def test_a_schools_pupils_are_accessible_and_fit(browser: Browser, pupils: int, size: tuple[int, int]) -> None:
    last = f"/pupils?page={max(1, -(-pupils // 100))}"
    paths = ["/pupils", last, *([ONE_PUPIL] if pupils else [])]
    async with visiting(_school(pupils), browser, size, UPLOADER.name) as page:
        assert await judge(page, paths) == []
        assert await page.locator("#pupils tbody tr").count() <= 100


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_form_with_very_long_words_comes_back_as_it_was(browser: Browser, size: tuple[int, int]) -> None:
    long_text = "Antidisestablishmentarianism" * 40
    details = PERSON.details._replace(surname=LONG.strip(), forename="Imogen" * 30)
    desktop = Desktop(people=MemoryPeopleRows([PERSON._replace(details=details)]))
    async with visiting(desktop, browser, size, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        assert await judge(page, [CONTACT, CORRECT, FLAGS, HELD_ON_THEM, RECORD, "/people?group=education"]) == []
        for path, box, button in ((CONTACT, "#notes", "Record"), (CORRECT, "#reason", "Correct")):
            await page.goto(f"{root}{path}")
            await page.fill(box, long_text)
            await page.fill("#started_on", "9/13/2026")
            await page.get_by_role("button", name=button, exact=True).click()
            await expect(page.locator(".govuk-error-summary")).to_be_focused()
            await expect(page.locator(box)).to_have_value(long_text)
            await expect(page.locator("#started_on")).to_have_value("9/13/2026")
            assert [one.rule for one in await violations(page)] == []
            assert await overflow_px(page) == 0
        assert desktop.entries == []


async def test_a_stale_list_says_so_and_takes_the_focus(browser: Browser) -> None:
    desktop = _school(3)
    async with visiting(desktop, browser, PHONE, UPLOADER.name) as page:
        await page.goto(f"{page.url}pupils")
        desktop.roster[1] = replace(desktop.roster[1], person_id=uuid4())
        await page.get_by_role("button", name=re.compile("correct")).click()
        await expect(page.locator(".govuk-error-summary")).to_be_focused()
        await expect(page.get_by_text("Nobody has been confirmed")).to_be_visible()
        assert [one.rule for one in await violations(page)] == []
        assert await overflow_px(page) == 0
        assert desktop.entries == []


async def test_a_school_answers_by_keyboard_alone(browser: Browser) -> None:
    desktop = _school(4_000)
    async with visiting(desktop, browser, DESKTOP, UPLOADER.name) as page:
        address = f"{page.url}pupils"
        await page.goto(address)
        await _tab_to(page, f"a[href$='{ONE_PUPIL}']")
        await page.keyboard.press("Enter")
        await page.wait_for_url(f"**{ONE_PUPIL}")
        await _tab_to(page, "#answer")
        await page.keyboard.type("Has left")
        await _tab_to(page, "#left_on")
        await page.keyboard.type("2 10 2026")
        await _tab_to(page, "main button")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/submissions/*")
        await page.goto(address)
        await _tab_to(page, "main form button")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/submissions/*")
    left, confirmed = desktop.entries
    assert left.lines[0].facts == {"row_kind": "LEFT", "left_on": "2026-10-02", "destination": "D31"}
    assert len(confirmed.lines) == sum(not one.queried for one in desktop.roster)


async def test_a_contact_and_a_correction_are_entered_by_keyboard_alone(browser: Browser) -> None:
    desktop = Desktop()
    steps = {
        CONTACT: [("contacted_on", "1/10/2026"), ("channel", "Tele"), ("outcome", "Reached"), ("activity", "619")],
        CORRECT: [("activity", "330"), ("started_on", "28 Sept 2026"), ("reason", "Seen at work")],
    }
    async with visiting(desktop, browser, PHONE, REVIEWER.name) as page:
        root = page.url.rstrip("/")
        for path, typed in steps.items():
            await page.goto(f"{root}{path}")
            for name, keys in typed:
                await _tab_to(page, f"#{name}")
                await page.keyboard.press("Control+A")
                await page.keyboard.type(keys)
            await _tab_to(page, "main button")
            await page.keyboard.press("Enter")
            await page.wait_for_url("**entered=yes")
    contact, correction = [entry.lines[0].facts for entry in desktop.entries]
    assert contact == {"contacted_on": "2026-10-01", "activity": "619"}
    assert correction == {"corrected_on": "2026-10-05", "activity": "330", "started_on": "2026-09-28"}
