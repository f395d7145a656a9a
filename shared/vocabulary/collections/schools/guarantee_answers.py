"""September Guarantee, part 2: what schools know of their pupils without a recorded offer, on a list sent to them."""

from datetime import date
from typing import Final

from shared.vocabulary.collections.collection import (
    OF_ENROLMENTS,
    OFFER_WORDS,
    OFFERS_RUN_OVER,
    Collection,
    CountingLine,
    Deadline,
    uses,
)

TEP_SG2: Final = Collection(
    code="TEP_SG2",
    title="September Guarantee part 2 answers",
    sender="school",
    owner="The Education People",
    channel="Kent Choices",
    columns=uses(
        "P1 m:learner numbers, P3 m:learner numbers, P5 M, P6 M, P10 M, P15 M, G4 M, G7 O, G12 c, V5 O, V6 O, C7 O,"
        " C10 O"
    ),
    also_read=("P0", "E1", "C12"),
    signature=frozenset({"G4", "P15"}),
    signature_any=frozenset({"G12", "V5"}),
    period_rule="academic_year",
    dated_by=None,
    newer="adds",
    counting_line=CountingLine("G4", "the line with the firmer offer counts", "proposed"),
    deadlines=(
        Deadline(
            "2026-27",
            date(2027, 6, 30),
            "letter to head teachers of 6 July 2026, Appendix A",
            issued_on=date(2027, 6, 8),
        ),
    ),
    file_name_words=OFFER_WORDS,
    never_with=OF_ENROLMENTS,
    runs_over=OFFERS_RUN_OVER,
    taught_in="P15",
    oldest_taught=16,
    answers_list="without an offer",
    when_needed={"G12": "for somebody without an offer"},
)
"""Answers add up: a school may send the list back in parts as it learns more."""
