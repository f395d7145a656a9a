"""Which notices there are, to whom each goes by e-mail and how often at most: dated tables."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

from services.reporting.domain.currency import Certainty
from services.reporting.domain.reminders.ladders import ContactRole

NoticeKind = Literal["list out", "to mend", "not used", "accepted"]
"""list out: a list of young people was sent out to it. Of a file: to mend: rows of it could not be used. not used: it
could not be read, or was set aside. accepted: what was sent counts, all of it."""
NOTICE_KINDS: Final[tuple[NoticeKind, ...]] = get_args(NoticeKind)


@dataclass(frozen=True, slots=True)
class NoticePolicy:
    """To whom a kind goes by e-mail, and how often, from a day on. On the page of notices it stands in any case."""

    kind: NoticeKind
    roles: tuple[ContactRole, ...]
    at_most_every: timedelta
    """A contact gets no second e-mail for the sake of this kind within that time; what waits goes with the next."""
    source: str
    certainty: Certainty
    since: date = date.min


@dataclass(frozen=True, slots=True)
class DigestPolicy:
    """How notices are gathered into one e-mail, from a day on."""

    gather: timedelta
    """So long after a notice an e-mail waits for others of the same establishment: files seldom come alone."""
    mailed_within: timedelta
    """A notice that is older is shown on the page alone: a mail server that was away floods nobody."""
    try_again_after: timedelta
    """So long nobody is tried again whose mail server did not take an e-mail for now."""
    source: str
    certainty: Certainty
    since: date = date.min


_DATA: Final[tuple[ContactRole, ...]] = ("data contact",)

NOTICE_POLICIES: Final = (
    NoticePolicy(
        "list out",
        _DATA,
        timedelta(hours=1),
        "proposed: in the application and by e-mail; once an hour, for somebody is to answer it",
        "proposed",
    ),
    NoticePolicy(
        "accepted",
        _DATA,
        timedelta(days=1),
        "proposed: in the application and by e-mail; once a day, for there is nothing to do",
        "proposed",
    ),
    NoticePolicy(
        "to mend",
        _DATA,
        timedelta(hours=1),
        "proposed: in the application and by e-mail; once an hour, for somebody is to put rows right",
        "proposed",
    ),
    NoticePolicy(
        "not used",
        _DATA,
        timedelta(hours=1),
        "proposed: as rows to be put right, for the whole file is to be sent again",
        "proposed",
    ),
)
"""The newest row of a kind that has begun holds. An establishment may turn the e-mails of each kind off; reminders of
due dates are no notices, and cannot be turned off."""
DIGEST_POLICIES: Final = (
    DigestPolicy(
        timedelta(minutes=10),
        timedelta(days=7),
        timedelta(minutes=30),
        "proposed: several files that are sent together are told of together",
        "proposed",
    ),
)

WORDS_OF_KINDS: Final = MappingProxyType[NoticeKind, str](
    {
        "list out": "A list is out for you",
        "to mend": "Rows to put right",
        "not used": "Could not be used",
        "accepted": "Accepted",
    }
)


def notice_policy(kind: NoticeKind, on: date) -> NoticePolicy:
    """Return the policy of a kind on a day; before the first has begun, the first."""
    of_kind = [one for one in NOTICE_POLICIES if one.kind == kind]
    return max((one for one in of_kind if one.since <= on), key=lambda one: one.since, default=of_kind[0])


def digest_policy(on: date) -> DigestPolicy:
    """Return how notices are gathered on a day; before the first policy has begun, by the first."""
    begun = [one for one in DIGEST_POLICIES if one.since <= on]
    return max(begun, key=lambda one: one.since, default=DIGEST_POLICIES[0])
