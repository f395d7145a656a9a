"""How senders head their columns: aliases of every column, and the way a header is brought into one form."""

import re
from collections.abc import Collection as Ids
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from shared.vocabulary.cell_text import tidy
from shared.vocabulary.columns import COLUMNS

ALIASES: Final[dict[str, str]] = {
    "E1": "dfe number, dfe no, dfe num, dfes number, dcsf number, laestab, la estab, la establishment number, "
    "establishment number, school number, estab, dfe, school dfe number, dfe code, laestab number, "
    "dfe establishment number",
    "E2": "school, establishment, establishment name, name of school",
    "E3": "uk prn, provider ukprn, college ukprn, provider reference number, uk provider reference number, "
    "provider number",
    "E4": "college, provider name, provider, name of college",
    "E5": "site, campus name, college site, delivery site, delivery location, location",
    "P0": "name, full name, student name, pupil name, learner name, student, pupil",
    "P1": "upn, unique pupil number, pupil number, upn number, upn no, u p n, current upn",
    "P2": "previous upn, old upn",
    "P3": "uln, unique learner number, learner number, miap uln, uln number, uln no, u l n",
    "P4": "admission number, adno, adm no, admission no, learner ref, learnrefnumber, student id, student ref, "
    "college id, student number, learner reference number, school id, mis id, sims id, roll number",
    "P5": "legal surname, surname, last name, surname legal, family name, familyname, legal last name",
    "P6": "legal forename, forename, first name, forename legal, christian name, given name, given names, givennames, "
    "legal first name, forenames, first forename, forename 1, first, 1st name",
    "P7": "middle name, middle names, other names, middle, second name, second forename, forename 2, other forenames",
    "P8": "preferred last name, chosen surname",
    "P9": "preferred forename, known as, preferred name, chosen name, preferred first name",
    "P10": "date of birth, dob, d o b, birth date, birthdate, birthday, born, born on",
    "P11": "sex, gender, legal sex, m f",
    "P12": "ethnicity code, ethnic origin, ethnicity, ethnic code",
    "P13": "language, home language",
    "P14": "sen, sen status, send, sen stage, sen provision code, sen need",
    "P15": "nc year group, ncy, nc year, year group, year, yr, year taught in, nc year actual, curriculum year, "
    "yr group, national curriculum year, national curriculum year group, curriculum year group, current year group, "
    "nat curr year",
    "C1": "address, address 1, address line1, street, house and street, home address, home address line 1, "
    "street address, first line of address, addline1",
    "C2": "address 2, address line2, locality",
    "C3": "post town, city, address 3, address line 3",
    "C5": "postcode, post code, pcode, zip, home postcode, postal code, address postcode",
    "C6": "home phone, home tel, telephone, phone, telephone number, phone number, home telephone number, landline, "
    "telno",
    "C7": "student mobile, mobile, mobile number, mobile phone, yp mobile, pupil mobile, learner mobile, mobile no, "
    "mobile phone number, mob, personal mobile",
    "C8": "email, email address, e mail, student e mail, pupil email, learner email, personal email",
    "C9": "parent name, carer name, parent or carer name, contact 1 name, parent carer",
    "C10": "parent carer telephone, parent mobile, contact 1 phone, emergency contact, parental contact number, "
    "parent telephone, parent phone, carer telephone, parent carer mobile, parent carer phone",
    "C11": "parent email, carer email, contact 1 email, parent carer e mail",
    "C12": "objection, opt out, data sharing opt out, opted out, objection to data sharing, objects to data sharing, "
    "objects, objected, objection to sharing, opt out of data sharing, sharing objection",
    "L1": "level, qualification level, nvq level, notional level, highest level, level of study, "
    "highest qualification level",
    "L2": "type of qualification, qual type, qualification family",
    "L3": "qualification, qualifications, subjects, subject, course, course title, course name, programme title",
    "L4": "qan, qn, qualification number, learning aim reference, learnaimref, aim ref, learning aim ref, learning aim",
    "L5": "programme, programme type, study programme type, progtype",
    "L6": "core aim title, main aim, main qualification, course, course title, course name, programme title",
    "L7": "mode of attendance, ft pt, full time part time, mode, full or part time, full part time",
    "L8": "hours, planned learning hours, planned hours per year, glh, annual planned hours, total planned hours",
    "L9": "start date, course start date, learnstartdate, programme start, programme start date, date started, "
    "start, course start",
    "L10": "planned end date, expected end date, course end date, learnplanenddate, end date, programme end date, "
    "planned end, expected end, anticipated end date, planned course end date",
    "L11": "fundmodel, funding, fund model, funding model code",
    "X1": "joiner or leaver, joiner leaver, movement type",
    "J1": "date joined, doa, date of admission, date of entry, joining date, start date",
    "J2": "previous school, last school",
    "J3": "previous dfe number, previous ukprn",
    "J4": "status, enrol status, registration status, enrolment",
    "V1": "date left, date of leaving, dol, leaving date, end date, actual end date, left date, left, leave date, "
    "last day on roll, date off roll, off roll date, date removed from roll, departure date, learnactenddate",
    "V3": "reason for leaving, leaving reason, reason, reason left",
    "V5": "destination, destination after leaving, known destination, next destination, destination code, "
    "destination type, leaver destination, leavers destination",
    "V6": "destination provider, destination establishment, destination school college",
    "V10": "withdrawreason, withdraw reason, reason for withdrawal, withdrawal code, withdrawal",
    "G1": "applicant, internal external, internal or external, type of applicant, int ext",
    "G2": "current school number, current dfe number, current school dfe, current school laestab, "
    "school dfe number, school number, dfe number, dfe no, laestab",
    "G3": "current school, school attended, present school, feeder school, school, school name, name of school",
    "G4": "offer type, type of offer, offer status, offer guaranteed or conditional, conditional unconditional, "
    "guaranteed or conditional, offer",
    "G5": "date of offer, date offered, offer made on, date offer made",
    "G6": "offer outcome, applicant response, response, application status, application state, reply",
    "G7": "offered course, course applied for, programme offered, subjects offered, course, course title, course name",
    "G8": "offered level, level of offer, level of course, level, course level",
    "G9": "proposed start date, date of start, course start date, start date",
    "G10": "offer year group, year group, nc year group, year, ncy, nc year, current year group",
    "G11": "offer conditions, conditions of offer, entry conditions",
    "G12": "reason for no offer, reason no offer, guarantee status, september guarantee status, why none",
    "K9": "application number, application reference, application ref, application no",
    "K10": "last changed, changed on, date changed, updated at, last updated",
    "K1": "authority number, core id, yp id, person id, client number",
    "K2": "ehcp in force until, ehcp end date, ehcp",
    "K3": "district name, district code, lad",
    "K4": "characteristic codes, characteristic",
    "K5": "moved in, date moved in",
    "K6": "left scope, date left scope",
    "K7": "answer, check answer, list check, pupil check, correct left joined, correct or left, your answer",
    "K8": "comments, remarks",
    "T1": "date of contact, contacted on, contact on, date contacted, date of call",
    "T2": "contact method, method, method of contact, contact channel, contact type, type of contact",
    "T3": "contact outcome, outcome of contact, result, contact result",
    "T4": "spoke to, spoken to, who answered, contact with",
    "T5": "activity, current activity, activity learnt, nccis code, nccis activity, current activity code",
    "T6": "in activity since, activity start, activity start date, activity from",
    "T7": "activity end, activity end date, activity to, predicted end date",
    "T8": "contact notes, contact note, notes of contact, conversation, details of contact",
    "T9": "review on, next review, next contact, next contact date, review due",
    "K12": "token, line token, line number of the list",
    "K13": "status on our roll, recorded status",
    "K11": "cohort status, left status",
}
"""Aliases in normalised form, most usual first. One that names several columns is settled by the collection."""

_BRACKETS: Final = re.compile(
    r"\((?:m|o|mandatory|optional|required|if applicable|one needed[^)]*|dd[^)]*|yyyy[^)]*)\)"
)
_HINTS: Final = re.compile(r"\b(?:dd\s*/\s*mm\s*/\s*(?:yy){1,2}|dd-mm-(?:yy){1,2}|yyyy-mm-dd)\b")
_PLURAL: Final = re.compile(r"(?<=\w)(?:\((?:e?s)\)|/s\b)")
_POSSESSIVE: Final = re.compile(r"(?<=\w)'s\b|(?<=s)'(?=\s|$)")
_NUMBERED: Final = re.compile(r"^(?:column\s*)?(?:[0-9]{1,2}|[a-z])\s*[.):]\s*(?=[a-z]{2})")
"""1. Surname, B) Forename, Column 5: UPN."""
_SHORT: Final = r"(?:[a-z]{1,2}|[0-9]{1,2})"
_NOTES: Final = re.compile(
    r"[(\[{]\s*(?:[^)\]}]*\b(?:characters?|chars|digits?|letters|format)\b[^)\]}]*|"
    rf"{_SHORT}(?:\s*(?:[/,–-]|\bor\b|\band\b|\bto\b)\s*{_SHORT})+|"
    r"(?:e\.?\s?g\b|for example|as (?:on|in|per|shown)|if (?:any|known|held|available|applicable))[^)\]}]*|"
    r"required|mandatory|optional|essential|compulsory|annual|per year)\s*[)\]}]|"
    r"\b(?:y\s*/\s*n|yes\s*/\s*no|dd[. ]mm[. ](?:yy){1,2})\s*$"
)
"""Words for how a column is filled, and not what it is."""
_ALTERNATIVES: Final = re.compile(r"\s*/\s*|\s+or\s+|[(\[{]|[)\]}]")
_OBJECTING: Final = re.compile(
    r"\bobject(?:s|ed|ing|ions?)?\b|\bopt(?:s|ed|ing)?[ -]*out\b.*\b(?:data|sharing|information|contact|gdpr)\b|"
    r"\b(?:data|sharing|information|contact|gdpr)\b.*\bopt(?:s|ed|ing)?[ -]*out\b"
)
_NOT_OBJECTING: Final = re.compile(r"\b(?:no|not|without)\b")
_SAME_WORDS: Final = MappingProxyType(
    {
        **dict.fromkeys(("no", "num", "nos", "nr"), "number"),
        **dict.fromkeys(("tel", "telephone"), "phone"),
        "grp": "group",
        "yr": "year",
        "qual": "qualification",
        "ref": "reference",
        "addr": "address",
        "mob": "mobile",
        "adm": "admission",
        "nat": "national",
        "curr": "curriculum",
        "stud": "student",
    }
)
_OF_NO_ACCOUNT: Final = frozenset({"of", "the", "for", "to", "a", "an", "in", "and", "is", "has"})
_LEARNERS: Final = frozenset({"pupil", "student", "learner", "yp", "person", "young", "candidate", "child"})
_PUNCTUATION: Final = re.compile(r"[^\w]+|_+")
_THE_LEARNERS: Final = re.compile(
    r"^(?:the )?(?:pupil|student|learner|child|candidate|young person|yp|applicant)s? |"
    r" (?:of|for) (?:the )?(?:pupil|student|learner|child|candidate|young person|yp|applicant)s?$"
)
_OF_OTHERS: Final = re.compile(
    r"\b(?:parent|carer|guardian|mother|father|mum|dad|step ?mother|step ?father|emergency|next of kin|kin|sibling|"
    r"contact [0-9]|priority contact|responsible adult|tutor|teacher|mentor|employer|referrer|social worker|gp|doctor|"
    r"agent|submitted by|completed by)s?\b"
)


def normalise_header(text: str) -> str:
    """Return a header as words alone: in order as cells are, lower case, no marks, hints or plurals in brackets."""
    return _normalised(text, plural="")


def _normalised(text: str, plural: str) -> str:
    lowered = _POSSESSIVE.sub("", tidy(text).casefold())
    plain = _HINTS.sub(" ", _BRACKETS.sub(" ", _PLURAL.sub(plural, lowered)))
    return " ".join(_PUNCTUATION.sub(" ", plain).split())


def _by_header() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for column in COLUMNS:
        found.setdefault(normalise_header(column.header), []).append(column.id)
    for column_id, aliases in ALIASES.items():
        for alias in aliases.split(","):
            ids = found.setdefault(normalise_header(alias), [])
            if column_id not in ids:
                ids.append(column_id)
    return {header: tuple(ids) for header, ids in found.items()}


_COLUMNS_BY_HEADER: Final = _by_header()
_COLUMNS_BY_LETTERS: Final = {header.replace(" ", ""): ids for header, ids in reversed(_COLUMNS_BY_HEADER.items())}
"""The same with joined words: Firstname, DateOfBirth."""


def _words(plain: str) -> frozenset[str]:
    """Return the words of a header in whatever order, in the singular, with short words written out."""
    words = (_SAME_WORDS.get(word, word) for word in plain.split())
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in words) - _OF_NO_ACCOUNT


def _by_words() -> dict[frozenset[str], tuple[str, ...]]:
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for header, ids in _COLUMNS_BY_HEADER.items():
        found.setdefault(_words(header), ids)
    return found


_COLUMNS_BY_WORDS: Final = _by_words()
_LETTERS_MIN: Final = 5
_WHOSE: Final = ("pupil", "student", "learner", "pupils", "students", "learners")


@lru_cache(maxsize=4096)
def columns_for_header(header: str) -> tuple[str, ...]:
    """Return the ids of every column that the header may mean, likeliest first; empty when it is none of ours.

    That a heading is the pupil's (student's, learner's) needs no word. A parent's or a carer's never is.
    """
    as_it_stands = _COLUMNS_BY_HEADER.get(header.lower())
    if as_it_stands is not None:
        return as_it_stands
    if "%" in header:  # a share of something: Attendance %
        return ()
    plurals = ("", "s") if _PLURAL.search(header) else ("",)
    forms = (_normalised(header, plural) for plural in plurals)
    ids = next((ids for plain in forms if (ids := _known(plain) or _known(_THE_LEARNERS.sub("", plain, count=1)))), ())
    return ids or _in_other_words(header)


def _in_other_words(header: str) -> tuple[str, ...]:
    """Return the columns of a header whose words stand in another order or form, or stand there twice."""
    lowered = _NOTES.sub(" ", _NUMBERED.sub("", tidy(header).casefold()))
    ids = _by_its_words(lowered)
    parts = [part for part in _ALTERNATIVES.split(lowered) if part and part.strip()]
    if ids or len(parts) < 2:
        return ids
    meanings = [_by_its_words(part) for part in parts]
    return meanings[0] if len({meaning[:1] for meaning in meanings}) == 1 else ()


def _by_its_words(lowered: str) -> tuple[str, ...]:
    plain = _normalised(lowered, plural="")
    words = _words(plain)
    return (
        _known(plain) or _COLUMNS_BY_WORDS.get(words) or _COLUMNS_BY_WORDS.get(words - _LEARNERS, ()) if words else ()
    )


def _known(plain: str) -> tuple[str, ...]:
    ids = _COLUMNS_BY_HEADER.get(plain)
    if ids is None and len(letters := plain.replace(" ", "")) >= _LETTERS_MIN:
        forms = (letters, *(letters.removeprefix(whose) for whose in _WHOSE))
        ids = next((_COLUMNS_BY_LETTERS[form] for form in forms if form in _COLUMNS_BY_LETTERS), None)
    return ids or ()


def is_of_another(header: str) -> bool:
    """Return whether a header is about somebody else than the learner: a parent, an emergency contact, a teacher."""
    return _OF_OTHERS.search(normalise_header(header)) is not None


def speaks_of_objection(header: str) -> bool:
    """Return whether a header speaks of somebody's objecting, in whatever words; not of there being no objection."""
    lowered = tidy(header).casefold()
    return _OBJECTING.search(lowered) is not None and _NOT_OBJECTING.search(lowered) is None


def find_column(header: str, among: Ids[str]) -> str | None:
    """Return the id that the header means among these columns, in their own order of preference, or None."""
    candidates = columns_for_header(header)
    return next((column_id for column_id in candidates if column_id in among), None)
