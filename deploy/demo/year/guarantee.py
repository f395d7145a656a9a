"""The known answers of the September Guarantee: each person's code from what was sent, and the figures of a day.

Written from the facts of the trade alone, apart from reporting's own rules (sources: NCCIS-2015, KCC-2026): an offer is
an offer whoever made it; the authority rolls over who goes on at a school, or in work with training; else a school says
why there is none, or nobody has said anything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from deploy.demo.year.ledger import Known, Ledger, academic_year
from deploy.demo.year.lives import Life

Counted = dict[str, dict[str, int]]
"""People of the cohort by node and code."""
OFFER_MADE, APPLIED, NOT_RECORDED = "110", "140", "159"
MET: Final = frozenset({OFFER_MADE, "114", "115"})
_STRONGEST_FIRST: Final = (OFFER_MADE, "114", "115", "120", "122", "123", "124", APPLIED, "150", "151", "153", "154")
_NODES: Final[Mapping[int, str]] = {11: "Year 11", 12: "Year 12"}
_GOES_ON: Final[Mapping[str, str]] = {"210": "114", "230": "114", "290": "114", "310": "115"}
_AT_WORK: Final = "310"
_SCHOOL: Final = "210"
_FIRST_MONTH: Final = 4
"""From April the summer to come is reported; until March the one before."""


def guarantee_code(life: Life, ledger: Ledger, on: date) -> tuple[str, str] | None:
    """Return node and code of somebody on that day; None: they do not belong to the cohort."""
    summer = on.year if on.month >= _FIRST_MONTH else on.year - 1
    known = ledger.answer(life.person, on)
    node = _NODES.get(summer - 1 - academic_year(life.person.born_on) - 5)
    if known is None or node is None or not known.on_roll or known.group == "out of scope":
        return None
    codes = set(ledger.offers.get(life.person.id, {}).values()) if summer == _summer_of(ledger.offers_of) else set()
    goes_on = _goes_on(known, on > date(summer, 8, 31)) if node == "Year 12" else None
    return node, next((code for code in _STRONGEST_FIRST if code in codes | {goes_on}), NOT_RECORDED)


def counted(lives: Iterable[Life], ledger: Ledger, on: date) -> Counted:
    """Return the figures of the day."""
    codes = (guarantee_code(life, ledger, on) for life in lives)
    found = Counter(code for code in codes if code is not None)
    return {
        node: {code: people for (of, code), people in sorted(found.items()) if of == node} for node in _NODES.values()
    }


def on_the_page(figures: Any) -> Counted:
    """Return the figures that the page has, as its JSON."""
    return {line["node"]: dict(line["by_code"]) for line in figures["september_guarantee"]["nodes"]}


def _goes_on(known: Known, summer_is_over: bool) -> str | None:
    code = known.code or ""
    if known.group == "not known":
        return None
    at_school = code == _SCHOOL and known.by_the_place
    return _GOES_ON.get(code) if summer_is_over or at_school or code == _AT_WORK else None


def _summer_of(offers_of: str) -> int:
    """Return the calendar year of the summer for which offers of an academic year are made."""
    return int(offers_of[:4]) + 1
