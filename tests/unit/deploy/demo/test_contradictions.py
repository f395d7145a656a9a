"""The known answers about contradictions between returns: how many there are, and what the score tells."""

from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest

from deploy.demo.answers import STRAY, read_people, read_rows
from deploy.demo.contradictions import Found, read_contradictions, recall_of
from deploy.demo.county import County, make_county
from deploy.demo.plan import Plan

PLAN = Plan(people=1500, seed=7, leavers_share=0.06)
COUNT = 4
ADA, BEN, CAL = (UUID(int=number) for number in (1, 2, 3))
PEOPLE = {"1": ADA, "2": BEN, "3": CAL}
TWO: Found = ("P001", ("8860001", "8860002"))
SILENT: Found = ("P003", ("8860001",))
KNOWN = {"1": frozenset({TWO}), "2": frozenset({SILENT}), "3": frozenset[Found]()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("counties")


@pytest.fixture(scope="module")
def county(folder: Path) -> County:
    return make_county(Plan(people=1500, seed=7, leavers_share=0.06, contradictions=COUNT), folder)


def test_leavers_who_cannot_be_are_as_many_as_asked_for(county: County) -> None:
    known = Counter(code for found in read_contradictions(county.contradictions).values() for code, _ in found)
    assert (known["P010"], known["P011"]) == (COUNT, COUNT)
    assert known["P002"] > 0 < known["P003"]
    assert sum(STRAY in answer.damage for answer in read_rows(county.row_answers)) == 2 * COUNT


def test_they_change_nobodys_status(county: County, folder: Path) -> None:
    without = make_county(PLAN, folder)
    strays = {answer.person for answer in read_rows(county.row_answers) if STRAY in answer.damage}
    statuses = [
        {one.person: (one.group, one.codes) for one in read_people(each.people_answers)} for each in (county, without)
    ]
    assert {statuses[0][person] for person in strays} <= {("education", ("210",)), ("education", ("250",))}
    assert {who: status for who, status in statuses[0].items() if who not in strays} == {
        who: status for who, status in statuses[1].items() if who not in strays
    }


def test_all_found_and_none_besides_is_complete() -> None:
    recall = recall_of(KNOWN, PEOPLE, {ADA: [TWO], BEN: [SILENT]})
    assert recall.complete
    assert recall.line() == ("Contradictions between returns, found once each: P001 1 of 1, P003 1 of 1; invented: 0.")


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ({ADA: [TWO]}, "P001 1 of 1, P003 0 of 1; invented: 0."),
        ({ADA: [TWO, TWO], BEN: [SILENT]}, "P001 0 of 1, P003 1 of 1; invented: 1 P001."),
        ({ADA: [TWO], BEN: [SILENT], CAL: [SILENT]}, "P001 1 of 1, P003 1 of 1; invented: 1 P003."),
    ],
    ids=["missed", "doubled", "invented"],
)
def test_what_is_missed_doubled_or_invented_shows(held: dict[UUID, list[Found]], told: str) -> None:
    recall = recall_of(KNOWN, PEOPLE, held)
    assert not recall.complete
    assert recall.line().endswith(told)
