// What the drivers share: jobs in, files out, one line of JSON for each.
import { readFileSync } from "node:fs";

export const ERRORS = { "#N/A": "NA()", "#REF!": 'INDIRECT("#REF!")', "#VALUE!": 'VALUE("x")' };

export async function main(write) {
  for (const job of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
    const said = { out: job.out };
    try {
      await write(job.book, job.out);
    } catch (error) {
      said.error = String(error).slice(0, 200);
    }
    console.log(JSON.stringify(said));
  }
}

// Days and moments as people in London have them, made from local time as scripts do.
export function when(cell) {
  const [year, month, day, hour = 0, minute = 0, second = 0] = (cell.d ?? cell.m).split(/[-T:]/).map(Number);
  return new Date(year, month - 1, day, hour, minute, second);
}

export function* cells(sheet) {
  for (const [line, row] of sheet.lines.entries())
    for (const [column, cell] of row.entries()) if (cell !== null) yield [line, column, cell];
}
