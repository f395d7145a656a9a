// ExcelJS.
import ExcelJS from "exceljs";
import { cells, ERRORS, main, when } from "./common.mjs";

function valueOf(cell) {
  if ("e" in cell) return { formula: ERRORS[cell.e], result: { error: cell.e } };
  if ("f" in cell) return { formula: cell.f, result: cell.v };
  if ("r" in cell) return { richText: cell.r.map((text, n) => ({ text, font: { bold: n % 2 === 1 } })) };
  if ("d" in cell || "m" in cell) return when(cell);
  return cell.s ?? cell.n ?? cell.b;
}

await main(async (book, out) => {
  const workbook = new ExcelJS.Workbook();
  workbook.properties.date1904 = book.epoch_1904;
  for (const sheet of book.sheets) {
    const page = workbook.addWorksheet(sheet.name, { state: sheet.hidden ? "hidden" : "visible" });
    for (const [line, column, cell] of cells(sheet)) {
      const place = page.getCell(line + 1, column + 1);
      place.value = valueOf(cell);
      if (cell.fmt) place.numFmt = cell.fmt;
    }
    for (const line of sheet.hidden_lines) page.getRow(line).hidden = true;
    for (const column of sheet.hidden_columns) page.getColumn(column).hidden = true;
    for (const merge of sheet.merged) page.mergeCells(...merge);
  }
  await workbook.xlsx.writeFile(out);
});
