"""School joiners and leavers in one file, as the letter's one template has them: a column tells which a row is, or each
kind has a sheet of its own.

A return of its own: a newer one replaces the earlier one of the month, and never the joiners or the leavers that were
sent apart, which count beside it.
"""

from typing import Final

from shared.vocabulary.collections.collection import NAMES, PHONES, Collection, CountingLine, RowKinds, uses

S_JL: Final = Collection(
    code="S_JL",
    title="School joiners and leavers",
    sender="school",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(
        f"X1 M, E1 M, E2 O, P1 M, P2 O, P3 O, P4 O, {NAMES}, P10 M, P11 M, P15 M, P12 O, P14 O, C1 c, C2 O, C3 O, C5 c,"
        f" {PHONES}, J1 c, J2 O, J3 O, J4 O, V1 c, V2 O, V3 c, V4 c, V5 c, V6 c, V7 O, V8 O, V9 O, V11 O, L1 c, L2 c,"
        " L3 c, L4 O, L9 O, L10 c"
    ),
    also_read=("P0",),
    signature=frozenset({"X1"}),
    signature_any=frozenset({"J1", "V1"}),
    period_rule="month",
    dated_by=None,
    newer="replaces",
    counting_line=CountingLine(None, "of the lines of one kind the one with the latest date counts", "proposed"),
    deadlines=(),
    file_name_words=(("joiner", "leaver"), ("starter", "leaver"), ("movement",)),
    row_kinds=RowKinds("X1", sheets={"S_JOIN": "J", "S_LEAVE": "L"}, dated_by=("J1", "V1")),
    parts=("S_JOIN", "S_LEAVE"),
)
"""It has no due date of its own: it answers for the joiners and the leavers of its month."""
