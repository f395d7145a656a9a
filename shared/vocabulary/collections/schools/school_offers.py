"""September Guarantee, schools: offers of places to own and external applicants of Years 11 and 12, once a year."""

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

_DUE: Final = "letter to head teachers of 6 July 2026; Appendix A has the date once for each way"

S_SG: Final = Collection(
    code="S_SG",
    title="September Guarantee offers by schools",
    sender="school",
    owner="Management Information",
    channel="Kent Choices",
    columns=uses(
        "E1 M, E2 O, P1 M, P3 O, P5 M, P6 M, P7 O, P9 O, P10 M, P11 O, C5 M, C7 O, C8 O, C10 O, C12 O, G10 M, G1 M,"
        " G2 c, G3 c, G4 M, G5 O, G6 O, G7 M, G8 O, G9 O, G11 O"
    ),
    also_read=("P0",),
    signature=frozenset({"G4", "G10"}),
    signature_any=frozenset(),
    period_rule="academic_year",
    dated_by=None,
    newer="replaces",
    counting_line=CountingLine("G4", "the line with the firmer offer counts", "one offer a sender: proposed"),
    deadlines=(
        Deadline("2026-27", date(2027, 4, 30), _DUE, route="Kent Choices"),
        Deadline("2026-27", date(2027, 4, 30), _DUE, route="Perspective Lite"),
    ),
    file_name_words=OFFER_WORDS,
    never_with=OF_ENROLMENTS,
    runs_over=OFFERS_RUN_OVER,
    taught_in="G10",
    aged_by=("G5",),
    oldest_taught=16,
    when_needed=dict.fromkeys(("G2", "G3"), "one of the two, for an applicant from elsewhere"),
)
"""The letter asks for Year 11 and rolls a school's own Year 12 over; its appendix asks for internal and external
applicants of both years. Year 12 rows are taken, and expected of external applicants (docs/sources.md)."""
