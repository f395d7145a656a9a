"""Kent Choices extract: every application made through Kent Choices and what became of it; the authority's own export.

The layout of the real export is not known: columns go by aliases, states by the words of a code list, both proposed.
"""

from typing import Final

from shared.vocabulary.collections.collection import OFFER_WORDS, OFFERS_RUN_OVER, Collection, CountingLine, uses

KC_OFFER: Final = Collection(
    code="KC_OFFER",
    title="Kent Choices offers",
    sender="authority",
    owner="The Education People",
    channel="Kent Choices",
    columns=uses(
        "K9 M, P1 m:learner numbers, P3 m:learner numbers, P5 M, P6 M, P10 M, C5 O, G2 O, E1 m:providers,"
        " E3 m:providers, G7 M, G8 O, G4 c, G6 M, G5 c, G9 O, K10 O"
    ),
    also_read=("P0", "P15", "G3", "G11"),
    tolerates=frozenset({"E3", "G4", "G10"}),
    signature=frozenset({"G6", "K9"}),
    signature_any=frozenset(),
    period_rule="academic_year",
    dated_by=None,
    newer="replaces",
    counting_line=CountingLine(
        "K9", "every line counts: each is an application", "one row an application: proposed", every=True
    ),
    deadlines=(),
    file_name_words=(*OFFER_WORDS, ("kent", "choices"), ("kentchoices",)),
    runs_over=OFFERS_RUN_OVER,
    taught_in="P15",
    aged_by=("G5", "K10"),
    code_lists={"G6": "application_state"},
    when_needed=dict.fromkeys(("G4", "G5"), "for an application to which an offer was made"),
)
"""What tells lists of offers by schools and colleges stands in it too: with the year group it is an extract still.

Who is asked for the kind and the day of an offer is whoever has one: of an application there is none yet.
"""
