package product_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tenantry/tenantry/internal/access"
	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/product"
)

func TestConsoleDeclaresWhatAccessKnows(t *testing.T) {
	p := product.Console()
	if p.Key != "console" || !p.MemberPermissions {
		t.Errorf("it is %q, member permissions %t", p.Key, p.MemberPermissions)
	}
	var all, everywhere []access.Permission
	for _, permission := range p.Permissions {
		all = append(all, access.Permission(permission.Key))
		if !permission.PlatformOnly {
			everywhere = append(everywhere, access.Permission(permission.Key))
		}
	}
	if !slices.Equal(all, access.OfAdmin(true)) {
		t.Errorf("declared are %q, want %q", all, access.OfAdmin(true))
	}
	if !slices.Equal(everywhere, access.OfAdmin(false)) {
		t.Errorf("for every organization %q, want %q", everywhere, access.OfAdmin(false))
	}
	named(t, p)
}

// named checks that everything is called something else in each language.
func named(t *testing.T, p product.Product) {
	t.Helper()
	for _, language := range product.Languages {
		seen := map[string]string{}
		for _, permission := range p.Permissions {
			name := permission.Name[language]
			if name == "" || seen[name] != "" {
				t.Errorf("%s and %q are both called %q in %s", permission.Key, seen[name], name, language)
			}
			seen[name] = permission.Key
		}
		if p.Name[language] == "" {
			t.Errorf("%s has no name in %s", p.Key, language)
		}
	}
}

func TestTheSampleIsGood(t *testing.T) {
	f, err := os.Open("../../demo/products.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	products, err := product.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, p := range products {
		keys = append(keys, p.Key)
		if p.MemberPermissions == (p.Key == "whatsapp") || len(p.Permissions) == 0 {
			t.Errorf("%s: member permissions %t, %d permissions", p.Key, p.MemberPermissions, len(p.Permissions))
		}
		named(t, p)
	}
	if want := []string{"voice", "sms", "push", "email", "whatsapp"}; !slices.Equal(keys, want) {
		t.Errorf("products %q, want %q", keys, want)
	}
}

const good = `
products:
  - key: voice
    name: {en: Voice, ko: 음성, ja: 音声, th: เสียง}
    memberPermissions: true
    permissions:
      - key: voice.campaigns.start
        name: {en: Start campaigns, ko: 캠페인 시작, ja: 開始, th: เริ่ม}
      - key: voice.campaigns.stop
        name: {en: Stop campaigns, ko: 캠페인 중지, ja: 停止, th: หยุด}
  - key: sms
    name: {en: SMS, ko: 문자, ja: SMS, th: SMS}
    memberPermissions: false
`

func TestRead(t *testing.T) {
	products, err := product.Read(strings.NewReader(good))
	want := []product.Product{
		{
			Key: "voice", Name: product.Names{"en": "Voice", "ko": "음성", "ja": "音声", "th": "เสียง"}, MemberPermissions: true,
			Permissions: []product.Permission{
				{Key: "voice.campaigns.start", Name: product.Names{"en": "Start campaigns", "ko": "캠페인 시작", "ja": "開始", "th": "เริ่ม"}},
				{Key: "voice.campaigns.stop", Name: product.Names{"en": "Stop campaigns", "ko": "캠페인 중지", "ja": "停止", "th": "หยุด"}},
			},
		},
		{Key: "sms", Name: product.Names{"en": "SMS", "ko": "문자", "ja": "SMS", "th": "SMS"}},
	}
	if err != nil || !reflect.DeepEqual(products, want) {
		t.Errorf("got %+v, %v", products, err)
	}
}

func TestReadTakes(t *testing.T) {
	key := "a" + strings.Repeat("_", 31)
	for _, test := range []struct{ name, old, new string }{
		{"the longest keys", "voice", key},
		{"the longest name", "en: Voice", "en: " + strings.Repeat("é", 60)},
		{"names that are decomposed, with white space", "ko: 음성", `ko: "  ` + "\u110b\u1173\u11b7\u1109\u1165\u11bc" + `  "`},
		{"what reads as a number, in quotes", "en: Voice", `en: "1588"`},
		{"what reads as yes in other files", "en: Voice", "en: Yes"},
		{"a zero-width joiner", "en: Voice", "en: a\u200db"},
		{"member permissions that are not mentioned", "    memberPermissions: true\n", ""},
		{"no permissions", "    memberPermissions: false\n", "    permissions: []\n"},
		{"a list that is empty", "    memberPermissions: false\n", "    permissions:\n"},
		{"a byte order mark", "\nproducts:", "\ufeffproducts:"},
		{"line ends of Windows", "\n", "\r\n"},
		{"a document's marks", "\nproducts:", "---\nproducts:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			products, err := product.Read(strings.NewReader(strings.ReplaceAll(good, test.old, test.new)))
			if err != nil || len(products) != 2 || !products[0].MemberPermissions {
				t.Fatalf("%+v, %v", products, err)
			}
			if ko := products[0].Name["ko"]; ko != "음성" {
				t.Errorf("its name is %q", ko)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const voice, start = "products[0]", "products[0].permissions[0]"
	for _, test := range []struct {
		name, old, new string
		want           []string // location and code
	}{
		{"nothing", good, "", []string{"products required"}},
		{"only a comment", good, "# to do\n", []string{"products required"}},
		{"only null", good, "~", []string{"file invalid_type"}},
		{"an empty mapping", good, "{}", []string{"products required"}},
		{"no products", good, "products: []", []string{"products required"}},
		{"products that are null", good, "products:", []string{"products required"}},
		{"a list", good, "- key: voice", []string{"file invalid_type"}},
		{"text", good, "voice", []string{"file invalid_type"}},
		{"products by key", good, "products: {voice: {}}", []string{"products invalid_type"}},
		{"a product that is text", good, "products: [voice]", []string{"products[0] invalid_type"}},
		{"not YAML", good, "products: [", []string{"file invalid_yaml"}},
		{"tabs", good, "products:\n\t- key: voice", []string{"file invalid_yaml"}},
		{"bytes that are not UTF-8", "Voice", "\xff\xfe", []string{"file invalid_yaml"}},
		{"NUL", "Voice", "\x00", []string{"file invalid_yaml"}},
		{"two documents", "\nproducts:", "\nproducts:\n---\nproducts:", []string{"file invalid_yaml"}},

		{"an unknown field of the file", "\nproducts:", "\nversion: 1\nproducts:", []string{"version unknown_field"}},
		{"an unknown field of a product", "    memberPermissions: true", "    member_permissions: true", []string{voice + ".member_permissions unknown_field"}},
		{"an unknown field of a permission", "      - key: voice.campaigns.start", "      - keys: []\n        key: voice.campaigns.start", []string{start + ".keys unknown_field"}},
		{"a key that is no text", "    memberPermissions: true", "    [a]: true", []string{voice + ".? unknown_field"}},
		{"a merge key", "    memberPermissions: true", "    <<: {key: sms}", []string{voice + ".<< unknown_field"}},
		{"a field twice", "    memberPermissions: true", "    key: sms", []string{voice + ".key duplicate"}},
		{"an alias", "{en: SMS, ko: 문자, ja: SMS, th: SMS}", "*name", []string{"file invalid_yaml"}},
		{"an alias of something", "key: voice\n    name: {en: Voice, ko: 음성, ja: 音声, th: เสียง}", "key: &x voice\n    name: {en: *x, ko: 음성, ja: 音声, th: เสียง}", []string{voice + ".name.en invalid_type"}},

		{"no key", "  - key: sms\n    name", "  - name", []string{"products[1].key required"}},
		{"a key that is null", "key: sms", "key:", []string{"products[1].key required"}},
		{"a key that is a number", "key: sms", "key: 1", []string{"products[1].key invalid_type"}},
		{"a key that is a list", "key: sms", "key: [sms]", []string{"products[1].key invalid_type"}},
		{"a key in capitals", "key: sms", "key: SMS", []string{"products[1].key invalid_key"}},
		{"a key that is too long", "key: sms", "key: " + strings.Repeat("a", 33), []string{"products[1].key invalid_key"}},
		{"a key with a line break", "key: sms", `key: "sms\n"`, []string{"products[1].key invalid_key"}},
		{"a key with a point", "key: sms", "key: sms.text", []string{"products[1].key invalid_key"}},
		{"a key that begins with a digit", "key: sms", "key: 2fa", []string{"products[1].key invalid_key"}},
		{"a key twice", "key: sms", "key: voice", []string{"products[1].key duplicate"}},
		{"the console", "key: sms", "key: console", []string{"products[1].key product_is_fixed"}},

		{"no names", "    name: {en: SMS, ko: 문자, ja: SMS, th: SMS}\n", "", []string{
			"products[1].name.en required", "products[1].name.ko required", "products[1].name.ja required", "products[1].name.th required",
		}},
		{"names that are text", "{en: SMS, ko: 문자, ja: SMS, th: SMS}", "SMS", []string{"products[1].name invalid_type"}},
		{"a language less", "ja: SMS, ", "", []string{"products[1].name.ja required"}},
		{"a language more", "ja: SMS, ", "ja: SMS, de: SMS, ", []string{"products[1].name.de unknown_field"}},
		{"an empty name", "ja: SMS", `ja: " "`, []string{"products[1].name.ja required"}},
		{"a name that cannot be seen", "ja: SMS", "ja: \"\u200b\"", []string{"products[1].name.ja required"}},
		{"a name that is a number", "ja: SMS", "ja: 0815", []string{"products[1].name.ja invalid_type"}},
		{"a name that is true", "ja: SMS", "ja: true", []string{"products[1].name.ja invalid_type"}},
		{"a name that is too long", "ja: SMS", "ja: " + strings.Repeat("あ", 61), []string{"products[1].name.ja too_long"}},
		{"a name with a line break", "ja: SMS", `ja: "S\nMS"`, []string{"products[1].name.ja control_characters"}},
		{"a name that overrides the direction", "ja: SMS", "ja: \"S\u202eMS\"", []string{"products[1].name.ja control_characters"}},
		{"a permission without a name", "        name: {en: Start campaigns, ko: 캠페인 시작, ja: 開始, th: เริ่ม}\n", "        name: {en: Start, ko: 시작, th: เริ่ม}\n", []string{start + ".name.ja required"}},

		{"member permissions that are text", "memberPermissions: true", `memberPermissions: "true"`, []string{voice + ".memberPermissions invalid_type"}},
		{"member permissions that are yes", "memberPermissions: true", "memberPermissions: yes", []string{voice + ".memberPermissions invalid_type"}},
		{"member permissions that are null", "memberPermissions: true", "memberPermissions:", []string{voice + ".memberPermissions invalid_type"}},

		{"permissions by key", "memberPermissions: false", "permissions: {sms.a.b: {}}", []string{"products[1].permissions invalid_type"}},
		{"a permission that is text", "memberPermissions: false", "permissions: [sms.messages.send]", []string{"products[1].permissions[0] invalid_type"}},
		{"a permission without a key", "- key: voice.campaigns.start\n        name", "- name", []string{start + ".key required"}},
		{"two segments", "voice.campaigns.start", "voice.start", []string{start + ".key invalid_key"}},
		{"four segments", "voice.campaigns.start", "voice.campaigns.start.now", []string{start + ".key invalid_key"}},
		{"an empty segment", "voice.campaigns.start", "voice..start", []string{start + ".key invalid_key"}},
		{"a segment in capitals", "voice.campaigns.start", "voice.Campaigns.start", []string{start + ".key invalid_key"}},
		{"a segment that is too long", "voice.campaigns.start", "voice.campaigns." + strings.Repeat("s", 33), []string{start + ".key invalid_key"}},
		{"a permission of another product", "voice.campaigns.start", "sms.campaigns.start", []string{start + ".key invalid_key"}},
		{"a permission of the console", "voice.campaigns.start", "console.members.read", []string{start + ".key invalid_key"}},
		{"a permission of a product that begins alike", "voice.campaigns.start", "voices.campaigns.start", []string{start + ".key invalid_key"}},
		{"a permission twice", "voice.campaigns.stop", "voice.campaigns.start", []string{"products[0].permissions[1].key duplicate"}},
		{"a permission of the platform", "      - key: voice.campaigns.start", "      - platformOnly: true\n        key: voice.campaigns.start", []string{start + ".platformOnly platform_only"}},

		{"too many products", good, "products: [" + strings.Repeat("{}, ", product.MaxProducts+1) + "]", []string{"products too_many"}},
		{"too many permissions", "memberPermissions: false", "permissions: [" + strings.Repeat("{}, ", product.MaxPermissions+1) + "]", []string{"products[1].permissions too_many"}},

		{"several at once", "{en: SMS, ko: 문자, ja: SMS, th: SMS}\n    memberPermissions: false", "{en: SMS}\n    memberPermissions: 1", []string{
			"products[1].memberPermissions invalid_type", "products[1].name.ko required", "products[1].name.ja required", "products[1].name.th required",
		}},
		{"the console, and something else", "key: sms\n    name: {en: SMS", "key: console\n    name: {en: ''", []string{
			"products[1].key product_is_fixed", "products[1].name.en required",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			content := strings.Replace(good, test.old, test.new, 1)
			if content == good {
				t.Fatalf("%q is not in the good manifest", test.old)
			}
			products, err := product.Read(strings.NewReader(content))
			f, ok := fault.As(err)
			if !ok || products != nil {
				t.Fatalf("got %+v and %v", products, err)
			}
			var got []string
			for _, field := range f.Fields {
				got = append(got, field.Location+" "+field.Code)
				if field.Message == "" || !strings.HasSuffix(field.Message, ".") {
					t.Errorf("the message is %q", field.Message)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			kind := fault.Invalid
			if test.name == "the console" {
				kind = fault.Conflict
			}
			if f.Kind != kind {
				t.Errorf("the kind is %d, want %d", f.Kind, kind)
			}
		})
	}
}

func TestReadTellsTheLine(t *testing.T) {
	for _, manifest := range []string{"products:\n  - key: [\n", "products:\n\n  -\n    kay: voice\n"} {
		_, err := product.Read(strings.NewReader(manifest))
		if err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%q: %v", manifest, err)
		}
	}
}

func TestReadIsBounded(t *testing.T) {
	fill := func(n int) string { return good + strings.Repeat("#", n-len(good)) }
	if _, err := product.Read(strings.NewReader(fill(product.MaxManifest))); err != nil {
		t.Errorf("of the largest size: %v", err)
	}
	if _, err := product.Read(strings.NewReader(fill(product.MaxManifest + 1))); !fault.Is(err, "too_large") {
		t.Errorf("one byte more: %v", err)
	}
	broken := errors.New("the disk is gone")
	if _, err := product.Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("an unreadable file: %v", err)
	}
	for name, manifest := range map[string]string{
		"deep":    "products: " + strings.Repeat("[", product.MaxManifest/2),
		"wide":    "products: [" + strings.Repeat("0,", product.MaxManifest/2-10) + "]",
		"long":    strings.Repeat("a: 1\n", product.MaxManifest/5),
		"many":    "products: [{" + strings.Repeat("a: 1, ", product.MaxManifest/6-10) + "}]",
		"aliases": "a: &a [x]\n" + strings.Repeat("b: &a [*a, *a]\n", 1000),
	} {
		f, ok := fault.As(second(product.Read(strings.NewReader(manifest))))
		if !ok || len(f.Fields) == 0 || len(f.Fields) > 100 {
			t.Errorf("%s: %.200v", name, f)
		}
	}
}

func second(_ []product.Product, err error) error { return err }

func TestCheckCountsPermissions(t *testing.T) {
	names := func() product.Names { return product.Names{"en": "a", "ko": "a", "ja": "a", "th": "a"} }
	for n, want := range map[int]string{product.MaxPermissions: "", product.MaxPermissions + 1: "body.permissions too_many"} {
		p := product.Product{Key: "voice", Name: names()}
		for i := range n {
			p.Permissions = append(p.Permissions, product.Permission{Key: fmt.Sprintf("voice.a.b%d", i), Name: names()})
		}
		got := ""
		for _, f := range product.Check(&p, "body") {
			got += f.Location + " " + f.Code
		}
		if got != want {
			t.Errorf("%d permissions: %q, want %q", n, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("products: [{key: a, name: {en: a, ko: a, ja: a, th: a}}]"))
	f.Add([]byte("---\n...\n--- &a [*a]\n"))
	f.Add([]byte("? {a: b}\n: !!binary x\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		products, err := product.Read(strings.NewReader(string(content)))
		if err != nil {
			refused, ok := fault.As(err)
			if !ok || len(refused.Fields) == 0 && refused.Code != "too_large" {
				t.Fatalf("%v is not a refusal that names something", err)
			}
			for _, field := range refused.Fields {
				if field.Location == "" || field.Code == "" || strings.ContainsFunc(field.Location, func(r rune) bool { return r < ' ' || r > '~' }) {
					t.Errorf("%+v", field)
				}
			}
			return
		}
		if len(products) == 0 {
			t.Error("nothing was read, and nothing is wrong")
		}
		for i, p := range products {
			if fields := product.Check(&p, "body"); len(fields) > 0 || !reflect.DeepEqual(p, products[i]) {
				t.Errorf("what was read is not good: %+v, %v", products[i], fields)
			}
		}
	})
}
