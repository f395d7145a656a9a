"""Makes the whole county: people, schools, colleges, the roll, one enrolment return a sender, and the known answers."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.demo.answers import PersonAnswer, RowAnswer, may_leave, person_answer, row_answer, write_answers
from deploy.demo.plan import Plan
from deploy.demo.population.college_rows import college_row
from deploy.demo.population.colleges import College, make_colleges
from deploy.demo.population.enrolments import Row, enrolment_row, lower_level_row
from deploy.demo.population.leavers import leaver_row
from deploy.demo.population.offer_rows import offer_row
from deploy.demo.population.people import Population, YoungPerson
from deploy.demo.population.schools import Format, School, make_schools, register_csv
from deploy.demo.workbooks.damage import Surroundings, damage
from deploy.demo.workbooks.layouts import (
    Page,
    RowPlace,
    columns_left_out,
    enrolment_workbook,
    return_workbook,
    roll_workbook,
)
from shared.vocabulary.collections import C_ENR, S_LEAVE, S_SG

ROLL_FILE: Final = "886 County Roll 2026-10-01.xlsx"
_SUFFIX: Final[dict[Format, str]] = {"xlsx": ".xlsx", "ods": ".ods", "csv": ".csv", "csv-utf8": ".csv"}


@dataclass(frozen=True, slots=True)
class _Written:
    person: YoungPerson
    row: Row
    kinds: tuple[str, ...]


class Maker:
    """Makes one county: the same plan gives the same files."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._chance = random.Random(plan.seed)  # noqa: S311 (invented people must be the same each time)
        self._population = Population(self._chance, plan.ages)
        self._uploads: list[dict[str, object]] = []
        self._rows: list[RowAnswer] = []
        self._rows_of: dict[str, list[tuple[RowAnswer, Row]]] = {}

    def make(self) -> None:
        """Write everything into the folder."""
        schools = make_schools(self._chance, self._plan.school_sizes())
        (self._folder / "files").mkdir()
        colleges = make_colleges(self._chance, list(self._plan.colleges))
        (self._folder / "establishments.csv").write_text(register_csv(schools, colleges), encoding="utf-8")
        people = self._population.people(self._plan.people)
        gaps = self._gaps(people)
        learners = self._enrol(people, schools, colleges)
        self._write_roll(people, schools, learners, gaps)
        for school in schools:
            self._write_return(school, learners[school.dfe_number], gaps)
        for college in colleges:
            self._write_college(college, learners[college.ukprn], gaps)
        self._write_leavers(schools, learners)
        if self._plan.offers:
            self._write_offers(people, schools)
        newcomers = [person for known in learners.values() for person in known if not person.on_roll]
        everyone = {person.id: person for person in [*people, *newcomers]}
        write_answers(self._folder / "rows.jsonl", self._rows)
        write_answers(self._folder / "people.jsonl", self._people_answers(everyone))
        (self._folder / "uploads.json").write_text(json.dumps(self._uploads, ensure_ascii=False), encoding="utf-8")

    def _gaps(self, people: list[YoungPerson]) -> dict[str, str]:
        """Return for whom the authority lacks a learner number, and which."""
        lots = ((person.id, self._chance.random()) for person in people)
        return {person: "P1" if lot < 0.01 else "P3" for person, lot in lots if lot < 0.12}

    def _enrol(
        self, people: list[YoungPerson], schools: list[School], colleges: list[College]
    ) -> dict[str, list[YoungPerson]]:
        """Return the learners of each school: its district's first, a few newcomers, one in fifty at two schools; and
        of each college, from those at no school."""
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
        rest = [person for known in near.values() for person in known]
        for college in colleges:
            learners[college.ukprn], rest = rest[: college.learners], rest[college.learners :]
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
        school_of = {person.id: school for school in schools for person in learners[school.dfe_number]}
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

    def _write_college(self, college: College, learners: list[YoungPerson], gaps: dict[str, str]) -> None:
        around = Surroundings(self._chance, self._population.numbers, learners, C_ENR)
        written = []
        for person in learners:
            row = college_row(self._chance, person, college)
            written.append(_Written(person, row, damage(row, 0.0 if self._plan.careful else 1.0, around)))
        if written:
            columns = C_ENR.column_ids
            page = [{column: entry.row.get(column) for column in columns} for entry in written]
            workbook = return_workbook([Page("Enrolment", C_ENR, page)])
            file_name = f"{college.ukprn} College enrolment 2026-27.xlsx"
            self._save(file_name, workbook.content, college.ukprn, "C_ENR", len(written))
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
                workbook = return_workbook([Page("Leavers", S_LEAVE, [entry.row for entry in written])])
                self._save(file_name, workbook.content, school.dfe_number, "S_LEAVE", len(written))
                for place in workbook.places:
                    self._answer(file_name, place, written[place.row], {})

    def _write_offers(self, people: list[YoungPerson], schools: list[School]) -> None:
        """Write what each school offers to Year 11: by a chance of its own, so that all else stays equal."""
        chance = random.Random(f"{self._plan.seed} offers")  # noqa: S311 (invented people must be the same each time)
        year_11 = [person for person in people if person.year_group == 11 and person.left_on is None]
        for index, school in enumerate(schools):
            offered = year_11[index :: len(schools)]
            if not offered:
                continue
            workbook = return_workbook([Page("Offers", S_SG, [offer_row(chance, one, school) for one in offered])])
            file_name = f"{school.dfe_number} September Guarantee offers.xlsx"
            self._save(file_name, workbook.content, school.dfe_number, "S_SG", len(offered))
            for place in workbook.places:
                person = offered[place.row]
                self._rows.append(
                    RowAnswer(file_name, place.sheet, place.line, person.id, (), "accepted", "matched", False, False)
                )

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
