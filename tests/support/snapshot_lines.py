"""Invented lines of snapshots, and a county of them in which everything occurs."""

from datetime import UTC, date, datetime
from random import Random
from typing import Any, Final
from uuid import UUID

from services.reporting.domain.snapshots.line import SnapshotLine
from services.reporting.domain.snapshots.snapshot import Snapshot
from shared.vocabulary.activities import ACTIVITIES
from shared.vocabulary.districts import DISTRICTS

AS_AT: Final = date(2027, 1, 31)
_KNOWN_AT: Final = datetime(2027, 2, 2, 9, 0, tzinfo=UTC)
SNAPSHOT: Final = Snapshot(1, AS_AT, _KNOWN_AT, "asked", "officer", _KNOWN_AT, 6, 6, _KNOWN_AT)
_BLANK: Final[dict[str, Any]] = dict.fromkeys(SnapshotLine._fields)
_PLAIN: Final[dict[str, Any]] = {
    "on_roll": True,
    "has_plan": False,
    "lapsed": False,
    "rule": "school_sixth_form",
    "line": "headline",
    "in_denominator": True,
    "in_national_return": True,
    "guarantee_member": False,
    "year_group": 12,
    "status_group": "education",
    "code": "210",
    "district": "E07000110",
    "school": "8860001",
    "surname": "Fernhollow",
    "forename": "Imogen",
    "born_on": date(2009, 11, 14),
}
_CODES: Final = [activity for activity in ACTIVITIES if not activity.compulsory_age_only and activity.code != "720"]
_SOME: Final = ("110", "120", "140", "160", "180", "200", "110 160", "120 180 210")


def a_line(number: int = 0, **facts: Any) -> SnapshotLine:
    """Return a line of somebody in a sixth form of Maidstone, but for the facts given."""
    return SnapshotLine(**{**_BLANK, **_PLAIN, "person_id": UUID(int=number), **facts})


def a_county(people: int, seed: int = 1, establishments: int = 12) -> list[SnapshotLine]:
    """Return people of all kinds, the same for the same seed; not all belong to the headline cohort."""
    random = Random(seed)
    return [_anybody(random, number, establishments) for number in range(people)]


def _anybody(random: Random, number: int, establishments: int) -> SnapshotLine:
    activity = random.choice(_CODES) if random.random() < 0.5 else _CODES[0]
    lapsed = activity.group in ("education", "employment") and random.random() < 0.1
    return a_line(
        number,
        code=None if activity.code == "810" and random.random() < 0.5 else activity.code,
        status_group="not known" if lapsed else activity.group,
        lapsed=lapsed,
        in_denominator=activity.in_denominator,
        line=random.choices(("headline", "younger", "older", "not on roll", "out of scope"), (90, 4, 2, 2, 2))[0],
        year_group=random.choice((12, 13)),
        district=random.choice((*DISTRICTS, None)),
        establishment=random.choice((None, f"886{random.randrange(establishments):04d}")),
        school=random.choice((None, f"886{random.randrange(establishments):04d}")),
        sex=random.choice(("F", "M", "M", "U", "W", None)),
        sen=random.choice(("N", "N", "K", "E", None)),
        has_plan=random.random() < 0.1,
        characteristics=random.choice(_SOME) if random.random() < 0.2 else None,
        ethnicity=random.choice(("WBRI", "WROG", "MWBA", "CHNE", "BAFR", "OARA", "REFU", "NOBT", "31", None)),
        forename=f"Robin{number}",
    )
