#!/bin/sh
# PyExcelerate 0.13.0: the name of a sheet goes into xl/workbook.xml as it stands. A name with an ampersand, which Excel
# allows ("Year 12 & 13"), makes a part that is no XML, so that the workbook cannot be opened.
# Seen: workbook.xml: not well-formed (invalid token). Exits non-zero when this is no longer so.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check PyExcelerate==0.13.0

cat > "$folder/see.py" <<'PYTHON'
import io
import sys
import xml.etree.ElementTree as xml
import zipfile

from pyexcelerate import Workbook

book = Workbook()
book.new_sheet("Year 12 & 13", data=[["Surname"], ["PLACE & SONS"]])
out = io.BytesIO()
book._save(out)
with zipfile.ZipFile(out) as package:
    xml.fromstring(package.read("xl/worksheets/sheet1.xml"))
    print("sheet1.xml: well-formed, the cell's ampersand is escaped")
    try:
        xml.fromstring(package.read("xl/workbook.xml"))
    except xml.ParseError as error:
        print(f"workbook.xml: {str(error).split(':')[0]}")
    else:
        sys.exit("workbook.xml is well-formed now")
PYTHON
"$folder/venv/bin/python" "$folder/see.py"
