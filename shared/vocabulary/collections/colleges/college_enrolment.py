"""College enrolment: every learner of a college on its fixed dates, 16 to 19, or to 25 with a plan, of all campuses."""

from datetime import date
from typing import Final

from shared.vocabulary.collections.collection import (
    COLLEGES_PEOPLE,
    COLLEGES_PROGRAMME,
    Collection,
    CountingLine,
    Deadline,
    uses,
)

_DUE: Final = "letter to head teachers of 6 July 2026"

C_ENR: Final = Collection(
    code="C_ENR",
    title="College enrolment",
    sender="college",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(f"{COLLEGES_PEOPLE}, {COLLEGES_PROGRAMME}, G3 O"),
    also_read=("P0", "V1"),
    signature=frozenset({"L1", "L9"}),
    signature_any=frozenset({"E3", "L6", "L11"}),
    period_rule="academic_year",
    dated_by="L9",
    newer="replaces",
    counting_line=CountingLine("L1", "the line with the highest level counts", "proposed"),
    deadlines=(Deadline("2026-27", date(2026, 9, 30), _DUE), Deadline("2026-27", date(2026, 10, 30), _DUE)),
    file_name_words=(("college", "enrol"), ("enrol",)),
    never_with=frozenset({"V5", "V10"}),
)
"""A snapshot: each replaces the last of the academic year. Nobody owes one in February; it is taken all the same."""
