"""School joiners: who joined a school in the month; Year 10 and above, Year 9 is taken too."""

from typing import Final

from shared.vocabulary.collections.collection import (
    COURSE_WHEN,
    NAMES,
    PHONES,
    Collection,
    CountingLine,
    uses,
)
from shared.vocabulary.collections.monthly_deadlines import OF_SCHOOLS

S_JOIN: Final = Collection(
    code="S_JOIN",
    title="School joiners",
    sender="school",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(
        f"E1 M, E2 O, P1 M, P2 O, P3 O, P4 O, {NAMES}, P10 M, P11 M, P15 M, P12 O, P14 O, C1 M, C2 O, C3 O, C5 M,"
        f" {PHONES}, J1 M, J2 O, J3 O, J4 O, L1 c, L2 c, L3 c, L4 O, L9 O, L10 c"
    ),
    also_read=("P0",),
    signature=frozenset({"J1"}),
    signature_any=frozenset(),
    period_rule="month",
    dated_by="J1",
    newer="replaces",
    counting_line=CountingLine("J1", "the line with the latest date joined counts", "proposed"),
    deadlines=OF_SCHOOLS,
    file_name_words=(("joiner",), ("starter",)),
    oldest_taught=15,
    when_needed=dict.fromkeys(("L1", "L2", "L3", "L10"), COURSE_WHEN),
)
"""Joiners of different months add up, for each month is a return of its own; within a month a newer file replaces."""
