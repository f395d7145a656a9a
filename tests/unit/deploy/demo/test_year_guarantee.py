"""The known answers of the September Guarantee, and the forms that the played year fills in."""

import random
from datetime import date

import pytest

from cli.addresses import Account
from cli.http_session import Answer
from deploy.demo.population.people import Ages, Population, YoungPerson
from deploy.demo.sending import StuckError
from deploy.demo.year import browser
from deploy.demo.year.browser import Browser
from deploy.demo.year.guarantee import counted, guarantee_code
from deploy.demo.year.ledger import Ledger, RollFact, Statement, fact_of
from deploy.demo.year.lives import Life

MAY, NOVEMBER = date(2027, 5, 28), date(2026, 11, 30)


def _life(year: int) -> Life:
    share = {11: Ages(1, 0, 0, 0), 12: Ages(0, 1, 0, 0)}[year]
    people: list[YoungPerson] = Population(random.Random(4), share).people(40)
    return Life(next(one for one in people if one.year_group == year and one.left_on is None), "8860001")


def _ledger(life: Life, code: str | None = None, *, by_the_place: bool = True) -> Ledger:
    ledger = Ledger()
    ledger.roll(life.person, RollFact(date(2026, 9, 7), None, None, None))
    if code is not None:
        stated = Statement(date(2026, 9, 2), code, confirmed_on=date(2027, 5, 1), by_the_place=by_the_place)
        ledger.record(life.person, fact_of(date(2026, 9, 18), stated, code, "S_ENR 8860001"))
    return ledger


@pytest.mark.parametrize(
    ("offers", "code"),
    [
        ({}, "159"),
        ({"TEP_SG2 1": "151"}, "151"),
        ({"TEP_SG2 1": "151", "KC_OFFER A1": "140"}, "140"),
        ({"KC_OFFER A1": "140", "C_SG 2": "110"}, "110"),
    ],
)
def test_an_offer_of_anybody_is_an_offer(offers: dict[str, str], code: str) -> None:
    life = _life(11)
    ledger = _ledger(life)
    for row, said in offers.items():
        ledger.offer(life.person, row, said)
    assert guarantee_code(life, ledger, MAY) == ("Year 11", code)


@pytest.mark.parametrize(
    ("activity", "by_the_place", "in_may"),
    [
        ("210", True, "114"),
        ("210", False, "159"),
        ("230", True, "159"),
        ("310", False, "115"),
        ("619", False, "159"),
        (None, False, "159"),
    ],
)
def test_year_12_goes_on_at_a_school_or_in_work_with_training(
    activity: str | None, by_the_place: bool, in_may: str
) -> None:
    life = _life(12)
    ledger = _ledger(life, activity, by_the_place=by_the_place)
    assert guarantee_code(life, ledger, MAY) == ("Year 12", in_may)
    # In November the summer before is reported, in which they were in Year 11: nothing was recorded.
    assert guarantee_code(life, ledger, NOVEMBER) == ("Year 11", "159")


def test_whoever_only_returns_speak_of_belongs_to_no_cohort() -> None:
    life = _life(12)
    assert counted([life], Ledger(), MAY) == {"Year 11": {}, "Year 12": {}}
    assert counted([life], _ledger(life), MAY) == {"Year 11": {}, "Year 12": {"159": 1}}


PAGE = """<form action="http://here/nil"><input type="hidden" name="of" value="S_JOIN 2026-10"><input type="hidden"
name="form_id" value="1"></form><form action="http://here/nil"><input type="hidden" name="of" value="S_LEAVE 2026-10">
<input type="hidden" name="form_id" value="2"><input name="typed" value="no"></form>"""


class Session:
    """A page with two forms, and what was sent to it."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.answer = Answer(200, b"", "http://here/submissions/7?sent=yes")

    def sign_in(self, base_url: str, account: Account) -> None:
        """Nothing to do."""

    def get(self, url: str) -> Answer:
        """The page."""
        return Answer(200, PAGE.encode(), url)

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Keep what was sent."""
        self.sent.append(body.decode())
        return self.answer


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    made = Session()
    monkeypatch.setattr(browser, "HttpSession", lambda: made)
    return made


def test_of_several_forms_the_chosen_one_is_sent_with_its_hidden_fields(session: Session) -> None:
    somebody = Browser("http://here", Account("school", "secret", "uploader"))
    assert somebody.fill_in("/nil", {"more": "x"}, of="S_LEAVE 2026-10") == "/submissions/7"
    assert session.sent == ["of=S_LEAVE+2026-10&form_id=2&more=x"]


def test_a_form_that_is_not_there_or_not_taken_stops_the_year(session: Session) -> None:
    somebody = Browser("http://here", Account("school", "secret", "uploader"))
    with pytest.raises(StuckError, match="no such form"):
        somebody.fill_in("/nil", {}, of="C_JL 2026-10")
    session.answer = Answer(422, b"", "http://here/nil")
    with pytest.raises(StuckError, match="not taken: 422"):
        somebody.fill_in("/nil", {}, of="S_JOIN 2026-10")
