"""The letters of a name, with everything taken off that senders write differently: the one folding of names.

Whoever compares names compares these: the blind key of a row and the index of people must not differ about who is who.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_NAMES_KEPT: Final = 50_000
"""Names come again and again: looking one up costs a tenth of taking it apart."""

_CHARACTERS_KEPT: Final = 0x3000
"""Characters beyond these are folded anew each time: nobody shall fill the memory with them."""

_NOT_DECOMPOSED: Final = dict(zip("øłđðıħŧŋəɓɗƙƴƶɨʉȷ", "olddihtnabdkyziuj", strict=True)) | {
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
}
"""Letters that Unicode does not take apart into a letter and an accent."""

_JOINING: Final = frozenset("'’‘`´.·\u2032\uff07")
"""Characters inside a word: O'Brien is one word, and so is a typed OBrien."""

_NO_LETTERS_OF_THEIR_OWN: Final = frozenset({"Lm", "Cf", "Sk"})
"""Kinds of characters that stand inside a word too: modifiers (the apostrophe that counts as a letter, the glottal
stop), soft hyphens and joiners of no width."""


class _Folding(dict[int, str]):
    """What a character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = "".join(map(_folded, unicodedata.normalize("NFKD", chr(code).casefold()).casefold()))
        if chr(code) in _JOINING:
            folded = ""
        if code < _CHARACTERS_KEPT:
            self[code] = folded
        return folded


def _folded(character: str) -> str:
    if character in _NOT_DECOMPOSED:
        return _NOT_DECOMPOSED[character]
    kind = unicodedata.category(character)
    if character in _JOINING or unicodedata.combining(character) or kind in _NO_LETTERS_OF_THEIR_OWN:
        return ""
    return character if character.isalpha() or kind.startswith("M") else " "  # M: the vowels of Indian scripts


_FOLDING: Final = _Folding()


@lru_cache(maxsize=_NAMES_KEPT)
def words_of_name(written: str) -> str:
    """Return the words of a name in lower case with single spaces: "Smith-Jones" as "smith jones", "Zoë" as "zoe".

    Case, accents, apostrophes, hyphens and full stops stop mattering; empty for what holds no letter.
    """
    if written.isascii() and written.isalpha():  # nearly always
        return written.lower()
    return " ".join(written.translate(_FOLDING).split())


def letters_of_name(written: str) -> str:
    """Return the same without spaces: "Smith-Jones", "Smith Jones" and "SmithJones" are one name."""
    if written.isascii() and written.isalpha():  # nearly always, and done as soon as looked up
        return written.lower()
    return words_of_name(written).replace(" ", "")
