"""Why a message was set aside, and what mends it: what the page and the command of dead letters say of a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class DeadLetterReason:
    """One reason."""

    meaning: str
    remedy: str
    resendable: bool = True
    """False: publishing it again can never help; what is lost comes from its original, by `./onward resend`."""


_NOT_OURS: Final = "Find out who else writes to the topic. What was lost is read again by ./onward resend."
_ONE_RELEASE: Final = "Bring all services to one release, then resend it."
_FROM_ORIGINAL: Final = "Read the original again: ./onward resend."
REASONS: Final[Mapping[str, DeadLetterReason]] = MappingProxyType(
    {
        "not_an_event": DeadLetterReason("It has no headers of an event.", _NOT_OURS, resendable=False),
        "bad_envelope": DeadLetterReason("Its headers are incomplete or damaged.", _NOT_OURS, resendable=False),
        "tombstone": DeadLetterReason(
            "It has no content, on a topic where there is always some.", _NOT_OURS, resendable=False
        ),
        "not_sealed": DeadLetterReason("It is not encrypted, where everything is.", _NOT_OURS, resendable=False),
        "wrong_id": DeadLetterReason("Its id is not the one that its content gives.", _NOT_OURS, resendable=False),
        "wrong_type": DeadLetterReason("It is of a type that does not belong on its topic.", _ONE_RELEASE),
        "unknown_mark": DeadLetterReason(
            "It is packed in a way that this release does not know.",
            "Bring all services to one release, then resend it.",
        ),
        "bad_compression": DeadLetterReason(
            "It cannot be unpacked.", "Bring all services to one release, then resend it, or read the original again."
        ),
        "bad_payload": DeadLetterReason(
            "Its content does not fit its contract.",
            "Often a service is older than the one that published: bring all to one release, then resend it.",
        ),
        "too_large": DeadLetterReason("Unpacked it is larger than any event may be.", _FROM_ORIGINAL, resendable=False),
        "bad_seal": DeadLetterReason("Its seal does not open: it was changed.", _FROM_ORIGINAL, resendable=False),
        "key_destroyed": DeadLetterReason("The key of its day was destroyed.", _FROM_ORIGINAL, resendable=False),
        "key_of_another_master": DeadLetterReason(
            "It was sealed under another master key.", "Put the right master key back, restart, then resend it."
        ),
        "unknown_submission": DeadLetterReason(
            "The submission that it belongs to is not known here.",
            "After a restore: read the original again. Otherwise resend it once what was sent before it has arrived.",
        ),
        "unknown_collection": DeadLetterReason(
            "It is about a return that this release does not know.",
            "Bring all services to one release, then resend it.",
        ),
        "original_missing": DeadLetterReason(
            "The original is not in the vault.", "Put it back from a backup, then resend it."
        ),
        "original_damaged": DeadLetterReason(
            "The original in the vault was changed.", "Put it back from a backup, then resend it."
        ),
        "original_erased": DeadLetterReason("The original was erased.", "Nothing is to be done.", resendable=False),
    }
)
REFUSED_BY_DATABASE: Final = DeadLetterReason(
    "The database could not take a value of it.", "It needs a repair of Onward: report the code, then resend it."
)
"""What holds for a code of ours with the database's own code behind it, such as `data_22P05`."""


def reason_of(code: str) -> DeadLetterReason:
    """Return what a reason code means."""
    return REASONS.get(code, REFUSED_BY_DATABASE)
