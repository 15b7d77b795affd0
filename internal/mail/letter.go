package mail

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	htmltemplate "html/template"
	netmail "net/mail"
	"net/netip"
	"net/url"
	"strings"
	"text/template"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"github.com/tenantry/tenantry/internal/text"
)

//go:embed templates
var files embed.FS

var (
	spoken = map[string]*template.Template{}
	page   = htmltemplate.Must(htmltemplate.ParseFS(files, "templates/page.html"))
)

func init() {
	for _, language := range []string{"en", "ko", "ja", "th"} {
		spoken[language] = template.Must(template.ParseFS(files, "templates/"+language+".txt"))
	}
}

// letter is a message in words, as it is sealed in the queue.
type letter struct {
	To       string `json:"to"` // e-mail address, all ASCII
	Name     string `json:"name"`
	Language string `json:"language"`
	Subject  string `json:"subject"`
	Text     string `json:"text"`
	Link     string `json:"link,omitempty"`   // what the text sets apart is this link, or else a secret
	Button   string `json:"button,omitempty"` // what the HTML part calls the link
	Code     bool   `json:"code,omitempty"`   // the secret is a code, to be shown large
	Footer   string `json:"footer,omitempty"` // the address of the page that the HTML part leads to at its end
	HTML     string `json:"html,omitempty"`   // as earlier versions wrote it; "" is made from the others

	kind      string
	expiresAt time.Time // of what is secret in it; zero where nothing expires
}

// words is what the templates put in. What is not of a kind of message is "".
type words struct {
	Name, Organization, Detail string
	Person                     string // who invites, or was invited
	Secret, Link               string // what is set apart: one of them, or neither
	ExpiresAt                  string
	At, Device, Address        string // when and from where something was done

	Host string // of the public URL, with the port

	expires time.Time
	code    bool
	footer  bool // the HTML part ends with a link to the sign-in page
}

// paragraph is one of the text part; Link and Secret stand apart in it.
type paragraph struct {
	Text         string
	Link, Secret bool
}

// sender is who the messages come from: the deployment at its public URL.
type sender struct {
	publicURL string
	host      string // with the port, as people type it
	domain    string // as it stands in an e-mail address
	from      netmail.Address
}

// newSender makes the sender of a deployment. from is an e-mail address, perhaps with a name before it; "" is
// no-reply at the host of the public URL.
func newSender(publicURL, from string) (sender, error) {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return sender{}, errors.New("the public URL must have a host")
	}
	s := sender{publicURL: strings.TrimRight(publicURL, "/"), host: u.Host}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		s.domain = "[" + ip.WithZone("").String() + "]"
	} else {
		s.domain = strings.TrimSuffix(u.Hostname(), ".")
		if ascii, err := idna.Lookup.ToASCII(s.domain); err == nil { // else it has an underscore, say
			s.domain = ascii
		}
	}
	if from != "" {
		s.from, err = ParseFrom(from)
		return s, err
	}
	s.from = netmail.Address{Name: defaultName, Address: "no-reply@" + s.domain}
	if _, err = netmail.ParseAddress(s.from.Address); err != nil {
		return sender{}, fmt.Errorf("the host of the public URL cannot stand in an e-mail address: %w", err)
	}
	return s, nil
}

// defaultName is who messages come from by name.
const defaultName = "Tenantry"

// ParseFrom reads the sender of messages: an e-mail address, or a name and an address in angle brackets.
func ParseFrom(from string) (netmail.Address, error) {
	parsed, err := netmail.ParseAddress(from)
	if err != nil {
		return netmail.Address{}, errors.New("must be an e-mail address, such as no-reply@example.com or Example <no-reply@example.com>")
	}
	address, err := recipient(parsed.Address)
	if err != nil {
		return netmail.Address{}, errors.New("must have an e-mail address that messages can be answered to, such as no-reply@example.com")
	}
	return netmail.Address{Name: cmp.Or(oneLine(parsed.Name), defaultName), Address: address}, nil
}

// signIn is the address of the sign-in page.
func (s sender) signIn() string { return s.publicURL + "/sign-in" }

// link is the address of a page, with a token in its fragment, which no server or proxy ever sees.
func (s sender) link(page, token string) (string, error) {
	if token == "" || strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return "", errors.New("the token of a link must have letters, digits, hyphens and underscores only")
	}
	return s.publicURL + page + "#token=" + token, nil
}

// write fills in the template of a kind of message. A template begins with the subject; a paragraph that is
// indented holds nothing but a password, a code or a link.
func (s sender) write(kind, name, to, language string, w words) (letter, error) {
	address, err := recipient(to)
	if err != nil {
		return letter{}, err
	}
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	if spoken[language] == nil {
		language = "en"
	}
	l := letter{To: address, Name: oneLine(w.Name), Language: language, Link: w.Link, Code: w.code, kind: kind, expiresAt: w.expires}
	if w.footer {
		l.Footer = s.signIn()
	}
	if !w.expires.IsZero() {
		w.ExpiresAt = minute(w.expires)
	}
	w.Name, w.Host = cmp.Or(l.Name, address), s.host
	for _, chosen := range []*string{&w.Organization, &w.Detail, &w.Person, &w.Device, &w.Address} {
		*chosen = oneLine(*chosen)
	}
	var out strings.Builder
	if err := spoken[language].ExecuteTemplate(&out, name, w); err != nil {
		return letter{}, fmt.Errorf("write the message %q in %q: %w", name, language, err)
	}
	subject, body, _ := strings.Cut(strings.Trim(out.String(), "\n"), "\n\n")
	l.Subject, l.Text = strings.TrimSpace(subject), body+"\n"
	if l.Link != "" {
		out.Reset()
		if err := spoken[language].ExecuteTemplate(&out, name+".button", nil); err != nil {
			return letter{}, fmt.Errorf("write the button of the message %q in %q: %w", name, language, err)
		}
		l.Button = strings.TrimSpace(out.String())
	}
	return l, nil
}

// plain is the text with the link that the HTML part ends with.
func (l letter) plain() string {
	if l.Footer == "" || strings.Contains(l.Text, l.Footer) {
		return l.Text
	}
	return l.Text + "\n" + l.Footer + "\n"
}

// html is the text again, made for reading.
func (s sender) html(l letter) (string, error) {
	if l.HTML != "" {
		return l.HTML, nil
	}
	var paragraphs []paragraph
	for _, p := range strings.Split(strings.TrimSuffix(l.Text, "\n"), "\n\n") {
		apart, indented := strings.CutPrefix(p, "    ")
		link := indented && apart == l.Link
		paragraphs = append(paragraphs, paragraph{Text: apart, Link: link, Secret: indented && !link})
	}
	var out strings.Builder
	err := page.Execute(&out, map[string]any{"Letter": l, "Paragraphs": paragraphs, "Host": s.host})
	return out.String(), err
}

// recipient returns an e-mail address as it can stand in a header: the domain in punycode.
func recipient(address string) (string, error) {
	clean, key, problem := text.Email(address)
	if problem != nil {
		return "", fmt.Errorf("the recipient's e-mail address: %s", problem.Message)
	}
	local, _, _ := strings.Cut(clean, "@")
	return local + key[strings.LastIndexByte(key, '@'):], nil
}

// oneLine makes text that somebody chose safe to stand in the middle of a line.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}

// unencoded breaks up what a reader would take for an encoded word, in which anything can hide.
func unencoded(s string) string { return strings.ReplaceAll(s, "=?", "= ?") }

// parcel is the letter as MIME, addressed. The same letter is the same to the byte, whenever it is made.
func (s sender) parcel(id string, at time.Time, l letter) (parcel, error) {
	m, err := s.header(id, at, l)
	if err != nil {
		return parcel{}, err
	}
	html, err := s.html(l)
	if err != nil {
		return parcel{}, fmt.Errorf("write the HTML part: %w", err)
	}
	m.SetBodyString(gomail.TypeTextPlain, l.plain())
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	var out bytes.Buffer
	if _, err := m.WriteTo(&out); err != nil {
		return parcel{}, fmt.Errorf("write the message: %w", err)
	}
	return parcel{id: id, from: s.envelope(), to: l.To, content: out.Bytes()}, nil
}

// envelope is the sender's address as mail servers want it.
func (s sender) envelope() string {
	if local, literal, ok := strings.Cut(s.from.Address, "@["); ok && strings.Contains(literal, ":") {
		return local + "@[IPv6:" + literal
	}
	return s.from.Address
}

// self is what this end calls itself towards mail servers.
func (s sender) self() string {
	if strings.Contains(s.domain, ":") {
		return "[IPv6:" + s.domain[1:]
	}
	return s.domain
}

// header is the message without its parts.
func (s sender) header(id string, at time.Time, l letter) (*gomail.Msg, error) {
	to, err := netmail.ParseAddress((&netmail.Address{Name: unencoded(l.Name), Address: l.To}).String())
	if err != nil {
		return nil, errors.New("the recipient's name and address cannot stand in a header")
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(id))
	m.FromMailAddress(&netmail.Address{Name: unencoded(s.from.Name), Address: s.from.Address})
	m.ToMailAddress(to)
	m.Subject(unencoded(l.Subject))
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(id + "@" + s.domain)
	m.SetGenHeader("Content-Language", l.Language)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	return m, nil
}
