"""The XML of the national return: valid by our own schema, in the order of its edition, the same bytes each time."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from lxml import etree

from services.reporting.adapters.national_return import xml_file
from services.reporting.adapters.national_return.national_return import header_of
from services.reporting.adapters.national_return.xml_file import XmlFile
from services.reporting.domain.national_return.editions import EDITIONS, edition_of
from services.reporting.domain.national_return.record import YoungPersonsRecord, record_of
from tests.spec.reporting.national_return import PERIOD_END, line, place_of

SCHEMAS: Final = Path(xml_file.__file__).parent / "schemas"
SENT_ON: Final = date(2026, 11, 9)
OLD_PERIOD: Final = date(2020, 10, 31)


def file_of(records: Sequence[YoungPersonsRecord], period_end: date = PERIOD_END, batch: int = 2) -> bytes:
    file = XmlFile(header_of(period_end, SENT_ON), edition_of(period_end))
    pieces = [records[start : start + batch] for start in range(0, len(records), batch)]
    return b"".join([file.beginning(), *map(file.add, pieces), file.ending()])


def people(period_end: date = PERIOD_END) -> list[YoungPersonsRecord]:
    changes: tuple[dict[str, Any], ...] = (
        {},
        {"surname": "O'Fern & <Sons>", "forename": "Zoë", "guarantee_member": False},
        {"characteristics": "110 180", "sen": "K", "uln": None, "upn": None},
        {"code": "619", "neet_since": date(2020, 1, 1), "due_on": None, "ends_on": None, "establishment": None},
        {"code": "110", "year_group": 11, "guarantee_node": None, "guarantee_member": False, "guarantee_code": None},
        {"code": "230", "establishment": "10001234", "guarantee_node": "Year 12", "guarantee_code": "114"},
        {"code": "810", "effective_on": None, "verified_on": None, "ascertained_on": None, "address": "a\nb\nc\nd\ne"},
    )
    return [
        record_of(line(person_id=UUID(int=number), **one), number, period_end, "P", place_of)
        for number, one in enumerate(changes)
    ]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: one.name)
def test_a_file_is_valid_by_the_schema_of_its_edition(edition: Any) -> None:
    period_end = OLD_PERIOD if edition.name == "2015" else PERIOD_END
    assert edition_of(period_end) is edition
    schema = etree.XMLSchema(etree.parse(SCHEMAS / f"nccis_{edition.name}.xsd"))
    schema.assertValid(etree.fromstring(file_of(people(period_end), period_end)))
    schema.assertValid(etree.fromstring(file_of([], period_end)))


def test_the_schema_refuses_the_order_of_the_other_edition() -> None:
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "nccis_2015.xsd"))
    assert not schema.validate(etree.fromstring(file_of(people())))


def test_names_stand_as_they_are_written() -> None:
    root = etree.fromstring(file_of(people()))
    second = root.findall("YoungPersonsRecord")[1].find("PersonalDetails")
    assert second is not None
    assert (second.findtext("FamilyName"), second.findtext("GivenName")) == ("O'Fern & <Sons>", "Zoë")
    last = root.findall("YoungPersonsRecord")[6].find("PersonalDetails")
    assert last is not None
    assert last.findtext("AddressLine4") == "d, e"


def test_the_same_people_give_the_same_bytes() -> None:
    assert file_of(people()) == file_of(people())
    assert len(etree.fromstring(file_of(people(), batch=1))) == len(people()) + 1


def test_a_piece_holds_no_more_than_its_people() -> None:
    file = XmlFile(header_of(PERIOD_END, SENT_ON), edition_of(PERIOD_END))
    file.beginning()
    sizes = {len(file.add(people()[:1])) for _ in range(50)}
    assert len(sizes) == 1
