"""College joiners and leavers in one file, as their template has them: a column tells which a row is, or each kind has
a sheet of its own.

A return of its own: a newer one replaces the earlier one of the month, and never the joiners or the leavers that were
sent apart, which count beside it.
"""

from typing import Final

from shared.vocabulary.collections.collection import (
    COLLEGES_PEOPLE,
    COLLEGES_PROGRAMME_OF_SOME,
    Collection,
    CountingLine,
    RowKinds,
    uses,
)
from shared.vocabulary.collections.monthly_deadlines import OF_COLLEGES

C_JL: Final = Collection(
    code="C_JL",
    title="College joiners and leavers",
    sender="college",
    owner="Management Information",
    channel="Kent Choices",
    columns=uses(
        f"X1 M, {COLLEGES_PEOPLE}, {COLLEGES_PROGRAMME_OF_SOME}, G3 O, J1 c, J2 O, J3 O, V1 c, V2 O, V10 c, V3 O, V5 c,"
        " V6 O, V7 O, V8 O, V9 O, V11 O"
    ),
    also_read=("P0",),
    signature=frozenset({"X1"}),
    signature_any=frozenset({"E3", "L6", "L11", "V10"}),
    period_rule="month",
    dated_by=None,
    newer="replaces",
    counting_line=CountingLine(None, "of the lines of one kind the one with the latest date counts", "proposed"),
    deadlines=OF_COLLEGES,
    file_name_words=(("joiner", "leaver"), ("starter", "leaver"), ("movement",)),
    row_kinds=RowKinds("X1", sheets={"C_JOIN": "J", "C_LEAVE": "L"}, dated_by=("J1", "V1")),
    parts=("C_JOIN", "C_LEAVE"),
)
"""The letter has it sent to Management Information, and by way of Kent Choices: any way is taken."""
