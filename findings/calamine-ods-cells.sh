#!/bin/sh
# python-calamine 0.9.1 (reader) and odfpy 1.4.1 (writer), on valid OpenDocument spreadsheets:
#   1. a tab (<text:tab/>) and a soft line break (<text:line-break/>) in a cell give nothing, so that words run together:
#      "Flat 1<tab>1 Mill Lane" is read as "Flat 11 Mill Lane";
#   2. a cell that odfpy was not told the type of (TableCell() with a P in it, which LibreOffice shows as text) is read
#      as empty, without a word;
#   3. white space between cells, which XML allows there and Gnumeric writes, refuses the whole file.
# ezodf 0.3.2 reads 1 as a tab and a line break, and 3 as if the white space were not there.
# Prints what was seen; ends with 0 while it is so, with 1 once it is not.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    python-calamine==0.9.1 odfpy==1.4.1 ezodf==0.3.2 lxml
cat > "$place/finding.py" <<'PYTHON'
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import ezodf
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, Tab
from python_calamine import CalamineError, CalamineWorkbook

PLAIN, INDENTED = (Path(sys.argv[1]) / name for name in ("plain.ods", "indented.ods"))


def write() -> None:
    """One row: an address with a tab and a soft line break, a text that was given its type, one that was not."""
    address = P(text="Flat 1")
    address.addElement(Tab())
    address.addText("1 Mill Lane")
    address.addElement(LineBreak())
    address.addText("Bearsted")
    row = TableRow()
    for text, said in ((address, {"valuetype": "string"}), (P(text="typed"), {"valuetype": "string"}), (P(text="bare"), {})):
        cell = TableCell(**said)
        cell.addElement(text)
        row.addElement(cell)
    table = Table(name="Sheet1")
    table.addElement(row)
    document = OpenDocumentSpreadsheet()
    document.spreadsheet.addElement(table)
    document.save(str(PLAIN))
    with zipfile.ZipFile(PLAIN) as before, zipfile.ZipFile(INDENTED, "w") as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "content.xml":
                content = content.replace(b"<table:table-cell", b"\n  <table:table-cell")
            after.writestr(entry, content)


def by_calamine(path: Path) -> object:
    try:
        return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        return str(error).partition(",")[0]


def by_ezodf(path: Path) -> object:
    return [[cell.value for cell in row] for row in ezodf.opendoc(str(path)).sheets[0].rows()]


write()
SEEN = [
    ("calamine, as written", by_calamine(PLAIN), [["Flat 11 Mill LaneBearsted", "typed"]]),
    ("calamine, indented", by_calamine(INDENTED), "Expecting 'table-cell'"),
    ("ezodf, as written", by_ezodf(PLAIN)[0][:2], ["Flat 1\t1 Mill Lane\nBearsted", "typed"]),
    ("ezodf, indented", by_ezodf(INDENTED)[0][:2], ["Flat 1\t1 Mill Lane\nBearsted", "typed"]),
]
print(*(f"{name} {version(name)}" for name in ("python-calamine", "odfpy", "ezodf")), sep=", ")
for what, seen, _ in SEEN:
    print(f"{what}: {seen!r}")
sys.exit(0 if all(seen == expected for _, seen, expected in SEEN) else 1)
PYTHON
"$place/venv/bin/python" "$place/finding.py" "$place"
