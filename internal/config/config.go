// Package config is what the operator chooses: defaults, then a file, then the environment, then flags,
// each over the one before; validated once, all mistakes told together.
package config

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/tenantry/tenantry/internal/mail"
	"github.com/tenantry/tenantry/internal/organization"
)

// Config is every choice. Its zero value is not usable: see Load.
type Config struct {
	Listen                string // address and port
	DataDir               string
	DatabaseURL           string // sqlite:PATH or postgres://…
	PublicURL             string // base of every link that is handed out; no trailing slash
	Outbox                string // folder of mail, one .eml file a message; "" where mail goes to a server, or nothing can be sent
	MailServer            mail.Server
	MailFrom              string // who messages come from; "" is no-reply at the host of PublicURL
	SignUp                bool   // whether accounts may create organizations of their own
	SignUpInvitations     int    // how many invitations such an organization may have sent in 24 hours
	TimeZone              string // of organizations registered without one
	Country               string // ISO 3166, of telephone numbers without a country code
	Key                   string // base64 of 32 bytes; "" reads KeyFile
	KeyFile               string
	TrustedProxies        []netip.Prefix
	ClientClassifications []string
	LogFormat             string // text or json
}

// Setting is one choice by its names: TENANTRY_LISTEN in the environment and the file, --listen as a flag.
type Setting struct {
	Name    string // without the prefix TENANTRY_
	Default string // as it is shown; what is empty follows from other settings
	Usage   string
	Secret  bool // never a flag: arguments can be read by other users of the machine
}

// Flag is the setting's name as a flag, without the dashes.
func (s Setting) Flag() string { return strings.ToLower(strings.ReplaceAll(s.Name, "_", "-")) }

// Variable is the setting's name in the environment.
func (s Setting) Variable() string { return "TENANTRY_" + s.Name }

// Settings are all of them, in the order they are shown.
var Settings = []Setting{
	{Name: "LISTEN", Default: "127.0.0.1:8080", Usage: "address and port to serve on"},
	{Name: "DATA_DIR", Default: "./data", Usage: "folder of the SQLite file, the key file and the outbox of mail"},
	{Name: "DATABASE_URL", Usage: "sqlite:PATH or postgres://…; SQLite in the data folder by default"},
	{Name: "PUBLIC_URL", Usage: "base of every link that is handed out; from the listen address by default"},
	{Name: "MAIL_URL", Usage: "where mail goes: smtp://user:password@host:port, smtps://… or file:DIR, one .eml file a message; a folder in the data folder by default, none on PostgreSQL"},
	{Name: "MAIL_FROM", Usage: "the address that mail comes from, perhaps with a name: Example <no-reply@example.com>; no-reply at the host of the public URL by default"},
	{Name: "SIGN_UP", Default: "closed", Usage: "open lets accounts create organizations of their own"},
	{Name: "SIGN_UP_INVITATIONS", Default: "100", Usage: "how many invitations an organization that staff have not registered may have sent in 24 hours, and all of them together twenty times as many"},
	{Name: "TIME_ZONE", Default: "Asia/Seoul", Usage: "time zone of organizations registered without one"},
	{Name: "COUNTRY", Default: "KR", Usage: "country of telephone numbers written without a country code"},
	{Name: "KEY", Usage: "32 bytes, base64, that secrets are encrypted and signed with", Secret: true},
	{Name: "KEY_FILE", Usage: "file that holds the key; key in the data folder by default"},
	{Name: "TRUSTED_PROXIES", Usage: "addresses or networks, comma separated, whose forwarded headers count"},
	{Name: "CLIENT_CLASSIFICATIONS", Default: "local_government,public_institution,company,other", Usage: "classifications of clients, comma separated"},
	{Name: "LOG_FORMAT", Default: "text", Usage: "text or json"},
}

// Load reads the settings. lookup is the environment (os.LookupEnv); flags are the flags that were given,
// by their names; file is a file of NAME=value lines, or "".
func Load(lookup func(string) (string, bool), flags map[string]string, file string) (Config, error) {
	fromFile, err := readFile(file)
	if err != nil {
		return Config{}, err
	}
	values := make(map[string]string, len(Settings))
	for _, s := range Settings {
		values[s.Name] = s.Default
		if v, ok := fromFile[s.Variable()]; ok {
			values[s.Name] = v
		}
		if v, ok := lookup(s.Variable()); ok && v != "" {
			values[s.Name] = v
		}
		if v, ok := flags[s.Flag()]; ok {
			values[s.Name] = v
		}
	}
	return build(values)
}

func readFile(path string) (map[string]string, error) {
	values := map[string]string{}
	if path == "" {
		return values, nil
	}
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("read the configuration file: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	known := map[string]bool{}
	for _, s := range Settings {
		known[s.Variable()] = true
	}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !ok || !known[name] {
			return nil, fmt.Errorf("%s, line %d: expected TENANTRY_NAME=value with the name of a setting", path, n)
		}
		values[name] = strings.TrimSpace(value)
	}
	return values, lines.Err()
}

var classificationKey = regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)

func build(v map[string]string) (Config, error) {
	var problems []error
	wrong := func(name, rule string) {
		problems = append(problems, fmt.Errorf("TENANTRY_%s %q: %s", name, v[name], rule))
	}
	c := Config{
		Listen: v["LISTEN"], DataDir: v["DATA_DIR"], DatabaseURL: v["DATABASE_URL"], PublicURL: strings.TrimRight(v["PUBLIC_URL"], "/"),
		TimeZone: v["TIME_ZONE"], Country: strings.ToUpper(v["COUNTRY"]), Key: v["KEY"], KeyFile: v["KEY_FILE"], LogFormat: v["LOG_FORMAT"],
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil {
		wrong("LISTEN", "must be an address and a port, such as 127.0.0.1:8080")
		port = "0" // so that what follows from it is not told too
	}
	if c.PublicURL == "" {
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "localhost"
		}
		c.PublicURL = "http://" + net.JoinHostPort(host, port)
	}
	if u, err := url.Parse(c.PublicURL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		problems = append(problems, errors.New("TENANTRY_PUBLIC_URL: must be http:// or https:// and a host, such as https://tenantry.example.com"))
	}
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite:" + filepath.Join(c.DataDir, "tenantry.db")
	}
	postgres := strings.HasPrefix(c.DatabaseURL, "postgres://") || strings.HasPrefix(c.DatabaseURL, "postgresql://")
	if !postgres && !strings.HasPrefix(c.DatabaseURL, "sqlite:") {
		problems = append(problems, errors.New("TENANTRY_DATABASE_URL: must start with sqlite: or postgres://"))
	}
	if postgres && c.Key == "" && c.KeyFile == "" {
		problems = append(problems, errors.New("TENANTRY_KEY or TENANTRY_KEY_FILE is required on PostgreSQL: every node needs the same key. Make one with: openssl rand -base64 32"))
	}
	switch folder, isFolder := strings.CutPrefix(v["MAIL_URL"], "file:"); {
	case isFolder && folder != "":
		c.Outbox = folder
	case v["MAIL_URL"] != "" && !isFolder:
		if c.MailServer, err = mail.ParseServer(v["MAIL_URL"]); err != nil { // which never tells the password
			problems = append(problems, fmt.Errorf("TENANTRY_MAIL_URL: %w; or file: and a folder, such as file:/var/lib/tenantry/outbox", err))
		}
	case !postgres:
		c.Outbox = filepath.Join(c.DataDir, "outbox")
	case isFolder: // nodes share a database, and a folder only if somebody says which
		problems = append(problems, errors.New("TENANTRY_MAIL_URL: on PostgreSQL, name a folder that every node has, such as file:/var/lib/tenantry/outbox"))
	}
	if c.MailFrom = v["MAIL_FROM"]; c.MailFrom != "" {
		if _, err := mail.ParseFrom(c.MailFrom); err != nil {
			wrong("MAIL_FROM", err.Error())
		}
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.DataDir, "key")
	}
	switch v["SIGN_UP"] {
	case "open":
		c.SignUp = true
	case "closed":
	default:
		wrong("SIGN_UP", "must be open or closed")
	}
	if c.SignUpInvitations, err = strconv.Atoi(v["SIGN_UP_INVITATIONS"]); err != nil || c.SignUpInvitations < 0 || c.SignUpInvitations > 1_000_000 {
		wrong("SIGN_UP_INVITATIONS", "must be a whole number from 0 to 1000000")
	}
	if !organization.ValidTimeZone(c.TimeZone) {
		wrong("TIME_ZONE", "must be the IANA name of a time zone, such as Asia/Seoul")
	}
	if len(c.Country) != 2 || strings.Trim(c.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		wrong("COUNTRY", "must be a country code of two letters, such as KR")
	}
	for _, p := range split(v["TRUSTED_PROXIES"]) {
		prefix, err := parsePrefix(p)
		if err != nil {
			wrong("TRUSTED_PROXIES", "must be addresses or networks, such as 10.0.0.0/8, separated by commas")
			break
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix)
	}
	c.ClientClassifications = split(v["CLIENT_CLASSIFICATIONS"])
	for _, k := range c.ClientClassifications {
		if !classificationKey.MatchString(k) {
			wrong("CLIENT_CLASSIFICATIONS", "each must be a lower-case key of at most 32 letters, digits and underscores")
			break
		}
	}
	if len(c.ClientClassifications) == 0 {
		wrong("CLIENT_CLASSIFICATIONS", "must name at least one")
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		wrong("LOG_FORMAT", "must be text or json")
	}
	return c, errors.Join(problems...)
}

func split(list string) []string {
	var out []string
	for _, part := range strings.Split(list, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func parsePrefix(s string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}
