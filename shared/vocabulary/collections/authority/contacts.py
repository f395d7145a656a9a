"""Contacts: how the trackers kept in touch with young people, entered one by one on a page or sent as a file."""

from typing import Final

from shared.vocabulary.collections.collection import Collection, CountingLine, uses

CONTACT: Final = Collection(
    code="CONTACT",
    title="Contacts by trackers",
    sender="authority",
    owner="The Education People",
    channel="the authority's own systems",
    columns=uses(
        "K1 O, P1 m:learner numbers, P3 m:learner numbers, P5 M, P6 M, P10 M, C5 O, T1 M, T2 M, T3 M, T4 O, T5 O, T6 O,"
        " T7 O, T8 O, T9 O, K11 O"
    ),
    also_read=("P0",),
    signature=frozenset({"T1"}),
    signature_any=frozenset({"T2", "T3"}),
    period_rule="own",
    dated_by=None,
    newer="adds",
    counting_line=CountingLine(None, "every line counts: each is a contact", "proposed", every=True),
    deadlines=(),
    file_name_words=(("contacts",), ("contact", "log"), ("tracker", "contact")),
)
"""Each file is a return of its own: contacts of one file never take the place of those of another."""
