// excelize and tealeg/xlsx. Usage: books PROGRAM JOBS
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	tealeg "github.com/tealeg/xlsx/v3"
	"github.com/xuri/excelize/v2"
)

type cell struct {
	S   *string  `json:"s"`
	N   *float64 `json:"n"`
	D   *string  `json:"d"`
	M   *string  `json:"m"`
	B   *bool    `json:"b"`
	F   *string  `json:"f"`
	R   []string `json:"r"`
	Fmt string   `json:"fmt"`
}

type sheet struct {
	Name          string    `json:"name"`
	Hidden        bool      `json:"hidden"`
	HiddenLines   []int     `json:"hidden_lines"`
	HiddenColumns []int     `json:"hidden_columns"`
	Merged        [][4]int  `json:"merged"`
	Lines         [][]*cell `json:"lines"`
}

type book struct {
	Epoch1904 bool    `json:"epoch_1904"`
	Sheets    []sheet `json:"sheets"`
}

type job struct {
	Out  string `json:"out"`
	Book book   `json:"book"`
}

func (c cell) moment() (time.Time, error) {
	if c.D != nil {
		return time.Parse("2006-01-02", *c.D)
	}
	return time.Parse("2006-01-02T15:04:05", *c.M)
}

func byExcelize(b book, path string) error {
	out := excelize.NewFile()
	defer out.Close()
	formats := map[string]int{}
	if b.Epoch1904 {
		yes := true
		if err := out.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			return err
		}
	}
	for place, page := range b.Sheets {
		if place == 0 {
			if err := out.SetSheetName("Sheet1", page.Name); err != nil {
				return err
			}
		} else if _, err := out.NewSheet(page.Name); err != nil {
			return err
		}
		for line, cells := range page.Lines {
			for column, c := range cells {
				if c == nil {
					continue
				}
				if err := excelizeCell(out, page.Name, line+1, column+1, c, formats); err != nil {
					return err
				}
			}
		}
		for _, line := range page.HiddenLines {
			if err := out.SetRowVisible(page.Name, line, false); err != nil {
				return err
			}
		}
		for _, column := range page.HiddenColumns {
			letter, _ := excelize.ColumnNumberToName(column)
			if err := out.SetColVisible(page.Name, letter, false); err != nil {
				return err
			}
		}
		for _, m := range page.Merged {
			first, _ := excelize.CoordinatesToCellName(m[1], m[0])
			last, _ := excelize.CoordinatesToCellName(m[3], m[2])
			if err := out.MergeCell(page.Name, first, last); err != nil {
				return err
			}
		}
	}
	for _, page := range b.Sheets {
		if page.Hidden {
			if err := out.SetSheetVisible(page.Name, false); err != nil {
				return err
			}
		}
	}
	return out.SaveAs(path)
}

func excelizeCell(out *excelize.File, name string, line, column int, c *cell, formats map[string]int) error {
	at, _ := excelize.CoordinatesToCellName(column, line)
	var err error
	switch {
	case c.S != nil:
		err = out.SetCellStr(name, at, *c.S)
	case c.R != nil:
		runs := []excelize.RichTextRun{}
		for n, text := range c.R {
			runs = append(runs, excelize.RichTextRun{Text: text, Font: &excelize.Font{Bold: n%2 == 1}})
		}
		err = out.SetCellRichText(name, at, runs)
	case c.F != nil:
		err = out.SetCellFormula(name, at, "="+*c.F)
	case c.B != nil:
		err = out.SetCellBool(name, at, *c.B)
	case c.D != nil || c.M != nil:
		var when time.Time
		if when, err = c.moment(); err == nil {
			err = out.SetCellValue(name, at, when)
		}
	default:
		err = out.SetCellValue(name, at, *c.N)
	}
	if err != nil || c.Fmt == "" {
		return err
	}
	style, known := formats[c.Fmt]
	if !known {
		if style, err = out.NewStyle(&excelize.Style{CustomNumFmt: &c.Fmt}); err != nil {
			return err
		}
		formats[c.Fmt] = style
	}
	return out.SetCellStyle(name, at, at, style)
}

func byTealeg(b book, path string) error {
	out := tealeg.NewFile()
	out.Date1904 = b.Epoch1904
	for _, page := range b.Sheets {
		to, err := out.AddSheet(page.Name)
		if err != nil {
			return err
		}
		to.Hidden = page.Hidden
		for line, cells := range page.Lines {
			row := to.AddRow()
			for _, hidden := range page.HiddenLines {
				row.Hidden = row.Hidden || hidden == line+1
			}
			for _, c := range cells {
				place := row.AddCell()
				if c == nil {
					continue
				}
				if err := tealegCell(place, c, b.Epoch1904); err != nil {
					return err
				}
			}
		}
	}
	return out.Save(path)
}

func tealegCell(place *tealeg.Cell, c *cell, epoch1904 bool) error {
	switch {
	case c.S != nil:
		place.SetString(*c.S)
	case c.R != nil:
		place.SetString(strings.Join(c.R, ""))
	case c.B != nil:
		place.SetBool(*c.B)
	case c.D != nil || c.M != nil:
		when, err := c.moment()
		if err != nil {
			return err
		}
		place.SetDateTimeWithFormat(tealeg.TimeToExcelTime(when, epoch1904), c.Fmt)
	default:
		if c.Fmt != "" {
			place.SetFloatWithFormat(*c.N, c.Fmt)
		} else {
			place.SetFloat(*c.N)
		}
	}
	return nil
}

func main() {
	write := map[string]func(book, string) error{"excelize": byExcelize, "tealeg": byTealeg}[os.Args[1]]
	content, err := os.ReadFile(os.Args[2])
	if err != nil {
		panic(err)
	}
	jobs := []job{}
	if err := json.Unmarshal(content, &jobs); err != nil {
		panic(err)
	}
	for _, one := range jobs {
		said := map[string]string{"out": one.Out}
		if err := write(one.Book, one.Out); err != nil {
			said["error"] = err.Error()
		}
		line, _ := json.Marshal(said)
		fmt.Println(string(line))
	}
}
