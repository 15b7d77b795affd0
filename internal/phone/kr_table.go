package phone

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"iter"
	"strconv"
	"strings"
)

//go:embed kr.csv
var krData string

// kr is what kr.csv says. Reading it takes 40 µs.
var kr = mustReadTable(krData)

// krRow is a row of the table: the numbers, as dialled in Korea, that begin in one of several ways and have one
// of several lengths.
type krRow struct {
	min, max int // digits
	kind     string
	verdict  verdict
	switched string    // the switch that decides where it is set, or ""
	groups   [][]int   // how a number is divided where it is shown, one for each length that is
	refusal  *Error    // of a row that refuses
	warnings []Warning // of a row that warns
}

type verdict string

const (
	legal   verdict = "legal"
	warn    verdict = "warning" // legal, with a warning
	refuse  verdict = "refused"
	lengths verdict = "length" // says how long a number is that begins so; the reason for refusing one that no other row is about
)

// The two switches.
const (
	switch050     = "personal_050"
	switchSpecial = "special"
)

func (r *krRow) has(digits string) bool { return len(digits) >= r.min && len(digits) <= r.max }

// krTable finds rows by the beginning of a number, digit by digit.
type krTable struct {
	rows  []krRow
	nodes []krNode
}

// krNode is a beginning of numbers. The first node is the empty one.
type krNode struct {
	next [10]uint16 // the node with one more digit; 0 for none
	rows []int      // that are about numbers with this beginning
}

// beginning gives the rows about numbers that begin as this one does, by how much of it they look at.
func (t *krTable) beginning(digits string) iter.Seq[int] {
	return func(yield func(int) bool) {
		node := &t.nodes[0]
		for i := range len(digits) {
			digit := digits[i] - '0'
			if digit > 9 || node.next[digit] == 0 {
				return
			}
			node = &t.nodes[node.next[digit]]
			for _, row := range node.rows {
				if !yield(row) {
					return
				}
			}
		}
	}
}

// match returns the first row of the table that judges a number, or nil.
func (t *krTable) match(digits string) *krRow {
	first := len(t.rows)
	for i := range t.beginning(digits) {
		if row := &t.rows[i]; i < first && row.has(digits) && row.verdict != lengths {
			first = i
		}
	}
	if first == len(t.rows) {
		return nil
	}
	return &t.rows[first]
}

// shape returns the row that says how long a number with such a beginning is, or nil.
func (t *krTable) shape(digits string) *krRow {
	for i := range t.beginning(digits) {
		if row := &t.rows[i]; row.verdict == lengths {
			return row
		}
	}
	return nil
}

// krColumns are those of kr.csv:
//   - begins: the ways, divided by spaces, with classes of digits such as [2-9] and [568];
//   - digits: how many, all counted: 11, 9-10, or 9+;
//   - kind, verdict, switch; a row that says lengths has as its kind what the numbers start with, as it is told;
//   - groups: how the number is divided where it is shown, such as 2-3-4, one for each length;
//   - code and message, public, of the refusal or the warning;
//   - source: where the row comes from.
var krColumns = []string{"begins", "digits", "kind", "verdict", "switch", "groups", "code", "message", "source"}

func mustReadTable(data string) *krTable {
	t, err := readTable(data)
	if err != nil {
		panic("phone: kr.csv: " + err.Error())
	}
	return t
}

func readTable(data string) (*krTable, error) {
	records, err := csv.NewReader(strings.NewReader(data)).ReadAll()
	if err != nil {
		return nil, err
	}
	if got, want := strings.Join(records[0], ","), strings.Join(krColumns, ","); got != want {
		return nil, fmt.Errorf("the columns are %s, not %s", want, got)
	}
	t := &krTable{nodes: make([]krNode, 1, 512)}
	for line, record := range records[1:] {
		if err := t.read(record); err != nil {
			return nil, fmt.Errorf("row %d: %w", line+2, err)
		}
	}
	return t, nil
}

func (t *krTable) read(record []string) error {
	begins, digits, groups, code, message, source := record[0], record[1], record[5], record[6], record[7], record[8]
	row := krRow{kind: record[2], verdict: verdict(record[3]), switched: record[4]}
	var err error
	if row.min, row.max, err = readLengths(digits); err != nil {
		return err
	}
	if row.groups, err = readGroups(groups, &row); err != nil {
		return err
	}
	switch row.verdict {
	case legal, lengths:
		if code != "" {
			return fmt.Errorf("%s, with the code %s", row.verdict, code)
		}
	case warn:
		row.warnings = []Warning{{Code: code, Message: message}}
	case refuse:
		row.refusal = &Error{Code: code, Message: message}
	default:
		return fmt.Errorf("the verdict %q", row.verdict)
	}
	if (row.verdict == warn || row.verdict == refuse) && (code == "" || message == "") || source == "" || row.kind == "" {
		return fmt.Errorf("something is missing")
	}
	t.rows = append(t.rows, row)
	for way := range strings.FieldsSeq(begins) {
		if err := t.add(0, way, len(t.rows)-1); err != nil {
			return err
		}
	}
	return nil
}

// add makes the nodes of a beginning below a node, and puts the row there.
func (t *krTable) add(node int, begins string, row int) error {
	if begins == "" {
		t.nodes[node].rows = append(t.nodes[node].rows, row)
		return nil
	}
	digits, rest, err := cutClass(begins)
	if err != nil {
		return err
	}
	for _, digit := range digits {
		next := int(t.nodes[node].next[digit-'0'])
		if next == 0 {
			next = len(t.nodes)
			t.nodes = append(t.nodes, krNode{})
			t.nodes[node].next[digit-'0'] = uint16(next)
		}
		if err := t.add(next, rest, row); err != nil {
			return err
		}
	}
	return nil
}

// cutClass returns the digits that a beginning may start with, and the rest of it.
func cutClass(begins string) (digits []byte, rest string, err error) {
	class, rest, found := begins[:1], begins[1:], true
	if class == "[" {
		class, rest, found = strings.Cut(rest, "]")
	}
	for i := 0; i < len(class); i++ {
		if class[i] == '-' && i > 0 && i+1 < len(class) {
			for digit := class[i-1] + 1; digit < class[i+1]; digit++ {
				digits = append(digits, digit)
			}
			continue
		}
		digits = append(digits, class[i])
	}
	if !found || !isDigits(string(digits)) {
		return nil, "", fmt.Errorf("the beginning %q", begins)
	}
	return digits, rest, nil
}

func readLengths(s string) (least, most int, err error) {
	from, to, found := strings.Cut(s, "-")
	switch {
	case strings.HasSuffix(s, "+"):
		from, to = strings.TrimSuffix(s, "+"), strconv.Itoa(maxInput)
	case !found:
		to = from
	}
	if least, err = strconv.Atoi(from); err == nil {
		most, err = strconv.Atoi(to)
	}
	return least, most, err
}

func readGroups(s string, row *krRow) ([][]int, error) {
	var all [][]int
	for way := range strings.FieldsSeq(s) {
		var groups []int
		sum := 0
		for part := range strings.SplitSeq(way, "-") {
			n, err := strconv.Atoi(part)
			if err != nil {
				return nil, err
			}
			groups, sum = append(groups, n), sum+n
		}
		if sum != row.min+len(all) {
			return nil, fmt.Errorf("%s is how %d digits are divided, not %d", way, sum, row.min+len(all))
		}
		all = append(all, groups)
	}
	if shown := row.max - row.min + 1; len(all) > 0 && len(all) != shown || len(all) == 0 && (row.verdict == legal || row.verdict == warn || row.switched != "") {
		return nil, fmt.Errorf("%d ways to divide numbers of %d lengths", len(all), shown)
	}
	return all, nil
}
