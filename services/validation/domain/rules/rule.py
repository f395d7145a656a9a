"""What a rule is: the function that finds a defect, and the columns it is given.

A rule's code, severity, column and sentence stand in the catalogue of issues under its name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and the columns whose typed values it is given, after the context."""

    has_defect: Callable[..., bool]
    reads: tuple[str, ...]
    first_as: Callable[[Any], Any] | None = None
    """What the rule is given of the first column's value instead of all of it: what few values differ in."""
    issue: str | None = None
    """The defect's name in the catalogue, where it is not the function's."""

    @property
    def name(self) -> str:
        """The defect it finds."""
        return self.has_defect.__name__

    @property
    def issue_name(self) -> str:
        """The defect as the catalogue calls it."""
        return self.issue or self.name
