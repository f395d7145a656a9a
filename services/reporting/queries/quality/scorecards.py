"""Scorecards: how good what each establishment sends is, beside its peers; its own for an establishment."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal, Protocol

from services.reporting.adapters.quality.not_known import not_known_by_cause
from services.reporting.domain.claim_kinds import KIND_OF_COLLECTION
from services.reporting.domain.quality.not_known import FoundCause, not_known_there
from services.reporting.domain.quality.scorecards import (
    FileCells,
    Measure,
    Scorecard,
    medians_of,
    timeliness_of,
)
from services.reporting.domain.returns.obligations import Obligation
from services.reporting.queries.board.obligations import ObligationQueries
from shared.clock import Clock
from shared.concurrency.kept import Kept
from shared.persistence.listing import Listing, view_of
from shared.persistence.own_rows import own_rows
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.collections.collection import Sender
from shared.vocabulary.issues import ENTRIES, code_of
from shared.vocabulary.london import end_of_london_day

TELLING: Final = tuple(
    code
    for code, one in COLLECTIONS.items()
    if one.sender != "authority" and not {"learning", "leaving", "answer"}.isdisjoint(KIND_OF_COLLECTION[code].roles)
)
"""Codes of the collections of establishments that say what somebody does, or where they went."""
OF_ESTABLISHMENTS: Final = tuple(code for code, one in COLLECTIONS.items() if one.sender != "authority")
SAYS_BLANK: Final = tuple(one.code for one in ENTRIES if one.stage == "row" and one.name.endswith("_missing"))
"""Codes of complaints that nothing stands where something should."""
KEPT_S: Final = 60.0
"""How old what a page shows may be: every sender may look, and each look works out the whole county."""
_OPEN_AND_LATE: Final = frozenset({"late", "overdue"})


Order = Literal["name", "in_time", "complete", "with_phone", "with_e_mail", "with_address", "linked", "not_known"]
"""What a list is ordered by: names, or what is worst first."""


@dataclass(frozen=True, slots=True)
class ScorecardFilter:
    """Which scorecards to list; None or empty: not asked."""

    kind: Sender | None = None
    establishments: tuple[str, ...] = ()
    """Numbers, any of which is the establishment's."""
    order: Order = "not_known"


@dataclass(frozen=True, slots=True)
class ScorecardsView:
    """All scorecards, and what is usual."""

    on: date
    cards: Sequence[Scorecard]
    medians: Mapping[Sender, Mapping[Measure, float | None]]
    not_known: int
    """Young people of the headline figure who are not known."""
    not_known_elsewhere: int
    """Of them, those of whom no establishment's return should say anything."""

    def wanted(self, wanted: ScorecardFilter, name_of: Callable[[str], str]) -> Sequence[Scorecard]:
        """Return the scorecards that are asked for, in the order that is asked for."""
        found = [
            card
            for card in self.cards
            if wanted.kind in (None, card.kind)
            and (not wanted.establishments or card.establishment in wanted.establishments)
        ]
        by_name = sorted(found, key=lambda card: (name_of(card.establishment), card.establishment))
        if wanted.order == "name":
            return by_name
        if wanted.order == "not_known":
            return sorted(by_name, key=lambda card: -card.not_known.would_be_known)
        measure: Measure = wanted.order
        return sorted(by_name, key=lambda card: _worst_first(card.share(measure).percent))


@dataclass(frozen=True, slots=True)
class OwnScorecard:
    """One scorecard beside its peers."""

    on: date
    card: Scorecard
    peers: Mapping[Measure, float | None]
    """Medians of the others of its kind; None where there are too few to tell none of them."""
    owed: Sequence[Obligation]
    """Its returns of which the last day has passed this school year, the newest first."""


class ScorecardRows(Protocol):
    """What scorecards are made of."""

    async def files(self, after: datetime) -> Sequence[FileCells]:
        """Return, of each establishment and collection, the newest file after then that counted, and the one before."""
        ...

    async def files_of(self, establishment: str, after: datetime) -> Sequence[FileCells]:
        """Return those of one establishment: for its own account behind the wall that shows it its own rows alone."""
        ...

    async def not_known(self, on: date) -> Mapping[str | None, Mapping[FoundCause | None, int]]:
        """Return how many of the headline figure are not known on that day, by establishment and cause.

        None: no establishment's return should say anything of them.
        """
        ...


class ScorecardQueries:
    """The scorecards of today: worked out for the whole county, of which each is a part, at most once in a while."""

    def __init__(
        self, rows: ScorecardRows, obligations: ObligationQueries, clock: Clock, kept_s: float = KEPT_S
    ) -> None:
        self._rows = rows
        self._obligations = obligations
        self._clock = clock
        self._kept = Kept(self._all, kept_s)

    async def scorecards(self) -> ScorecardsView:
        """Return all of them, by number."""
        view, _ = await self._kept.get(self._clock.today())
        return view

    async def scorecard(self, establishment: str) -> OwnScorecard | None:
        """Return that of one establishment; None where nothing is asked of it and nothing came.

        Its files are read for whoever asks; of what is kept of the whole county it takes numbers, and what is owed.
        """
        view, owed = await self._kept.get(self._clock.today())
        card = next((one for one in view.cards if one.establishment == establishment), None)
        if card is None:
            return None
        card = replace(card, files=await self._rows.files_of(establishment, _before_year(view.on)))
        peers = medians_of(one for one in view.cards if one.kind == card.kind and one.establishment != establishment)
        year = AcademicYear.containing(view.on)
        past = [one for one in owed.get(establishment, ()) if one.deadline.is_late(view.on) and one.owed.due_on in year]
        return OwnScorecard(view.on, card, peers, sorted(past, key=lambda one: one.owed.due_on, reverse=True))

    async def _all(self, on: date) -> tuple[ScorecardsView, Mapping[str, Sequence[Obligation]]]:
        files: dict[str, list[FileCells]] = defaultdict(list)
        # Each on a connection of its own: the database works at two while what is owed is worked out here.
        found, everything, not_known = await gather(
            self._rows.files(_before_year(on)), self._obligations.obligations(), self._rows.not_known(on)
        )
        for file in found:
            files[file.establishment].append(file)
        owed: dict[str, list[Obligation]] = defaultdict(list)
        for one in everything:
            owed[one.owed.establishment].append(one)
        cards = []
        for number in sorted(files.keys() | owed.keys()):
            kind, missing = _kind_of(files[number], owed[number]), _missing(owed[number], on)
            causes = not_known_there(_of_establishment(not_known.get(number, {})), missing)
            cards.append(Scorecard(number, kind, timeliness_of(owed[number], on), files[number], causes))
        medians = {
            kind: medians_of(card for card in cards if card.kind == kind) for kind in {card.kind for card in cards}
        }
        everybody = sum(sum(causes.values()) for causes in not_known.values())
        elsewhere = everybody - sum(card.not_known.people for card in cards)
        return ScorecardsView(on, cards, medians, everybody, elsewhere), owed


def page_of_cards(cards: Sequence[Scorecard], *, page: int, page_size: int) -> Listing[Scorecard]:
    """Return one page of them."""
    return Listing(cards[(page - 1) * page_size : page * page_size], len(cards), page, page_size)


def _before_year(on: date) -> datetime:
    return end_of_london_day(AcademicYear.containing(on).first_day - timedelta(days=1))


def _worst_first(percent: float | None) -> tuple[bool, float]:
    return (percent is None, percent or 0.0)


def _kind_of(files: Sequence[FileCells], owed: Sequence[Obligation]) -> Sender:
    code = owed[0].owed.collection if owed else files[0].collection
    return COLLECTIONS[code].sender


def _missing(owed: Sequence[Obligation], on: date) -> Collection[str]:
    """Return the collections that tell what people do and of which a return of this school year is late."""
    year = AcademicYear.containing(on)
    return {
        one.owed.collection
        for one in owed
        if one.state in _OPEN_AND_LATE and one.owed.collection in TELLING and one.owed.due_on in year
    }


def _of_establishment(found: Mapping[FoundCause | None, int]) -> Mapping[FoundCause, int]:
    return {cause: people for cause, people in found.items() if cause is not None}


_FILES: Final = """
WITH counted AS MATERIALIZED (
    SELECT g.generation_id, g.submission_id, r.establishment, r.collection, r.period, g.received_at,
           g.rows_judged AS rows, g.rows_matched + g.rows_created AS matched, g.rows_awaiting AS waiting,
           g.rows_refused AS refused, g.rows_with_e_mail AS e_mails, coalesce(s.notes, '[]') AS notes,
           row_number() OVER (PARTITION BY r.establishment, r.collection
                              ORDER BY g.received_at DESC, g.generation_id DESC) AS place
    FROM generations g JOIN returns r USING (return_id) LEFT JOIN submissions s USING (submission_id)
    WHERE g.state = 'accepted' AND g.rows_judged > 0 AND g.received_at > $1 AND r.collection = ANY($2)
      AND s.channel IS DISTINCT FROM 'entry' AND ($4::text IS NULL OR r.establishment = $4)
), newest AS MATERIALIZED (SELECT * FROM counted WHERE place <= 2),
lacking AS MATERIALIZED (
    SELECT i.generation_id, i.ordinal, i.column_id, bool_or(b.code IS NOT NULL) AS blank
    FROM newest n JOIN issues i USING (generation_id) LEFT JOIN unnest($3::text[]) AS b (code) USING (code)
    WHERE i.column_id IS NOT NULL AND (i.severity IN ('error', 'field_error') OR b.code IS NOT NULL)
    GROUP BY i.generation_id, i.ordinal, i.column_id
), by_column AS (
    SELECT generation_id, jsonb_object_agg(column_id, unusable) AS unusable, jsonb_object_agg(column_id, blank) AS blank
    FROM (
        SELECT generation_id, column_id, count(*) AS unusable, count(*) FILTER (WHERE blank) AS blank
        FROM lacking GROUP BY generation_id, column_id
    ) AS counts GROUP BY generation_id
), homeless AS (
    SELECT generation_id, count(*) AS without_address
    FROM (SELECT DISTINCT generation_id, ordinal FROM lacking WHERE column_id IN ('C1', 'C5')) AS each GROUP BY 1
)
SELECT n.*, coalesce(c.unusable, jsonb_build_object()) AS unusable, coalesce(c.blank, jsonb_build_object()) AS blank,
       coalesce(a.without_address, 0) AS without_address
FROM newest n LEFT JOIN by_column c USING (generation_id) LEFT JOIN homeless a USING (generation_id)
ORDER BY n.establishment, n.collection, n.place
"""
_BY_HASH: Final = """
SELECT set_config('work_mem', '32MB', true), set_config('enable_nestloop', 'off', true),
       set_config('plan_cache_mode', 'force_custom_plan', true)
"""
"""Sent before the statement above: in less memory it would sort on disk, and planned while nobody has counted the rows
yet it would look up the issues of each file one by one."""
_ASKED: Final = (list(OF_ESTABLISHMENTS), list(SAYS_BLANK))
_ABSENT: Final = code_of("mandatory_column_absent")


class PostgresScorecardRows:
    """`ScorecardRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def files(self, after: datetime) -> Sequence[FileCells]:
        async with connection_of(self._pool) as connection, connection.transaction():
            await connection.execute(_BY_HASH)
            rows = await connection.fetch(_FILES, after, *_ASKED, None)
        return list(map(_file, rows))

    async def files_of(self, establishment: str, after: datetime) -> Sequence[FileCells]:
        async with own_rows(self._pool) as connection:
            rows = await connection.fetch(_FILES, after, *_ASKED, establishment)
        return list(map(_file, rows))

    async def not_known(self, on: date) -> Mapping[str | None, Mapping[FoundCause | None, int]]:
        async with connection_of(self._pool) as connection:
            return await not_known_by_cause(connection, on, TELLING)


def _file(row: Any) -> FileCells:
    return view_of(FileCells, row, absent=_absent(row["notes"]))


def _absent(notes: Collection[Any]) -> frozenset[str]:
    return frozenset(note["heading"] for note in notes if note["code"] == _ABSENT and note.get("heading"))
