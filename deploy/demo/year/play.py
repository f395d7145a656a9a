"""Plays the year: sets the business date to each due date, sends that day's files, waits, reads figures, compares."""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from rich.console import Console

from cli.addresses import Addresses, NotUpError, read_addresses
from cli.hook import AUTHORITY, hook_secret
from cli.http_session import HttpSession
from cli.reporting.figures import fetch
from deploy.demo.progress_display import conservation
from deploy.demo.sending import PAUSE_S, QUIET_S, Progress, Sender, StuckError, Watcher
from deploy.demo.year.calendar import ACADEMIC_YEAR, AFTERWARDS, STOPS, Stop
from deploy.demo.year.checks.board import Accounts, accounts
from deploy.demo.year.checks.silence import Silences
from deploy.demo.year.entered import ENTERED_ON, Clerk, Entered
from deploy.demo.year.guarantee import Counted, counted, on_the_page
from deploy.demo.year.make import Year
from deploy.demo.year.outcome import Compared, Counts, Outcome, compare, statuses
from deploy.demo.year.senders.files import CLICKS, Sent
from deploy.demo.year.senders.silence import SILENT
from deploy.local import stack
from deploy.local.paths import StackPaths
from deploy.local.services.launch import REMEMBERED
from deploy.local.state.files import locked

BUSINESS_DATE: Final = "ONWARD_BUSINESS_DATE"
WATCHING_ROLE: Final = "reviewer"


@dataclass(frozen=True, slots=True)
class Played:
    """One stop of the year as it was played."""

    stop: Stop
    files: int
    rows: int
    nil: int
    figures: Counts
    compared: Compared
    guarantee: tuple[Counted, Counted]
    """The figures of the September Guarantee that the page has, and the known answer."""
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
    entered: Entered = field(default_factory=Entered)
    silences: Silences = field(init=False)

    def __post_init__(self) -> None:
        others = frozenset(school.dfe_number for school in self.year.schools) - {SILENT}
        self.silences = Silences(self.year.lives, others)

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

    def account(self) -> Accounts:
        """Return how the board accounts for every return once the year is over, beside the known answers."""
        self._set_clock(AFTERWARDS)
        addresses, session = read_addresses(), HttpSession()
        reporting = addresses.service("reporting")
        session.sign_in(reporting, addresses.account(WATCHING_ROLE))
        board = session.get(f"{reporting}/returns.csv")
        if board.status != 200:
            raise NotUpError(f"The board answered {board.status}.")
        schools = [school.dfe_number for school in self.year.schools]
        colleges = [college.ukprn for college in self.year.colleges]
        return accounts(board.text, schools, colleges, self.year.outbox.delivered)

    def _stop(self, stop: Stop) -> Played:
        began = time.monotonic()
        self._set_clock(stop.on)
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
        nil = self.year.outbox.take_nothing()
        clerk = Clerk(addresses, self.year.ledger, self.entered)
        clerk.state_nothing(nil, stop.on, sender, flow)
        Watcher(session, reporting, flow).wait(lambda _: None)
        self._enter(clerk, addresses, session, stop, sent)
        page = _settled_figures(addresses, session)
        Watcher(session, reporting, flow).look_again()
        self.silences.look(session, reporting, stop)
        found = asyncio.run(statuses(_admin_url(addresses)))
        lives, ledger = self.year.lives, self.year.ledger
        compared = compare(lives, ledger, stop.on, self.outcome.person_of, found)
        guarantee = on_the_page(page), counted(lives, ledger, stop.on)
        rows = sum(one.upload.rows for one in sent)
        fresh = flow.without_repeated()  # a list like the last one is acknowledged and changes nothing
        conserved, sums = conservation(fresh, sum(upload.rows for upload in fresh.file_of.values()))
        self.outcome.unsettled += [f"{flow.file_of[one].file_name}: {page['stage']}" for one, page in _held(flow)]
        seconds = time.monotonic() - began
        return Played(
            stop, len(sent), rows, len(nil), _counts(page), compared, guarantee, conserved, sums, seconds
        )  # fmt: skip

    def _set_clock(self, on: date) -> None:
        """Start the services, or start them again with another business date; the wall clock goes on as it is."""
        os.environ[BUSINESS_DATE] = on.isoformat()
        with locked(self.paths.lock):
            stack.up(self.paths, taken_over=REMEMBERED)

    def _enter(
        self, clerk: Clerk, addresses: Addresses, session: HttpSession, stop: Stop, sent: Sequence[Sent]
    ) -> None:
        """Read what became of the files, and enter what this day has on pages."""
        _settled_figures(addresses, session)
        asyncio.run(self.outcome.read(_admin_url(addresses), sent))
        if "S_CHECK" in stop.collections:
            self.year.outbox.note("S_CHECK", CLICKS, ACADEMIC_YEAR, stop.on)
            clerk.check_pupils(
                self.year.lives, stop, self.outcome.person_of, lambda: _settled_figures(addresses, session)
            )
        if stop.on in ENTERED_ON:
            clerk.enter(self.year.lives, stop, self.outcome.person_of)


def _admin_url(addresses: Addresses) -> str:
    return str(addresses.content["postgres"]["admin_url"])


def _held(flow: Progress) -> list[tuple[str, Any]]:
    """Return the nil returns that do not count."""
    pages = flow.by_submission.items()
    return [(one, page) for one, page in pages if not flow.file_of[one].rows and page["stage"] != "effective"]


def _counts(page: Any) -> Counts:
    total = page["total"]
    return Counts(total["cohort"], total["eet"], total["neet"], total["not_known"])


def _settled_figures(addresses: Addresses, session: HttpSession) -> Any:
    """Return the figures of the page once every status has been computed."""
    deadline = time.monotonic() + QUIET_S
    while time.monotonic() < deadline:
        figures: Any = fetch(addresses, session)
        if not figures["still_being_computed"]:
            return figures
        time.sleep(PAUSE_S)
    raise StuckError(f"Statuses are still being computed after {QUIET_S:.0f} s.")
