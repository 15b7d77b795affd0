package product

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/text"
)

// ConsoleKey is the key of the product that is this program's own.
const ConsoleKey = "console"

// Limits of a product.
const (
	MaxPermissions = 200
	MaxName        = 60 // characters
)

// Languages are those that every name is given in.
var Languages = []string{"en", "ko", "ja", "th"}

// Product is a service of the platform that has permissions.
type Product struct {
	Key               string       `json:"key"` // [a-z][a-z0-9_]{0,31}
	Name              Names        `json:"name"`
	MemberPermissions bool         `json:"memberPermissions"` // false: it does not support roles yet, and its permissions cannot be given
	Permissions       []Permission `json:"permissions"`       // in the order they are shown
}

// Permission is what one may do in a product.
type Permission struct {
	Key          string `json:"key"` // product.resource.verb
	Name         Names  `json:"name"`
	PlatformOnly bool   `json:"platformOnly"` // can be held in the platform organization only
}

// Names is what something is called, by language.
type Names map[string]string

var (
	productKey    = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	permissionKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}){2}$`)
)

// Check normalises the names of p in place and returns the rules it breaks, with locations that begin with
// location and a dot. The product console cannot be declared: that is the code product_is_fixed.
func Check(p *Product, location string) fault.Fields {
	c := checker{location: location}
	c.key(p.Key)
	c.rest(p)
	return c.fields
}

type checker struct {
	location string
	own      bool // it is the console's own product
	fields   fault.Fields
}

func (c *checker) add(field, code, message string) {
	c.fields.Add(c.location+"."+field, code, message)
}

func (c *checker) key(key string) {
	switch {
	case key == "":
		c.add("key", "required", "A key is required.")
	case key == ConsoleKey:
		c.add("key", "product_is_fixed", fixed)
	case !productKey.MatchString(key):
		c.add("key", "invalid_key", "Must be a lower-case letter and up to 31 further letters, digits and underscores.")
	}
}

// rest checks all but the product's key.
func (c *checker) rest(p *Product) {
	c.names("name", &p.Name)
	if len(p.Permissions) > MaxPermissions {
		c.add("permissions", "too_many", fmt.Sprintf("A product has at most %d permissions.", MaxPermissions))
		return
	}
	seen := make(map[string]bool, len(p.Permissions))
	for i := range p.Permissions {
		permission, field := &p.Permissions[i], fmt.Sprintf("permissions[%d].", i)
		first, _, _ := strings.Cut(permission.Key, ".")
		switch {
		case permission.Key == "":
			c.add(field+"key", "required", "A key is required.")
		case !permissionKey.MatchString(permission.Key):
			c.add(field+"key", "invalid_key", "Must be product.resource.verb: three parts, each a lower-case letter and up to 31 further letters, digits and underscores.")
		case first != p.Key && productKey.MatchString(p.Key):
			c.add(field+"key", "invalid_key", "Must begin with the key of the product it belongs to.")
		case seen[permission.Key]:
			c.add(field+"key", "duplicate", "The product declares this permission twice.")
		}
		seen[permission.Key] = true
		c.names(field+"name", &permission.Name)
		if permission.PlatformOnly && !c.own {
			c.add(field+"platformOnly", "platform_only", "Only permissions of the console itself can be limited to the platform organization.")
		}
	}
}

// names checks that there is a name in every language, and none in another.
func (c *checker) names(field string, names *Names) {
	clean := make(Names, len(Languages))
	for _, language := range Languages {
		name, problem := text.Clean((*names)[language])
		switch at := field + "." + language; {
		case problem != nil:
			c.add(at, problem.Code, problem.Message)
		case text.Blank(name):
			c.add(at, "required", "A name in each language is required: "+strings.Join(Languages, ", ")+".")
		case text.Length(name) > MaxName:
			c.add(at, "too_long", fmt.Sprintf("Must have at most %d characters.", MaxName))
		}
		clean[language] = name
	}
	for _, language := range slices.Sorted(maps.Keys(*names)) {
		if !slices.Contains(Languages, language) {
			c.add(field+"."+language, "unknown_field", "Names are given in "+strings.Join(Languages, ", ")+".")
		}
	}
	*names = clean
}

const fixed = "The product console is fixed: its permissions are this program's own."

// Refusal is the fault of what Check found; nil where that is nothing. The product console is a conflict
// where that is all there is to say, and otherwise one broken rule among the others.
func Refusal(fields fault.Fields) error {
	if len(fields) == 1 && fields[0].Code == "product_is_fixed" {
		f := fault.New(fault.Conflict, "product_is_fixed", fixed)
		f.Fields = fields
		return f
	}
	return fields.Err()
}
