"""Code lists about who people are, as the school census and the national return have them."""

from typing import Final

from shared.vocabulary.code_lists.code_list import CodeList
from shared.vocabulary.code_lists.ethnicities import EXTENDED_ETHNICITIES, MAIN_ETHNICITIES
from shared.vocabulary.districts import DISTRICTS

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

YES_NO: Final = CodeList(
    "yes_no", {"Y": "Yes", "N": "No"}, {"true": "Y", "false": "N", "1": "Y", "0": "N"}, source="proposed"
)

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
