#!/bin/sh
# github.com/tealeg/xlsx/v3 3.3.13 (Go): a new file whose Date1904 is set is saved with date1904="false", so dates
# written as counted from 1904 are shown four years and a day too early; a row whose Hidden is set is saved visible.
# Seen: date1904="false"; rows with hidden: 0. Exits non-zero when one of these is no longer so.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > main.go <<'GO'
package main

import (
	"time"

	"github.com/tealeg/xlsx/v3"
)

func main() {
	file := xlsx.NewFile()
	file.Date1904 = true
	sheet, err := file.AddSheet("Enrolment")
	if err != nil {
		panic(err)
	}
	sheet.AddRow().AddCell().SetString("Date of Birth")
	row := sheet.AddRow()
	row.Hidden = true
	day := time.Date(2010, 2, 14, 0, 0, 0, 0, time.UTC)
	row.AddCell().SetDateTimeWithFormat(xlsx.TimeToExcelTime(day, true), "dd/mm/yyyy")
	if err := file.Save("out.xlsx"); err != nil {
		panic(err)
	}
}
GO
go mod init finding >/dev/null 2>&1
go get github.com/tealeg/xlsx/v3@v3.3.13 >/dev/null 2>&1
go run .
python3 - <<'PYTHON'
import re
import sys
import zipfile

with zipfile.ZipFile("out.xlsx") as package:
    book = package.read("xl/workbook.xml").decode()
    sheet = package.read("xl/worksheets/sheet1.xml").decode()
said = re.findall(r'date1904="\w+"', book)
serial = re.findall(r'<c r="A2"[^>]*><v>(\d+)</v>', sheet)
hidden = len(re.findall(r"<row[^>]* hidden=", sheet))
print(said[0] if said else "date1904 is not said", "serial", *serial, "rows with hidden:", hidden)
sys.exit(0 if said == ['date1904="false"'] and serial == ["38761"] and hidden == 0 else 1)
PYTHON
