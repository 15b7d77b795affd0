package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// maxSharedStrings bounds what a workbook may make the reader keep, in bytes. A million rows with three columns
// of their own texts take about half.
const maxSharedStrings = 160 << 20

// sharedStrings are the texts that cells name by index. There can be millions: they are kept one after the
// other, each after its length, in chunks that never move, so that reading them needs no more memory than
// having them.
type sharedStrings struct {
	chunks []string
	starts [][]uint32 // of the texts, in lists of startsPerList: chunk × chunkSize + offset
	open   strings.Builder
	count  int
}

const (
	chunkSize     = 1 << 20
	startsPerList = 1 << 16
)

func (s *sharedStrings) at(i int) (string, bool) {
	if i < 0 || i >= s.count {
		return "", false
	}
	start := s.starts[i/startsPerList][i%startsPerList]
	rest := s.chunks[start/chunkSize][start%chunkSize:]
	length, n := 0, 0
	for shift := 0; ; shift += 7 { // binary.Uvarint wants bytes
		b := rest[n]
		n++
		length |= int(b&0x7F) << shift
		if b < 0x80 {
			return rest[n : n+length], true
		}
	}
}

// add returns false where it is too much.
func (s *sharedStrings) add(text []byte) bool {
	var length [binary.MaxVarintLen64]byte
	n := binary.PutUvarint(length[:], uint64(len(text)))
	need := n + len(text)
	if (len(s.chunks)+1)*chunkSize+4*s.count > maxSharedStrings || need > chunkSize {
		return false
	}
	if s.open.Cap() == 0 || s.open.Len()+need > chunkSize {
		s.closeChunk()
		s.open.Grow(chunkSize)
	}
	if s.count%startsPerList == 0 {
		s.starts = append(s.starts, make([]uint32, 0, startsPerList))
	}
	last := len(s.starts) - 1
	s.starts[last] = append(s.starts[last], uint32(len(s.chunks)*chunkSize+s.open.Len()))
	s.count++
	s.open.Write(length[:n])
	s.open.Write(text)
	return true
}

func (s *sharedStrings) closeChunk() {
	if s.open.Len() > 0 {
		s.chunks = append(s.chunks, s.open.String())
		s.open = strings.Builder{}
	}
}

func (w *workbook) readStrings(part *zip.File) error {
	var item []byte
	err := w.each(part, func(x *xmlReader) (err error) {
		if string(x.name) != "si" {
			return nil
		}
		if item, err = richText(x, item[:0]); err != nil {
			return err
		}
		if !utf8.Valid(item) || bytes.IndexByte(item, 0) >= 0 {
			return errorAtLine(0, "invalid_encoding", "The workbook has text that is not valid UTF-8, or a NUL character. Type it again.")
		}
		if !w.strings.add(item) {
			return errTooLarge
		}
		return nil
	})
	w.strings.closeChunk()
	return err
}
