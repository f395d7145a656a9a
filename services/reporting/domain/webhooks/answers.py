"""What the answer of an address says about a message, as a table; after the Standard Webhooks specification."""

from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["delivered", "gone", "refused", "unwell"]
"""delivered: it has it. gone: it wants nothing more. refused: it does not take this message. unwell: it takes nothing
just now, whatever the message."""
Problem = Literal[
    "address not allowed",
    "name not found",
    "no connection",
    "certificate not trusted",
    "no answer in time",
    "answer not readable",
]
"""Why there is no answer."""


@dataclass(frozen=True, slots=True)
class StatusClass:
    """Answers that say the same."""

    statuses: range | tuple[int, ...]
    verdict: Verdict
    reason: str


STATUS_CLASSES: Final = (
    StatusClass(range(200, 300), "delivered", "it was taken"),
    StatusClass((410,), "gone", "the receiver wants nothing more from here: nothing is sent until somebody resumes it"),
    StatusClass((400, 406, 409, 413, 415, 422), "refused", "it was read, and is not taken as it is"),
    StatusClass(range(300, 400), "unwell", "redirects are not followed: the address must be changed"),
    StatusClass(range(400, 500), "unwell", "it would say the same to any message: sign-in, path or pace are wrong"),
    StatusClass(range(500, 600), "unwell", "it fails, or is under load"),
)
"""The first that has the status counts."""


def verdict_of(status: int | None) -> Verdict:
    """Return what an answer says; None: there was none. A status that no class has is nothing that can be relied on."""
    if status is None:
        return "unwell"
    return next((one.verdict for one in STATUS_CLASSES if status in one.statuses), "unwell")
