"""What an operator may change about validation."""

from shared.settings import ServiceSettings


class ValidationSettings(ServiceSettings):
    """Read once, by `main`."""

    flag_test_numbers: bool = False
    """True in production: a UPN that no real school can have issued is then reported to the school."""
