"""An hour of ordinary work: a file every few seconds, people who read; nothing may grow that should not."""

import asyncio
import io
import time
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from deploy.demo.county import County, Upload
from shared.service_names import SERVICES
from tests.load.readers import reading
from tests.load.tally import Tally
from tests.support.final_state import conservation_failures, dead_letters, wait_until_quiet
from tests.support.flow import send
from tests.support.services import RunningServices, own_services

EVERY_S: Final = 3.0
"""Between two files."""
READERS: Final = 30
SAMPLE_S: Final = 10.0
QUIET_S: Final = 300.0
GROWTH_MAX: Final = 1.05
SLACK: Final = {"MB": 4.0, "open files": 8.0}
"""Growth that is no growth, whatever the share: caches fill up, a connection more is opened."""

Sample = Mapping[tuple[str, str], float]
"""By process and measure."""


@dataclass(slots=True)
class Soak:
    """What was seen."""

    minutes: float
    files: Tally = field(default_factory=Tally)
    pages: Tally = field(default_factory=Tally)
    samples: list[Sample] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def judge(self) -> None:
        """Add to the faults whatever has grown: the last fifth of the time beside the second."""
        for (process, measure), (early, late) in self.growth().items():
            if late > early * GROWTH_MAX + SLACK[measure]:
                self.faults.append(f"GROWS: {process}, {measure}: {early:.0f} to {late:.0f}")

    def growth(self) -> dict[tuple[str, str], tuple[float, float]]:
        """Return the medians of the second fifth of the time, when all is warm, and of the last."""
        fifth = len(self.samples) // 5
        early, late = self.samples[fifth : 2 * fifth], self.samples[-fifth:]
        return {
            one: (median(sample[one] for sample in early), median(sample[one] for sample in late))
            for one in self.samples[0]
            if fifth
        }

    def lines(self) -> list[str]:
        """Return what to print."""
        told = [f"{'Over ' + format(self.minutes, '.0f') + ' minutes':<44} {'second fifth':>13} {'last fifth':>11}"]
        told += [
            f"  {process + ', ' + measure:<42} {early:>13,.0f} {late:>11,.0f}"
            for (process, measure), (early, late) in self.growth().items()
        ]
        return [*told, *self.files.lines("Files"), *self.pages.lines(f"Pages, {READERS} people reading"), *self.faults]

    @property
    def failed(self) -> bool:
        """Whether anything grew or was lost, or anybody got no answer."""
        return bool(self.faults or self.files.errors or self.pages.errors)


async def soak(county: County, minutes: float, folder: Path) -> Soak:
    """Send the county, then its returns again and again for so long; return what was seen."""
    seen = Soak(minutes)
    async with own_services(county, settings={"ONWARD_LOG_LEVEL": "WARNING"}) as running:
        sent = await send(running, county.uploads)
        await wait_until_quiet(running.admin_url, sent, timeout_s=QUIET_S)
        async with reading(running, READERS, seen.pages):
            sampling = asyncio.create_task(_sample(running, seen.samples))
            sent += await _send_again(running, county.returns, minutes, seen.files, folder)
            await wait_until_quiet(running.admin_url, sent, timeout_s=QUIET_S)
            sampling.cancel()
        seen.faults += [f"NOT CONSERVED: {each}" for each in await conservation_failures(running.admin_url)]
        seen.faults += [
            f"DEAD LETTERS: {reason} x {n}" for reason, n in (await dead_letters(running.admin_url)).items()
        ]
    seen.judge()
    return seen


async def _send_again(
    running: RunningServices, uploads: Sequence[Upload], minutes: float, tally: Tally, folder: Path
) -> list[str]:
    """Send the returns in turn, each time as a file of other bytes with the same rows; return the submissions."""
    ends, sent = time.monotonic() + minutes * 60, list[str]()
    workbooks = [upload for upload in uploads if upload.file_name.endswith(".xlsx")]
    for number, upload in enumerate(cycle(workbooks)):
        if time.monotonic() >= ends:
            break
        again = _with_other_bytes(upload, number, folder)
        with tally.asking("the hook"):
            status, told = await asyncio.to_thread(running.deliver, again)
            tally.answered("the hook", status)
            if status < 300:
                sent.append(told)
        await asyncio.sleep(EVERY_S)
    return sent


def _with_other_bytes(upload: Upload, number: int, folder: Path) -> Upload:
    """Return the same workbook as a copy with a comment on its package: a file that has not been sent before."""
    content = io.BytesIO(upload.path.read_bytes())
    with zipfile.ZipFile(content, "a") as package:
        package.comment = f"sending {number}".encode()
    path = folder / "again.xlsx"
    path.write_bytes(content.getvalue())
    name = Path(upload.file_name)
    return replace(upload, path=path, file_name=f"{name.stem} ({number}){name.suffix}")


async def _sample(running: RunningServices, samples: list[Sample]) -> None:
    addresses = running.addresses
    pids = {service: int(addresses["services"][service]["pid"]) for service in SERVICES}
    pids["kafka"] = int(addresses["kafka"]["pid"])
    processes = {name: psutil.Process(pid) for name, pid in pids.items()}
    while True:
        samples.append(
            {
                (name, measure): value
                for name, process in processes.items()
                for measure, value in (
                    ("MB", process.memory_info().rss / 1024 / 1024),
                    ("open files", float(process.num_fds())),
                )
                if name != "kafka" or measure == "open files"
            }
        )
        await asyncio.sleep(SAMPLE_S)
