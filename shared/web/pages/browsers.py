"""What kind of browser a session was opened with, as its owner knows it again: a name and a system, nothing closer."""

from typing import Final

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)
"""The first that fits: browsers name themselves after others, too."""


def browser_of(user_agent: str) -> str:
    """Return for example "Firefox on Windows"; empty where nothing is recognised."""
    browser, system = (
        next((words for sign, words in known if sign in user_agent), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return f"{browser or 'A browser'} on {system}" if system else browser
