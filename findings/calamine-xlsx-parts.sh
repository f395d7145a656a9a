#!/bin/sh
# python-calamine 0.9.1 on valid .xlsx files (written by openpyxl 3.1.5 and packed anew):
#   1. runs of rich text without xml:space lose the blanks between them: "Van " + "den " + "Berg" is read VandenBerg;
#   2. one cell with the error #SPILL!, as Excel has it for dynamic arrays, makes the whole sheet unreadable;
#   3. a main part with another name than workbook.xml, found through _rels/.rels, is "Cannot detect file format";
#   4. formats in a part with another name than styles.xml are not found, and dates come as numbers.
# Exits non-zero when one of these is no longer so.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1 openpyxl==3.1.5

cat > "$folder/see.py" <<'PYTHON'
import io
import zipfile
from datetime import date

import openpyxl
import python_calamine


def workbook():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "PLACE"
    book.active["B1"] = date(2010, 2, 14)
    book.save(out)
    return out.getvalue()


def packed_anew(names=(), **changes):
    """Replace pieces of text in all parts, and names of entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            text = source.read(entry).decode()
            for old, new in changes.get("texts", ()):
                text = text.replace(old, new)
            for old, new in names:
                entry, text = entry.replace(old, new), text.replace(old, new)
            target.writestr(entry, text)
    return out.getvalue()


def read(content):
    try:
        return python_calamine.CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_index(0).to_python()[0]
    except python_calamine.CalamineError as error:
        return str(error)


runs = "<r><t>Van </t></r><r><rPr><b/></rPr><t>den </t></r><r><t>Berg</t></r>"
spill = ('t="inlineStr"><is><t>PLACE</t></is>', 't="e"><f>A2:A9</f><v>#SPILL!</v>')
seen = {
    "as it is": read(workbook()),
    "runs": read(packed_anew(texts=[("<t>PLACE</t>", runs)])),
    "#SPILL!": read(packed_anew(texts=[spill])),
    "main part": read(packed_anew(names=[("workbook.xml", "book.xml")])),
    "styles": read(packed_anew(names=[("styles.xml", "formats.xml")])),
}
expected = {
    "as it is": ["PLACE", date(2010, 2, 14)],
    "runs": ["VandenBerg", date(2010, 2, 14)],
    "#SPILL!": "Unsupported cell error value '#SPILL!'",
    "main part": "Cannot detect file format",
    "styles": ["PLACE", 40223.0],
}
for name, value in seen.items():
    print(f"{name:10} {value}")
assert seen == expected, "python-calamine has changed: see services/ingest/adapters/reading/repairs"
PYTHON
"$folder/venv/bin/python" "$folder/see.py"
