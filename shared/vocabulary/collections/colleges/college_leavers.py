"""College leavers: who left a college in the month, why and where to."""

from typing import Final

from shared.vocabulary.collections.collection import COLLEGES_PEOPLE, Collection, CountingLine, uses

_PEOPLE: Final = COLLEGES_PEOPLE.replace("C1 M", "C1 O")

C_LEAVE: Final = Collection(
    code="C_LEAVE",
    title="College leavers",
    sender="college",
    owner="Management Information",
    channel="Kent Choices",
    columns=uses(
        f"{_PEOPLE}, V1 M, V2 O, V10 c, V3 O, V5 M, V6 O, V7 O, V8 O, V9 O, V11 O, L5 O, L6 O, L4 O, L1 O, L9 O"
    ),
    also_read=("P0",),
    signature=frozenset({"V1"}),
    signature_any=frozenset({"E3", "L6", "V10"}),
    period_rule="month",
    dated_by="V1",
    newer="replaces",
    counting_line=CountingLine("V1", "the line with the latest date left counts", "proposed"),
    deadlines=(),
    file_name_words=(("leaver",),),
    when_needed={"V10": "unless a reason for leaving is given"},
    nil_apart=True,
)
"""It has no due date of its own: that is asked for as joiners and leavers in one file, and taken apart as well."""
