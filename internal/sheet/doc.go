// Package sheet reads and writes tables as Excel workbooks (.xlsx) and as CSV. It knows rows; what a
// column means is the caller's.
//
// # Reading
//
// [Open] tells the format from the content, takes the first row that is not blank for the header, and
// gives the rows one by one as text, in constant memory but for the workbook's shared strings. Every row
// is as long as the header; blank rows are left out. [Columns] finds the caller's columns in the header.
//
// What a reader would have to guess about is refused, naming the cell or the line and the way out:
// formulas, dates (a number in a workbook, shown by rules of the reader's country), merged cells, macros,
// two sheets with content. The texts stay as they are: numbers in a workbook are their plain decimal
// digits whatever their format shows, true and false are those words.
//
// Hidden rows and columns are read: hiding is a matter of looks, and a filter left on must not drop rows
// in silence. Hidden sheets are not: they hold the lists behind drop-down cells.
//
// CSV may be UTF-8, UTF-16 with its byte order mark, or EUC-KR (with Microsoft's extension, CP949) as
// Korean Excel saves it; separated by comma, semicolon or tab, whichever the header has most of.
//
// Errors in the middle of a file come from [Reader.Err], after rows that were good: what the rows have
// caused has to be undone then. They are of type *[Error], except those of the underlying reader.
//
// # Writing
//
// [NewWriter] streams rows, every cell as text. Excel cannot take a cell for a formula: in a workbook
// because cells carry their type, in CSV because text that starts with =, +, -, @, tab or carriage return
// (after any apostrophes) gets an apostrophe in front, which reading takes away again.
//
// # Why there is no library behind it
//
// The excelize library was measured first. Its row iterator ends quietly at damaged XML, as if the rows
// that follow did not exist, gives a shared string that is missing as its index, and does not tell a
// number from a text; its writer holds the whole packed workbook in memory before the first byte leaves.
// The tests use it as the other side: what it writes is read here and the reverse.
package sheet
