"""Synthetic learner numbers: valid by check digit, never given twice, and never a real pupil's."""

import random
from typing import Final

from deploy.demo.population.names import words
from services.validation.domain.values.uln import uln_from_body
from services.validation.domain.values.upn import ALPHABET, upn_check_letter
from shared.vocabulary.home_authorities import SHORT_NUMBERS_ARE_OF

_ESTABLISHMENTS: Final = 1000
"""0000 to 0999: real establishments are numbered from 1000, so no real pupil has these UPNs."""

_NEIGHBOURS: Final = words("887 303 305 845 936 883 881 846 850 306 314 208 203 209 210 211 301 304 316 317")
_FARTHER: Final = words("201 202 204 205 206 207 212 213 302 307 308 309 310 311 312 313 315 318 319 320 330 331")
_SERIALS: Final = 1000
"""Of one establishment in one year."""
_TEMPORARY_AUTHORITIES: Final = (SHORT_NUMBERS_ARE_OF, *_NEIGHBOURS)


class Numbers:
    """Mints numbers, each once. The same `chance` and the same calls give the same numbers."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given: dict[tuple[str, int], int] = {}
        self._establishment: dict[int, int] = {}
        """The establishment whose serials each year is at; the next one when no authority has any left."""
        self._temporary = 0
        self._ulns: set[str] = set()

    def upn(self, allocated_in: int) -> str:
        """Return a permanent UPN allocated in that year (for example 2014), by Kent where it still can."""
        authority = self._authority(allocated_in)
        establishment, serial = divmod(self._given[authority, allocated_in], _SERIALS)
        self._given[authority, allocated_in] += 1
        body = f"{authority}{establishment:04d}{allocated_in % 100:02d}{serial:03d}"
        return upn_check_letter(body) + body

    def temporary_upn(self, allocated_in: int) -> str:
        """Return a temporary UPN: two digits and a letter in place of the serial."""
        serial, letter = divmod(self._temporary, len(ALPHABET))
        self._temporary += 1
        authority = _TEMPORARY_AUTHORITIES[serial // 100]
        body = f"{authority}0000{allocated_in % 100:02d}{serial % 100:02d}{ALPHABET[letter]}"
        return upn_check_letter(body) + body

    def uln(self) -> str:
        """Return a ULN with a valid check digit."""
        while True:
            uln = uln_from_body(str(self._chance.randrange(100_000_000, 999_999_999)))
            if uln is not None and uln not in self._ulns:
                self._ulns.add(uln)
                return uln

    def _authority(self, year: int) -> str:
        """Return an authority that has a serial left in that year: mostly Kent, then its neighbours, then any."""
        first = self._chance.choice(_NEIGHBOURS) if self._chance.random() < 0.12 else SHORT_NUMBERS_ARE_OF
        for establishment in range(self._establishment.get(year, 0), _ESTABLISHMENTS):
            self._establishment[year] = establishment
            for authority in (first, SHORT_NUMBERS_ARE_OF, *_NEIGHBOURS, *_FARTHER):
                if self._given.setdefault((authority, year), 0) < (establishment + 1) * _SERIALS:
                    return authority
        raise ValueError(f"no synthetic UPN is left for {year}: generate fewer people")
