"""The national return as XML, written piece by piece: memory holds one piece, whatever the file's length."""

import io
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from services.reporting.domain.national_return.editions import Element, ReturnEdition
from services.reporting.domain.national_return.record import YoungPersonsRecord
from services.reporting.domain.national_return.rules_of_files import Header

_ATTRIBUTES: Final["AttributesImpl[str]"] = AttributesImpl({})
_PLACES: Final = {name: place for place, name in enumerate(YoungPersonsRecord._fields)}
Named = tuple[tuple[str, int], ...]


class XmlFile:
    """One file. The same head and records give the same bytes."""

    def __init__(self, header: Header, edition: ReturnEdition) -> None:
        self._header = header
        self._edition = edition
        self._personal, self._need = _with_places(edition.personal), _with_places(edition.need)
        self._activity = _with_places(edition.activity)
        self._out = io.BytesIO()
        self._xml = XMLGenerator(self._out, "utf-8", short_empty_elements=True)

    def beginning(self) -> bytes:
        """Return the file's beginning, with its head."""
        xml, head, edition = self._xml, self._header, self._edition
        xml.startDocument()
        xml.startElement(edition.root, _ATTRIBUTES)
        xml.startElement("FileHeader", _ATTRIBUTES)
        self._group("Databases", ((edition.database_id, one) for one in head.database_ids))
        self._group("SourceLEAs", (("LEACode", one) for one in head.source_leas))
        self._text("DateOfSend", head.date_of_send.isoformat())
        self._text("PeriodEnd", head.period_end.isoformat())
        self._text("SupplierName", head.supplier_name)
        self._text("SupplierXMLVersion", head.supplier_version)
        self._text("XMLSchemaVersion", head.schema_version)
        xml.endElement("FileHeader")
        return self._taken()

    def add(self, records: Iterable[YoungPersonsRecord]) -> bytes:
        """Return these records as the file has them."""
        for record in records:
            self._record(record)
        return self._taken()

    def ending(self) -> bytes:
        """Return the file's end."""
        self._xml.endElement(self._edition.root)
        self._xml.endDocument()
        return self._taken()

    def _record(self, record: YoungPersonsRecord) -> None:
        xml = self._xml
        xml.startElement("YoungPersonsRecord", _ATTRIBUTES)
        self._fields("PersonalDetails", record, self._personal)
        self._guarantee(record)
        xml.startElement("LevelOfNeed", _ATTRIBUTES)
        self._values(record, self._need)
        if record.characteristics:
            self._group("Characteristics", (("CharacteristicCode", code) for code in record.characteristics))
        xml.endElement("LevelOfNeed")
        xml.startElement("Activities", _ATTRIBUTES)
        self._fields("Cohort", record, self._activity)
        xml.endElement("Activities")
        if record.intended_destination is not None:
            self._group("IntendedDestination", (("IntendedDestinationYr11", record.intended_destination),))
        xml.endElement("YoungPersonsRecord")

    def _guarantee(self, record: YoungPersonsRecord) -> None:
        nodes = (
            ("Year11", record.guarantee_year_11, record.guarantee_year_11_lea),
            ("Year12", record.guarantee_year_12, record.guarantee_year_12_lea),
        )
        if not any(status for _, status, _ in nodes):
            return
        self._xml.startElement("SeptemberGuarantee", _ATTRIBUTES)
        for name, status, lea in nodes:
            if status is not None and lea is not None:
                self._group(name, (("GuaranteeStatus", status), ("LEACode", lea)))
        self._xml.endElement("SeptemberGuarantee")

    def _fields(self, name: str, record: YoungPersonsRecord, fields: Named) -> None:
        self._xml.startElement(name, _ATTRIBUTES)
        self._values(record, fields)
        self._xml.endElement(name)

    def _values(self, record: YoungPersonsRecord, fields: Named) -> None:
        for name, place in fields:
            value = record[place]
            if value is not None:
                self._text(name, value if isinstance(value, str) else str(value))

    def _group(self, name: str, texts: Iterable[tuple[str, str]]) -> None:
        self._xml.startElement(name, _ATTRIBUTES)
        for one, text in texts:
            self._text(one, text)
        self._xml.endElement(name)

    def _text(self, name: str, text: str) -> None:
        xml = self._xml
        xml.startElement(name, _ATTRIBUTES)
        xml.characters(text)
        xml.endElement(name)

    def _taken(self) -> bytes:
        self._xml.ignorableWhitespace("\n")
        written = self._out.getvalue()
        self._out.seek(0)
        self._out.truncate()
        return written


def _with_places(elements: Iterable[Element]) -> Named:
    return tuple((one.name, _PLACES[one.field]) for one in elements)
