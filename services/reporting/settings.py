"""What an operator may change about reporting."""

from pydantic import Field

from shared.settings import ServiceSettings


class ReportingSettings(ServiceSettings):
    """Read once, by `main`."""

    recompute_batch: int = Field(1_000, ge=1, le=5_000)
    """People whose statuses are computed and published in one transaction."""
    recompute_poll_s: float = Field(2.0, gt=0, le=60)
    """How often to look for work that nobody was woken for: what a crash left behind, what another replica made due."""
