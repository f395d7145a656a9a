"""What is not sent as a file: nil returns, a school's check of its pupils on the page, contacts, corrections.

One school clicks, the authority's staff record what some senders write by e-mail, and the portal states the rest
through the hook.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from cli.addresses import Addresses
from deploy.demo.county import Upload
from deploy.demo.sending import Progress, Sender
from deploy.demo.year.browser import Browser
from deploy.demo.year.calendar import Stop
from deploy.demo.year.ledger import Ledger, Statement, fact_of
from deploy.demo.year.lives import LEARNING, Life
from deploy.demo.year.senders.files import CLICKS, Nothing
from deploy.demo.year.senders.rows import CODE_OF, NOT_KNOWN, not_known_code

WRITES_E_MAILS: Final = frozenset({"8860002", "8860003", "19990001"})
ENTERED_ON: Final = frozenset({date(2026, 11, 30), date(2027, 5, 28)})
"""Due dates on which staff enter contacts and corrections on people's records."""
_ENTERED: Final = 3
"""Contacts, and as many corrections."""
_TYPED: Final = "%d/%m/%Y"


@dataclass(slots=True)
class Entered:
    """How often each way was gone."""

    ways: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count} {way}" for way, count in self.ways.items())


@dataclass(slots=True)
class Clerk:
    """Somebody at each of the pages, for one stop of the year."""

    addresses: Addresses
    ledger: Ledger
    entered: Entered
    _browsers: dict[tuple[str, str], Browser] = field(default_factory=dict)

    def state_nothing(self, due: Sequence[Nothing], on: date, sender: Sender, flow: Progress) -> None:
        """State every nil return that is due; the flow then has them among its files."""
        for one in due:
            if one.establishment == CLICKS:
                way, came_to = "nil by one click", self._click(one)
            elif one.establishment in WRITES_E_MAILS:
                way, came_to = "nil recorded from an e-mail", self._record(one, on)
            else:
                way, came_to = "nil through the hook", sender.state_nil(one.collection, one.establishment, one.period)
            self.entered.ways[way] += 1
            name = f"nil return {one.collection} {one.establishment} {one.period}"
            flow.file_of[came_to] = Upload(name, Path(name), one.establishment, one.collection, 0, "")

    def check_pupils(
        self, lives: Sequence[Life], stop: Stop, person_of: Mapping[str, UUID], settle: Callable[[], object]
    ) -> None:
        """Answer on the page as the school that clicks: who has left, then that all others are correct."""
        browser = self._browser("reporting", "uploader")
        for life, left_on in self._left_unsaid(lives, stop):
            browser.fill_in(
                f"/pupils/{person_of[life.person.id]}",
                {"answer": "LEFT", "left_on": left_on.isoformat(), "destination": NOT_KNOWN},
            )
            stated = Statement(left_on + timedelta(days=1), not_known_code(life.person), leaves=True)
            self.ledger.record(life.person, fact_of(stop.on, stated, stated.code, f"S_CHECK {CLICKS}"))
            self.entered.ways["pupils of whom a school says on the page that they left"] += 1
        settle()  # who has left is off the list before the others are confirmed
        browser.fill_in("/pupils", {})
        self.entered.ways['"all correct" by one click'] += 1

    def enter(self, lives: Sequence[Life], stop: Stop, person_of: Mapping[str, UUID]) -> None:
        """Enter contacts and corrections about people of whom nothing is known, or no more."""
        browser, typed = self._browser("reporting", "reviewer"), stop.on.strftime(_TYPED)
        for number, life in enumerate(self._unknown(lives, stop.on, person_of)):
            spell = life.at(stop.on)
            assert spell is not None
            code, page = CODE_OF[spell.activity], f"/people/{person_of[life.person.id]}"
            if number % 2:
                fields = {"activity": code, "started_on": typed, "reason": "The employer wrote to us."}
                browser.fill_in(f"{page}/correct", fields)
                self.entered.ways["corrections by hand"] += 1
            else:
                fields = {"contacted_on": typed, "channel": "PHONE", "outcome": "REACHED", "spoke_with": "YP"}
                browser.fill_in(f"{page}/contact", fields | {"activity": code})
                self.entered.ways["contacts entered on a page"] += 1
            stated = Statement(stop.on, code, confirmed_on=stop.on)
            self.ledger.record(life.person, fact_of(stop.on, stated, code, f"entered {stop.on}"))

    def _left_unsaid(self, lives: Sequence[Life], stop: Stop) -> list[tuple[Life, date]]:
        """Return who left the school that clicks this month, before the stop: their leavers return is still to come.

        Whose row could not be used is not on its list of pupils.
        """
        month, listed = (stop.on.year, stop.on.month), ("education", "compulsory")
        return [
            (life, left_on)
            for life in lives
            for index, left_on in life.left_on.items()
            if life.spells[index].place == CLICKS and (left_on.year, left_on.month) == month and left_on < stop.on
            if (known := self.ledger.answer(life.person, stop.on)) is not None and known.group in listed
        ]

    def _unknown(self, lives: Sequence[Life], on: date, person_of: Mapping[str, UUID]) -> list[Life]:
        found = []
        for life in lives:
            known, spell = self.ledger.answer(life.person, on), life.at(on)
            unknown = known is not None and known.group == "not known" and known.on_roll
            doing = spell is not None and spell.activity in CODE_OF and spell.activity not in LEARNING
            if unknown and doing and life.person.id in person_of:
                found.append(life)
        return found[: 2 * _ENTERED]

    def _click(self, one: Nothing) -> str:
        browser = self._browser("ingest", "uploader")
        return _submission(browser.fill_in("/nil", {}, of=f"{one.collection} {one.period}"))

    def _record(self, one: Nothing, on: date) -> str:
        fields = {"collection": one.collection, "establishment": one.establishment, "period": one.period}
        fields |= {"stated_by": "Ms A Clerk", "emailed_on": on.strftime(_TYPED), "emailed_time": ""}
        return _submission(self._browser("ingest", "reviewer").fill_in("/nil/record", fields))

    def _browser(self, service: str, role: str) -> Browser:
        if (service, role) not in self._browsers:
            self._browsers[service, role] = Browser(self.addresses.service(service), self.addresses.account(role))
        return self._browsers[service, role]


def _submission(path: str) -> str:
    """Return the id of a submission from the path of its page."""
    return path.rpartition("/")[2]
