"""Who is written to on a day: what is owed, by the ladders, less what is paused; one message a day for each contact."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from services.reporting.domain.reminders.ladders import ContactRole, Rung, ladder_of
from shared.vocabulary.collections.working_days import is_working_day


class OwedReturn(NamedTuple):
    """A return that is owed and has not come."""

    establishment: str
    collection: str
    period: str
    due_on: date
    last_day: date
    """The last day on which it is not late."""
    unusable: bool = False
    """Something came for it that could not be used."""
    moved_from: date | None = None
    """The due date as it was first set; None: nobody moved it."""
    lowest_year: int | None = None
    """The lowest year group that is asked for, where the message names it."""
    asked_by_reading: bool = False
    """A reading of the documents that was taken asks for it; by the others nobody is reminded of it."""
    parts_missing: tuple[str, ...] = ()
    """Where it has come in part: codes of the collections that are still to come."""

    @property
    def first_due(self) -> date:
        """Which of the due dates it is: the day stays when the date is moved."""
        return self.moved_from or self.due_on


class ReminderKey(NamedTuple):
    """Which reminder: at most one message is ever sent for each."""

    establishment: str
    collection: str
    period: str
    due_on: date
    """As it was when the message was written."""
    rung: str
    role: ContactRole
    first_due: date
    """As it was first set: by it what was told of the same return under another date is found."""


class Reminder(NamedTuple):
    """A rung of a return that is reached on a day, for one contact."""

    owed: OwedReturn
    rung: Rung
    role: ContactRole
    other_date: date | None = None
    """The due date that the contact was told last, where it was another one; None: none was, or the same."""

    @property
    def key(self) -> ReminderKey:
        """Which reminder it is."""
        owed = self.owed
        return ReminderKey(*owed[:4], self.rung.key, self.role, owed.first_due)


class Pause(NamedTuple):
    """Reminders that the authority does not want sent. None in a field: any; all None: no reminder at all."""

    pause_id: int
    establishment: str | None
    collection: str | None
    period: str | None
    due_on: date | None
    """As it was first set, so that the pause holds also when the date is moved."""
    rung: str | None

    def covers(self, reminder: Reminder) -> bool:
        """Whether the reminder is not to be sent."""
        mine = (self.establishment, self.collection, self.period, self.due_on, self.rung)
        found = (*reminder.owed[:3], reminder.owed.first_due, reminder.rung.key)
        return all(wanted is None or wanted == each for wanted, each in zip(mine, found, strict=True))


class ReminderMessage(NamedTuple):
    """What one contact of an establishment gets on one day: all returns that are owed, in one."""

    establishment: str
    role: ContactRole
    reminders: tuple[Reminder, ...]


WhyNot = Literal["nobody", "paused", "handled", "told"]
"""nobody: no address is known. paused: the authority does not want it sent. handled: an attempt was made already. told:
the date was moved, and the contact was told the same step under another date that is no earlier."""


class NotSent(NamedTuple):
    """A reminder that is reached and not sent."""

    reminder: Reminder
    why: WhyNot
    pause_id: int | None = None


class ReminderPlan(NamedTuple):
    """What a day brings: the messages, by establishment and role, and what is left out."""

    messages: tuple[ReminderMessage, ...]
    left_out: tuple[NotSent, ...]


class ReminderSituation(NamedTuple):
    """What a plan starts from, apart from what is owed."""

    contacts: Collection[tuple[str, ContactRole]]
    """Establishments and roles for which there is an address."""
    pauses: Sequence[Pause]
    handled: Collection[ReminderKey]
    """Reminders that were sent, or must not be tried again."""
    arrived: Collection[ReminderKey] = ()
    """Of these, what arrived or may have."""


def reminders_on(day: date, owed: Iterable[OwedReturn]) -> list[Reminder]:
    """Return the rungs that are reached on a day; none on a day that is no working day."""
    if not is_working_day(day):
        return []
    return [
        Reminder(one, rung, role)
        for one in owed
        if (ladder := ladder_of(one.collection, one.first_due, asked=one.asked_by_reading)) is not None
        for rung in ladder.rungs
        if rung.day_for(one.due_on, one.last_day) == day
        for role in rung.roles
    ]


def plan_for(day: date, owed: Iterable[OwedReturn], situation: ReminderSituation) -> ReminderPlan:
    """Return whom to write to on a day, and what is left out and why.

    A rung belongs to its day alone: one that was missed, because nothing could be sent that day, is not made up for;
    the next rung tells the same. Where the date was moved, a step that was told under another date is told once more if
    the date is a later one than was told; with that the contact knows it, and gets the steps that it has not had.
    """
    messages: dict[tuple[str, ContactRole], list[Reminder]] = defaultdict(list)
    left_out, arrived = [], _by_return(situation.arrived)
    for one in sorted(reminders_on(day, owed), key=lambda each: each.key):
        before = arrived.get(_return_of(one.key), ())
        if one.key in situation.handled:
            left_out.append(NotSent(one, "handled"))
        elif _is_repeated(one, before):
            left_out.append(NotSent(one, "told"))
        elif (pause := _pause_of(one, situation.pauses)) is not None:
            left_out.append(NotSent(one, "paused", pause.pause_id))
        elif (one.owed.establishment, one.role) not in situation.contacts:
            left_out.append(NotSent(one, "nobody"))
        else:
            messages[one.owed.establishment, one.role].append(one._replace(other_date=_other_date(one, before)))
    return ReminderPlan(
        tuple(ReminderMessage(*to, tuple(found)) for to, found in sorted(messages.items())), tuple(left_out)
    )


def _return_of(key: ReminderKey) -> tuple[str, str, str, date, ContactRole]:
    """Return of which return a contact was reminded, whatever its date was then."""
    return (key.establishment, key.collection, key.period, key.first_due, key.role)


def _by_return(keys: Iterable[ReminderKey]) -> Mapping[tuple[str, str, str, date, ContactRole], Sequence[ReminderKey]]:
    found = defaultdict(list)
    for key in keys:
        found[_return_of(key)].append(key)
    return found


def _is_repeated(reminder: Reminder, before: Sequence[ReminderKey]) -> bool:
    """Whether a step was told under another date, and no later date is to be told with it."""
    same_step = any(key.rung == reminder.rung.key for key in before)
    return same_step and max(key.due_on for key in before) >= reminder.owed.due_on


def _other_date(reminder: Reminder, before: Sequence[ReminderKey]) -> date | None:
    """Return the latest date that was told, where the one that holds never was."""
    dates = {key.due_on for key in before}
    return max(dates) if dates and reminder.owed.due_on not in dates else None


def keys_of(plan: ReminderPlan) -> frozenset[ReminderKey]:
    """Return which reminders a plan sends."""
    return frozenset(one.key for one in chain.from_iterable(message.reminders for message in plan.messages))


def _pause_of(reminder: Reminder, pauses: Iterable[Pause]) -> Pause | None:
    return next((pause for pause in pauses if pause.covers(reminder)), None)


AddressOf = Mapping[tuple[str, ContactRole], str]
"""Addresses by establishment and role. They stand in no log, page address, metric or error."""
