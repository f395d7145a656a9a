"""Makes the whole county: people, schools, the roll, one enrolment return a school, and the known answers, as files."""

import hashlib
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from deploy.demo.answers import PersonAnswer, RowAnswer, may_leave, person_answer, row_answer, write_answers
from deploy.demo.population import geography
from deploy.demo.population.enrolments import Row, enrolment_row, lower_level_row
from deploy.demo.population.leavers import leaver_row
from deploy.demo.population.people import Ages, Population, YoungPerson
from deploy.demo.population.schools import Format, School, make_schools, register_csv
from deploy.demo.workbooks.damage import Surroundings, damage
from deploy.demo.workbooks.layouts import (
    RowPlace,
    columns_left_out,
    enrolment_workbook,
    leavers_workbook,
    roll_workbook,
)

ROLL_FILE: Final = "886 County Roll 2026-10-01.xlsx"
_SUFFIX: Final[dict[Format, str]] = {"xlsx": ".xlsx", "ods": ".ods", "csv": ".csv", "csv-utf8": ".csv"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a county, and from which seed."""

    people: int
    seed: int = 1
    ages: Ages = field(default_factory=Ages)
    school_learners: int = 230
    sixth_form_share: float = 0.77
    """Share of Years 12 and 13 at schools with a sixth form; the others study or work where no return is asked yet."""
    large_schools: tuple[int, ...] = ()
    """Learners at each establishment of a college's size."""
    careful: bool = False
    """True: nothing is damaged."""
    leavers_share: float = 0.0
    """Share of learners who have left since the enrolment return; their schools send a leavers return too."""

    def sizes(self) -> list[int]:
        """Return about how many learners each school has: at least one school for each district."""
        learners = round(self.people * (self.ages.year_12 + self.ages.year_13) * self.sixth_form_share)
        count = max(len(geography.DISTRICTS), round(learners / self.school_learners))
        return [max(learners // count, 1)] * count + list(self.large_schools)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of the county and who sends it. `establishment` is None for the county roll, which the authority sends."""

    file_name: str
    path: Path
    establishment: str | None
    collection: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class County:
    """A generated county on disk."""

    folder: Path
    uploads: tuple[Upload, ...]

    @property
    def register(self) -> Path:
        """The establishments' register, for ONWARD_ESTABLISHMENTS_FILE."""
        return self.folder / "establishments.csv"

    @property
    def row_answers(self) -> Path:
        """The known answers, row by row."""
        return self.folder / "rows.jsonl"

    @property
    def people_answers(self) -> Path:
        """The known answers, person by person."""
        return self.folder / "people.jsonl"

    @property
    def roll(self) -> Upload:
        """The county roll, which goes first."""
        return self.uploads[0]

    @property
    def steps(self) -> tuple[tuple[Upload, ...], ...]:
        """The files by collection, in the order in which they are sent."""
        return tuple(tuple(same) for _, same in groupby(self.uploads, key=lambda upload: upload.collection))

    @property
    def returns(self) -> tuple[Upload, ...]:
        """The schools' returns."""
        return self.uploads[1:]


def make_county(plan: Plan, cache: Path) -> County:
    """Return the county of the plan, from `cache` where this very generator made it before."""
    folder = cache / name_of(plan)
    if not (folder / "uploads.json").exists():
        unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _Maker(plan, unfinished).make()
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    return _open(folder)


def name_of(plan: Plan) -> str:
    """Return the name of the plan's county: equal names are equal files, byte for byte."""
    return f"{plan.seed}-{plan.people}-{_fingerprint(plan)}"


def _open(folder: Path) -> County:
    listed = json.loads((folder / "uploads.json").read_text(encoding="utf-8"))
    return County(folder, tuple(Upload(path=folder / "files" / entry["file_name"], **entry) for entry in listed))


def _fingerprint(plan: Plan) -> str:
    """Return what the plan and the generator's source are, so that a county of an older generator is never reused."""
    seen = hashlib.sha256(repr(plan).encode())
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        seen.update(source.read_bytes())
    return seen.hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class _Written:
    person: YoungPerson
    row: Row
    kinds: tuple[str, ...]


class _Maker:
    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._chance = random.Random(plan.seed)  # noqa: S311 (invented people must be the same each time)
        self._population = Population(self._chance, plan.ages)
        self._uploads: list[dict[str, object]] = []
        self._rows: list[RowAnswer] = []
        self._rows_of: dict[str, list[tuple[RowAnswer, Row]]] = {}

    def make(self) -> None:
        schools = make_schools(self._chance, self._plan.sizes())
        (self._folder / "files").mkdir()
        (self._folder / "establishments.csv").write_text(register_csv(schools), encoding="utf-8")
        people = self._population.people(self._plan.people)
        gaps = self._gaps(people)
        learners = self._enrol(people, schools)
        self._write_roll(people, schools, learners, gaps)
        for school in schools:
            self._write_return(school, learners[school.dfe_number], gaps)
        self._write_leavers(schools, learners)
        newcomers = [person for known in learners.values() for person in known if not person.on_roll]
        everyone = {person.id: person for person in [*people, *newcomers]}
        write_answers(self._folder / "rows.jsonl", self._rows)
        write_answers(self._folder / "people.jsonl", self._people_answers(everyone))
        (self._folder / "uploads.json").write_text(json.dumps(self._uploads, ensure_ascii=False), encoding="utf-8")

    def _gaps(self, people: list[YoungPerson]) -> dict[str, str]:
        """Return for whom the authority lacks a learner number, and which."""
        lots = ((person.id, self._chance.random()) for person in people)
        return {person: "P1" if lot < 0.01 else "P3" for person, lot in lots if lot < 0.12}

    def _enrol(self, people: list[YoungPerson], schools: list[School]) -> dict[str, list[YoungPerson]]:
        """Return each school's learners: its district's first, a few newcomers, one in fifty at two schools."""
        chance = self._chance
        pool = [person for person in people if self._may_enrol(person)]
        chance.shuffle(pool)
        near: dict[str, list[YoungPerson]] = {}
        for person in pool:
            near.setdefault(person.address.district, []).append(person)
        learners: dict[str, list[YoungPerson]] = {}
        for school in schools:
            known = self._take(school, near)
            newcomers = self._population.people(max(len(known) // 20, 1), on_roll=False)
            learners[school.dfe_number] = known + [person for person in newcomers if 12 <= person.year_group <= 13]
        self._second_claims(schools, learners)
        return learners

    def _may_enrol(self, person: YoungPerson) -> bool:
        if person.left_on is not None or not 12 <= person.year_group <= 14:
            return False
        return person.year_group < 14 or self._chance.random() < 0.5

    def _take(self, school: School, near: dict[str, list[YoungPerson]]) -> list[YoungPerson]:
        home = near.setdefault(school.district.code, [])
        taken = [home.pop() for _ in range(min(school.learners, len(home)))]
        for others in sorted(near.values(), key=len, reverse=True):
            missing = school.learners - len(taken)
            taken += [others.pop() for _ in range(min(missing, len(others)))]
        return taken

    def _second_claims(self, schools: list[School], learners: dict[str, list[YoungPerson]]) -> None:
        for school in schools:
            claimed = learners[school.dfe_number]
            for person in self._chance.sample(claimed, len(claimed) // 50):
                other = self._chance.choice(schools)
                if person not in learners[other.dfe_number]:
                    learners[other.dfe_number].append(person)

    def _write_roll(
        self,
        people: list[YoungPerson],
        schools: list[School],
        learners: dict[str, list[YoungPerson]],
        gaps: dict[str, str],
    ) -> None:
        by_number = {school.dfe_number: school for school in schools}
        school_of = {person.id: by_number[number] for number, known in learners.items() for person in known}
        for person in people:
            school_of.setdefault(person.id, self._chance.choice(schools))
        workbook = roll_workbook(people, school_of, gaps)
        self._save(ROLL_FILE, workbook.content, None, "ROLL", len(people))
        for person, place in zip(people, workbook.places, strict=True):
            self._rows.append(
                RowAnswer(ROLL_FILE, place.sheet, place.line, person.id, (), "accepted", "new", False, False)
            )

    def _write_return(self, school: School, learners: list[YoungPerson], gaps: dict[str, str]) -> None:
        written = list(self._rows_of_school(school, learners))
        workbook = enrolment_workbook(school, [entry.row for entry in written])
        file_name = self._file_name(school)
        self._save(file_name, workbook.content, school.dfe_number, "S_ENR", len(written))
        for place in workbook.places:
            self._answer(file_name, place, written[place.row], gaps)

    def _rows_of_school(self, school: School, learners: list[YoungPerson]) -> Iterator[_Written]:
        around = Surroundings(self._chance, self._population.numbers, learners)
        carelessness = 0.0 if self._plan.careful else school.habits.carelessness
        for person in learners:
            row = enrolment_row(self._chance, person, school)
            kinds = damage(row, carelessness, around)
            row |= dict.fromkeys(columns_left_out(school.habits))
            yield _Written(person, row, kinds)
            if self._chance.random() < 0.005 * carelessness:
                yield _Written(person, lower_level_row(row), (*kinds, "repeated"))

    def _write_leavers(self, schools: list[School], learners: dict[str, list[YoungPerson]]) -> None:
        """Write a leavers return for each school that has any: by a chance of its own, so that all else stays equal."""
        chance = random.Random(f"{self._plan.seed} leavers")  # noqa: S311 (invented people must be the same each time)
        seen = Counter(person.id for known in learners.values() for person in known)
        for school in schools:
            once = [person for person in learners[school.dfe_number] if seen[person.id] == 1]
            drawn = (person for person in once if chance.random() < self._plan.leavers_share)
            leaving = [person for person in drawn if may_leave(person, self._rows_of.get(person.id, ()))]
            written = [_Written(person, leaver_row(chance, person, school), ()) for person in leaving]
            if written:
                file_name = f"{school.dfe_number}SchoolLeavers.xlsx"
                workbook = leavers_workbook([entry.row for entry in written])
                self._save(file_name, workbook.content, school.dfe_number, "S_LEAVE", len(written))
                for place in workbook.places:
                    self._answer(file_name, place, written[place.row], {})

    def _answer(self, file_name: str, place: RowPlace, written: _Written, gaps: dict[str, str]) -> None:
        person, row = written.person, written.row
        gap = gaps.get(person.id)
        answer = row_answer(file_name, place.sheet, place.line, person, row, written.kinds, gap)
        self._rows.append(answer)
        self._rows_of.setdefault(person.id, []).append((answer, row))

    def _people_answers(self, people: dict[str, YoungPerson]) -> Iterator[PersonAnswer]:
        for person in people.values():
            answer = person_answer(person, self._rows_of.get(person.id, ()))
            if answer is not None:
                yield answer

    def _file_name(self, school: School) -> str:
        lot, suffix = self._chance.random(), _SUFFIX[school.habits.format]
        if lot < 0.6:
            return f"{school.dfe_number}SchoolPost16Enrolment2026-27{suffix}"
        if lot < 0.8:
            return f"{school.name} post-16 enrolment Sept 2026{suffix}"
        return f"Copy of {school.dfe_number} post 16 enrolment v2 FINAL{suffix}"

    def _save(self, file_name: str, content: bytes, establishment: str | None, collection: str, rows: int) -> None:
        (self._folder / "files" / file_name).write_bytes(content)
        self._uploads.append(
            {
                "file_name": file_name,
                "establishment": establishment,
                "collection": collection,
                "rows": rows,
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
