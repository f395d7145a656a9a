"""People stand in one order on every server, with their accents, and pages of a list follow each other in it."""

from random import Random

import pytest

from services.reporting.queries.people import PeopleFilter
from shared.vocabulary.name_letters import words_of_name
from tests.support.reporting import Office
from tests.support.reporting_queries import differences_of, people_of
from tests.support.returns import Line, Return, at

pytestmark = pytest.mark.stack

IN_ORDER = (
    *(("Á", "Robin"), ("Abbott", "Robin"), ("Ábel", "Robin"), ("ACTON", "Robin"), ("de Souza", "Robin")),
    *(("Élan", "Ada"), ("Elan", "Émile"), ("Elan", "Zoë"), ("Łukasz", "Robin"), ("Lund", "Robin")),
    *(("Nwosu", "Robin"), ("O’Brien", "Ada"), ("OBrien", "Bea"), ("O'Brien", "Cara"), ("Ørsted", "Robin")),
    *(("Oz", "Robin"), ("Öztürk", "Robin"), ("Pryce-Jones", "Ada"), ("Pryce Jones", "Bea"), ("Şahin", "Robin")),
    *(("Smith", "Robin"), ("Smith Jones", "Robin"), ("Smithers", "Robin"), ("Strauß", "Ada"), ("Strauss", "Bea")),
    *(("Ümit", "Robin"), ("Unwin", "Robin"), ("van den Berg", "Robin"), ("VANCE", "Robin"), ("Zoë", "Robin")),
    *(("Žukov", "Robin"), ("Ивана", "Robin")),
)


def listed(received: str = "2026-09-18 10:00") -> Return:
    names = Random(7).sample(IN_ORDER, len(IN_ORDER))
    lines = [Line(number, surname=surname, forename=name) for number, (surname, name) in enumerate(names, 1)]
    return Return("names", lines, at(received))


@pytest.mark.parametrize("page_size", [1, 5, 50])
async def test_d3_people_with_accents_stand_among_their_letters_on_every_page(office: Office, page_size: int) -> None:
    await office.take_in(listed())
    find = people_of(office).people
    found = []
    for page in range(1, -(-len(IN_ORDER) // page_size) + 1):
        part = await find(PeopleFilter(), account="officer", page=page, page_size=page_size)
        found += [(line.surname, line.forename) for line in part.items]
    assert found == list(IN_ORDER)


async def test_d3_a_difference_has_the_same_order(office: Office) -> None:
    each = listed()
    await office.take_in(each)
    read = differences_of(office).difference
    generation = await office.generation_of(each.submission_id)
    found = await read(generation, "added", account="officer", page_size=100)
    assert [(line.surname, line.forename) for line in found.items] == list(IN_ORDER)


@pytest.mark.parametrize("collation", ["C", "pg_c_utf8", "ucs_basic"])
async def test_d3_the_key_is_the_same_under_every_collation(office: Office, collation: str) -> None:
    names = "Á", "Öztürk", "Iİıi", "STRAẞE", "Łódź", "O’Brien-Şahin"
    keys = [await office.pool.fetchval(f'SELECT name_key($1 COLLATE "{collation}")', name) for name in names]
    assert keys == ["a", "ozturk", "iiii", "strasse", "lodz", "obrien sahin"]


async def test_d3_names_are_put_in_order_by_the_letters_by_which_they_are_compared(office: Office) -> None:
    """Every letter of the Latin, Greek and Cyrillic blocks inside a name, and the signs that stand between letters."""
    letters = [chr(code) for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x1F00))]
    names = [
        *(f"Ba{letter}b" for letter in letters if letter.isalpha() and letter != "\u037a"),
        *(
            "O’Brien",
            "O'Brien",
            "Pryce-Jones",
            "Pryce\u2010Jones",
            "St. John",
            "van  den Berg",
            "Smith (Jones)",
            "D`Arcy",
        ),
        *("Anne\u00adMarie", "Anne\u200dMarie", "Ke\u02bbala", "José\u0301", "ﬁsher", "Ｓｍｉｔｈ", "", "-"),
        *(
            "d’Souza",
            "de  la Cruz",
            "van-der-Berg",
            "Mc\u00a0Donald",
            "O\u00b4Neil",
            "Smith \u2013 Jones",
            "Jones\u2014Smith",
        ),
        *(
            "Nguyễn Thị",
            "Zoe\u0308",
            "İpek",
            "ıpek",
            "STRAẞE",
            "Æthel",
            "Đỗ",
            "Ștefan",
            "Ştefan",
            "L\u2019Étoile",
            "D.J.",
            "Ǆ",
        ),
    ]
    rows = await office.pool.fetch("SELECT name, name_key(name) AS key FROM unnest($1::text[]) AS n (name)", names)
    differing = {row["name"]: row["key"] for row in rows if row["key"] != words_of_name(row["name"])}
    assert differing == {}


@pytest.mark.parametrize(
    ("typed", "surnames"),
    [
        ("ozturk", {"Öztürk"}),
        ("ÖZTÜRK", {"Öztürk"}),
        ("obrien", {"O’Brien", "OBrien", "O'Brien"}),
        ("o'brien, ca", {"O'Brien"}),
        ("pryce jo", {"Pryce-Jones", "Pryce Jones"}),
        ("Elan, emi", {"Elan"}),
        ("'", set()),
        ("%", set()),
        ("s12", set()),
        ("_", set()),
    ],
)
async def test_d3_a_search_finds_names_whatever_their_marks(office: Office, typed: str, surnames: set[str]) -> None:
    await office.take_in(listed())
    find = people_of(office).people
    found = await find(PeopleFilter(name=typed), account="officer")
    assert {line.surname for line in found.items} == surnames
