"""Code lists about what people learn and how they are enrolled."""

from types import MappingProxyType
from typing import Final

from shared.vocabulary.code_lists.code_list import CodeList
from shared.vocabulary.code_lists.programme_words import COURSE_WORDS, PROGRAMME_WORDS

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

FUNDING_MODEL: Final = CodeList(
    "funding_model",
    {
        "10": "Community learning",
        "25": "16 to 19",
        "35": "Adult skills",
        "36": "Apprenticeships",
        "70": "European Social Fund",
        "81": "Other adult",
        "82": "Other 16 to 19",
        "99": "Not funded",
    },
    {"none": "99"},
    source="ILR funding model, an older list; 36 and the label of 82 from memory",
)

MOVEMENT: Final = CodeList(
    "movement",
    {"J": "Joiner", "L": "Leaver"},
    {
        **dict.fromkeys(("join", "joined", "joiners", "new joiner", "starter", "new starter", "new"), "J"),
        **dict.fromkeys(("leave", "left", "leavers"), "L"),
    },
    source="proposed",
)

LEVEL_RANKS: Final = MappingProxyType({"X": 0, "E": 1, **{str(level): level + 1 for level in range(1, 8)}})
"""Which level is the higher: the one that counts when a learner has several lines. X ranks below all others."""
