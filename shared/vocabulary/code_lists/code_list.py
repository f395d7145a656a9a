"""How people write the entries of a code list: `3`, `L3`, `3 - Advanced`, `Year 12`, `wbri: White British`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

_SPLIT: Final = re.compile(r"\s*[:–—]\s*|\s+-\s+|\s+-|-\s+")
_SPACES: Final = re.compile(r"\s+")
_SLASH: Final = re.compile(r" ?/ ?")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes with their labels, other spellings, and words that may stand before the code."""

    name: str
    labels: Mapping[str, str]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    """Other spellings, in lower case, and the code each stands for."""
    prefixes: tuple[str, ...] = ()
    """Words that may stand before a code: year, yr, level, l."""
    source: str = "DfE data dictionary for linked records"
    spellings: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        spellings = {code.casefold(): code for code in self.labels}
        for code, label in self.labels.items():
            spellings.setdefault(_plain(label), code)
        spellings.update({_plain(spelling): code for spelling, code in self.synonyms.items()})
        object.__setattr__(self, "spellings", MappingProxyType(spellings))

    def label(self, code: str) -> str:
        """Return what a code means; the code itself where the list has it no more."""
        return self.labels.get(code, code)

    def find(self, text: str) -> str | None:
        """Return the code that the text stands for, or None when it is on this list in no spelling."""
        plain = _plain(text)
        return self._exact(plain) or self._exact(_SPLIT.split(plain, maxsplit=1)[0]) or self._stated_twice(plain)

    def _stated_twice(self, plain: str) -> str | None:
        """Return the code that stands side by side with its own label: `WBRI White British`, `Full time (FT)`."""
        for one, _, other in (plain.partition(" "), plain.removesuffix(")").rpartition("(")):
            code = self._exact(one.strip())
            if code is not None and code == self._exact(other.strip()):
                return code
        return None

    def _exact(self, plain: str) -> str | None:
        found = self.spellings.get(plain)
        if found is not None:
            return found
        for prefix in self.prefixes:
            if plain.startswith(prefix):
                return self.spellings.get(plain.removeprefix(prefix).strip(" ."))
        return None


def _plain(text: str) -> str:
    return _SLASH.sub("/", _SPACES.sub(" ", text)).strip().casefold()
