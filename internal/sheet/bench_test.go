package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/tenantry/tenantry/internal/sheet"
)

const benchRows, benchColumns = 100_000, 12

func benchTable(write func(cells []string)) {
	cells := make([]string, benchColumns)
	for i := range benchRows {
		for j := range cells {
			cells[j] = fmt.Sprintf("종로구 %d-%d", j, i*7919%100_000)
		}
		write(cells)
	}
}

func benchFile(b *testing.B, format sheet.Format) []byte {
	b.Helper()
	var out bytes.Buffer
	w, err := sheet.NewWriter(&out, format, make([]string, benchColumns))
	if err != nil {
		b.Fatal(err)
	}
	benchTable(func(cells []string) { err = errors.Join(err, w.Write(cells)) })
	if err = errors.Join(err, w.Close()); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// sharedFile is as Excel saves it, with shared strings.
func sharedFile(b *testing.B) []byte {
	b.Helper()
	f := excelize.NewFile()
	row := 0
	var err error
	benchTable(func(cells []string) {
		row++
		err = errors.Join(err, f.SetSheetRow("Sheet1", fmt.Sprint("A", row), &cells))
	})
	out, writeErr := f.WriteToBuffer()
	if err := errors.Join(err, writeErr, f.Close()); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func readAll(b *testing.B, data []byte) {
	b.Helper()
	r, err := sheet.Open(bytes.NewReader(data), int64(len(data)), "", sheet.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	rows := 0
	for r.Next() {
		rows++
	}
	if err := errors.Join(r.Err(), r.Close()); err != nil || rows < benchRows-1 {
		b.Fatal(rows, err)
	}
}

// readAllExcelize is the floor: the library's bare iterator.
func readAllExcelize(b *testing.B, data []byte) {
	b.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	rows, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		if _, err := rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(rows.Close(), f.Close()); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkRead(b *testing.B) {
	inline, shared, csv := benchFile(b, sheet.XLSX), sharedFile(b), benchFile(b, sheet.CSV)
	for name, data := range map[string][]byte{"inline": inline, "shared": shared} {
		b.Run("xlsx/"+name+"/sheet", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				readAll(b, data)
			}
		})
		b.Run("xlsx/"+name+"/excelize", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				readAllExcelize(b, data)
			}
		})
	}
	b.Run("csv", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readAll(b, csv)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
		b.Run(string(format)+"/sheet", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, err := sheet.NewWriter(io.Discard, format, make([]string, benchColumns))
				if err != nil {
					b.Fatal(err)
				}
				benchTable(func(cells []string) { err = errors.Join(err, w.Write(cells)) })
				if err := errors.Join(err, w.Close()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("xlsx/excelize", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f := excelize.NewFile()
			w, err := f.NewStreamWriter("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			row := 0
			values := make([]any, benchColumns)
			benchTable(func(cells []string) {
				row++
				for i, cell := range cells {
					values[i] = cell
				}
				err = errors.Join(err, w.SetRow(fmt.Sprint("A", row), values))
			})
			if err := errors.Join(err, w.Flush(), f.Write(io.Discard), f.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
