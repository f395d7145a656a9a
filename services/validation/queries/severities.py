"""The catalogue of issues with today's severities, what was changed about them, and what a change would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, Protocol

from services.validation.domain.severities import (
    LOWERABLE,
    WHY_FIXED,
    Severities,
    SeverityChange,
    collections_with,
    severities_after,
    why_fixed,
    why_fixed_everywhere,
)
from shared.clock import Clock
from shared.persistence.listing import Listing, view_of
from shared.persistence.pool import Pool, connection_of
from shared.vocabulary.academic_year import AcademicYear
from shared.vocabulary.collections import COLLECTIONS
from shared.vocabulary.issues import ENTRIES, IssueEntry, find_issue

Show = Literal["lowered", "changeable", "fixed"]
"""Issues that are lowered somewhere; that may be lowered; that may not."""
_ADDING: Final = tuple(one.code for one in COLLECTIONS.values() if one.keeps_unlisted)


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What somebody changed about a severity."""

    code: str
    collection: str | None
    lowered: bool
    from_on: date
    reason: str
    account: str
    changed_at: datetime
    version: int | None
    """None: its day has not come."""


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """How far judging again has come that a change made necessary: files."""

    version: int
    total: int
    open: int
    failed: int
    """They could not be judged again."""

    @property
    def done(self) -> int:
        """Files that have been judged again."""
        return self.total - self.open - self.failed


@dataclass(frozen=True, slots=True)
class Effect:
    """What is refused for an issue this year in the newest files of a collection, or used because it is lowered."""

    collection: str
    rows_alone: int
    """Rows refused for this alone."""
    returns_alone: int
    rows_found: int
    """Rows that have it while it is an error, refused or not."""
    rows_used: int
    """Rows that have it and are used because it is a warning."""
    returns_used: int


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """One issue in the list."""

    entry: IssueEntry
    collections: Sequence[str]
    """Titles of the returns in which it is said."""
    lowered_in: Sequence[str]
    """Titles of the returns in which it is a warning today."""
    changed: ChangeView | None
    """The change by which it is what it is, if any."""
    why_fixed: str | None


@dataclass(frozen=True, slots=True)
class InCollection:
    """What an issue is in one collection today."""

    collection: str
    title: str
    lowered: bool
    changed: ChangeView | None
    why_fixed: str | None


@dataclass(frozen=True, slots=True)
class IssueView:
    """One issue with all that is known of its severity."""

    entry: IssueEntry
    collections: Sequence[InCollection]
    changes: Sequence[ChangeView]
    """The newest first; what is planned before what is in force."""
    progress: dict[int, JudgedAgain]
    """By version."""
    why_fixed: str | None


class SeverityRows(Protocol):
    """Finds what was changed, and what is refused for what."""

    async def changes(self) -> Sequence[ChangeView]:
        """Return every change in the order in which they came, or will come, into force. Raises Transient."""
        ...

    async def progress(self, code: str) -> Sequence[JudgedAgain]:
        """Return how far judging again has come for the changes of an issue. Raises Transient."""
        ...

    async def effects(self, code: str, academic_year: int) -> Sequence[Effect]:
        """Return what an issue comes to in that year's newest files, by collection. Raises Transient."""
        ...


class SeverityQueries:
    """What the pages show."""

    def __init__(self, rows: SeverityRows, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock

    async def catalogue(
        self, *, words: str, collection: str | None, show: Show | None, page: int, page_size: int
    ) -> Listing[CatalogueLine]:
        """Return one page of the issues that fit, by code. `words`: part of code or sentence."""
        changes = await self._rows.changes()
        now = _in_force(changes)
        entries = [entry for entry in ENTRIES if not entry.retired and _has(entry, words.casefold().split())]
        lines = [_line(entry, now, changes) for entry in sorted(entries, key=lambda entry: entry.code)]
        fitting = [line for line in lines if _fits(line, collection, show)]
        return Listing(fitting[(page - 1) * page_size : page * page_size], len(fitting), page, page_size)

    async def issue(self, code: str) -> IssueView | None:
        """Return one issue; None where the catalogue has no such code."""
        entry = find_issue(code)
        if entry is None:
            return None
        changes = await self._rows.changes()
        now, why = _in_force(changes), why_fixed_everywhere(code)
        return IssueView(
            entry=entry,
            collections=[_in_collection(code, one, now, changes) for one in collections_with(code)],
            changes=[change for change in reversed(changes) if change.code == code],
            progress={one.version: one for one in await self._rows.progress(code)},
            why_fixed=WHY_FIXED[why] if why else None,
        )

    async def effects(self, code: str) -> dict[str, Effect]:
        """Return what an issue comes to this year, by collection."""
        year = AcademicYear.containing(self._clock.today())
        return {one.collection: one for one in await self._rows.effects(code, year.start)}


def _in_force(changes: Sequence[ChangeView]) -> Severities:
    return severities_after(
        SeverityChange(one.code, one.collection, one.lowered) for one in changes if one.version is not None
    )


def _has(entry: IssueEntry, words: Sequence[str]) -> bool:
    text = f"{entry.code} {entry.sentence} {entry.name.replace('_', ' ')}".casefold()
    return all(word in text for word in words)


def _fits(line: CatalogueLine, collection: str | None, show: Show | None) -> bool:
    if collection is not None and COLLECTIONS[collection].title not in line.collections:
        return False
    if show == "lowered":
        return bool(line.lowered_in)
    return show is None or (line.why_fixed is None) == (show == "changeable")


def _line(entry: IssueEntry, now: Severities, changes: Sequence[ChangeView]) -> CatalogueLine:
    code, why = entry.code, why_fixed_everywhere(entry.code)
    where = collections_with(code)
    decided = [last for one in where if (last := _decided(code, one, now, changes)) is not None]
    return CatalogueLine(
        entry=entry,
        collections=[COLLECTIONS[one].title for one in where],
        lowered_in=[COLLECTIONS[one].title for one in where if code in now.lowered_in(one)],
        changed=max(decided, key=lambda one: one.version or 0, default=None),
        why_fixed=WHY_FIXED[why] if why else None,
    )


def _in_collection(code: str, collection: str, now: Severities, changes: Sequence[ChangeView]) -> InCollection:
    why = why_fixed(code, collection)
    return InCollection(
        collection=collection,
        title=COLLECTIONS[collection].title,
        lowered=code in now.lowered_in(collection),
        changed=_decided(code, collection, now, changes),
        why_fixed=WHY_FIXED[why] if why else None,
    )


def _decided(code: str, collection: str, now: Severities, changes: Sequence[ChangeView]) -> ChangeView | None:
    last = now.decided.get((collection, code))
    return next((one for one in changes if one.version == last.version), None) if last else None


def may_be_changed_in(code: str) -> frozenset[str]:
    """Return the collections in which an issue may be lowered."""
    return LOWERABLE.get(code, frozenset())


_CHANGES: Final = """
SELECT code, collection, lowered, from_on, reason, account, changed_at, version FROM severity_changes
ORDER BY version NULLS LAST, from_on, change_id
"""
_PROGRESS: Final = """
SELECT version, count(*) AS total, count(*) FILTER (WHERE under_way) AS open,
       count(*) FILTER (WHERE given_up AND NOT under_way) AS failed
FROM (
    SELECT version, submission_id, bool_or(state IN ('waiting', 'asked')) AS under_way,
           bool_or(state = 'given up') AS given_up
    FROM outdated_judgements JOIN severity_changes USING (version)
    WHERE code = $1 AND state <> 'not needed' GROUP BY version, submission_id
) AS files
GROUP BY version
"""
# Of a return that a newer file replaces only the newest file matters; of one to which files add, each does.
_EFFECTS: Final = """
SELECT v.collection,
       coalesce(sum(c.alone), 0)::integer AS rows_alone,
       count(DISTINCT (v.establishment, v.period)) FILTER (WHERE c.alone > 0) AS returns_alone,
       coalesce(sum(c.rows) FILTER (WHERE NOT c.lowered), 0)::integer AS rows_found,
       coalesce(sum(c.accepted) FILTER (WHERE c.lowered), 0)::integer AS rows_used,
       count(DISTINCT (v.establishment, v.period)) FILTER (WHERE c.lowered AND c.accepted > 0) AS returns_used
FROM verdict_complaints c JOIN (
    SELECT *, row_number() OVER (
        PARTITION BY collection, establishment, period ORDER BY received_at DESC, submission_id DESC
    ) AS place
    FROM verdicts WHERE academic_year = $2
) AS v USING (submission_id)
WHERE c.code = $1 AND (v.place = 1 OR v.collection = ANY ($3::text[]))
GROUP BY v.collection
"""


class PostgresSeverityRows:
    """`SeverityRows` over PostgreSQL."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def changes(self) -> Sequence[ChangeView]:
        async with connection_of(self._pool) as connection:
            return [view_of(ChangeView, row) for row in await connection.fetch(_CHANGES)]

    async def progress(self, code: str) -> Sequence[JudgedAgain]:
        async with connection_of(self._pool) as connection:
            return [view_of(JudgedAgain, row) for row in await connection.fetch(_PROGRESS, code)]

    async def effects(self, code: str, academic_year: int) -> Sequence[Effect]:
        async with connection_of(self._pool) as connection:
            rows = await connection.fetch(_EFFECTS, code, academic_year, list(_ADDING))
        return [view_of(Effect, row) for row in rows]
