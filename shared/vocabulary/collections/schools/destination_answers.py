"""Leaver destinations: what schools know of last year's leavers whom no enrolment lists, on a list sent to them."""

from datetime import date
from typing import Final

from shared.vocabulary.collections.collection import Collection, CountingLine, Deadline, uses

TEP_DEST: Final = Collection(
    code="TEP_DEST",
    title="Leaver destinations",
    sender="school",
    owner="The Education People",
    channel="Kent Choices",
    columns=uses(
        "P1 m:learner numbers, P3 m:learner numbers, P5 M, P6 M, P10 M, P15 M, V5 M, V6 O, V8 O, V9 O, C7 O, C10 O"
    ),
    also_read=("P0", "E1", "V7", "C12"),
    signature=frozenset({"V5", "P15"}),
    signature_any=frozenset({"V6", "V8", "V9"}),
    period_rule="academic_year",
    dated_by=None,
    newer="adds",
    counting_line=CountingLine(None, "the first line counts", "proposed"),
    deadlines=(
        Deadline(
            "2026-27",
            date(2026, 10, 31),
            "letter to head teachers of 6 July 2026, Appendix A: as soon as possible or by 31 October, a Saturday",
            issued_on=date(2026, 10, 9),
            remind_on=date(2026, 10, 30),
        ),
    ),
    file_name_words=(("destination",), ("leaver", "destination")),
    never_with=frozenset({"V3", "V4"}),
    aged_by=("V8",),
    oldest_taught=16,
    answers_list="leavers",
)
"""Answers add up: a school may send the list back in parts as it learns more. A line left blank answers nothing."""
