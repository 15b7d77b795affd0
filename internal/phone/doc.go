// Package phone reads, judges and shows telephone numbers.
//
// A number is stored in one form, [Number]: + country code and the national number without its leading
// 0. [Parse] makes it from what people type and what spreadsheets do to it, [Display] shows it the way
// its country writes it, and [Digits] turns a search text into what to look for in stored numbers.
//
// # Who judges
//
// Korean numbers are judged by the table kr.csv, every other country's by the phonenumbers library
// (Google's libphonenumber data). The library is not asked about Korea because it is wrong there for
// outgoing numbers: it accepts 02-1588-1234, refuses 1811, 1551, 1555 and 030 with eight digits, reads
// 1588-12345 as a pager and shows 0505-123-4567 in other groups.
//
// A number written with + or 00 is judged by the country it names; any other by the country that the
// caller passes, which is the deployment's.
//
// # Normalising
//
// Full-width characters become ASCII. Spaces, dots, dashes of every kind, parentheses and invisible
// characters such as the zero-width space are dropped. Anything else that is not a digit, or a + in
// front, is an error: an extension or a second number would be lost in silence otherwise.
//
// After +82 or 0082 a rest of eight digits that starts with 15, 16 or 18, of six that starts with 14,
// or of three or four that starts with 1 (a special number) stays as it is; a 0 or (0) is dropped; then
// the digits are read as if dialled in Korea, with a 0 in front.
//
// # Where the Korean rules come from
//
// Article 84-2 of the Telecommunications Business Act forbids false sender numbers; the numbering plan
// says which numbers exist, and the providers publish which of them they register. Each row of kr.csv
// names its source, and where providers disagree, the choice. Rows are asked from the top; the first that
// is about a number judges it. Rows with the verdict length judge nothing: they are the reason for
// refusing a number that no other row is about. The columns are explained in kr_table.go.
//
// # Memory
//
// The phonenumbers library decodes its data while the program starts, whether or not it is ever asked,
// and offers no way to put that off. Korean numbers never touch it.
package phone
