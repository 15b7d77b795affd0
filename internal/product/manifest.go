package product

import (
	"bytes"
	"cmp"
	_ "embed" // the console's own manifest
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/tenantry/tenantry/internal/fault"
)

// Limits of a manifest.
const (
	MaxManifest = 1 << 20 // bytes
	MaxProducts = 100
	maxProblems = 100 // that are told at once
)

//go:embed console.yaml
var consoleManifest []byte

// Console returns the product that is this program's own. The result is shared: nobody changes it.
func Console() Product { return console() }

var console = sync.OnceValue(func() Product {
	var r reader
	products := r.manifest(parse(consoleManifest))
	if len(products) == 1 {
		c := checker{location: ConsoleKey, own: true}
		c.rest(&products[0])
		r.fields = append(r.fields, c.fields...)
	}
	if len(r.fields) > 0 || len(products) != 1 || products[0].Key != ConsoleKey {
		panic(fmt.Sprintf("product: console.yaml is not the console's manifest: %v", r.fields.Err()))
	}
	return products[0]
})

// Read reads a YAML manifest and checks the products in it. It returns all that is wrong in one fault, by
// locations such as products[0].permissions[2].key; what is wrong with the file as a whole is at "file".
func Read(from io.Reader) ([]Product, error) {
	content, err := io.ReadAll(io.LimitReader(from, MaxManifest+1))
	if err != nil {
		return nil, fmt.Errorf("read the manifest: %w", err)
	}
	if len(content) > MaxManifest {
		return nil, fault.New(fault.TooLarge, "too_large", fmt.Sprintf("A manifest has at most %d bytes.", MaxManifest))
	}
	var r reader
	products := r.manifest(parse(content))
	seen := make(map[string]bool, len(products))
	for i := range products {
		at := fmt.Sprintf("products[%d]", i)
		for _, f := range Check(&products[i], at) {
			if !r.names(f.Location) { // what could not be read is told already
				r.add(f.Location, f.Code, f.Message)
			}
		}
		if key := products[i].Key; key != "" && seen[key] {
			r.add(at+".key", "duplicate", "The manifest declares this product twice.")
		}
		seen[products[i].Key] = true
	}
	if len(r.fields) > 0 {
		return nil, Refusal(r.fields)
	}
	return products, nil
}

// parse returns the root of the only document of a manifest. A manifest without one has no root.
func parse(content []byte) (root *yaml.Node, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var document, further yaml.Node
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, nil //nolint:nilnil // an empty file is no error of the parser
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&further); !errors.Is(err, io.EOF) {
		return nil, errors.Join(errors.New("a manifest is one document"), err)
	}
	if len(document.Content) == 0 {
		return nil, nil //nolint:nilnil // likewise
	}
	return document.Content[0], nil
}

// reader turns nodes into values and collects what is wrong with them. It reads nodes, and not structs,
// because only they say where a mistake is and what was given twice.
type reader struct{ fields fault.Fields }

func (r *reader) add(location, code, message string) {
	if len(r.fields) < maxProblems {
		r.fields.Add(location, code, message)
	}
}

// names reports whether something at or above this location is wrong already.
func (r *reader) names(location string) bool {
	return slices.ContainsFunc(r.fields, func(f fault.Field) bool {
		rest, ok := strings.CutPrefix(location, f.Location)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

var errorLine = regexp.MustCompile(`line (\d+)`)

func (r *reader) manifest(root *yaml.Node, err error) []Product {
	if err != nil {
		message := "Must be one YAML document."
		if line := errorLine.FindString(err.Error()); line != "" {
			message = "Must be one YAML document; see " + line + "."
		}
		r.add("file", "invalid_yaml", message)
		return nil
	}
	fields := map[string]*yaml.Node{}
	if root != nil {
		fields = r.mapping(root, "", "products")
	}
	var products []Product
	r.sequence(fields["products"], "products", MaxProducts, func(n *yaml.Node, at string) {
		products = append(products, r.product(n, at))
	})
	if len(products) == 0 && len(r.fields) == 0 {
		r.add("products", "required", "At least one product is required.")
	}
	return products
}

func (r *reader) product(n *yaml.Node, at string) Product {
	fields := r.mapping(n, at, "key", "name", "memberPermissions", "permissions")
	p := Product{Key: r.text(fields["key"], at+".key"), Name: r.nameIn(fields["name"], at+".name")}
	p.MemberPermissions = r.boolean(fields["memberPermissions"], at+".memberPermissions", true)
	r.sequence(fields["permissions"], at+".permissions", MaxPermissions, func(n *yaml.Node, at string) {
		fields := r.mapping(n, at, "key", "name", "platformOnly")
		p.Permissions = append(p.Permissions, Permission{
			Key:          r.text(fields["key"], at+".key"),
			Name:         r.nameIn(fields["name"], at+".name"),
			PlatformOnly: r.boolean(fields["platformOnly"], at+".platformOnly", false),
		})
	})
	return p
}

func (r *reader) nameIn(n *yaml.Node, at string) Names {
	names := Names{}
	if n != nil {
		for language, name := range r.mapping(n, at, Languages...) {
			names[language] = r.text(name, at+"."+language)
		}
	}
	return names
}

// mapping returns the fields of a mapping, of which it knows these.
func (r *reader) mapping(n *yaml.Node, at string, known ...string) map[string]*yaml.Node {
	fields := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		where := at
		if where == "" {
			where = "file"
		}
		r.add(where, "invalid_type", fmt.Sprintf("Must be a mapping of %s (line %d).", strings.Join(known, ", "), n.Line))
		return fields
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		where := strings.TrimPrefix(at+"."+label(key), ".")
		switch {
		case !slices.Contains(known, key.Value) || key.Kind != yaml.ScalarNode:
			r.add(where, "unknown_field", fmt.Sprintf("There is no such field; there are %s (line %d).", strings.Join(known, ", "), key.Line))
		case fields[key.Value] != nil:
			r.add(where, "duplicate", fmt.Sprintf("The field is there twice (line %d).", key.Line))
		default:
			fields[key.Value] = value
		}
	}
	return fields
}

// label is a key as it can stand in a location.
func label(key *yaml.Node) string {
	clean := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return '?'
		}
		return c
	}, key.Value)
	return cmp.Or(clean[:min(len(clean), 40)], "?")
}

func (r *reader) sequence(n *yaml.Node, at string, most int, each func(n *yaml.Node, at string)) {
	switch {
	case n == nil || null(n):
	case n.Kind != yaml.SequenceNode:
		r.add(at, "invalid_type", fmt.Sprintf("Must be a list (line %d).", n.Line))
	case len(n.Content) > most:
		r.add(at, "too_many", fmt.Sprintf("Must have at most %d (line %d).", most, n.Line))
	default:
		for i, item := range n.Content {
			each(item, fmt.Sprintf("%s[%d]", at, i))
		}
	}
}

func (r *reader) text(n *yaml.Node, at string) string {
	switch {
	case n == nil || null(n):
		return ""
	case n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str":
		r.add(at, "invalid_type", fmt.Sprintf("Must be text; put what reads as something else in quotes (line %d).", n.Line))
		return ""
	default:
		return n.Value
	}
}

// boolean reads true or false; what is not there is otherwise.
func (r *reader) boolean(n *yaml.Node, at string, otherwise bool) bool {
	if n == nil {
		return otherwise
	}
	var value bool
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || n.Decode(&value) != nil {
		r.add(at, "invalid_type", fmt.Sprintf("Must be true or false (line %d).", n.Line))
	}
	return value
}

func null(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }
