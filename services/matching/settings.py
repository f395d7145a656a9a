"""What an operator may change about matching."""

from shared.settings import ServiceSettings


class MatchingSettings(ServiceSettings):
    """The common settings; matching has none of its own: how it decides is a table, not a setting."""
