"""The letter as a Word document that assistive technology can read: headings, head rows of tables, its language."""

from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as DocumentObject
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from services.reporting.domain.calendar.letter import LetterTable, YearLetter

LANGUAGE: Final = "en-GB"
FONT: Final = "Arial"
_PAGE: Final = (Cm(21), Cm(29.7))
_MARGIN: Final = Cm(2)


def write_letter(letter: YearLetter) -> bytes:
    """Return the letter as a .docx file."""
    document = Document()
    _prepare(document, letter)
    document.add_heading(letter.title, level=1)
    document.add_paragraph(letter.to)
    document.add_paragraph(letter.day)
    for section in letter.sections:
        document.add_heading(section.heading, level=2)
        for words in section.paragraphs:
            document.add_paragraph(words)
        if section.table is not None:
            _add_table(document, section.table)
    _describe(document, (section.table for section in letter.sections if section.table is not None))
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _prepare(document: DocumentObject, letter: YearLetter) -> None:
    """Set what holds for all of it: size of the page, fonts, language, title."""
    page = document.sections[0]
    page.page_width, page.page_height = _PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    for name, size in (("Normal", 11), ("Heading 1", 18), ("Heading 2", 14)):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGE)
    about = document.core_properties
    about.title, about.language, about.author, about.comments = letter.title, LANGUAGE, "Management Information", ""
    about.created = about.modified = datetime.combine(letter.written_on, time())


def _add_table(document: DocumentObject, table: LetterTable) -> None:
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.head), style="Table Grid")
    for row, cells in zip(made.rows, (table.head, *table.rows), strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.paragraphs[0].add_run(words).bold = cells is table.head
    document.add_paragraph()


def _describe(document: DocumentObject, tables: Iterable[LetterTable]) -> None:
    """Say what each table is for whoever cannot see it, and that its first row and its first column are heads.

    Every page repeats the head row, and no row is parted between two.
    """
    for made, table in zip(document.element.body.iter(qn("w:tbl")), tables, strict=True):
        for name in ("w:tblCaption", "w:tblDescription"):
            words = OxmlElement(name)
            words.set(qn("w:val"), table.caption)
            made.tblPr.append(words)
        look = made.tblPr.find(qn("w:tblLook"))
        look.attrib.clear()
        for name in ("w:firstRow", "w:firstColumn", "w:noHBand", "w:noVBand"):
            look.set(qn(name), "1")
        rows = made.tr_lst
        for row in rows:
            row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        rows[0].trPr.append(OxmlElement("w:tblHeader"))
