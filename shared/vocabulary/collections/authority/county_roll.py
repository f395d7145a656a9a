"""County roll: everyone whom the authority tracks, where they live and until when; the authority's own export."""

from typing import Final

from shared.vocabulary.collections.collection import NAMES, Collection, CountingLine, uses

ROLL: Final = Collection(
    code="ROLL",
    title="County roll",
    sender="authority",
    owner="Management Information",
    channel="the authority's own systems",
    columns=uses(
        f"K1 O, P1 m:learner numbers, P3 m:learner numbers, {NAMES}, P2 O, P10 M, P11 M, P12 O, P14 O, K2 O, P15 M,"
        " E1 M, E2 O, C1 O, C2 O, C3 O, C5 M, K3 O, K4 O, K5 O, K6 O, K11 O"
    ),
    also_read=("P0",),
    signature=frozenset({"P10", "P15"}),
    signature_any=frozenset({"K1", "K2", "K3", "K4", "K5", "K6"}),
    period_rule="standing",
    dated_by=None,
    newer="replaces",
    counting_line=CountingLine(None, "the first line counts", "proposed"),
    deadlines=(),
    file_name_words=(("county", "roll"), ("roll",)),
)
