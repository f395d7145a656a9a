"""Which service an item came to, by its tag or by who sent it, and which looks after it, by its collection.

Nothing is sent back for having come to the wrong service: it is passed on, with the data where they are.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from services.reporting.domain.calendar.calendar import Calendar
from services.reporting.domain.calendar.points import Way
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Owner
from shared.vocabulary.london import london_day


class Door(NamedTuple):
    """Where something came in."""

    service: Owner
    """To whom it was sent by that."""
    way: Way | None = None
    """None: it does not show by which way."""


DOORS: Final[Mapping[str, Door]] = MappingProxyType(
    {
        "perspective-lite": Door("Management Information", "Perspective Lite"),
        "kent-choices": Door("The Education People", "Kent Choices"),
    }
)
"""By the name of the key that signed (source: letter of 6 July 2026: to Management Information by Perspective Lite, to
The Education People by Kent Choices). Of any other sender nobody knows which service was meant."""
TAGS: Final[Mapping[str, Owner]] = MappingProxyType(
    {
        "tracking yp": "Management Information",
        "management information": "Management Information",
        "micoreplus": "Management Information",
        "education people": "The Education People",
        "skills and employability": "The Education People",
        "stayingintouch": "The Education People",
    }
)
"""What a tag has in it that names a service: the tag of the KELSI page, names and mailboxes of the letter."""
FALLBACK: Final[Owner] = "Management Information"
"""Who looks after what nobody knows yet what it is, where no door shows whom it was meant for (proposed)."""
_HOOK: Final = "hook"


class Item(NamedTuple):
    """Something that came, as far as its way is concerned."""

    submission_id: UUID
    received_at: datetime
    channel: str
    sender: str | None
    tag: str | None
    collection: str | None
    """None: it could not be told."""


class Route(NamedTuple):
    """Where an item came to, and who looks after it."""

    submission_id: UUID
    collection: str | None
    came_to: Owner | None
    """None: it came to no service in particular."""
    service: Owner
    passed_on: bool
    """It came to another service than the one that looks after it, by a way that is not its return's."""


def door_of(channel: str, sender: str | None, tag: str | None) -> Door | None:
    """Return where something came in; a tag that names a service counts before the sender. None: at no door."""
    by_sender = DOORS.get(sender or "") if channel == _HOOK else None
    words = (tag or "").casefold()
    named = next((service for part, service in TAGS.items() if part in words), None)
    if named is None:
        return by_sender
    return by_sender if by_sender is not None and by_sender.service == named else Door(named)


def route_of(item: Item, calendar: Calendar) -> Route:
    """Return where an item goes, by the calendar of the day on which it came."""
    door, collection = door_of(item.channel, item.sender, item.tag), item.collection
    came_to = door.service if door is not None else None
    if collection is None or collection not in COLLECTIONS:
        return Route(item.submission_id, collection, came_to, came_to or FALLBACK, passed_on=False)
    on = london_day(item.received_at)
    service = calendar.owner_of(collection, on)
    astray = door is not None and door.service != service and door.way not in calendar.ways_of(collection, on)
    return Route(item.submission_id, collection, came_to, service, astray)
