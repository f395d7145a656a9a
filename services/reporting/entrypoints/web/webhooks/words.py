"""How the pages of subscriptions say things."""

from datetime import datetime
from types import MappingProxyType
from typing import Final, NamedTuple

from services.reporting.domain.webhooks.attempts import GIVEN_UP_AFTER
from services.reporting.queries.webhooks.subscriptions import MessageLine, WebhookLine
from services.reporting.usecases.webhooks.decide import NAME_LENGTH_MAX, OVERLAP, WEBHOOKS_MAX
from shared.web.requests.queries import one_of

PATH: Final = "/subscriptions"

STATE_WORDS: Final = MappingProxyType(
    {
        "active": ("Active", "good"),
        "failing now": ("Failing", "waiting"),
        "paused": ("Paused", "quiet"),
        "failing": ("Stopped: failing", "bad"),
        "gone": ("Stopped: 410", "bad"),
    }
)
STATE_SENTENCES: Final = MappingProxyType(
    {
        "failing now": "The address takes nothing just now. One message at a time is tried, up to every 15 minutes.",
        "paused": "Nothing is sent until somebody resumes it. What changes meanwhile is kept.",
        "failing": f"It took nothing for {GIVEN_UP_AFTER.days} days, so nothing is sent any more. What changes "
        "meanwhile is kept. Resume it when the receiver works again.",
        "gone": "The receiver answered 410: it wants nothing more. What changes meanwhile is kept, until somebody "
        "resumes or deletes the webhook.",
    }
)
MESSAGE_WORDS: Final = MappingProxyType(
    {
        "waiting": ("To try again", "waiting"),
        "delivered": ("Delivered", "good"),
        "dead": ("Dead letter", "bad"),
        "failed": ("Test failed", "bad"),
    }
)
REFUSALS: Final = MappingProxyType(
    {
        "name wanted": ("name", f"Enter a name, in at most {NAME_LENGTH_MAX} characters"),
        "name taken": ("name", "There is a webhook of this name already"),
        "address not allowed": (
            "address",
            "Enter an address that begins with https:// and is not in a private network",
        ),
        "too many": ("name", f"There are {WEBHOOKS_MAX} webhooks already. Delete one that is not used any more"),
    }
)
DONE_WORDS: Final = MappingProxyType(
    {
        "pause": "It is paused.",
        "resume": "It is active. What waited is being sent.",
        "replay": "Everybody’s current status is being sent again.",
        "end-old-secret": "Messages are signed with the newest secret alone.",
        "resend": "Dead letters are being sent again.",
        "leave-out": "The dead letters are gone. Newer versions of their people are being sent.",
        "delete": "The webhook has been deleted.",
        "nothing": "Nothing changed: somebody else was quicker.",
    }
)
DONE: Final = one_of("done", tuple(DONE_WORDS))
SHOW: Final = one_of("show", ("dead",))
"""In an address: dead letters alone."""


class Act(NamedTuple):
    """What is asked before it is done."""

    title: str
    button: str
    sentences: tuple[str, ...]
    warning: bool


ACTS: Final = MappingProxyType(
    {
        "replay": Act(
            "Send everybody’s current status again",
            "Send all again",
            (
                "The receiver gets the current status of every young person, as on the first day. It takes minutes.",
                "What it has already, it passes over: each change has an id and a version.",
                "What changes meanwhile is sent as well, in order for each person.",
            ),
            warning=False,
        ),
        "rotate": Act(
            "Give it a new secret",
            "Make a new secret",
            (
                "The new secret is shown once, on the next page.",
                f"For {OVERLAP.days} days each message is signed with the new secret and with the one before, so the "
                "receiver can change over without a gap. You can end that sooner.",
                "If there are two secrets already, the older of them ends at once.",
            ),
            warning=False,
        ),
        "end-old-secret": Act(
            "End the old secret",
            "End the old secret",
            ("From now on messages are signed with the newest secret alone. A receiver that still has the old one "
             "refuses them.",),
            warning=True,
        ),
        "leave-out": Act(
            "Leave dead letters out",
            "Leave them out",
            ("They are not sent any more. Newer versions of the same people, which wait behind them, are sent. To "
             "have everything again, use “Send everybody’s current status again”.",),
            warning=True,
        ),
        "delete": Act(
            "Delete the webhook",
            "Delete it",
            ("Nothing more is sent, and what waits is forgotten. Its secrets are destroyed. It cannot be undone.",),
            warning=True,
        ),
    }
)  # fmt: skip


def state_of(line: WebhookLine) -> str:
    """Return how a webhook stands, in a word of `STATE_WORDS`."""
    return "failing now" if line.state == "active" and line.failures else line.state


def answer_words(status: int | None, problem: str | None) -> str:
    """Return what came of an attempt: the status, or why there was none."""
    return str(status) if status is not None else (problem or "")


def message_answer(line: MessageLine) -> str:
    """Return what came of a message's last attempt."""
    return answer_words(line.status, line.problem)


def age_words(seconds: float) -> str:
    """Return a time in the largest unit that says enough: 40 seconds, 12 minutes, 3 hours, 2 days."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 2 * size or (unit == "minute" and seconds >= size):
            return _count(int(seconds // size), unit)
    return _count(int(seconds), "second")


def age_of(since: datetime | None, now: datetime) -> str:
    """Return for how long something has been waiting; nothing: a dash."""
    return "–" if since is None else age_words(max(0.0, (now - since).total_seconds()))


def _count(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"
