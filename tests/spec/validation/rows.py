"""A good row of each collection, and what is said about it when some of its cells are changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.validation.domain.context import Context
from services.validation.domain.plan import plan_for
from services.validation.domain.rows import JudgedRows, Marked, Refused
from services.validation.domain.verdict import judge_rows
from shared.vocabulary.collections import find_collection
from shared.vocabulary.issues import CATALOGUE
from tests.spec.validation.contact_rows import CONTACT_CONTEXT, GOOD_CONTACT
from tests.spec.validation.offer_rows import GOOD_OFFERS, OFFER_CONTEXTS
from tests.support.verdicts import verdicts_of

Cells = Mapping[str, str | None]

CONTEXTS = {
    "S_ENR": Context("S_ENR", "8860001", "2026-27", date(2026, 10, 5)),
    "ROLL": Context("ROLL", "886", "standing", date(2026, 10, 5)),
    "S_LEAVE": Context("S_LEAVE", "8860001", "2026-10", date(2026, 10, 30)),
    "S_JOIN": Context("S_JOIN", "8860001", "2026-10", date(2026, 10, 30)),
    "TEP_DEST": Context("TEP_DEST", "8860001", "2026-27", date(2026, 10, 30)),
    "S_CHECK": Context("S_CHECK", "8860001", "2026-27", date(2026, 10, 5)),
    "S_JL": Context("S_JL", "8860001", "2026-10", date(2026, 10, 30)),
    "C_ENR": Context("C_ENR", "10000001", "2026-27", date(2026, 10, 5)),
    **{code: Context(code, "10000001", "2026-10", date(2026, 10, 30)) for code in ("C_JOIN", "C_LEAVE", "C_JL")},
    **OFFER_CONTEXTS,
    "CONTACT": CONTACT_CONTEXT,
}
EARLY = replace(CONTEXTS["S_ENR"], received_on=date(2026, 7, 6))
"""A return sent in July for the year that has not begun."""
OF_2020 = replace(CONTEXTS["ROLL"], received_on=date(2020, 3, 31))
"""A county roll of the last day before the requirement of 2020-21."""
PRODUCTION = replace(CONTEXTS["S_ENR"], flag_test_numbers=True)

GOOD: Mapping[str, Cells] = {
    "S_ENR": {
        "E1": "886/0001",
        "P1": "U886000026001",
        "P3": "5161128622",
        "P4": "004512",
        "P5": "O'Brien-Smith",
        "P6": "Zoë",
        "P10": "2010-02-14",
        "P11": "F",
        "P15": "12",
        "P12": "WBRI",
        "P14": "N",
        "C1": "12 Mill Lane",
        "C3": "Maidstone",
        "C5": "ME14 1XX",
        "C7": "07700 900123",
        "L1": "3",
        "L2": "ALEVEL",
        "L3": "Maths, Physics, Art",
        "L7": "FT",
        "L8": "600",
        "L9": "2026-09-07",
        "L10": "2028-07-09",
        "J4": "C",
    },
    "ROLL": {
        "K1": "K0004512",
        "P1": "U886000026001",
        "P3": "5161128622",
        "P5": "O'Brien-Smith",
        "P6": "Zoë",
        "P10": "2010-02-14",
        "P11": "F",
        "P15": "12",
        "E1": "886/0001",
        "C5": "ME14 1XX",
        "K3": "Maidstone",
    },
    "S_LEAVE": {
        "E1": "886/0001",
        "P1": "U886000026001",
        "P5": "O'Brien-Smith",
        "P6": "Zoë",
        "P10": "2010-02-14",
        "P11": "F",
        "P15": "12",
        "C5": "ME14 1XX",
        "C7": "07700 900123",
        "V1": "2026-10-16",
        "V3": "R02",
        "V5": "D03",
        "V6": "MidKent College",
        "V8": "2026-10-19",
    },
    "S_JOIN": {
        "E1": "886/0001",
        "P1": "U886000026001",
        "P5": "O'Brien-Smith",
        "P6": "Zoë",
        "P10": "2010-02-14",
        "P11": "F",
        "P15": "12",
        "C1": "12 Mill Lane",
        "C5": "ME14 1XX",
        "C7": "07700 900123",
        "J1": "2026-10-05",
        "J2": "EKC Canterbury",
        "J3": "10006570",
        "J4": "C",
        "L1": "3",
        "L2": "ALEVEL",
        "L3": "Maths, Physics, Art",
        "L10": "2028-07-09",
    },
    **GOOD_OFFERS,
    "CONTACT": GOOD_CONTACT,
    "TEP_DEST": {
        "P1": "U886000026001",
        "P3": "5161128622",
        "P5": "O'Brien-Smith",
        "P6": "Zoë",
        "P10": "2010-02-14",
        "P15": "12",
        "V5": "D08",
        "V6": "Kent Builders",
        "V8": "2026-09-14",
        "V9": "Y",
    },
    "S_CHECK": {
        "K12": "L0004512",
        "P1": "U886000026001",
        "P5": "O'Brien-Smith",
        "P6": "Zoë",
        "P10": "2010-02-14",
        "P15": "12",
        "K13": "School sixth form",
        "K7": "CORRECT",
        **dict.fromkeys(("V1", "V5", "K8", "C1", "C5", "C7", "J1", "L1", "L2", "L3", "L10", "P11")),
    },
}
AT_COLLEGE: Cells = {
    "E3": "10000001",
    "E5": "Tonbridge",
    "P3": "5161128622",
    "P4": "004512",
    "P5": "O'Brien-Smith",
    "P6": "Zoë",
    "P10": "2010-02-14",
    "P11": "F",
    "C1": "12 Mill Lane",
    "C5": "ME14 1XX",
    "C7": "07700 900123",
}
ON_A_PROGRAMME: Cells = {
    "L5": "STUDYPROG",
    "L6": "L2 Dip Brickwork",
    "L4": "60303900",
    "L1": "2",
    "L7": "FT",
    "L8": "600",
    "L9": "2026-09-07",
    "L10": "2027-07-09",
    "L11": "25",
}
GOOD = {
    **GOOD,
    "C_ENR": {**AT_COLLEGE, **ON_A_PROGRAMME},
    "C_JOIN": {**AT_COLLEGE, **ON_A_PROGRAMME, "J1": "2026-10-05"},
    "C_LEAVE": {**AT_COLLEGE, "V1": "2026-10-16", "V5": "D08", "V10": "41"},
}
GOOD = {**GOOD, "C_JL": {**GOOD["C_JOIN"], "X1": "J", **dict.fromkeys(("V1", "V5", "V10"))}}
GOOD = {**GOOD, "S_JL": {**GOOD["S_JOIN"], "X1": "J", **dict.fromkeys(("V1", "V3", "V5", "V6"))}}
"""A row of joiners and leavers together is a joiner's here; the examples make it a leaver's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one row."""

    refused: bool
    said: frozenset[str]
    """Names of the defects, as the catalogue has them."""
    values: Mapping[str, object]


def judged(collection: str, *rows: Cells, context: Context | None = None, marked: Sequence[Marked] = ()) -> JudgedRows:
    """Judge rows given by column id. A column stands in the sheet when the good row or any of these has it."""
    known = find_collection(collection)
    assert known is not None
    used = set(GOOD[collection]).union(*rows)
    columns = tuple(column for column in known.column_ids if column in used)
    plan = plan_for(collection, columns)
    assert plan is not None
    cells = [tuple(row.get(column) for row in rows) for column in columns]
    return judge_rows(plan, context or CONTEXTS[collection], len(rows), cells, marked)


def answer(
    collection: str,
    changed: Cells,
    *,
    context: Context | None = None,
    marks: Sequence[tuple[str, str | None]] = (),
) -> Answer:
    """Judge the good row with some cells changed; `marks` are defects that ingest saw, with the column."""
    marked = [Marked(name, column, (0,)) for name, column in marks]
    found = judged(collection, {**GOOD[collection], **changed}, context=context, marked=marked)
    verdict = verdicts_of(found)[0]
    said = frozenset(CATALOGUE[complaint.code].name for complaint in verdict.complaints)
    return Answer(isinstance(verdict, Refused), said, {column: values[0] for column, values in found.columns.items()})
