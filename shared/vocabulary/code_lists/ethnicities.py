"""Ethnicity codes of the school census: extended ones roll up to the main codes of the national list."""

import re
from types import MappingProxyType
from typing import Final

MAIN_ETHNICITIES: Final = MappingProxyType(
    {
        "WBRI": "White British",
        "WIRI": "White Irish",
        "WIRT": "Traveller of Irish heritage",
        "WROM": "Gypsy/Roma",
        "WOTH": "Any other White background",
        "MWBC": "White and Black Caribbean",
        "MWBA": "White and Black African",
        "MWAS": "White and Asian",
        "MOTH": "Any other Mixed background",
        "AIND": "Indian",
        "APKN": "Pakistani",
        "ABAN": "Bangladeshi",
        "AOTH": "Any other Asian background",
        "BCRB": "Black Caribbean",
        "BAFR": "Black African",
        "BOTH": "Any other Black background",
        "CHNE": "Chinese",
        "OOTH": "Any other ethnic group",
        "OARA": "Arab",
        "REFU": "Refused",
        "NOBT": "Not yet obtained",
    }
)

_ROLLS_UP: Final = """
WBRI: WENG WSCO WWEL WNIR WCOR WOWB
WROM: WROG WROR WROO
WOTH: WALB WBOS WCRO WEEU WEUR WGRC WGRE WGRK WITA WKOS WOTW WPOR WSER WTUC WTUK WTUR WWEU
MWAS: MWAI MWAO MWAP
MOTH: MABL MACH MAOE MBCH MBOE MCOE MOTM MWCH MWOE
APKN: AKPA AMPK AOPK
AOTH: AAFR AKAO ANEP AOTA ASLT ASNL ASRO
BAFR: BANN BAOF BCON BGHA BNGN BSLN BSOM BSUD
BOTH: BEUR BNAM BOTB
CHNE: CHKC CMAL COCH CSNG CTWN
OOTH: OAFG OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OOEG OPOL OTHA OVIE OYEM
NOBT: UNCL
"""
"""Main code and its extended codes: DfE's table of pupils' ethnicities with their parents (2021); WNIR, WROG, WROR and
WROO: DfE ethnicity code table. An authority may approve more."""

EXTENDED_ETHNICITIES: Final = MappingProxyType(
    {
        code: main
        for main, _, codes in (line.partition(":") for line in _ROLLS_UP.strip().splitlines())
        for code in codes.split()
    }
)
"""The main code by extended code."""

_BY_LETTER: Final = MappingProxyType({"W": "WOTH", "M": "MOTH", "A": "AOTH", "B": "BOTH", "C": "CHNE", "O": "OOTH"})
_CODE: Final = re.compile(r"([A-Za-z]{4})(?![A-Za-z])")
_GROUPS: Final = frozenset({"WHIT", "MIXD", "ASIA", "BLAC", "CHIN", "AOEG"})
_WORDS: Final = frozenset({"MALE", "MISS", "MARK", "MUST", "ASKS", "BOYS", "BLUE", "COPY", "CODE", "OPEN", "OVER"})
"""Words of four letters that may have slipped in from a column beside."""


def main_ethnicity(code: str) -> str | None:
    """Return the main code that a code counts under; a main code is its own, and one of no list goes by its letter.

    None: the two digits of colleges count under none that any source names.
    """
    return code if code in MAIN_ETHNICITIES else EXTENDED_ETHNICITIES.get(code) or _BY_LETTER.get(code[0])


def extended_ethnicity(text: str) -> str | None:
    """Return the extended code that a cell begins with, as in `WENG` or `weng - English`, or None."""
    found = _CODE.match(text)
    code = found[1].upper() if found else ""
    return code if code in EXTENDED_ETHNICITIES else None


def likely_ethnicity(text: str) -> str | None:
    """Return a code that no list has and that has the form of one, so that its first letter tells the group; or None.

    Authorities approve extended codes of their own.
    """
    code = text.upper()
    if _CODE.fullmatch(text) is None or code[0] not in _BY_LETTER or code in _WORDS or code in _GROUPS:
        return None
    return code
