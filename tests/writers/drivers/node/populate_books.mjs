// xlsx-populate.
import XlsxPopulate from "xlsx-populate";
import { cells, ERRORS, main, when } from "./common.mjs";

await main(async (book, out) => {
  const workbook = await XlsxPopulate.fromBlankAsync();
  for (const [place, sheet] of book.sheets.entries()) {
    const page = place === 0 ? workbook.sheet(0).name(sheet.name) : workbook.addSheet(sheet.name);
    for (const [line, column, cell] of cells(sheet)) {
      const to = page.cell(line + 1, column + 1);
      if ("e" in cell) to.formula(ERRORS[cell.e]);
      else if ("f" in cell) to.formula(cell.f);
      else if ("r" in cell) {
        const rich = new XlsxPopulate.RichText();
        cell.r.forEach((text, n) => rich.add(text, { bold: n % 2 === 1 }));
        to.value(rich);
      } else to.value("d" in cell || "m" in cell ? when(cell) : (cell.s ?? cell.n ?? cell.b));
      if (cell.fmt) to.style("numberFormat", cell.fmt);
    }
    for (const line of sheet.hidden_lines) page.row(line).hidden(true);
    for (const column of sheet.hidden_columns) page.column(column).hidden(true);
    for (const [r, c, r2, c2] of sheet.merged) page.range(r, c, r2, c2).merged(true);
    if (sheet.hidden) page.hidden(true);
  }
  await workbook.toFileAsync(out);
});
