"""Why somebody is counted in a later snapshot and not in an earlier one, or the other way round: one reason each."""

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.claims import Role
from services.reporting.domain.scopes import HEADLINE_YEARS
from services.reporting.domain.snapshots.line import Line, SnapshotLine

_NO_CLAIM: Final = "no_current_claim"
"""The rule of the status of somebody of whom nobody says what they do."""


class Position(NamedTuple):
    """What of somebody in a snapshot a movement looks at: columns of `snapshot_people`, in this order."""

    line: Line
    status_group: str
    code: str | None
    lapsed: bool
    in_denominator: bool
    district: str | None
    year_group: int | None
    on_roll: bool
    rule: str
    establishment: str | None
    collection: str | None
    verified_on: date | None
    decided_generation_id: int | None
    decided_ordinal: int | None


class Change(NamedTuple):
    """One person in both snapshots; None: nobody knew of them there."""

    before: Position | None
    after: Position | None
    known_on: date
    """London date of the instant by which the earlier snapshot was known."""


class MovementReason(NamedTuple):
    """One reason; the first in the table that holds is the person's."""

    key: str
    title: str
    holds: Callable[[Change], bool]


def position_of(line: SnapshotLine) -> Position:
    """Return what a movement looks at."""
    return Position(*(getattr(line, name) for name in Position._fields))


def _line(position: Position | None) -> Line | None:
    return None if position is None else position.line


def _came(change: Change) -> bool:
    return _line(change.before) != "headline" and _line(change.after) == "headline"


def _went(change: Change) -> bool:
    return _line(change.before) == "headline" and _line(change.after) != "headline"


def _grew_in(change: Change) -> bool:
    return _came(change) and _line(change.before) == "younger"


def _grew_out(change: Change) -> bool:
    after = change.after
    if not _went(change) or after is None:
        return False
    past = after.year_group is not None and after.year_group > HEADLINE_YEARS[-1]
    return past and (after.line in ("older", "older with plan") or after.rule == "past_the_last_tracked_year")


def _age_learnt(change: Change) -> bool:
    return "age not known" in (_line(change.before), _line(change.after)) and (_came(change) or _went(change))


def _newly_decided(change: Change) -> bool:
    """Another row decides than before; so what is said is newer, and not only the day."""
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return (before.decided_generation_id, before.decided_ordinal) != (
        after.decided_generation_id,
        after.decided_ordinal,
    )


def _by(*roles: Role) -> Callable[[Change], bool]:
    wanted = frozenset(roles)

    def holds(change: Change) -> bool:
        after = change.after
        if after is None or after.collection is None or not _newly_decided(change):
            return False
        return not wanted.isdisjoint(KIND_OF_COLLECTION[after.collection].roles)

    return holds


def _moved_district(change: Change) -> bool:
    before, after = change.before, change.after
    return before is not None and after is not None and before.district != after.district


def _custody(change: Change) -> bool:
    before, after = change.before, change.after
    return before is not None and after is not None and before.in_denominator != after.in_denominator


def _lapsed(change: Change) -> bool:
    after = change.after
    return after is not None and after.lapsed


def _counted_later(change: Change) -> bool:
    """The row that decides had been received by then, and did not count yet: it was matched, settled or let through."""
    after = change.after
    received = None if after is None else after.verified_on
    return _newly_decided(change) and received is not None and received <= change.known_on


def _learns(change: Change) -> bool:
    after = change.after
    return after is not None and after.establishment is not None and _by("learning")(change)


def _no_longer_reported(change: Change) -> bool:
    """Nothing is current, and nothing lapsed: what decides is the roll, which says nothing of what they do."""
    before, after = change.before, change.after
    if before is None or before.collection is None or before.rule == _NO_CLAIM:
        return False
    return after is None or after.collection is None or after.rule == _NO_CLAIM


REASONS: Final = (
    MovementReason("grew-in", "Turned of age: Year 12 began", _grew_in),
    MovementReason("grew-out", "Past Year 13", _grew_out),
    MovementReason("age-learnt", "Age became known, or is known no longer", _age_learnt),
    MovementReason("moved-in", "Came onto the county roll, or back into its care", _came),
    MovementReason("moved-out", "Left the county roll, or its care", _went),
    MovementReason("moved-district", "Moved between districts", _moved_district),
    MovementReason("custody", "Into custody or out of it, where nobody is counted", _custody),
    MovementReason("corrected", "Corrected by the authority", _by("correction")),
    MovementReason("contacted", "A tracker reached them", _by("contact")),
    MovementReason("answered", "A school answered about them", _by("answer")),
    MovementReason("lapsed", "Lapsed: nobody confirmed it in time", _lapsed),
    MovementReason("said-no-more", "Nothing that counts says so any more", _no_longer_reported),
    MovementReason("counted-later", "Had been sent before, and was matched or let through since", _counted_later),
    MovementReason("enrolled", "Enrolled, or began to learn", _learns),
    MovementReason("left", "A school or college says that they left", _by("leaving")),
    MovementReason("by-date", "Began or ended by its date", lambda change: not _newly_decided(change)),
    MovementReason("other", "Other", lambda _: True),
)
"""First match wins; the last holds always, so that everybody has a reason."""
BY_KEY: Final = {reason.key: reason for reason in REASONS}


def reason_of(change: Change) -> MovementReason:
    """Return why the person is counted differently."""
    return next(reason for reason in REASONS if reason.holds(change))
