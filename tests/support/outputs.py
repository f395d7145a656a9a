"""Everything that leaves Onward: pages and files by the table of access, topics, messages, words of the command."""

from typing import Final

from cli.main import app
from shared.contracts.topics import TOPICS
from shared.service_names import SERVICES
from shared.web.dead_letters import PATH as DEAD_LETTERS
from shared.web.dead_letters import RESEND_PATH
from tests.support.access.table import ROWS

MESSAGES: Final = frozenset({"webhook", "mail of a reminder", "mail of a notice"})
"""What is sent to others, beside what they come for; `test_flags` counts what sends."""


def all_outputs() -> frozenset[str]:
    """Return the names of all outputs as the table of flags writes them."""
    return _pages() | _topics() | _words() | MESSAGES


def _pages() -> frozenset[str]:
    paths = {(row.service, row.path) for row in ROWS} | {
        (one, p) for one in SERVICES for p in (DEAD_LETTERS, RESEND_PATH)
    }
    everywhere = {path for _, path in paths if all((service, path) in paths for service in SERVICES)} - {"/"}
    return frozenset(
        path if service == "reporting" or path in everywhere else f"{service}{path}" for service, path in paths
    )


def _topics() -> frozenset[str]:
    return frozenset(topic.name for topic in TOPICS if topic.audience != "internal")


def _words() -> frozenset[str]:
    words = (one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands)
    return frozenset(f"onward {word}" for word in words)
