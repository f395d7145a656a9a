"""School post-16 enrolment: every learner of post-statutory age on the main roll, once a year."""

from datetime import date
from typing import Final

from shared.vocabulary.collections.collection import NAMES, PHONES, Collection, CountingLine, Deadline, uses

S_ENR: Final = Collection(
    code="S_ENR",
    title="School post-16 enrolment",
    sender="school",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(
        f"E1 M, E2 O, P1 M, P3 m:learner numbers, P4 O, {NAMES}, P10 M, P11 M, P15 M, P12 O, P14 O, C1 M, C2 O, C3 O,"
        f" C5 M, {PHONES}, L1 M, L2 M, L3 M, L4 O, L5 O, L7 M, L8 O, L9 M, L10 M, J4 O"
    ),
    also_read=("P0", "V1"),
    signature=frozenset({"L1", "L9"}),
    signature_any=frozenset(),
    period_rule="academic_year",
    dated_by="L9",
    newer="replaces",
    counting_line=CountingLine("L1", "the line with the highest level counts", "KELSI page Tracking Young People"),
    deadlines=(Deadline("2026-27", date(2026, 9, 18), "letter to head teachers of 6 July 2026"),),
    tolerates=frozenset({"J1"}),
    file_name_words=(("post", "16", "enrol"), ("post16", "enrol"), ("sixth", "enrol"), ("enrol",)),
    taught_in="P15",
    oldest_taught=17,
)
