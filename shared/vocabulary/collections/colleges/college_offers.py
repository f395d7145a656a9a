"""September Guarantee, colleges: all offers of places made so far, sent again and again from March to August."""

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

_DUE: Final = "letter to head teachers of 6 July 2026: 31 March, then the last working day of May, June, July, August"

C_SG: Final = Collection(
    code="C_SG",
    title="September Guarantee offers by colleges",
    sender="college",
    owner="Management Information",
    channel="Perspective Lite",
    columns=uses(
        "E3 M, E4 O, E5 O, P3 m:learner numbers, P1 m:learner numbers, P4 O, P5 M, P6 M, P7 O, P9 O, P10 M, P11 O,"
        " C1 O, C5 M, C6 O, C7 O, C8 O, C10 O, C12 O, G10 M, G2 m:current school, G3 m:current school, G4 M, G5 M,"
        " G6 O, G7 M, G8 M, G9 O, G11 O"
    ),
    also_read=("P0",),
    signature=frozenset({"G4", "G10", "E3"}),
    signature_any=frozenset(),
    period_rule="academic_year",
    dated_by=None,
    newer="replaces, asking",
    counting_line=CountingLine("G4", "the line with the firmer offer counts", "one offer a sender: proposed"),
    deadlines=tuple(
        Deadline("2026-27", due_on, _DUE)
        for due_on in (
            date(2027, 3, 31),
            date(2027, 5, 28),
            date(2027, 6, 30),
            date(2027, 7, 30),
            date(2027, 8, 31),
        )
    ),
    file_name_words=OFFER_WORDS,
    never_with=OF_ENROLMENTS,
    runs_over=OFFERS_RUN_OVER,
    taught_in="G10",
    aged_by=("G5",),
)
"""The action column of the letter asks for the last day of each month from March to September: a list in April or in
September is taken and nobody is chased for it."""
