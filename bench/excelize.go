package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"
)

// bareWrite lets excelize write numbers as a workbook, by its writer for large ones.
func bareWrite(w io.Writer, rows [][]any) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	s, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	if err := s.SetRow("A1", numberColumns); err != nil {
		return err
	}
	for i, row := range rows {
		if err := s.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// bareRead lets excelize read every cell of a workbook of n rows below the header, row by row.
func bareRead(path string, n int) (err error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := f.Rows("Sheet1")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	read := -1
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if len(cells) != len(numberColumns) {
			return fmt.Errorf("a row of %d cells", len(cells))
		}
		read++
	}
	if read != n {
		return fmt.Errorf("excelize reads %d rows of %d", read, n)
	}
	return rows.Error()
}

func slowest(all []time.Duration) time.Duration { return slices.Max(all) }
