// SheetJS: the word on the command line is the kind of file (xlsx, biff8, ods, xlsb, csv).
import XLSX from "xlsx";
import { cells, ERRORS, main, when } from "./common.mjs";

const CODES = { "#N/A": 0x2a, "#REF!": 0x17, "#VALUE!": 0x0f };

function cellOf(cell) {
  const fmt = cell.fmt ? { z: cell.fmt } : {};
  if ("e" in cell) return { t: "e", v: CODES[cell.e], f: ERRORS[cell.e] };
  if ("f" in cell) return { t: typeof cell.v === "number" ? "n" : "s", v: cell.v ?? "", f: cell.f, ...fmt };
  if ("d" in cell || "m" in cell) return { t: "d", v: when(cell), ...fmt };
  if ("b" in cell) return { t: "b", v: cell.b };
  if ("n" in cell) return { t: "n", v: cell.n, ...fmt };
  return { t: "s", v: cell.s ?? cell.r.join(""), ...fmt };
}

await main((book, out) => {
  const workbook = XLSX.utils.book_new();
  for (const sheet of book.sheets) {
    const page = {};
    let [lines, columns] = [0, 0];
    for (const [line, column, cell] of cells(sheet)) {
      page[XLSX.utils.encode_cell({ r: line, c: column })] = cellOf(cell);
      [lines, columns] = [Math.max(lines, line), Math.max(columns, column)];
    }
    page["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: lines, c: columns } });
    page["!rows"] = sheet.hidden_lines.reduce((rows, line) => ((rows[line - 1] = { hidden: true }), rows), []);
    page["!cols"] = sheet.hidden_columns.reduce((all, column) => ((all[column - 1] = { hidden: true }), all), []);
    page["!merges"] = sheet.merged.map(([r, c, r2, c2]) => ({ s: { r: r - 1, c: c - 1 }, e: { r: r2 - 1, c: c2 - 1 } }));
    XLSX.utils.book_append_sheet(workbook, page, sheet.name);
  }
  workbook.Workbook = {
    WBProps: { date1904: book.epoch_1904 },
    Sheets: book.sheets.map((sheet) => ({ name: sheet.name, Hidden: sheet.hidden ? 1 : 0 })),
  };
  XLSX.writeFile(workbook, out, { bookType: process.argv[3], cellDates: false });
});
