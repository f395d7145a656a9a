"""Pupil-list check: a school answers about each pupil on the list that it was sent after the roll-over.

Silence confirms nothing: a line without an answer leaves everything as it was, and the return is late while it is owed.
"""

from datetime import date
from typing import Final

from shared.vocabulary.collections.collection import PHONES, Collection, CountingLine, Deadline, RowKinds, uses

S_CHECK: Final = Collection(
    code="S_CHECK",
    title="Pupil-list check",
    sender="school",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(
        "K12 O, P1 m:learner numbers, P3 m:learner numbers, P5 M, P6 M, P10 M, P15 M, K13 O, K7 M, V1 c, V5 c, K8 O,"
        f" E1 O, E2 O, P2 O, P4 O, P7 O, P8 O, P9 O, P11 c, P12 O, P14 O, C1 c, C2 O, C3 O, C5 c, {PHONES}, J1 c, J2 O,"
        " J3 O, J4 O, L1 c, L2 c, L3 c, L4 O, L9 O, L10 c"
    ),
    also_read=("P0",),
    signature=frozenset({"K7"}),
    signature_any=frozenset(),
    period_rule="academic_year",
    dated_by=None,
    newer="adds",
    counting_line=CountingLine("V1", "the line with a date left counts, else the first", "proposed"),
    deadlines=(
        Deadline(
            "2026-27",
            date(2026, 10, 16),
            "proposed: ten working days after the list is sent out, which is after the roll-over and the enrolments;"
            " to be agreed with the authority",
            issued_on=date(2026, 10, 2),
        ),
    ),
    file_name_words=(("pupil", "list"), ("list", "check"), ("pupil", "check")),
    row_kinds=RowKinds("K7", sheets={"S_JOIN": "JOINED"}, apart=False),
    taught_in="P15",
    oldest_taught=16,
    when_needed={
        **dict.fromkeys(("V1", "V5"), "for a pupil who has left"),
        **dict.fromkeys(("P11", "C1", "C5", "J1"), "for a pupil who is not on the list and has joined"),
        **dict.fromkeys(("L1", "L2", "L3", "L10"), "for a pupil who has joined, in Year 12 or above"),
    },
)
"""Answers add up: each is about the pupils whom it names. Who joined may stand on a sheet of their own."""
