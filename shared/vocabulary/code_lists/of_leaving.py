"""Code lists about why somebody left a school and where to. The codes are proposed: no source gives any."""

from typing import Final

from shared.vocabulary.code_lists.code_list import CodeList

DESTINATION_NOT_KNOWN: Final = "D31"


def _without_zero(letter: str) -> dict[str, str]:
    """Return the spellings of the first nine codes as spreadsheets and people shorten them: D3."""
    return {f"{letter.lower()}{number}": f"{letter}0{number}" for number in range(1, 10)}


DESTINATION: Final = CodeList(
    "destination",
    {
        "D01": "Another school, Year 11 or below",
        "D02": "School sixth form",
        "D03": "Further education college",
        "D04": "Sixth form college",
        "D05": "Higher education",
        "D06": "Independent specialist provider",
        "D07": "Part-time education",
        "D08": "Apprenticeship",
        "D09": "Supported internship",
        "D10": "Traineeship",
        "D11": "Other training",
        "D12": "Work with a regulated qualification",
        "D13": "Work with other training",
        "D14": "Work without training",
        "D15": "Gap year with a place",
        "D16": "Educated at home",
        "D17": "Temporary employment",
        "D18": "Part-time employment",
        "D19": "Self-employment",
        "D20": "Re-engagement provision",
        "D21": "Voluntary work",
        "D22": "Start date agreed, participation counts",
        "D23": "Start date agreed, other",
        "D24": "Seeking employment, education or training",
        "D25": "Not ready for work or learning",
        "D26": "Young carer",
        "D27": "Teenage parent",
        "D28": "Illness or pregnancy",
        "D29": "Not available for another reason",
        "D30": "Custody",
        DESTINATION_NOT_KNOWN: "Not known",
        "D32": "Cannot be contacted or refused",
        "D33": "Moved to another authority in England",
        "D34": "Left England",
        "D35": "Deceased",
        "D36": "Refugee or asylum seeker",
    },
    {
        "unknown": DESTINATION_NOT_KNOWN,
        "fe college": "D03",
        "college": "D03",
        "sixth form": "D02",
        "university": "D05",
        "neet": "D24",
        "gap year": "D15",
        "elective home education": "D16",
        **_without_zero("D"),
    },
    source="proposed",
)

LEAVING_REASON: Final = CodeList(
    "leaving_reason",
    {
        "R01": "End of course or year",
        "R02": "Moved to another school or college",
        "R03": "Moved home",
        "R04": "Left for work or training",
        "R05": "Elective home education",
        "R06": "Permanent exclusion",
        "R07": "Withdrawn, personal",
        "R08": "Withdrawn, illness",
        "R09": "Withdrawn, attendance",
        "R10": "Custody",
        "R11": "Left England",
        "R12": "Deceased",
        "R13": "Never started",
        "R14": "Other",
        "R15": "Not known",
    },
    {"unknown": "R15", "no show": "R13", **_without_zero("R")},
    source="proposed",
)

WITHDRAWAL_REASON: Final = CodeList(
    "withdrawal_reason",
    {
        "2": "Moved to another provider",
        "3": "Injury or illness",
        "7": "Transfer agreed with the funder",
        "28": "Offenders' learning and skills service",
        "29": "Made redundant",
        "40": "New aim with the same provider",
        "41": "Transfer under a government strategy",
        "42": "Academic failure",
        "43": "Financial",
        "44": "Other personal reason",
        "45": "Written off",
        "47": "Merger of providers",
        "48": "Industry placement",
        "97": "Other",
        "98": "Not known",
    },
    {"02": "2", "03": "3", "07": "7", "unknown": "98"},
    source="ILR withdrawal reason, 2021/22; 97 from memory",
)
"""The school census has another list: 4 is financial there, 45 an exclusion."""

_OF_REGULATION_9: Final = (("9(1)(", ")"), ("9(1)", ""), ("9", ""), ("r9", ""), ("(", ")"))
"""What people write around the letter, with the number of the regulation or without."""

REMOVAL_GROUND: Final = CodeList(
    "removal_ground",
    {
        "a": "Registered at another school",
        "b": "Left nursery and not going on",
        "c": "Dual registration ended with the other school's consent",
        "d": "Attendance order changed",
        "e": "Attendance order revoked",
        "f": "Education otherwise than at school",
        "g": "No longer lives within reach",
        "h": "Did not come back from leave",
        "i": "Absent for twenty school days",
        "j": "Detention",
        "k": "Deceased",
        "l": "Over compulsory school age and not going on to the sixth form",
        "m": "Boarding fees not paid",
        "n": "Left an independent or non-maintained special school",
        "o": "Permanently excluded",
    },
    {f"{before}{letter}{after}": letter for letter in "abcdefghijklmno" for before, after in _OF_REGULATION_9},
    source="regulation 9(1) of the pupil registration regulations of 2024",
)
"""The letters of the regulations of 2006 meant other grounds and are never read as these."""
