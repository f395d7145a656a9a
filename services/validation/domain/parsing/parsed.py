"""What a parser answers: a plain tuple, because there are forty of them to a row."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

Parsed: TypeAlias = tuple[Any, tuple[str, ...]]
"""The typed value (None: nothing usable) and the names of the defects met, as the catalogue names them."""
Parser: TypeAlias = Callable[[str], Parsed]

BLANK: Final[Parsed] = (None, ())
"""Nothing was there, or only a word that stands for nothing."""
