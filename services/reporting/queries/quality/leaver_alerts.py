"""Alerts of unusual leavers: silence where there would be some, few and many, with the evidence and what was decided.

They are worked out when they are shown, from the monthly returns of this academic year and the one before.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, NamedTuple, Protocol

from services.reporting.domain.claim_kinds import CLAIM_KINDS
from services.reporting.domain.quality.leaver_alerts import (
    AlertKey,
    AlertKind,
    AlertPolicy,
    LeaverAlert,
    LeaversOfMonth,
    MonthBesidePeers,
    Profile,
    alert_policy,
    beside_peers,
    leaver_alerts,
)
from services.reporting.usecases.quality.ports import AlertAct
from shared.clock import Clock
from shared.concurrency.kept import Kept
from shared.persistence.listing import Listing
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import month_of

LEAVERS_IN: Final = tuple(
    sorted(
        kind.collection
        for kind in CLAIM_KINDS
        if "leaving" in kind.roles
        and kind.collection in COLLECTIONS
        and COLLECTIONS[kind.collection].period_rule == "month"
    )
)
"""Codes of the monthly collections in which leavers are named."""
KEPT_S: Final = 60.0
"""How old the number beside the list of scorecards may be, but for what is acknowledged."""


AlertState = Literal["open", "acknowledged"]


class AlertNoteView(NamedTuple):
    """What somebody at the authority decided about an alert."""

    note_id: int
    act: AlertAct
    reason: str | None
    account: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert and what was decided about it."""

    key: AlertKey
    alert: LeaverAlert | None
    """None: it is over, because of a return that came since."""
    notes: Sequence[AlertNoteView] = ()
    """The newest first."""
    months: Sequence[MonthBesidePeers] = ()
    """All returns of the establishment beside its peers', the newest first; only where one alert is asked for."""

    @property
    def acknowledged(self) -> AlertNoteView | None:
        """The acknowledgement in force; None: there is none, or it was taken back."""
        return self.notes[0] if self.notes and self.notes[0].act == "acknowledged" else None

    @property
    def state(self) -> AlertState:
        """Whether somebody should ask, or the authority knows the reason."""
        return "open" if self.acknowledged is None else "acknowledged"

    @property
    def seen(self) -> int:
        """The note that was written last; 0: there is none."""
        return self.notes[0].note_id if self.notes else 0


@dataclass(frozen=True, slots=True)
class LeaversView:
    """What is looked at for leavers, and the alerts that come of it."""

    policy: AlertPolicy
    alerts: Sequence[AlertView]
    """Those that nobody has acknowledged first."""
    establishments: int
    """How many sent monthly returns of leavers that were looked at."""
    returns: int
    """How many such returns of this academic year there are."""

    @property
    def open(self) -> int:
        """How many alerts nobody has acknowledged."""
        return sum(one.state == "open" for one in self.alerts)

    def listing(
        self, kind: AlertKind | None, state: AlertState | None, *, page: int, page_size: int
    ) -> Listing[AlertView]:
        """Return one page of the alerts of that kind that stand so; None: of any."""
        wanted = [one for one in self.alerts if kind in (None, one.key.kind) and state in (None, one.state)]
        return Listing(wanted[(page - 1) * page_size : page * page_size], len(wanted), page, page_size)


class AlertRows(Protocol):
    """What the alerts are worked out from."""

    async def leavers(self, since: str) -> Sequence[LeaversOfMonth]:
        """Return the monthly returns of leavers that count, from that month on."""
        ...

    async def profiles(self) -> Mapping[str, Profile]:
        """Return kind and size of every establishment that ever sent a return."""
        ...

    async def alert_notes(self) -> Mapping[AlertKey, Sequence[AlertNoteView]]:
        """Return all that was decided about alerts, the newest first."""
        ...


class LeaverAlertQueries:
    """The alerts of today."""

    def __init__(self, rows: AlertRows, clock: Clock, kept_s: float = KEPT_S) -> None:
        self._rows = rows
        self._clock = clock
        self._kept = Kept(self._keys, kept_s)

    async def open(self) -> int:
        """Return how many alerts nobody has acknowledged; returns that came in the last minute may be missing."""
        keys, notes = await self._kept.get(self._clock.today()), await self._rows.alert_notes()
        return sum(AlertView(key, None, notes.get(key, ())).state == "open" for key in keys)

    async def leavers(self) -> LeaversView:
        """Return all alerts."""
        today = self._clock.today()
        counts, profiles, notes = await self._read(today)
        views = [AlertView(one.key, one, notes.get(one.key, ())) for one in leaver_alerts(counts, profiles, today)]
        first_month = month_of(AcademicYear.containing(today).first_day)
        return LeaversView(
            alert_policy(today),
            sorted(views, key=lambda one: one.acknowledged is not None),
            len({one.establishment for one in counts}),
            sum(one.month >= first_month for one in counts),
        )

    async def find_alert(self, key: AlertKey) -> AlertView | None:
        """Return one alert with its evidence, also when it is over; None: nothing was ever known of it."""
        today = self._clock.today()
        counts, profiles, notes = await self._read(today)
        alert = next((one for one in leaver_alerts(counts, profiles, today) if one.key == key), None)
        about = notes.get(key, ())
        if alert is None and not about:
            return None
        months = beside_peers(counts, profiles, alert_policy(today)).get(key.establishment, ())
        return AlertView(key, alert, about, months[::-1])

    async def _keys(self, today: date) -> Sequence[AlertKey]:
        counts, profiles, _ = await self._read(today)
        return [one.key for one in leaver_alerts(counts, profiles, today)]

    async def _read(
        self, today: date
    ) -> tuple[Sequence[LeaversOfMonth], Mapping[str, Profile], Mapping[AlertKey, Sequence[AlertNoteView]]]:
        since = month_of(AcademicYear(AcademicYear.containing(today).start - 1).first_day)
        return await self._rows.leavers(since), await self._rows.profiles(), await self._rows.alert_notes()


# A row says that somebody left where it has the last day on roll. Who stands in two files of one month left once.
_LEAVERS: Final = """
WITH counting AS MATERIALIZED (
    SELECT r.establishment, r.period, r.edition_id, r.generation_id
    FROM returns r WHERE r.collection = ANY($1) AND r.period >= $2 AND r.edition_id IS NOT NULL
), left_there AS (
    SELECT n.establishment, n.period, c.person_id
    FROM counting n JOIN claims c USING (generation_id)
    WHERE c.counts AND c.facts LIKE '%"left_on"%'
    UNION
    SELECT n.establishment, n.period, c.person_id
    FROM counting n JOIN carried_claims k USING (edition_id)
    JOIN claims c ON c.generation_id = k.generation_id AND c.ordinal = k.ordinal
    WHERE c.facts LIKE '%"left_on"%'
)
SELECT establishment, period AS month, coalesce(l.people, 0) AS leavers
FROM (SELECT DISTINCT establishment, period FROM counting) AS answered
LEFT JOIN (SELECT establishment, period, count(*) AS people FROM left_there GROUP BY establishment, period) AS l
    USING (establishment, period)
"""
# Whoever lapsed there still shows how large it is: on 31 August everybody lapses.
_SIZES: Final = """
SELECT coalesce(establishment, school) AS number, count(*) AS learners
FROM people WHERE status_group <> 'out of scope' AND coalesce(establishment, school) IS NOT NULL GROUP BY 1
"""
_SENDERS: Final = "SELECT DISTINCT establishment, collection FROM returns WHERE generation_id IS NOT NULL"
_NOTES: Final = """
SELECT establishment, kind, since, note_id, act, reason, account, written_at FROM alert_notes ORDER BY note_id DESC
"""


class PostgresAlertRows:
    """`AlertRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def leavers(self, since: str) -> Sequence[LeaversOfMonth]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_LEAVERS, list(LEAVERS_IN), since)
        return [LeaversOfMonth(row["establishment"], row["month"], row["leavers"]) for row in rows]

    async def profiles(self) -> Mapping[str, Profile]:
        async with connection_of(self._pool) as connection:
            sizes = {row["number"]: row["learners"] for row in await connection.fetch(_SIZES)}
            senders = await connection.fetch(_SENDERS)
        kinds = {row["establishment"]: COLLECTIONS[row["collection"]].sender for row in senders if _is_known(row)}
        return {number: Profile(kind, sizes.get(number, 0)) for number, kind in kinds.items() if kind != "authority"}

    async def alert_notes(self) -> Mapping[AlertKey, Sequence[AlertNoteView]]:
        found: dict[AlertKey, list[AlertNoteView]] = defaultdict(list)
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_NOTES)
        for row in rows:
            note = AlertNoteView(row["note_id"], row["act"], row["reason"], row["account"], row["written_at"])
            found[AlertKey(row["establishment"], row["kind"], row["since"])].append(note)
        return found


def _is_known(row: Any) -> bool:
    return row["collection"] in COLLECTIONS
