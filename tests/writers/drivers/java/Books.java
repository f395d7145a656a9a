import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.miachm.sods.Range;
import com.github.miachm.sods.SpreadSheet;
import java.io.File;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.TimeZone;
import jxl.WorkbookSettings;
import jxl.write.DateFormat;
import jxl.write.DateTime;
import jxl.write.Label;
import jxl.write.NumberFormat;
import jxl.write.WritableCellFormat;
import jxl.write.WritableSheet;
import jxl.write.WritableWorkbook;
import org.apache.poi.hssf.usermodel.HSSFRichTextString;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellStyle;
import org.apache.poi.ss.usermodel.FormulaError;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.ss.util.CellRangeAddress;
import org.apache.poi.xssf.streaming.SXSSFWorkbook;
import org.apache.poi.xssf.usermodel.XSSFFont;
import org.apache.poi.xssf.usermodel.XSSFRichTextString;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** Apache POI (hssf, xssf, sxssf), fastexcel, JExcelAPI (jxl) and SODS. Usage: Books.java PROGRAM JOBS */
public class Books {
    interface Writer {
        void write(JsonNode book, String path) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Map<String, Writer> writers = Map.of(
                "hssf", (book, path) -> poi(new HSSFWorkbook(), book, path),
                "xssf", (book, path) -> poi(new XSSFWorkbook(), book, path),
                "sxssf", (book, path) -> poi(new SXSSFWorkbook(100), book, path),
                "fastexcel", Books::fastexcel,
                "jxl", Books::jxl,
                "sods", Books::sods);
        ObjectMapper json = new ObjectMapper();
        for (JsonNode job : json.readTree(Files.readAllBytes(Path.of(arguments[1])))) {
            var said = json.createObjectNode().put("out", job.get("out").asText());
            try {
                writers.get(arguments[0]).write(job.get("book"), job.get("out").asText());
            } catch (Exception error) {
                said.put("error", error.toString());
            }
            System.out.println(said);
        }
    }

    static LocalDateTime moment(JsonNode cell) {
        return cell.has("d") ? LocalDate.parse(cell.get("d").asText()).atStartOfDay() : LocalDateTime.parse(cell.get("m").asText());
    }

    static boolean isMoment(JsonNode cell) {
        return cell.has("d") || cell.has("m");
    }

    static void poi(Workbook out, JsonNode book, String path) throws Exception {
        if (book.get("epoch_1904").asBoolean()) {
            var book1904 = ((XSSFWorkbook) out).getCTWorkbook();
            (book1904.isSetWorkbookPr() ? book1904.getWorkbookPr() : book1904.addNewWorkbookPr()).setDate1904(true);
        }
        Map<String, CellStyle> styles = new HashMap<>();
        int place = 0;
        for (JsonNode sheet : book.get("sheets")) {
            Sheet page = out.createSheet(sheet.get("name").asText());
            int line = 0;
            for (JsonNode cells : sheet.get("lines")) {
                Row row = page.createRow(line++);
                for (JsonNode hidden : sheet.get("hidden_lines")) {
                    if (hidden.asInt() == line) row.setZeroHeight(true);
                }
                int column = 0;
                for (JsonNode cell : cells) {
                    if (!cell.isNull()) poiCell(out, row.createCell(column), cell, styles);
                    column++;
                }
            }
            for (JsonNode column : sheet.get("hidden_columns")) page.setColumnHidden(column.asInt() - 1, true);
            for (JsonNode m : sheet.get("merged")) {
                page.addMergedRegion(new CellRangeAddress(m.get(0).asInt() - 1, m.get(2).asInt() - 1, m.get(1).asInt() - 1, m.get(3).asInt() - 1));
            }
            if (sheet.get("hidden").asBoolean()) out.setSheetHidden(place, true);
            place++;
        }
        try (OutputStream stream = new FileOutputStream(path)) {
            out.write(stream);
        }
        out.close();
    }

    static void poiCell(Workbook out, Cell to, JsonNode cell, Map<String, CellStyle> styles) {
        if (cell.has("fmt")) {
            to.setCellStyle(styles.computeIfAbsent(cell.get("fmt").asText(), format -> {
                CellStyle style = out.createCellStyle();
                style.setDataFormat(out.createDataFormat().getFormat(format));
                return style;
            }));
        }
        if (cell.has("s")) to.setCellValue(cell.get("s").asText());
        else if (cell.has("e")) to.setCellErrorValue(FormulaError.forString(cell.get("e").asText()).getCode());
        else if (cell.has("f")) to.setCellFormula(cell.get("f").asText());
        else if (cell.has("r")) poiRuns(out, to, cell.get("r"));
        else if (isMoment(cell)) to.setCellValue(moment(cell));
        else if (cell.has("b")) to.setCellValue(cell.get("b").asBoolean());
        else to.setCellValue(cell.get("n").asDouble());
    }

    static void poiRuns(Workbook out, Cell to, JsonNode runs) {
        StringBuilder whole = new StringBuilder();
        runs.forEach(run -> whole.append(run.asText()));
        var bold = out.createFont();
        bold.setBold(true);
        var text = out instanceof HSSFWorkbook ? new HSSFRichTextString(whole.toString()) : new XSSFRichTextString(whole.toString());
        int at = 0;
        int n = 0;
        for (JsonNode run : runs) {
            int end = at + run.asText().length();
            if (n++ % 2 == 1) text.applyFont(at, end, bold);
            at = end;
        }
        to.setCellValue(text);
    }

    static void fastexcel(JsonNode book, String path) throws Exception {
        try (OutputStream stream = new FileOutputStream(path)) {
            var out = new org.dhatim.fastexcel.Workbook(stream, "Books", "1.0");
            for (JsonNode sheet : book.get("sheets")) {
                var page = out.newWorksheet(sheet.get("name").asText());
                int line = 0;
                for (JsonNode cells : sheet.get("lines")) {
                    int column = 0;
                    for (JsonNode cell : cells) {
                        if (!cell.isNull()) fastexcelCell(page, line, column, cell);
                        column++;
                    }
                    line++;
                }
                for (JsonNode hidden : sheet.get("hidden_lines")) page.hideRow(hidden.asInt() - 1);
                for (JsonNode hidden : sheet.get("hidden_columns")) page.hideColumn(hidden.asInt() - 1);
                for (JsonNode m : sheet.get("merged")) {
                    page.range(m.get(0).asInt() - 1, m.get(1).asInt() - 1, m.get(2).asInt() - 1, m.get(3).asInt() - 1).merge();
                }
                if (sheet.get("hidden").asBoolean()) page.setVisibilityState(org.dhatim.fastexcel.VisibilityState.HIDDEN);
            }
            out.finish();
        }
    }

    static void fastexcelCell(org.dhatim.fastexcel.Worksheet page, int line, int column, JsonNode cell) {
        if (cell.has("s")) page.value(line, column, cell.get("s").asText());
        else if (cell.has("f")) page.formula(line, column, cell.get("f").asText());
        else if (isMoment(cell)) page.value(line, column, moment(cell));
        else if (cell.has("b")) page.value(line, column, cell.get("b").asBoolean());
        else page.value(line, column, cell.get("n").asDouble());
        if (cell.has("fmt")) page.style(line, column).format(cell.get("fmt").asText()).set();
    }

    static void jxl(JsonNode book, String path) throws Exception {
        WorkbookSettings settings = new WorkbookSettings();
        settings.setEncoding(StandardCharsets.UTF_8.name());
        WritableWorkbook out = jxl.Workbook.createWorkbook(new File(path), settings);
        int place = 0;
        for (JsonNode sheet : book.get("sheets")) {
            WritableSheet page = out.createSheet(sheet.get("name").asText(), place++);
            int line = 0;
            for (JsonNode cells : sheet.get("lines")) {
                int column = 0;
                for (JsonNode cell : cells) {
                    if (!cell.isNull()) jxlCell(page, line, column, cell);
                    column++;
                }
                line++;
            }
            for (JsonNode hidden : sheet.get("hidden_lines")) page.setRowView(hidden.asInt() - 1, true);
            for (JsonNode m : sheet.get("merged")) {
                page.mergeCells(m.get(1).asInt() - 1, m.get(0).asInt() - 1, m.get(3).asInt() - 1, m.get(2).asInt() - 1);
            }
            page.getSettings().setHidden(sheet.get("hidden").asBoolean());
        }
        out.write();
        out.close();
    }

    static void jxlCell(WritableSheet page, int line, int column, JsonNode cell) throws Exception {
        String format = cell.has("fmt") ? cell.get("fmt").asText() : null;
        if (cell.has("s")) page.addCell(new Label(column, line, cell.get("s").asText()));
        else if (cell.has("f")) page.addCell(new jxl.write.Formula(column, line, cell.get("f").asText()));
        else if (cell.has("b")) page.addCell(new jxl.write.Boolean(column, line, cell.get("b").asBoolean()));
        else if (isMoment(cell)) {
            Date when = Date.from(moment(cell).toInstant(ZoneOffset.UTC));
            String pattern = format.replace("mmmm", "MMMM").replace("mmm", "MMM").replace("/mm/", "/MM/").replace("-mm-", "-MM-").replace("mm/dd", "MM/dd");
            page.addCell(new DateTime(column, line, when, new WritableCellFormat(new DateFormat(pattern)), DateTime.GMT));
        } else if (format != null) {
            page.addCell(new jxl.write.Number(column, line, cell.get("n").asDouble(), new WritableCellFormat(new NumberFormat(format))));
        } else page.addCell(new jxl.write.Number(column, line, cell.get("n").asDouble()));
    }

    static void sods(JsonNode book, String path) throws Exception {
        SpreadSheet out = new SpreadSheet();
        for (JsonNode sheet : book.get("sheets")) {
            int width = 1;
            for (JsonNode cells : sheet.get("lines")) width = Math.max(width, cells.size());
            var page = new com.github.miachm.sods.Sheet(sheet.get("name").asText(), Math.max(1, sheet.get("lines").size()), width);
            int line = 0;
            for (JsonNode cells : sheet.get("lines")) {
                int column = 0;
                for (JsonNode cell : cells) {
                    if (!cell.isNull()) sodsCell(page.getRange(line, column), cell);
                    column++;
                }
                line++;
            }
            for (JsonNode hidden : sheet.get("hidden_lines")) page.hideRow(hidden.asInt() - 1);
            for (JsonNode hidden : sheet.get("hidden_columns")) page.hideColumn(hidden.asInt() - 1);
            if (sheet.get("hidden").asBoolean()) page.hideSheet();
            out.appendSheet(page);
        }
        out.save(new File(path));
    }

    static void sodsCell(Range to, JsonNode cell) {
        if (cell.has("s")) to.setValue(cell.get("s").asText());
        else if (cell.has("f")) to.setFormula(cell.get("f").asText());
        else if (cell.has("d")) to.setValue(moment(cell).toLocalDate());
        else if (cell.has("m")) to.setValue(moment(cell));
        else if (cell.has("b")) to.setValue(cell.get("b").asBoolean());
        else to.setValue(cell.get("n").asDouble());
    }
}
