"""What each output shows of a young person with a flag. A new output without a row fails a test.

objection: the young person (16 and over), or the parent of a younger one, has objected to details beyond name, address
and birth date being passed on (source: ESA-2008). confidential: nobody is to learn where they are.
"""

from typing import Final, Literal, NamedTuple

Flag = Literal["objection", "confidential"]
FLAGS: Final[tuple[Flag, ...]] = ("objection", "confidential")
WORDS: Final[dict[Flag, str]] = {
    "objection": "Objection to details being passed on",
    "confidential": "Confidential: where they are is withheld",
}


class Shown(NamedTuple):
    """What an output shows of somebody with each of the flags."""

    objection: str
    confidential: str


_OF_THE_AUTHORITY: Final = "as of everybody: only the authority reads it"
_OWN: Final = "as of everybody: what the establishment itself sent"
_MASKED: Final = "district, school and postcode withheld, unless the account may see confidential records"
_IDS: Final = "as of everybody: id, group and code; no name, no place"
OUTPUTS: Final[dict[str, Shown]] = {
    "/people": Shown(_OF_THE_AUTHORITY, f"{_MASKED}; not found by district or establishment"),
    "/people/{person_id}": Shown(_OF_THE_AUTHORITY, _MASKED),
    "/people/{person_id}/contact": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/people/{person_id}/correct": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/people/{person_id}/flags": Shown(_OF_THE_AUTHORITY, "name alone"),
    "/guarantee/people": Shown(_OF_THE_AUTHORITY, "left out: it is a list by district and school"),
    "/lists/{collection}/of/{establishment}": Shown("name and birth date; no UPN, no ULN", "left out"),
    "/contradictions": Shown("as of everybody: name and birth date", "left out for establishments"),
    "/contradictions/{contradiction_id}": Shown("as of everybody: name and birth date", "does not exist for them"),
    "/offers": Shown(_OWN, _OWN),
    "/pupils": Shown(_OWN, _OWN),
    "/pupils/{person_id}": Shown(_OWN, _OWN),
    "/submissions/{submission_id}/difference/{change}": Shown(_OWN, _OWN),
    "reporting.status-changed.v1": Shown(_IDS, _IDS),
}
"""By the path of a page or file, or the name of a topic. Telephone numbers and e-mail addresses stand in no output."""
