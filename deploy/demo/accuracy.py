"""How right the answers are: what Onward made of the county, laid beside the known answers.

The only place of the demonstration that reads the database: pages show no table of every row with its person.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

import asyncpg

from deploy.demo.answers import PersonAnswer, RowAnswer, read_people, read_rows
from deploy.demo.contradictions import Found, Recall, read_contradictions, recall_of
from deploy.demo.county import County

Fate = Literal[
    "right", "waiting, rightly", "waiting, needlessly", "missed", "false", "refused, rightly", "refused, wrongly",
    "accepted, wrongly", "split, rightly", "lost",
]  # fmt: skip
WRONG: Final[frozenset[Fate]] = frozenset({"missed", "false", "refused, wrongly", "accepted, wrongly", "lost"})
_TO_TELL: Final = WRONG | {"waiting, needlessly"}
_MEANS: Final[dict[Fate, str]] = {
    "waiting, needlessly": "waits for a person's decision though nothing speaks against it",
    "missed": "founded a second person of somebody known",
    "false": "was given to somebody else",
}
_PLACE_OF_CSV: Final = "Enrolment"

_FILES: Final = """
SELECT DISTINCT ON (s.sha256) s.sha256, g.generation_id FROM reporting.submissions s
JOIN reporting.generations g USING (submission_id) ORDER BY s.sha256, s.received_at DESC, g.judgement DESC"""
_CLAIMS: Final = "SELECT generation_id, sheet, line, person_id FROM reporting.claims WHERE generation_id = ANY($1)"
_UNSETTLED: Final = """
SELECT generation_id, sheet, line, cause FROM reporting.unsettled_rows WHERE generation_id = ANY($1)"""
_STATUSES: Final = "SELECT person_id, status_group, code FROM reporting.people"
_CONTRADICTIONS: Final = "SELECT person_id, code, establishments FROM reporting.contradictions WHERE closed_at IS NULL"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: its person, or why it has none."""

    person_id: UUID | None
    cause: str | None = None


@dataclass(slots=True)
class Score:
    """The result."""

    rows: Counter[Fate] = field(default_factory=Counter)
    by_damage: dict[str, Counter[Fate]] = field(default_factory=dict)
    people: int = 0
    status_right: int = 0
    status_wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Counts by (expected, found)."""
    recall: Recall | None = None
    """Of the contradictions between returns; None: the county has no answers about them."""
    differences: list[str] = field(default_factory=list)
    """Every row and every person that is not as the answers have it, with what had been done to the row: never a value
    of it, but the authority's own number of a person."""

    @property
    def precision(self) -> float:
        """Of the rows that were given a person, the share that was given the right one."""
        given = self.rows["right"] + self.rows["false"] + self.rows["missed"]
        return self.rows["right"] / given if given else 1.0

    @property
    def settled(self) -> float:
        """Of the rows that could be used, the share that found the right person without anybody's help."""
        usable = sum(self.rows.values()) - self.rows["refused, rightly"]
        return self.rows["right"] / usable if usable else 1.0

    @property
    def status_accuracy(self) -> float:
        """Of the people with a known answer, the share whose status is right."""
        return self.status_right / self.people if self.people else 1.0

    @property
    def wrong_rows(self) -> int:
        """Rows with a wrong outcome, or with none."""
        return sum(self.rows[fate] for fate in WRONG)


@dataclass(frozen=True, slots=True)
class Result:
    """Onward's result: each row's outcome by (file, sheet, line), each person's status group and code."""

    rows: dict[tuple[str, str, int], Outcome]
    statuses: dict[UUID, tuple[str, str | None]]
    contradictions: Mapping[UUID, Sequence[Found]] = field(default_factory=dict)
    """What holds about each person."""


async def read_result(admin_url: str, county: County) -> Result:
    """Read what became of the county's files from the database."""
    connection = await asyncpg.connect(admin_url)
    try:
        files = {row["sha256"]: row["generation_id"] for row in await connection.fetch(_FILES)}
        names = {files[upload.sha256]: upload.file_name for upload in county.uploads if upload.sha256 in files}
        rows: dict[tuple[str, str, int], Outcome] = {}
        for claim in await connection.fetch(_CLAIMS, list(names)):
            name = names[claim["generation_id"]]
            rows[name, _sheet(name, claim["sheet"]), claim["line"]] = Outcome(claim["person_id"])
        for row in await connection.fetch(_UNSETTLED, list(names)):
            name = names[row["generation_id"]]
            rows[name, _sheet(name, row["sheet"]), row["line"]] = Outcome(None, row["cause"])
        found = await connection.fetch(_STATUSES)
        held: dict[UUID, list[Found]] = {}
        for row in await connection.fetch(_CONTRADICTIONS):
            held.setdefault(row["person_id"], []).append((row["code"], tuple(row["establishments"])))
    finally:
        await connection.close()
    return Result(rows, {row["person_id"]: (row["status_group"], row["code"]) for row in found}, held)


def _sheet(file_name: str, sheet: str) -> str:
    return _PLACE_OF_CSV if file_name.endswith(".csv") else sheet


def score(county: County, result: Result) -> Score:
    """Lay the result beside the known answers."""
    answers = read_rows(county.row_answers)
    known = _known_people(answers, result, county.roll.file_name)
    known_ids = {person_id: person for person, person_id in known.items()}
    made = Score()
    unsettled: dict[str, list[RowAnswer]] = {}
    for answer in answers:
        fate = _fate(answer, result.rows.get((answer.file, answer.sheet, answer.line)), known, known_ids)
        made.rows[fate] += 1
        for kind in answer.damage or ("none",):
            made.by_damage.setdefault(kind, Counter())[fate] += 1
        if fate in _TO_TELL:
            made.differences.append(f"{_place(answer)} {_MEANS.get(fate, fate)}{_since(answer)}")
        if fate != "right":
            unsettled.setdefault(answer.person, []).append(answer)
    _score_people(made, read_people(county.people_answers), known, result, unsettled)
    if county.contradictions.exists():
        made.recall = recall_of(read_contradictions(county.contradictions), known, result.contradictions)
    return made


def _place(answer: RowAnswer) -> str:
    return f"{answer.file} {answer.sheet}!{answer.line}"


def _since(answer: RowAnswer) -> str:
    kinds = ", ".join(kind.replace("_", " ") for kind in answer.damage)
    return f"; what was done to it: {kinds}" if kinds else ""


def _known_people(answers: Iterable[RowAnswer], result: Result, roll_file: str) -> dict[str, UUID]:
    """Return the id that Onward gave each true person: by the roll, or by most of the rows of a newcomer."""
    votes: dict[str, Counter[UUID]] = {}
    on_roll: set[UUID] = set()
    ordered = sorted(answers, key=lambda answer: answer.file != roll_file)
    for answer in ordered:
        outcome = result.rows.get((answer.file, answer.sheet, answer.line))
        if outcome is None or outcome.person_id is None:
            continue
        if answer.file == roll_file:
            on_roll.add(outcome.person_id)
            votes[answer.person] = Counter({outcome.person_id: 1_000_000})
        elif answer.match == "matched" or outcome.person_id not in on_roll:
            votes.setdefault(answer.person, Counter())[outcome.person_id] += 1
    return {person: counted.most_common(1)[0][0] for person, counted in votes.items()}


def _fate(answer: RowAnswer, outcome: Outcome | None, known: dict[str, UUID], known_ids: dict[UUID, str]) -> Fate:
    if outcome is None:
        return "lost"
    if outcome.cause == "refused":
        return "refused, rightly" if answer.verdict == "refused" else "refused, wrongly"
    if answer.verdict == "refused":
        return "accepted, wrongly"
    if outcome.person_id is None:
        return "waiting, rightly" if answer.may_review else "waiting, needlessly"
    if outcome.person_id == known.get(answer.person):
        return "right"
    if outcome.person_id in known_ids:
        return "false"
    return "split, rightly" if answer.may_split else "missed"


def _score_people(
    made: Score,
    answers: Iterable[PersonAnswer],
    known: dict[str, UUID],
    result: Result,
    unsettled: dict[str, list[RowAnswer]],
) -> None:
    for answer in answers:
        person_id = known.get(answer.person)
        found = result.statuses.get(person_id) if person_id else None
        made.people += 1
        if found is None:
            # A newcomer all of whose rows wait for a decision is nobody yet.
            right = not answer.on_roll and bool(answer.also)
            group = "nobody"
        else:
            group, code = found
            right = (group == answer.group and code in answer.codes) or group in answer.also
        made.status_right += right
        if not right:
            made.status_wrong[answer.group, group] += 1
            rows = ", ".join(_place(row) for row in unsettled.get(answer.person, ()))
            reason = f"a row of theirs is not settled: {rows}" if rows else "all of their rows are settled"
            made.differences.append(f"{answer.person} is {group} instead of {answer.group}: {reason}")
