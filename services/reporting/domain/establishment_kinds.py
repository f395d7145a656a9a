"""What kind of establishment a type of the national register means for the activity code: a row for each type."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.reporting.domain.activities import EstablishmentKind
from services.reporting.domain.currency import Certainty
from shared.vocabulary.establishments import Register


@dataclass(frozen=True, slots=True)
class EstablishmentType:
    """A type of establishment, by its number and name in the register (Get Information About Schools)."""

    number: int | None
    """None: no type of the register, but a name that a local list uses."""
    name: str
    kind: EstablishmentKind
    certainty: Certainty = "derived"
    source: str = "the name of the type and the label of the activity code"


_SIXTEEN_TO_NINETEEN: Final = "teaches 16 to 19 alone, as a sixth-form college does; to be confirmed by the authority"
_SECURE: Final = "young people live there by order of a court; to be confirmed by the authority"
_TRAINER: Final = "study programmes of training providers are government funded; to be confirmed by the authority"


def _types(kind: EstablishmentKind, *named: tuple[int | None, str]) -> Iterable[EstablishmentType]:
    return (EstablishmentType(number, name, kind) for number, name in named)


def _proposed(kind: EstablishmentKind, source: str, *named: tuple[int | None, str]) -> Iterable[EstablishmentType]:
    return (EstablishmentType(number, name, kind, "proposed", source) for number, name in named)


TYPES: Final[tuple[EstablishmentType, ...]] = (
    *_types(
        "school",
        (1, "Community school"),
        (2, "Voluntary aided school"),
        (3, "Voluntary controlled school"),
        (5, "Foundation school"),
        (6, "City technology college"),
        (7, "Community special school"),
        (8, "Non-maintained special school"),
        (10, "Other independent special school"),
        (11, "Other independent school"),
        (12, "Foundation special school"),
        (14, "Pupil referral unit"),
        (15, "Local authority nursery school"),
        (26, "Service children's education"),
        (28, "Academy sponsor led"),
        (30, "Welsh establishment"),
        (33, "Academy special sponsor led"),
        (34, "Academy converter"),
        (35, "Free schools"),
        (36, "Free schools special"),
        (38, "Free schools alternative provision"),
        (40, "University technical college"),
        (41, "Studio schools"),
        (42, "Academy alternative provision converter"),
        (43, "Academy alternative provision sponsor led"),
        (44, "Academy special converter"),
        (None, "School"),
        (None, "Academy"),
        (None, "Foundation"),
        (None, "Independent school"),
        (None, "Special school"),
    ),
    *_types(
        "college",
        (18, "Further education"),
        (None, "Further education college"),
        (None, "General further education college"),
        (None, "Tertiary college"),
    ),
    *_types("sixth-form college", (31, "Sixth form centres"), (None, "Sixth form college")),
    *_proposed(
        "sixth-form college",
        _SIXTEEN_TO_NINETEEN,
        (39, "Free schools 16 to 19"),
        (45, "Academy 16-19 converter"),
        (46, "Academy 16 to 19 sponsor led"),
    ),
    *_types(
        "special post-16 institution",
        (32, "Special post 16 institution"),
        (None, "Independent specialist provider"),
        (None, "Specialist college"),
    ),
    *_types("secure", (57, "Academy secure 16 to 19"), (None, "Secure school"), (None, "Young offender institution")),
    *_proposed("secure", _SECURE, (24, "Secure units")),
    *_proposed("training provider", _TRAINER, (None, "Training provider"), (None, "Independent training provider")),
    *_types(
        "other",
        (25, "Offshore schools"),
        (27, "Miscellaneous"),
        (29, "Higher education institutions"),
        (37, "British schools overseas"),
        (47, "Children's centre"),
        (48, "Children's centre linked site"),
        (49, "Online provider"),
        (56, "Institution funded by other government department"),
    ),
)
"""The numbers and names are those of the register in 2025. A name that stands nowhere here is taken for a school's."""


def kind_of_type(type_name: str) -> EstablishmentKind:
    """Return the kind that a type stands for, by its whole name or by its number in the register."""
    found = _BY_NAME.get(_tidied(type_name))
    return "school" if found is None else found.kind


def kinds_of(register: Register) -> Callable[[str], EstablishmentKind]:
    """Return the answer to "what kind of establishment is this number?"; what nobody knows is a school."""
    kinds = {number: kind_of_type(one.type) for one in register.establishments for number in one.numbers}
    return lambda number: kinds.get(number, "school")


def unknown_types(type_names: Iterable[str]) -> tuple[str, ...]:
    """Return the types that have no row, each once: learners there are taken for a school's until it has one."""
    return tuple(sorted({name for name in type_names if name.strip() and _tidied(name) not in _BY_NAME}))


def _tidied(name: str) -> str:
    """Return a name as it is looked up: hyphens, apostrophes, a plural and the case make no difference."""
    plain = name.casefold().replace("-", " ").replace("'", "").replace("\u2019", "").replace("16 to 19", "16 19")
    return " ".join(word.removesuffix("s") for word in plain.split()).lstrip("0")


def _by_name() -> Mapping[str, EstablishmentType]:
    table = {_tidied(row.name): row for row in TYPES}
    return MappingProxyType(table | {str(row.number): row for row in TYPES if row.number is not None})


_BY_NAME: Final = _by_name()
