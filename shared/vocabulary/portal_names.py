"""Names of files that the portal hands to one school: its number, one underscore, words, an ending.

The portal routes a file by its name: a six-digit URN or a seven-digit DfE number, then one underscore. A name with
several underscores is a file for everybody and, where that is switched on, goes to every school (source: help of the
portal's maker, articles 360031268972 and 16789367908381). So such a name is a value that cannot hold a second one.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from shared.vocabulary.establishments import Establishment

NUMBER: Final = re.compile(r"[0-9]{7}|[1-9][0-9]{5}")
"""A DfE number of seven digits or a URN of six: nothing else routes a file, a UKPRN of eight digits neither."""
WORDS_MAX: Final = 100
_WORDS: Final = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
_ENDING: Final = re.compile(r"[a-z0-9]{1,5}")
_OTHER: Final = re.compile(r"[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class PortalName:
    """The name of a file for one school: letters, digits and blanks between the underscore and the ending.

    Raises ValueError for anything else, so that there is no second underscore, and no hyphen, by which the portal parts
    the names of confidential files.
    """

    number: str
    words: str
    ending: str

    def __post_init__(self) -> None:
        if not NUMBER.fullmatch(self.number):
            raise ValueError("the portal routes by a DfE number of seven digits or a URN of six")
        if not _WORDS.fullmatch(self.words) or len(self.words) > WORDS_MAX or not _ENDING.fullmatch(self.ending):
            raise ValueError("words of such a name are letters, digits and single blanks")

    def __str__(self) -> str:
        return f"{self.number}_{self.words}.{self.ending}"


def plain_words(text: str) -> str:
    """Return a text as such names take it: accents, underscores and all signs become blanks or go."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _OTHER.sub(" ", letters).strip()[:WORDS_MAX].strip() or "file"


def portal_number(number: str | None, establishment: Establishment | None) -> str | None:
    """Return the number by which the portal knows who has this one: the DfE number, else the URN; None: it knows none.

    A college is known here by its UKPRN, by which the portal routes nothing: its DfE number or URN is taken from the
    register.
    """
    known = (establishment.dfe_number, establishment.urn) if establishment is not None else ()
    return next((one for one in (*known, number) if one is not None and NUMBER.fullmatch(one)), None)


def name_to_send_back(number: str | None, establishment: Establishment | None, words: str, ending: str) -> str:
    """Return the name under which a file about one establishment is handed out.

    Where the portal knows no number of it, the name has no underscore at all: no portal sends that file to anybody, and
    it has to be handed over in another way.
    """
    routed, plain = portal_number(number, establishment), plain_words(words)
    if routed is not None:
        return str(PortalName(routed, plain, ending))
    return f"{plain_words(f'{plain} for {number}') if number else plain}.{ending}"
