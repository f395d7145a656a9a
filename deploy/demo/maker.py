"""Makes the whole county: people, schools, colleges, the roll, one enrolment return a sender, and the known answers."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from deploy.demo.answers import PersonAnswer, RowAnswer, person_answer, write_answers
from deploy.demo.contradictions import write_contradictions
from deploy.demo.files import CountyFiles, Written
from deploy.demo.plan import Plan
from deploy.demo.population.college_rows import college_row
from deploy.demo.population.colleges import College, make_colleges
from deploy.demo.population.enrolments import enrolment_row, lower_level_row
from deploy.demo.population.people import Population, YoungPerson
from deploy.demo.population.schools import Format, School, make_schools, register_csv
from deploy.demo.small_returns import SmallReturns
from deploy.demo.workbooks.damage import Surroundings, damage
from deploy.demo.workbooks.layouts import (
    Page,
    columns_left_out,
    enrolment_workbook,
    return_workbook,
    roll_workbook,
)
from shared.vocabulary.collections import C_ENR

ROLL_FILE: Final = "886 County Roll 2026-10-01.xlsx"
_SUFFIX: Final[dict[Format, str]] = {"xlsx": ".xlsx", "ods": ".ods", "csv": ".csv", "csv-utf8": ".csv"}


class Maker:
    """Makes one county: the same plan gives the same files."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._chance = random.Random(plan.seed)  # noqa: S311 (invented people must be the same each time)
        self._population = Population(self._chance, plan.ages)
        self._gaps: dict[str, str] = {}
        self._school_of: dict[str, str] = {}
        """Number of the school at which the roll has somebody, by person."""
        self._files = CountyFiles(folder, self._gaps)

    def make(self) -> None:
        """Write everything into the folder."""
        schools = make_schools(self._chance, self._plan.school_sizes())
        (self._folder / "files").mkdir()
        colleges = make_colleges(self._chance, list(self._plan.colleges))
        (self._folder / "establishments.csv").write_text(register_csv(schools, colleges), encoding="utf-8")
        people = self._population.people(self._plan.people)
        self._gaps |= self._missing_numbers(people)
        learners = self._enrol(people, schools, colleges)
        self._write_roll(people, schools, learners)
        for school in schools:
            self._write_return(school, learners[school.dfe_number])
        for college in colleges:
            self._write_college(college, learners[college.ukprn])
        small = SmallReturns(self._plan, self._files, schools, colleges, learners)
        small.movements(people)
        if self._plan.offers:
            small.offers(people)
        small.later()
        write_contradictions(self._folder / "contradictions.json", self._files, people, self._school_of)
        newcomers = [person for known in learners.values() for person in known if not person.on_roll]
        everyone = {person.id: person for person in [*people, *newcomers]}
        self._files.close()
        write_answers(self._folder / "people.jsonl", self._people_answers(everyone))

    def _missing_numbers(self, people: list[YoungPerson]) -> dict[str, str]:
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
    ) -> None:
        school_of = {person.id: school for school in schools for person in learners[school.dfe_number]}
        for person in people:
            school_of.setdefault(person.id, self._chance.choice(schools))
        self._school_of = {person: school.dfe_number for person, school in school_of.items()}
        workbook = roll_workbook(people, school_of, self._gaps)
        self._files.save(ROLL_FILE, workbook.content, None, "ROLL", len(people))
        for person, place in zip(people, workbook.places, strict=True):
            self._files.rows.append(
                RowAnswer(ROLL_FILE, place.sheet, place.line, person.id, (), "accepted", "new", False, False)
            )

    def _write_return(self, school: School, learners: list[YoungPerson]) -> None:
        written = list(self._rows_of_school(school, learners))
        workbook = enrolment_workbook(school, [entry.row for entry in written])
        self._files.add(self._file_name(school), workbook, written, school.dfe_number, "S_ENR")

    def _write_college(self, college: College, learners: list[YoungPerson]) -> None:
        around = Surroundings(self._chance, self._population.numbers, learners, C_ENR)
        written = []
        for person in learners:
            row = college_row(self._chance, person, college)
            written.append(Written(person, row, damage(row, 0.0 if self._plan.careful else 1.0, around)))
        if written:
            columns = C_ENR.column_ids
            page = [{column: entry.row.get(column) for column in columns} for entry in written]
            workbook = return_workbook([Page("Enrolment", C_ENR, page)])
            file_name = f"{college.ukprn} College enrolment 2026-27.xlsx"
            self._files.add(file_name, workbook, written, college.ukprn, "C_ENR")

    def _rows_of_school(self, school: School, learners: list[YoungPerson]) -> Iterator[Written]:
        around = Surroundings(self._chance, self._population.numbers, learners)
        carelessness = 0.0 if self._plan.careful else school.habits.carelessness
        for person in learners:
            row = enrolment_row(self._chance, person, school)
            kinds = damage(row, carelessness, around)
            row |= dict.fromkeys(columns_left_out(school.habits))
            yield Written(person, row, kinds)
            if self._chance.random() < 0.005 * carelessness:
                yield Written(person, lower_level_row(row), (*kinds, "repeated"))

    def _people_answers(self, people: dict[str, YoungPerson]) -> Iterator[PersonAnswer]:
        for person in people.values():
            answer = person_answer(person, self._files.rows_of.get(person.id, ()))
            if answer is not None:
                yield answer

    def _file_name(self, school: School) -> str:
        lot, suffix = self._chance.random(), _SUFFIX[school.habits.format]
        if lot < 0.6:
            return f"{school.dfe_number}SchoolPost16Enrolment2026-27{suffix}"
        if lot < 0.8:
            return f"{school.name} post-16 enrolment Sept 2026{suffix}"
        return f"Copy of {school.dfe_number} post 16 enrolment v2 FINAL{suffix}"
