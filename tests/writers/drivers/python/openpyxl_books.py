"""openpyxl."""

from common import Book, cells, main, value
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904


def write(book: Book, path: str) -> None:
    """Write one workbook."""
    out = Workbook()
    out.remove(out.active)
    if book["epoch_1904"]:
        out.epoch = CALENDAR_MAC_1904
    for sheet in book["sheets"]:
        page = out.create_sheet(sheet["name"])
        for line, column, cell in cells(sheet):
            place = page.cell(line + 1, column + 1)
            if "e" in cell:
                place.value, place.data_type = cell["e"], "e"
            elif "f" in cell:
                place.value = "=" + cell["f"]
            elif "r" in cell:
                bold = InlineFont(b=True)
                place.value = CellRichText(*(TextBlock(bold, run) if n % 2 else run for n, run in enumerate(cell["r"])))
            else:
                place.value = value(cell)
                if "s" in cell:
                    place.data_type = "s"
            if "fmt" in cell:
                place.number_format = cell["fmt"]
        for line in sheet["hidden_lines"]:
            page.row_dimensions[line].hidden = True
        for column in sheet["hidden_columns"]:
            page.column_dimensions[get_column_letter(column)].hidden = True
        for first_line, first, last_line, last in sheet["merged"]:
            page.merge_cells(start_row=first_line, start_column=first, end_row=last_line, end_column=last)
        if sheet["hidden"]:
            page.sheet_state = "hidden"
    out.save(path)


main(write)
