"""Plays the year: sets the business date to each due date, sends that day's files, waits, reads figures, compares."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import Console

from cli.addresses import Addresses, read_addresses
from cli.figures import fetch
from cli.hook import AUTHORITY, hook_secret
from cli.http_session import HttpSession
from deploy.demo.progress_display import conservation
from deploy.demo.sending import PAUSE_S, QUIET_S, Progress, Sender, StuckError, Watcher
from deploy.demo.year.calendar import STOPS, Stop
from deploy.demo.year.make import Year
from deploy.demo.year.outcome import Compared, Counts, Outcome, compare, statuses
from deploy.demo.year.senders.files import Sent
from deploy.local import stack
from deploy.local.paths import StackPaths
from deploy.local.state.files import locked

BUSINESS_DATE: Final = "ONWARD_BUSINESS_DATE"
WATCHING_ROLE: Final = "reviewer"


@dataclass(frozen=True, slots=True)
class Played:
    """One stop of the year as it was played."""

    stop: Stop
    files: int
    rows: int
    figures: Counts
    compared: Compared
    conserved: bool
    sums: str
    seconds: float


@dataclass(slots=True)
class Player:
    """Plays a year into the stack of these paths."""

    console: Console
    paths: StackPaths
    year: Year
    outcome: Outcome = field(default_factory=Outcome)

    def play(self, stops: Sequence[Stop] = STOPS) -> list[Played]:
        """Play the stops in order; raise StuckError when files are not handled."""
        os.environ["ONWARD_ESTABLISHMENTS_FILE"] = str(self.year.register)
        played = []
        for stop in stops:
            played.append(self._stop(stop))
            one = played[-1]
            self.console.print(
                f"  {stop.name}: {one.files} files, {one.rows:,} rows; EET {one.figures.eet:,}, NEET"
                f" {one.figures.neet:,}, not known {one.figures.not_known:,};"
                f" {one.compared.right:,} of {one.compared.people:,} people right ({one.seconds:.0f} s)"
            )
        return played

    def _stop(self, stop: Stop) -> Played:
        began = time.monotonic()
        self._set_clock(stop)
        addresses, session = read_addresses(), HttpSession()
        reporting = addresses.service("reporting")
        session.sign_in(reporting, addresses.account(WATCHING_ROLE))
        sender = Sender(addresses.service("ingest"), hook_secret(addresses), hook_secret(addresses, sender=AUTHORITY))
        flow = Progress()
        sent: list[Sent] = []
        for group in self.year.files(stop):
            sent += group
            for submission, upload in sender.deliver([one.upload for one in group]):
                flow.file_of[submission] = upload
            Watcher(session, reporting, flow).wait(lambda _: None)
        figures = _settled_figures(addresses, session)
        compared = self._compare(addresses, stop, sent)
        rows = sum(one.upload.rows for one in sent)
        fresh = flow.without_repeated()  # a list like the last one is acknowledged and changes nothing
        conserved, sums = conservation(fresh, sum(upload.rows for upload in fresh.file_of.values()))
        return Played(stop, len(sent), rows, figures, compared, conserved, sums, time.monotonic() - began)

    def _set_clock(self, stop: Stop) -> None:
        """Start the services, or start them again with another business date; the wall clock goes on as it is."""
        os.environ[BUSINESS_DATE] = stop.on.isoformat()
        with locked(self.paths.lock):
            stack.up(self.paths)

    def _compare(self, addresses: Addresses, stop: Stop, sent: Sequence[Sent]) -> Compared:
        admin_url = addresses.content["postgres"]["admin_url"]
        asyncio.run(self.outcome.read(admin_url, sent))
        found = asyncio.run(statuses(admin_url))
        return compare(self.year.lives, self.year.ledger, stop.on, self.outcome.person_of, found)


def _settled_figures(addresses: Addresses, session: HttpSession) -> Counts:
    """Return the figures of the page once every status has been computed."""
    deadline = time.monotonic() + QUIET_S
    while time.monotonic() < deadline:
        figures: Any = fetch(addresses, session)
        if not figures["still_being_computed"]:
            total = figures["total"]
            return Counts(total["cohort"], total["eet"], total["neet"], total["not_known"])
        time.sleep(PAUSE_S)
    raise StuckError(f"Statuses are still being computed after {QUIET_S:.0f} s.")
