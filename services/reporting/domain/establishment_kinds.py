"""What kind of establishment a type in the register means for the activity code: a table of words."""

from typing import Final

from services.reporting.domain.activities import EstablishmentKind

KINDS: Final[tuple[tuple[str, EstablishmentKind], ...]] = (
    ("special post", "special post-16 institution"),
    ("specialist college", "special post-16 institution"),
    ("sixth form college", "sixth-form college"),
    ("sixth form centre", "sixth-form college"),
    ("further education", "college"),
    ("higher education", "other"),
    ("training provider", "other"),
)
"""First match wins; the words are those of the national register's types. Whatever is not here is a school."""


def kind_of_type(type_name: str) -> EstablishmentKind:
    """Return the kind that a type stands for; special schools, academies and the like are schools."""
    words = " ".join(type_name.casefold().replace("-", " ").split())
    return next((kind for beginning, kind in KINDS if beginning in words), "school")
