"""Why a message was set aside, and what mends it: what the page and the command of dead letters say of a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class DeadReason:
    """One reason."""

    meaning: str
    remedy: str
    resendable: bool = True
    """False: publishing it again can never help; what is lost comes from its original, by `./onward resend`."""


_NOT_OURS: Final = "Find out who else writes to the topic. What was lost is read again by ./onward resend."
_ONE_RELEASE: Final = "Bring all services to one release, then resend it."
_FROM_ORIGINAL: Final = "Read the original again: ./onward resend."
REASONS: Final[Mapping[str, DeadReason]] = MappingProxyType(
    {
        "not_an_event": DeadReason("It has no headers of an event.", _NOT_OURS, resendable=False),
        "bad_envelope": DeadReason("Its headers are incomplete or damaged.", _NOT_OURS, resendable=False),
        "tombstone": DeadReason(
            "It has no content, on a topic where there is always some.", _NOT_OURS, resendable=False
        ),
        "not_sealed": DeadReason("It is not encrypted, on a topic where everything is.", _NOT_OURS, resendable=False),
        "wrong_id": DeadReason("Its id is not the one that its content gives.", _NOT_OURS, resendable=False),
        "wrong_type": DeadReason("It is of a type that does not belong on its topic.", _ONE_RELEASE),
        "unknown_mark": DeadReason(
            "It is packed in a way that this release does not know.",
            "Bring all services to one release, then resend it.",
        ),
        "bad_compression": DeadReason(
            "It cannot be unpacked.", "Bring all services to one release, then resend it, or read the original again."
        ),
        "bad_payload": DeadReason(
            "Its content does not fit its contract.",
            "Often a service is older than the one that published: bring all to one release, then resend it.",
        ),
        "too_large": DeadReason("Unpacked it is larger than any event may be.", _FROM_ORIGINAL, resendable=False),
        "bad_seal": DeadReason("Its seal does not open: it was changed on its way.", _FROM_ORIGINAL, resendable=False),
        "key_destroyed": DeadReason("The key of its day was destroyed.", _FROM_ORIGINAL, resendable=False),
        "key_of_another_master": DeadReason(
            "It was sealed under another master key.", "Put the right master key back, restart, then resend it."
        ),
        "unknown_submission": DeadReason(
            "The submission that it belongs to is not known here.",
            "After a restore: read the original again. Otherwise resend it once what was sent before it has arrived.",
        ),
        "unknown_collection": DeadReason(
            "It is about a return that this release does not know.",
            "Bring all services to one release, then resend it.",
        ),
        "original_missing": DeadReason(
            "The original is not in the vault.", "Put it back from a backup, then resend it."
        ),
        "original_damaged": DeadReason(
            "The original in the vault was changed.", "Put it back from a backup, then resend it."
        ),
        "original_erased": DeadReason("The original was erased.", "Nothing is to be done.", resendable=False),
    }
)
REFUSED_BY_DATABASE: Final = DeadReason(
    "The database could not take a value of it.", "It needs a repair of Onward: report the code, then resend it."
)
"""What holds for a code of ours with the database's own code behind it, such as `data_22P05`."""


def reason_of(code: str) -> DeadReason:
    """Return what a reason code means."""
    return REASONS.get(code, REFUSED_BY_DATABASE)
