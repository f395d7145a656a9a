"""What Onward made of the year so far, laid beside the known answers: people, figures, defects.

Reads the database as `accuracy` does: no page shows every row with its person.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from deploy.demo.year.ledger import Known, Ledger
from deploy.demo.year.lives import Life
from deploy.demo.year.senders.files import Sent
from shared.vocabulary.issues import code_of

_HEADLINE: Final = (12, 13)
_EET: Final = frozenset({"education", "employment", "training"})
_FILES: Final = """
SELECT DISTINCT ON (s.sha256) s.sha256, g.generation_id, g.state FROM reporting.submissions s
JOIN reporting.generations g USING (submission_id) WHERE s.sha256 = ANY($1)
ORDER BY s.sha256, s.received_at DESC, g.judgement DESC"""
_CLAIMS: Final = "SELECT generation_id, sheet, line, person_id FROM reporting.claims WHERE generation_id = ANY($1)"
_UNSETTLED: Final = (
    "SELECT generation_id, sheet, line, cause FROM reporting.unsettled_rows WHERE generation_id = ANY($1)"
)
_ISSUES: Final = "SELECT generation_id, sheet, line, code FROM reporting.issues WHERE generation_id = ANY($1)"
_STATUSES: Final = "SELECT person_id, status_group, code FROM reporting.people WHERE rule <> 'nothing_known'"

_SETTLED: Final = frozenset({"accepted", "superseded"})

Place = tuple[int, str, int]


@dataclass(slots=True)
class Seeds:
    """Seeded defects of one collection, and the clean rows beside them."""

    seeded: int = 0
    found: int = 0
    """Of the seeded: with the complaint that they must meet, refused exactly where they must be."""
    clean: int = 0
    refused_wrongly: int = 0
    missed: list[str] = field(default_factory=list)
    """What was not found: the complaint's name and the place, never a value."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The headline figures: Years 12 and 13."""

    cohort: int = 0
    eet: int = 0
    neet: int = 0
    not_known: int = 0


@dataclass(slots=True)
class Compared:
    """People as Onward has them against the known answers on one day."""

    people: int = 0
    right: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Counts by (expected, found)."""
    examples: list[str] = field(default_factory=list)
    """The authority's own numbers of people with a wrong status, with both statuses."""
    expected: Counts = Counts()

    @property
    def share(self) -> float:
        """Of the people with a known answer, the share whose status is right."""
        return self.right / self.people if self.people else 1.0


@dataclass(slots=True)
class Outcome:
    """Everything read so far, kept over the stops of a year."""

    person_of: dict[str, UUID] = field(default_factory=dict)
    """Onward's id of each true person: by the first row that found them."""
    seeds: dict[str, Seeds] = field(default_factory=dict)
    awaiting: int = 0
    unsettled: list[str] = field(default_factory=list)
    """Files of which a person must decide something before they count: by name and state."""

    async def read(self, admin_url: str, sent: Sequence[Sent]) -> None:
        """Take in what became of the rows of files that were just sent."""
        connection = await asyncpg.connect(admin_url)
        try:
            files = await connection.fetch(_FILES, [one.upload.sha256 for one in sent])
            ids = {row["sha256"]: row["generation_id"] for row in files}
            states = {row["sha256"]: row["state"] for row in files}
            listed = list(ids.values())
            of_csv = {ids[one.upload.sha256] for one in sent if one.is_csv and one.upload.sha256 in ids}
            people = {_place(row, of_csv): row["person_id"] for row in await connection.fetch(_CLAIMS, listed)}
            causes = {_place(row, of_csv): row["cause"] for row in await connection.fetch(_UNSETTLED, listed)}
            codes: dict[Place, set[str]] = {}
            for row in await connection.fetch(_ISSUES, listed):
                codes.setdefault(_place(row, of_csv), set()).add(row["code"])
        finally:
            await connection.close()
        for one in sent:
            generation = ids.get(one.upload.sha256)
            state = states.get(one.upload.sha256, "not read")
            if state not in _SETTLED:
                self.unsettled.append(f"{one.upload.file_name}: {state}")
            if generation is not None:
                self._take(one, generation, people, causes, codes)

    def _take(
        self,
        sent: Sent,
        generation: int,
        people: dict[Place, UUID],
        causes: dict[Place, str],
        codes: dict[Place, set[str]],
    ) -> None:
        seeds = self.seeds.setdefault(sent.upload.collection, Seeds())
        for row in sent.rows:
            place = (generation, "" if sent.is_csv else row.sheet, row.line)
            refused = causes.get(place) == "refused"
            self.awaiting += causes.get(place) == "awaiting"
            if place in people:
                self.person_of.setdefault(row.person, people[place])
            if row.defect is None:
                seeds.clean += 1
                seeds.refused_wrongly += refused
                continue
            seeds.seeded += 1
            if code_of(row.defect.issue) in codes.get(place, ()) and refused == row.defect.refuses:
                seeds.found += 1
            else:
                seeds.missed.append(f"{row.defect.issue}: {sent.upload.file_name} {row.sheet}!{row.line}")


def _place(row: Any, of_csv: Collection[int]) -> Place:
    """Return where a row stands. A CSV file has one sheet, whose name does not matter."""
    generation = row["generation_id"]
    return generation, "" if generation in of_csv else row["sheet"], row["line"]


async def statuses(admin_url: str) -> dict[UUID, tuple[str, str | None]]:
    """Return everybody's status group and code as they are stored now."""
    connection = await asyncpg.connect(admin_url)
    try:
        found = await connection.fetch(_STATUSES)
    finally:
        await connection.close()
    return {row["person_id"]: (row["status_group"], row["code"]) for row in found}


def compare(
    lives: Iterable[Life],
    ledger: Ledger,
    on: date,
    person_of: dict[str, UUID],
    found: dict[UUID, tuple[str, str | None]],
) -> Compared:
    """Lay everybody's status beside the known answer of that day."""
    made, known = Compared(), []
    for life in lives:
        answer = ledger.answer(life.person, on)
        if answer is None:
            continue
        known.append(answer)
        made.people += 1
        person_id = person_of.get(life.person.id)
        group, code = found.get(person_id, ("nobody", None)) if person_id else ("nobody", None)
        if (group, code) == (answer.group, answer.code):
            made.right += 1
        else:
            made.wrong[f"{answer.group} {answer.code}", f"{group} {code}"] += 1
            made.examples.append(f"{life.person.id}: {answer.group} {answer.code}, found {group} {code}")
    made.expected = count(known)
    return made


def count(answers: Iterable[Known]) -> Counts:
    """Return the headline figures of these answers."""
    groups = [
        answer.group
        for answer in answers
        if answer.on_roll and answer.year in _HEADLINE and answer.group != "out of scope"
    ]
    return Counts(len(groups), sum(group in _EET for group in groups), groups.count("neet"), groups.count("not known"))
