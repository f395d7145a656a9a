//! rust_xlsxwriter and umya-spreadsheet. Usage: books PROGRAM JOBS
use std::error::Error;

use chrono::NaiveDateTime;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cell {
    s: Option<String>,
    n: Option<f64>,
    d: Option<String>,
    m: Option<String>,
    b: Option<bool>,
    e: Option<String>,
    f: Option<String>,
    v: Option<serde_json::Value>,
    r: Option<Vec<String>>,
    fmt: Option<String>,
}

#[derive(Deserialize)]
struct Sheet {
    name: String,
    hidden: bool,
    hidden_lines: Vec<u32>,
    hidden_columns: Vec<u16>,
    merged: Vec<(u32, u16, u32, u16)>,
    lines: Vec<Vec<Option<Cell>>>,
}

#[derive(Deserialize)]
struct Book {
    sheets: Vec<Sheet>,
}

#[derive(Deserialize)]
struct Job {
    out: String,
    book: Book,
}

type Done = Result<(), Box<dyn Error>>;

impl Cell {
    fn moment(&self) -> Result<Option<NaiveDateTime>, Box<dyn Error>> {
        Ok(match (&self.d, &self.m) {
            (Some(day), _) => Some(NaiveDateTime::parse_from_str(&format!("{day}T00:00:00"), "%Y-%m-%dT%H:%M:%S")?),
            (_, Some(moment)) => Some(NaiveDateTime::parse_from_str(moment, "%Y-%m-%dT%H:%M:%S")?),
            _ => None,
        })
    }

    fn result(&self) -> Option<String> {
        self.v.as_ref().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned))
    }
}

fn error_formula(error: &str) -> &'static str {
    match error {
        "#N/A" => "=NA()",
        "#REF!" => "=INDIRECT(\"#REF!\")",
        _ => "=VALUE(\"x\")",
    }
}

fn by_xlsxwriter(book: &Book, path: &str) -> Done {
    let mut out = Workbook::new();
    for sheet in &book.sheets {
        let page = out.add_worksheet();
        page.set_name(&sheet.name)?;
        for (line, cells) in sheet.lines.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                if let Some(cell) = cell {
                    xlsxwriter_cell(page, line as u32, column as u16, cell)?;
                }
            }
        }
        for line in &sheet.hidden_lines {
            page.set_row_hidden(line - 1)?;
        }
        for column in &sheet.hidden_columns {
            page.set_column_hidden(column - 1)?;
        }
        for (r, c, r2, c2) in &sheet.merged {
            let title = sheet.lines[*r as usize - 1][*c as usize - 1].as_ref().and_then(|cell| cell.s.clone());
            page.merge_range(r - 1, c - 1, r2 - 1, c2 - 1, &title.unwrap_or_default(), &Format::new())?;
        }
        page.set_hidden(sheet.hidden);
    }
    out.save(path)?;
    Ok(())
}

fn xlsxwriter_cell(page: &mut Worksheet, line: u32, column: u16, cell: &Cell) -> Done {
    let format = cell.fmt.as_ref().map_or_else(Format::new, |fmt| Format::new().set_num_format(fmt));
    let bold = Format::new().set_bold();
    if let Some(text) = &cell.s {
        page.write_string_with_format(line, column, text, &format)?;
    } else if let Some(runs) = &cell.r {
        let plain = Format::new();
        let pieces: Vec<(&Format, &str)> =
            runs.iter().enumerate().map(|(n, run)| (if n % 2 == 1 { &bold } else { &plain }, run.as_str())).collect();
        page.write_rich_string(line, column, &pieces)?;
    } else if let Some(error) = &cell.e {
        page.write_formula(line, column, Formula::new(error_formula(error)).set_result(error))?;
    } else if let Some(source) = &cell.f {
        let formula = Formula::new(format!("={source}"));
        let formula = cell.result().map_or(formula.clone(), |result| formula.set_result(result));
        page.write_formula_with_format(line, column, formula, &format)?;
    } else if let Some(moment) = cell.moment()? {
        page.write_datetime_with_format(line, column, moment, &format)?;
    } else if let Some(truth) = cell.b {
        page.write_boolean(line, column, truth)?;
    } else if let Some(number) = cell.n {
        page.write_number_with_format(line, column, number, &format)?;
    }
    Ok(())
}

fn by_umya(book: &Book, path: &str) -> Done {
    let mut out = umya_spreadsheet::new_file_empty_worksheet();
    for sheet in &book.sheets {
        let page = out.new_sheet(&sheet.name)?;
        for (line, cells) in sheet.lines.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                let Some(cell) = cell else { continue };
                let to = page.cell_mut((column as u32 + 1, line as u32 + 1));
                if let Some(text) = &cell.s {
                    to.set_value_string(text.clone());
                } else if let Some(truth) = cell.b {
                    to.set_value_bool(truth);
                } else if let Some(moment) = cell.moment()? {
                    let epoch = NaiveDateTime::parse_from_str("1899-12-30T00:00:00", "%Y-%m-%dT%H:%M:%S")?;
                    to.set_value_number((moment - epoch).num_seconds() as f64 / 86_400.0);
                } else if let Some(number) = cell.n {
                    to.set_value_number(number);
                }
                if let Some(fmt) = &cell.fmt {
                    to.style_mut().number_format_mut().set_format_code(fmt.clone());
                }
            }
        }
    }
    umya_spreadsheet::writer::xlsx::write(&out, std::path::Path::new(path))?;
    Ok(())
}

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().collect();
    let write = if arguments[1] == "umya" { by_umya } else { by_xlsxwriter };
    let jobs: Vec<Job> = serde_json::from_str(&std::fs::read_to_string(&arguments[2])?)?;
    for job in jobs {
        let mut said = serde_json::json!({ "out": job.out });
        if let Err(error) = write(&job.book, &job.out) {
            said["error"] = error.to_string().into();
        }
        println!("{said}");
    }
    Ok(())
}
