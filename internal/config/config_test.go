package config_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/config"
)

type values = map[string]string

func load(t *testing.T, env, flags values, file string) (config.Config, error) {
	t.Helper()
	path := ""
	if file != "" {
		path = filepath.Join(t.TempDir(), "tenantry.conf")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return config.Load(func(name string) (string, bool) { v, ok := env[name]; return v, ok }, flags, path)
}

func TestDefaults(t *testing.T) {
	got, err := load(t, nil, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	want := config.Config{
		Listen: "127.0.0.1:8080", DataDir: "./data", DatabaseURL: "sqlite:data/tenantry.db", PublicURL: "http://127.0.0.1:8080",
		Outbox: "data/outbox", SignUpInvitations: 100, TimeZone: "Asia/Seoul", Country: "KR", KeyFile: "data/key", LogFormat: "text",
		ClientClassifications: []string{"local_government", "public_institution", "company", "other"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestEachSourceGoesOverTheOneBefore(t *testing.T) {
	const file = "# comment\n\nTENANTRY_LISTEN = file:1\nTENANTRY_COUNTRY=jp\nTENANTRY_TIME_ZONE=Asia/Tokyo\nTENANTRY_DATABASE_URL=postgres://u:p@h/d?a=b\nTENANTRY_KEY=k\n"
	env := values{"TENANTRY_LISTEN": "env:2", "TENANTRY_COUNTRY": "th", "TENANTRY_TIME_ZONE": ""}
	got, err := load(t, env, values{"listen": "flag:3"}, file)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]string{
		"flag over environment":        {got.Listen, "flag:3"},
		"environment over file":        {got.Country, "TH"},
		"empty environment is nothing": {got.TimeZone, "Asia/Tokyo"},
		"file over default":            {got.DatabaseURL, "postgres://u:p@h/d?a=b"},
		"follows from another":         {got.PublicURL, "http://flag:3"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %q, want %q", name, pair[0], pair[1])
		}
	}
}

func TestDerived(t *testing.T) {
	for _, test := range []struct {
		env  values
		get  func(config.Config) any
		want any
	}{
		{values{"TENANTRY_LISTEN": "0.0.0.0:80"}, func(c config.Config) any { return c.PublicURL }, "http://localhost:80"},
		{values{"TENANTRY_LISTEN": "[::]:80"}, func(c config.Config) any { return c.PublicURL }, "http://localhost:80"},
		{values{"TENANTRY_LISTEN": ":80"}, func(c config.Config) any { return c.PublicURL }, "http://localhost:80"},
		{values{"TENANTRY_LISTEN": "[::1]:80"}, func(c config.Config) any { return c.PublicURL }, "http://[::1]:80"},
		{values{"TENANTRY_PUBLIC_URL": "https://t.example.com/"}, func(c config.Config) any { return c.PublicURL }, "https://t.example.com"},
		{values{"TENANTRY_DATA_DIR": "/d"}, func(c config.Config) any { return c.DatabaseURL + " " + c.KeyFile }, "sqlite:/d/tenantry.db /d/key"},
		{values{"TENANTRY_DATA_DIR": "/d"}, func(c config.Config) any { return c.Outbox }, "/d/outbox"},
		{values{"TENANTRY_DATA_DIR": "/d", "TENANTRY_MAIL_URL": "file:"}, func(c config.Config) any { return c.Outbox }, "/d/outbox"},
		{values{"TENANTRY_MAIL_URL": "file:/m"}, func(c config.Config) any { return c.Outbox }, "/m"},
		{
			values{"TENANTRY_DATABASE_URL": "postgres://h/d", "TENANTRY_KEY": "k"},
			func(c config.Config) any { return c.Outbox },
			"", // a folder of one node is none of the others'
		},
		{
			values{"TENANTRY_DATABASE_URL": "postgres://h/d", "TENANTRY_KEY": "k", "TENANTRY_MAIL_URL": "file:/m"},
			func(c config.Config) any { return c.Outbox },
			"/m",
		},
		{
			values{"TENANTRY_MAIL_URL": "smtp://kim%40city.go.kr:p%3Aa%2Fs%23%25@Mail.Example.com:2525"},
			func(c config.Config) any {
				s := c.MailServer
				return []any{s.Host, s.Port, s.TLS, s.User, s.Password, c.Outbox}
			},
			[]any{"mail.example.com", "2525", false, "kim@city.go.kr", "p:a/s#%", ""},
		},
		{values{"TENANTRY_MAIL_URL": "smtps://mail.example.com/"}, func(c config.Config) any { return []any{c.MailServer.String(), c.MailServer.TLS} }, []any{"mail.example.com:465", true}},
		{values{"TENANTRY_MAIL_URL": "smtp://[::1]"}, func(c config.Config) any { return c.MailServer.String() }, "[::1]:587"},
		{values{"TENANTRY_MAIL_FROM": "City <call@city.go.kr>"}, func(c config.Config) any { return c.MailFrom }, "City <call@city.go.kr>"},
		{values{"TENANTRY_SIGN_UP": "open"}, func(c config.Config) any { return c.SignUp }, true},
		{values{}, func(c config.Config) any { return c.SignUpInvitations }, 100},
		{values{"TENANTRY_SIGN_UP_INVITATIONS": "0"}, func(c config.Config) any { return c.SignUpInvitations }, 0},
		{values{"TENANTRY_CLIENT_CLASSIFICATIONS": " school, ,hospital "}, func(c config.Config) any { return c.ClientClassifications }, []string{"school", "hospital"}},
		{
			values{"TENANTRY_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1,2001:db8::/32"},
			func(c config.Config) any { return c.TrustedProxies },
			[]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("2001:db8::/32")},
		},
	} {
		c, err := load(t, test.env, nil, "")
		if got := test.get(c); err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v: %v (%v), want %v", test.env, got, err, test.want)
		}
	}
}

func TestEveryInvalidValueIsNamed(t *testing.T) {
	invalid := map[string][]string{
		"TENANTRY_LISTEN":       {"8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http:x", "127.0.0.1:99999", "127.0.0.1:port"},
		"TENANTRY_DATABASE_URL": {"mysql://secret@h/d", "tenantry.db"},
		"TENANTRY_PUBLIC_URL":   {"tenantry.example.com", "ftp://h", "https://", "https://h/path", "https://h?q=1", "https://h#f", "https://secret@h", "http://h:port"},
		"TENANTRY_MAIL_URL": {
			"outbox", "pigeon:x", "smtp:", "smtp://", "smtp:h", "smtp://:25", "smtp://h:", "smtp://h:0", "smtp://h:x", "smtp://h:65536", "smtp://h/x", "smtp://h?from=a",
			"smtp://h#", "smtp://u:secret@", "smtp://u:sec#ret-secret@h", "smtp://u:sec/ret-secret@h", "smtp://u:sec%ret-secret@h:25", "smtp://u@h",
			"smtp://u:@h", "smtp://:secret@h", "smtp://u:secret%0a@h", "smtp://u:secret@h h", "https://u:secret@h", "smtps://u:secret@h:99999",
		},
		"TENANTRY_MAIL_FROM":              {"kim", "a@b, c@d", "no-reply@", "Kim <>", "x\r\nBcc: <a@b.c>", "김@example.com"},
		"TENANTRY_SIGN_UP":                {"yes", "Open"},
		"TENANTRY_SIGN_UP_INVITATIONS":    {"-1", "many", "1.5", "1000001", "99999999999999999999"},
		"TENANTRY_TIME_ZONE":              {"Seoul", "Local", "asia/nowhere", "../etc/passwd"},
		"TENANTRY_COUNTRY":                {"KOR", "K", "1A", "한국"},
		"TENANTRY_TRUSTED_PROXIES":        {"proxy", "10.0.0.0/33", "10.0.0.1,x"},
		"TENANTRY_CLIENT_CLASSIFICATIONS": {"Company", "a b", ",", "1st"},
		"TENANTRY_LOG_FORMAT":             {"xml", "JSON"},
	}
	all := values{}
	for name, wrong := range invalid {
		for _, value := range wrong {
			_, err := load(t, values{name: value}, nil, "")
			if err == nil {
				t.Errorf("%s=%s was taken", name, value)
				continue
			}
			if lines := strings.Split(err.Error(), "\n"); len(lines) != 1 || !strings.HasPrefix(lines[0], name) {
				t.Errorf("%s=%s: %q, want one line that begins with the name", name, value, err)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%s=%s: the message tells what may hold a password: %v", name, value, err)
			}
			all[name] = value
		}
	}
	_, err := load(t, all, nil, "")
	if err == nil {
		t.Fatal("all mistakes at once were taken")
	}
	for name := range all {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("all mistakes at once: %s is not named in\n%v", name, err)
		}
	}
}

// However the settings are printed, the mail server's password is not.
func TestTheMailPasswordIsNotPrinted(t *testing.T) {
	c, err := load(t, values{"TENANTRY_MAIL_URL": "smtp://user:swordfish@mail.example.com"}, nil, "")
	if err != nil || c.MailServer.Password != "swordfish" {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if got := fmt.Sprintf(verb+verb, c, c.MailServer); strings.Contains(got, "swordfish") || !strings.Contains(got, "mail.example.com:587") {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func TestPostgresNeedsAKey(t *testing.T) {
	pg := values{"TENANTRY_DATABASE_URL": "postgres://u:secret@h/d"}
	_, err := load(t, pg, nil, "")
	if err == nil || !strings.Contains(err.Error(), "TENANTRY_KEY") || strings.Contains(err.Error(), "secret") {
		t.Errorf("without a key: %v", err)
	}
	for _, name := range []string{"TENANTRY_KEY", "TENANTRY_KEY_FILE"} {
		if _, err := load(t, values{"TENANTRY_DATABASE_URL": pg["TENANTRY_DATABASE_URL"], name: "x"}, nil, ""); err != nil {
			t.Errorf("with %s: %v", name, err)
		}
	}
}

func TestFile(t *testing.T) {
	for content, want := range map[string]string{
		"TENANTRY_LISTEN=127.0.0.1:1\nTENANTRY_LISTN=x\n": "line 2",
		"# only\nnonsense\n":                              "line 2",
		"LISTEN=x":                                        "line 1",
	} {
		if _, err := load(t, nil, nil, content); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "tenantry.conf") {
			t.Errorf("%q: %v, want the file and %s", content, err, want)
		}
	}
	if _, err := config.Load(func(string) (string, bool) { return "", false }, nil, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there was taken")
	}
}

func TestSettingsHaveOneNameEverywhere(t *testing.T) {
	for _, s := range config.Settings {
		if !strings.HasPrefix(s.Variable(), "TENANTRY_") || s.Flag() != strings.ToLower(s.Flag()) || strings.Contains(s.Flag(), "_") || s.Usage == "" {
			t.Errorf("%+v: %s, --%s", s, s.Variable(), s.Flag())
		}
		if s.Name == "KEY" && !s.Secret {
			t.Error("the key can be given as an argument, which others can read")
		}
	}
}
