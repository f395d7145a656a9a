"""Settings that nobody reads: a misspelt one would otherwise be passed over without a word."""

from shared.observability.logs import get_logger
from shared.settings import unknown_settings

log = get_logger("runtime")


def log_unknown_settings() -> None:
    """Log each variable that begins as our settings do and is none of any service or command."""
    for name in unknown_settings():
        log.warning("no setting has this name: is it misspelt? docs/generated/settings.md lists all", code=name)
