// write-excel-file.
import writeExcelFile from "write-excel-file/node";
import { main, when } from "./common.mjs";

function cellOf(cell) {
  if (cell === null) return null;
  const format = cell.fmt ? { format: cell.fmt } : {};
  if ("f" in cell) return { type: "Formula", value: cell.f, ...format };
  if ("d" in cell || "m" in cell) return { type: Date, value: when(cell), format: cell.fmt ?? "dd/mm/yyyy" };
  if ("b" in cell) return { type: Boolean, value: cell.b };
  if ("n" in cell) return { type: Number, value: cell.n, ...format };
  return { type: String, value: cell.s, ...format };
}

await main(async (book, out) => {
  const sheets = book.sheets.map((sheet) => ({ sheet: sheet.name, data: sheet.lines.map((line) => line.map(cellOf)) }));
  await writeExcelFile(sheets).toFile(out);
});
