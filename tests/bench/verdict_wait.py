"""How long a sender waits for the verdict: `python -m tests.bench.verdict_wait [ROWS]`.

From the first byte that the portal sends to the result on a screen: a college's enrolments, one file after the other, a
quiet system that knows a county of sixty thousand, and a real browser that follows the file by itself.
The bar: 2 s for 1,000 rows.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from playwright.async_api import Page

from deploy.demo.county import County, Upload, make_county
from deploy.local.paths import here
from shared.vocabulary.collections import C_ENR
from tests.bench.mix import bench_plan
from tests.support.browser import find_chromium, open_browser, open_window, sign_in
from tests.support.final_state import wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, own_services

ROWS: Final = 1_000
COLLEGES: Final = 10
RESULT: Final = "What became of the rows"
BAR_S: Final = 2.0
_QUIET_S: Final = 300.0
_RESULT_MS: Final = 60_000


def college_county(rows: int) -> County:
    """Return a county of sixty thousand in which each college has so many learners."""
    plan = replace(bench_plan(enrolments_only=True), colleges=(rows,) * COLLEGES)
    paths = here()
    paths.prepare()
    return make_county(plan, paths.root / "demo")


async def waits(county: County) -> list[float]:
    """Return the seconds that each college waited."""
    executable = find_chromium()
    assert executable is not None, "there is no Chromium: apt-get install -y chromium"
    async with own_services(county, settings={"ONWARD_LOG_LEVEL": "WARNING"}) as running:
        await wait_until_quiet(running.admin_url, await send(running, (county.roll,)), timeout_s=_QUIET_S)
        async with open_browser(executable) as browser, open_window(browser) as window:
            page = await window.new_page()
            await sign_in(page, running, "reviewer")
            return [await _wait(page, running, upload) for upload in _enrolments(county.uploads)]


def _enrolments(uploads: Sequence[Upload]) -> list[Upload]:
    return [upload for upload in uploads if upload.collection == C_ENR.code]


async def _wait(page: Page, running: RunningServices, upload: Upload) -> float:
    began = time.perf_counter()
    submission = await asyncio.to_thread(running.deliver_until_taken, upload)
    await page.goto(f"{running.url('reporting')}/submissions/{submission}?sent=yes")
    await page.get_by_role("heading", name=RESULT).wait_for(timeout=_RESULT_MS)
    seconds = time.perf_counter() - began
    await wait_until_quiet(running.admin_url, [submission], timeout_s=_QUIET_S)
    return seconds


def main(rows: int = ROWS) -> None:
    """Print the waits."""
    first, *rest = asyncio.run(waits(college_county(rows)))
    print(f"the first file after the start: {first:.2f} s")
    print(
        f"files of about {rows:,} rows, from the first byte sent to the result on the screen:"
        f" {median(rest):.2f} s in the middle, {max(rest):.2f} s the slowest of {len(rest)} (bar: {BAR_S:.0f} s)"
    )


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
