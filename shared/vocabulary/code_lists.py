"""Code lists and how people write their entries: `3`, `L3`, `3 - Advanced`, `Year 12`, `wbri: White British`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from shared.vocabulary.districts import DISTRICTS
from shared.vocabulary.ethnicities import EXTENDED_ETHNICITIES, MAIN_ETHNICITIES
from shared.vocabulary.programme_words import COURSE_WORDS, PROGRAMME_WORDS

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

    def find(self, text: str) -> str | None:
        """Return the code that the text stands for, or None when it is on this list in no spelling."""
        plain = _plain(text)
        return self._exact(plain) or self._exact(_SPLIT.split(plain, maxsplit=1)[0]) or self._said_twice(plain)

    def _said_twice(self, plain: str) -> str | None:
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


SEX: Final = CodeList(
    "sex",
    {"M": "Male", "F": "Female", "U": "Not known", "W": "Withheld"},
    {"boy": "M", "girl": "F", "man": "M", "woman": "F", "1": "M", "2": "F", "unknown": "U", "not stated": "W"},
)

ETHNICITY: Final = CodeList(
    "ethnicity",
    dict(MAIN_ETHNICITIES),
    {
        "white - british": "WBRI",
        "white - irish": "WIRI",
        "irish": "WIRI",
        "gypsy": "WROM",
        "roma": "WROM",
        "irish traveller": "WIRT",
        "prefer not to say": "REFU",
        "not obtained": "NOBT",
        "information not yet obtained": "NOBT",
    }
    | {code.casefold(): main for code, main in EXTENDED_ETHNICITIES.items()},
)
"""Main codes; the extended codes of schools roll up to them."""

SEN: Final = CodeList(
    "sen",
    {"N": "No special educational need", "K": "SEN support", "E": "Education, health and care plan"},
    {
        "none": "N",
        "no sen": "N",
        "no": "N",
        "support": "K",
        "ehcp": "E",
        "ehc plan": "E",
        "ehc": "E",
        "s": "E",
        "statement": "E",
        "a": "K",
        "p": "K",
        "school action": "K",
        "school action plus": "K",
    },
)
"""A, P and S are the codes in use to 2017/18; they are read as what replaced them."""

YEAR_GROUP: Final = CodeList(
    "year_group",
    {"R": "Reception", **{str(year): f"Year {year}" for year in range(1, 15)}, "X": "Curriculum not followed"},
    {f"0{year}": str(year) for year in range(1, 10)},
    prefixes=("national curriculum year", "nc year", "year", "yr", "ncy", "y"),
)

LEVEL_NOT_KNOWN: Final = "X"
_NUMBER_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven")

LEVEL: Final = CodeList(
    "level",
    {
        "E": "Entry level",
        **{str(level): f"Level {level}" for level in range(1, 8)},
        LEVEL_NOT_KNOWN: "Other or not known",
    },
    {"entry": "E", "0": "E", "el": "E", "8": "7", "9": "X", "-1": LEVEL_NOT_KNOWN, "other": "X", "h": "4"}
    | {
        f"{entry}{space}{number}": "E"
        for entry in ("e", "el", "entry", "entry level")
        for space in ("", " ")
        for number in (1, 2, 3)
    }
    | {f"0{level}": str(level) for level in range(1, 8)}
    | {word: str(level) for level, word in enumerate(_NUMBER_WORDS, 1)}
    | {"pre-entry": "E", "6+": "6"},
    prefixes=("level", "lvl", "l", "nvq level", "nvq"),
    source="ILR notional level; X proposed",
)

OTHER_QUALIFICATION: Final = "OTHER"

QUALIFICATION_TYPE: Final = CodeList(
    "qualification_type",
    {
        "ALEVEL": "A level",
        "ASLEVEL": "AS level",
        "TLEVEL": "T Level",
        "BTEC": "BTEC or other applied general",
        "IB": "International Baccalaureate",
        "GCSE": "GCSE",
        "FUNCSKILL": "Functional skills",
        "NVQ": "NVQ",
        "DIPLOMA": "Diploma",
        "CERT": "Certificate",
        "AWARD": "Award",
        "ESOL": "English for speakers of other languages",
        "APPRENT": "Apprenticeship",
        "SUPINTERN": "Supported internship",
        "TRAINEE": "Traineeship",
        "ACCESS": "Access to higher education",
        "HE": "Higher education",
        OTHER_QUALIFICATION: "Other",
    },
    {
        "a levels": "ALEVEL",
        "a-level": "ALEVEL",
        "a-levels": "ALEVEL",
        "alevels": "ALEVEL",
        "gce a level": "ALEVEL",
        "a2": "ALEVEL",
        "as": "ASLEVEL",
        "as levels": "ASLEVEL",
        "as-level": "ASLEVEL",
        **PROGRAMME_WORDS,
        "btec": "BTEC",
        "btecs": "BTEC",
        "applied general": "BTEC",
        "ib diploma": "IB",
        "gcses": "GCSE",
        "certificate": "CERT",
    },
    source="proposed",
)

STUDY_PROGRAMME: Final = CodeList(
    "study_programme",
    {
        "STUDYPROG": "16 to 19 study programme",
        "TLEVEL": "T Level programme",
        "TLTRANS": "T Level foundation year",
        "APPRENT": "Apprenticeship",
        "SUPINTERN": "Supported internship",
        "TRAINEE": "Traineeship",
        "PARTTIME": "Part-time course",
        "OTHER": "Other",
    },
    {
        **PROGRAMME_WORDS,
        **COURSE_WORDS,
        **dict.fromkeys(("1", "01"), "STUDYPROG"),
        "30": "TLTRANS",
        "31": "TLEVEL",
        "24": "TRAINEE",
        **dict.fromkeys(("2", "02", "3", "03", "20", "21", "22", "23", "25"), "APPRENT"),
    },
    source="proposed; numbers: ILR programme type",
)

ATTENDANCE: Final = CodeList(
    "attendance",
    {"FT": "Full time", "PT": "Part time"},
    {"full-time": "FT", "fulltime": "FT", "full": "FT", "f/t": "FT", "f": "FT", "part-time": "PT", "parttime": "PT"}
    | {"part": "PT", "p/t": "PT", "p": "PT"},
    source="proposed",
)

ENROLMENT_STATUS: Final = CodeList(
    "enrolment_status",
    {
        "C": "Current",
        "G": "Guest",
        "M": "Current main",
        "S": "Current subsidiary",
        "F": "FE college",
        "O": "Other provider",
    },
    {
        "fe": "F",
        "further education college": "F",
        "other": "O",
        "single registration": "C",
        "main": "M",
        "main roll": "M",
        "subsidiary": "S",
        "main (dual registration)": "M",
    },
)

YES_NO: Final = CodeList(
    "yes_no", {"Y": "Yes", "N": "No"}, {"true": "Y", "false": "N", "1": "Y", "0": "N"}, source="proposed"
)

LANGUAGE: Final = CodeList(
    "language",
    {
        "ENG": "English",
        "ENB": "Believed to be English",
        "OTH": "Other than English",
        "OTB": "Believed to be other than English",
        "REF": "Refused",
        "NOT": "Not obtained",
    },
)

MOVEMENT: Final = CodeList("movement", {"J": "Joiner", "L": "Leaver"}, {"join": "J", "leave": "L"}, source="proposed")

LEFT_STATUS: Final = CodeList(
    "left_status",
    {
        "T": "Transferred to another authority",
        "E": "Left England",
        "A": "Upper age reached",
        "L": "EHC plan ended",
        "D": "Deceased",
    },
    {"moved": "T", "transferred": "T", "left england": "E"},
    source="NCCIS cohort status",
)

DISTRICT: Final = CodeList(
    "district", dict(DISTRICTS), {"shepway": "E07000112", "folkestone & hythe": "E07000112"}, source="ONS"
)

CODE_LISTS: Final = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            SEX,
            ETHNICITY,
            SEN,
            YEAR_GROUP,
            LEVEL,
            QUALIFICATION_TYPE,
            STUDY_PROGRAMME,
            ATTENDANCE,
            ENROLMENT_STATUS,
            YES_NO,
            LANGUAGE,
            MOVEMENT,
            LEFT_STATUS,
            DISTRICT,
        )
    }
)

LEVEL_RANKS: Final = MappingProxyType({"X": 0, "E": 1, **{str(level): level + 1 for level in range(1, 8)}})
"""Which level is the higher: the one that counts when a learner has several lines. X ranks below all others."""
