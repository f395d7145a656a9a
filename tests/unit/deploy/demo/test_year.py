"""The generated year: every file is read as what it is, every seeded defect is met, and no clean row is refused."""

import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from cli.checking import FileVerdict, check_file
from deploy.demo.population.people import Ages, Population, YoungPerson
from deploy.demo.year.calendar import STOPS
from deploy.demo.year.ledger import Fact, Ledger, RollFact, Statement, fact_of
from deploy.demo.year.make import Year, make_year
from deploy.demo.year.senders.files import Sent
from shared.vocabulary.issues import code_of

Files = list[tuple[date, Sent, FileVerdict]]
_CHECKED = STOPS[:4]
"""Every collection that is sent once, and two months of moves: to check every file of a year takes a minute."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Year, Files]:
    year = make_year(900, 3, tmp_path_factory.mktemp("year"))
    files = [(stop, sent) for stop in STOPS for group in year.files(stop) for sent in group]
    return year, [(stop.on, sent, check_file(sent.upload.path, stop.on)) for stop, sent in files if stop in _CHECKED]


def test_every_file_is_read_as_what_it_is(played: tuple[Year, Files]) -> None:
    for _, sent, verdict in played[1]:
        assert (verdict.collection, verdict.rows) == (sent.upload.collection, sent.upload.rows), sent.upload.file_name


def test_every_seeded_defect_is_met_and_no_clean_row_is_refused(played: tuple[Year, Files]) -> None:
    seeded = 0
    for _, sent, verdict in played[1]:
        codes, refused = defaultdict(set), set()
        for found in verdict.found:
            place = found.sheet if not sent.is_csv else "", found.line
            codes[place].add(found.complaint.code)
            if found.complaint.severity == "error":
                refused.add(place)
        for row in sent.rows:
            place = row.sheet if not sent.is_csv else "", row.line
            assert (place in refused) == (row.defect is not None and row.defect.refuses), (sent.upload.file_name, row)
            if row.defect is not None:
                seeded += 1
                assert code_of(row.defect.issue) in codes[place], (sent.upload.file_name, row)
    assert seeded > 80


def test_the_same_seed_gives_the_same_year(played: tuple[Year, Files], tmp_path: Path) -> None:
    again = make_year(900, 3, tmp_path)
    digests = [sent.upload.sha256 for stop in _CHECKED for group in again.files(stop) for sent in group]
    assert digests == [sent.upload.sha256 for _, sent, _ in played[1]]


def test_every_group_of_the_figures_happens(played: tuple[Year, Files]) -> None:
    year, _ = played
    answers = [year.ledger.answer(life.person, STOPS[-1].on) for life in year.lives]
    groups = {answer.group for answer in answers if answer is not None}
    assert {"education", "employment", "neet", "not known", "compulsory", "out of scope"} <= groups


@pytest.fixture
def person() -> YoungPerson:
    people = Population(random.Random(4), Ages(0, 1, 0, 0)).people(20)
    return next(one for one in people if one.left_on is None and one.moved_in_on is None)


def _fact(on: date, since: date, code: str, source: str = "", ends_on: date | None = None) -> Fact:
    return fact_of(on, Statement(since, code, ends_on, by_the_place=bool(source)), code, source)


SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 30), date(2026, 10, 30), date(2026, 11, 30)


def test_the_latest_fact_counts_for_as_long_as_it_is_current(person: YoungPerson) -> None:
    ledger = Ledger()
    ledger.roll(person, RollFact(SEPTEMBER, None, None, None))
    assert _group(ledger, person, SEPTEMBER) == "not known"
    ledger.record(person, _fact(SEPTEMBER, date(2026, 9, 2), "230", "C_ENR 1"))
    ledger.record(person, _fact(OCTOBER, date(2026, 10, 10), "330"))
    assert _group(ledger, person, OCTOBER) == "employment"
    assert _group(ledger, person, date(2027, 4, 30)) == "employment"
    assert _group(ledger, person, date(2027, 5, 1)) == "not known"


def test_a_full_list_withdraws_whom_it_leaves_out(person: YoungPerson) -> None:
    ledger = Ledger()
    ledger.record(person, _fact(SEPTEMBER, date(2026, 9, 2), "230", "C_ENR 1"))
    ledger.replace("C_ENR 1", OCTOBER)
    assert ledger.answer(person, OCTOBER) is None
    ledger.keep(person, "C_ENR 1")
    assert _group(ledger, person, OCTOBER) == "education"


def test_a_course_that_ends_in_summer_counts_to_the_end_of_august(person: YoungPerson) -> None:
    ledger = Ledger()
    ledger.record(person, _fact(SEPTEMBER, date(2026, 9, 2), "210", "S_ENR 1", date(2027, 7, 8)))
    assert _group(ledger, person, date(2027, 8, 31)) == "education"
    ledger.record(person, _fact(NOVEMBER, date(2026, 11, 2), "230", "C_JL 1", date(2027, 2, 8)))
    assert _group(ledger, person, date(2027, 2, 8)) == "education"
    assert _group(ledger, person, date(2027, 2, 9)) == "not known"


def test_the_place_itself_puts_hearsay_right(person: YoungPerson) -> None:
    ledger = Ledger()
    contact = Statement(date(2026, 9, 22), "230", confirmed_on=date(2026, 9, 22))
    ledger.record(person, fact_of(SEPTEMBER, contact, "230", "CONTACT None"))
    assert _group(ledger, person, date(2027, 2, 9)) == "education"
    ledger.record(person, _fact(OCTOBER, date(2026, 9, 2), "230", "C_ENR 1", date(2027, 2, 8)))
    assert _group(ledger, person, date(2027, 2, 9)) == "not known"


def test_what_is_heard_of_somebody_at_a_place_that_has_them_changes_nothing(person: YoungPerson) -> None:
    ledger = Ledger()
    ledger.record(person, _fact(SEPTEMBER, date(2026, 9, 2), "210", "S_ENR 1"))
    contact = fact_of(NOVEMBER, Statement(date(2026, 11, 22), "210", confirmed_on=date(2026, 11, 22)), "210", "CONTACT")
    ledger.record(person, contact)
    known = ledger.answer(person, NOVEMBER)
    assert known is not None
    assert known.by_the_place
    left = Statement(date(2026, 11, 3), "810", leaves=True)
    ledger.record(person, fact_of(NOVEMBER, left, "810", "S_LEAVE 1"))
    known = ledger.answer(person, NOVEMBER)
    assert known is not None
    assert (known.code, known.by_the_place) == ("210", False)


def test_what_one_place_says_of_its_leaver_is_hearsay_beside_a_stay_that_another_never_ended(
    person: YoungPerson,
) -> None:
    ledger = Ledger()
    ledger.record(person, _fact(SEPTEMBER, date(2026, 9, 2), "210", "S_ENR 1"))
    ledger.record(person, _fact(OCTOBER, date(2026, 10, 12), "230", "C_JL 2"))
    gone = Statement(date(2026, 11, 10), "619", leaves=True)
    ledger.record(person, fact_of(NOVEMBER, gone, "619", "C_JL 2"))
    assert _group(ledger, person, NOVEMBER) == "education"
    ledger.record(person, fact_of(NOVEMBER, Statement(date(2026, 10, 10), "810", leaves=True), "810", "S_LEAVE 1"))
    assert _group(ledger, person, NOVEMBER) == "neet"


def _group(ledger: Ledger, person: YoungPerson, on: date) -> str:
    answer = ledger.answer(person, on)
    assert answer is not None
    return answer.group
