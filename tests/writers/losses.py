"""What a program itself loses or changes: the value is not in its file, so no reader could tell."""

from collections.abc import Mapping
from typing import Final

LOSSES: Final[Mapping[tuple[str, str], str]] = {}
"""By the names of mode and trait: what the program writes instead, as seen in its file."""
