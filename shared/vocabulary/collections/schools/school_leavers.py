"""School leavers: who left a school in the month, why and where to; Year 10 and above, Year 9 is taken too."""

from typing import Final

from shared.vocabulary.collections.collection import NAMES, PHONES, Collection, CountingLine, uses
from shared.vocabulary.collections.monthly_deadlines import OF_SCHOOLS

S_LEAVE: Final = Collection(
    code="S_LEAVE",
    title="School leavers",
    sender="school",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(
        f"E1 M, E2 O, P1 M, P3 O, P4 O, {NAMES}, P10 M, P11 M, P15 M, P14 O, C1 O, C2 O, C3 O, C5 M, {PHONES},"
        " V1 M, V2 O, V3 M, V4 c, V5 M, V6 c, V7 O, V8 O, V9 O, V11 O, L1 O, L3 O"
    ),
    also_read=("P0",),
    signature=frozenset({"V1"}),
    signature_any=frozenset({"V3", "V5"}),
    period_rule="month",
    dated_by="V1",
    newer="replaces",
    counting_line=CountingLine("V1", "the line with the latest date left counts", "proposed"),
    deadlines=OF_SCHOOLS,
    file_name_words=(("leaver",),),
    oldest_taught=15,
    when_needed={
        "V4": "for a pupil of compulsory school age",
        "V6": "for a destination that is a place of learning or training, D01 to D08 and D11",
    },
)
"""Leavers of different months add up, for each month is a return of its own; within a month a newer file replaces."""
