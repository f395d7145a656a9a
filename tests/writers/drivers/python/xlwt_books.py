"""xlwt."""

import xlwt
from common import Book, cells, main, value

ERRORS = {"#N/A": "NA()", "#REF!": 'INDIRECT("x y")', "#VALUE!": 'VALUE("x")'}


def write(book: Book, path: str) -> None:
    """Write one workbook. xlwt stores no result beside a formula."""
    out = xlwt.Workbook(encoding="utf-8")
    out.dates_1904 = book["epoch_1904"]
    styles: dict[str, xlwt.XFStyle] = {}
    for sheet in book["sheets"]:
        page = out.add_sheet(sheet["name"])
        merged = {(m[0] - 1, m[1] - 1): m for m in sheet["merged"]}
        for line, column, cell in cells(sheet):
            fmt = cell.get("fmt", "General")
            style = styles.setdefault(fmt, xlwt.easyxf(num_format_str=fmt))
            if (line, column) in merged:
                _, _, last_line, last = merged[line, column]
                page.write_merge(line, last_line - 1, column, last - 1, value(cell), style)
            elif "e" in cell:
                page.row(line).set_cell_error(column, cell["e"], style)
            elif "f" in cell:
                page.write(line, column, xlwt.Formula(cell["f"]), style)
            elif "r" in cell:
                bold = xlwt.easyfont("bold true")
                page.write_rich_text(line, column, [(run, bold) if n % 2 else run for n, run in enumerate(cell["r"])])
            else:
                page.write(line, column, value(cell), style)
        for line in sheet["hidden_lines"]:
            page.row(line - 1).hidden = True
        for column in sheet["hidden_columns"]:
            page.col(column - 1).hidden = True
        if sheet["hidden"]:
            page.visibility = 1
    out.save(path)


main(write)
