"""College joiners: who joined a college in the month."""

from typing import Final

from shared.vocabulary.collections.collection import (
    COLLEGES_PEOPLE,
    COLLEGES_PROGRAMME,
    Collection,
    CountingLine,
    uses,
)

C_JOIN: Final = Collection(
    code="C_JOIN",
    title="College joiners",
    sender="college",
    owner="Management Information",
    channel="Kent Choices",
    columns=uses(f"{COLLEGES_PEOPLE}, {COLLEGES_PROGRAMME}, J1 M, J2 O, J3 O"),
    also_read=("P0",),
    signature=frozenset({"J1"}),
    signature_any=frozenset({"E3", "L6", "L11"}),
    period_rule="month",
    dated_by="J1",
    newer="replaces",
    counting_line=CountingLine("J1", "the line with the latest date joined counts", "proposed"),
    deadlines=(),
    file_name_words=(("joiner",), ("starter",)),
    nil_apart=True,
)
"""It has no due date of its own: that is asked for as joiners and leavers in one file, and taken apart as well."""
