"""Writes the small returns beside the enrolments: who left and who joined since, and places offered to Year 11.

Each kind is drawn by a chance of its own, so that a county with it is the same as one without it in all else.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from deploy.demo.answers import may_join, may_leave
from deploy.demo.contradictions import Strays
from deploy.demo.files import CountyFiles, Written
from deploy.demo.plan import Plan
from deploy.demo.population.colleges import College
from deploy.demo.population.movements import college_joiner_row, college_leaver_row, joiner_row, leaver_row
from deploy.demo.population.offer_rows import college_offer_row, offer_row
from deploy.demo.population.people import YoungPerson
from deploy.demo.population.schools import School
from deploy.demo.workbooks.layouts import Page, return_workbook
from shared.vocabulary.collections import C_JL, C_SG, S_JL, S_JOIN, S_LEAVE, S_SG, Collection

_OFFERED_BY_A_COLLEGE: Final = 0.45
"""Of the pupils of Year 11: as in the played year."""
_LATER_LEAVERS: Final = 3
_JOIN_A_SCHOOL: Final = 1 / 3
"""As often as a college: as in the played year."""


class SmallReturns:
    """All schools and colleges of a county with their learners, by number."""

    def __init__(
        self,
        plan: Plan,
        files: CountyFiles,
        schools: Sequence[School],
        colleges: Sequence[College],
        learners: Mapping[str, Sequence[YoungPerson]],
    ) -> None:
        self._plan = plan
        self._files = files
        self._schools = schools
        self._colleges = colleges
        self._learners = learners
        self._seen = Counter(person.id for known in learners.values() for person in known)

    def movements(self, people: Sequence[YoungPerson]) -> None:
        """Write who has left and who has joined.

        Where the plan has joiners, every second school sends both in one file, and colleges send theirs.
        """
        leaving, joining, joiners = self._chance("leavers"), self._chance("joiners"), self._joiners(people)
        strays = Strays(self._chance("strays"), self._files, self._learners).leavers(
            self._schools, self._plan.contradictions
        )
        stray = {entry.person.id for known in strays.values() for entry in known}
        for index, school in enumerate(self._schools):
            number = school.dfe_number
            left = [
                Written(one, leaver_row(leaving, one, school))
                for one in self._leavers(leaving, number)
                if one.id not in stray
            ]
            left += strays.get(number, ())
            joined = [Written(one, joiner_row(joining, one, school)) for one in joiners.get(number, ())]
            if self._plan.joiners_share and index % 2:
                self._write(f"{number}SchoolJoinersAndLeavers.xlsx", number, S_JL, _in_one(joined, left))
            else:
                self._write(f"{number}SchoolJoiners.xlsx", number, S_JOIN, joined)
                self._write(f"{number}SchoolLeavers.xlsx", number, S_LEAVE, left)
        for college in self._colleges if self._plan.joiners_share else ():
            number = college.ukprn
            left = [Written(one, college_leaver_row(leaving, one, college)) for one in self._leavers(leaving, number)]
            joined = [Written(one, college_joiner_row(joining, one, college)) for one in joiners.get(number, ())]
            self._write(f"{number} College joiners and leavers.xlsx", number, C_JL, _in_one(joined, left))

    def offers(self, people: Sequence[YoungPerson]) -> None:
        """Write what schools offer to their pupils of Year 11, and colleges to some of them."""
        chance, applying = self._chance("offers"), self._chance("college offers")
        year_11 = [person for person in people if person.year_group == 11 and person.left_on is None]
        school_of: dict[str, School] = {}
        for index, school in enumerate(self._schools):
            own = year_11[index :: len(self._schools)]
            school_of |= dict.fromkeys((one.id for one in own), school)
            offered = [Written(one, offer_row(chance, one, school)) for one in own]
            number = school.dfe_number
            self._write(f"{number} September Guarantee offers.xlsx", number, S_SG, offered)
        applicants = [one for one in year_11 if applying.random() < _OFFERED_BY_A_COLLEGE]
        for index, college in enumerate(self._colleges):
            chosen = applicants[index :: len(self._colleges)]
            offered = [Written(one, college_offer_row(applying, one, college, school_of[one.id])) for one in chosen]
            number = college.ukprn
            self._write(f"{number} September Guarantee offers.xlsx", number, C_SG, offered)

    def later(self) -> None:
        """Write leavers returns of October by the plan's first schools: people who have been in one return only."""
        chance = self._chance("later")
        for school in self._schools[: self._plan.later_files]:
            alone = [one for one in self._learners[school.dfe_number] if self._seen[one.id] == 1]
            staying = [one for one in alone if may_leave(one, self._files.rows_of.get(one.id, ()))][:_LATER_LEAVERS]
            rows = [leaver_row(chance, one, school, later=True) for one in staying]
            if rows:
                workbook = return_workbook([Page("Leavers", S_LEAVE, rows)])
                name = f"{school.dfe_number}SchoolLeavers2026-10.xlsx"
                self._files.add_later(name, workbook, school.dfe_number, S_LEAVE.code)

    def _chance(self, kind: str) -> random.Random:
        return random.Random(f"{self._plan.seed} {kind}")  # noqa: S311 (invented people must be the same each time)

    def _leavers(self, chance: random.Random, number: str) -> list[YoungPerson]:
        once = [person for person in self._learners[number] if self._seen[person.id] == 1]
        drawn = (person for person in once if chance.random() < self._plan.leavers_share)
        return [person for person in drawn if may_leave(person, self._files.rows_of.get(person.id, ()))]

    def _joiners(self, people: Sequence[YoungPerson]) -> dict[str, list[YoungPerson]]:
        """Return who joins which school or college, by number: people whom nobody has enrolled yet."""
        chance = self._chance("places")
        waiting = [one for one in people if may_join(one, self._files.rows_of.get(one.id, ()))]
        chance.shuffle(waiting)
        joining: dict[str, list[YoungPerson]] = {}
        schools = {school.dfe_number for school in self._schools}
        for number, learners in self._learners.items():
            share = self._plan.joiners_share * (_JOIN_A_SCHOOL if number in schools else 1.0)
            count = sum(chance.random() < share for _ in learners)
            joining[number] = [waiting.pop() for _ in range(min(count, len(waiting)))]
        return joining

    def _write(self, file_name: str, number: str, collection: Collection, written: Sequence[Written]) -> None:
        """Write a return; nothing where there is nobody to name: that is a nil return."""
        if written:
            workbook = return_workbook([Page(collection.title[:31], collection, [entry.row for entry in written])])
            self._files.add(file_name, workbook, written, number, collection.code)


def _in_one(joined: Sequence[Written], left: Sequence[Written]) -> list[Written]:
    """Return the rows of both kinds, each with the letter that tells which it is."""
    marked = [("J", entry) for entry in joined] + [("L", entry) for entry in left]
    return [Written(entry.person, {"X1": letter, **entry.row}, entry.kinds) for letter, entry in marked]
