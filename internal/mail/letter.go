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
	HTML     string `json:"html"`
}

// words is what the templates put in. What is not of a kind of message is "".
type words struct {
	Name, Organization, Password, ExpiresAt string

	Host   string // of the public URL, with the port
	SignIn string // the address of the sign-in page
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
}

func newSender(publicURL string) (sender, error) {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return sender{}, errors.New("the public URL must have a host")
	}
	s := sender{publicURL: strings.TrimRight(publicURL, "/"), host: u.Host}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil {
		s.domain = "[" + ip.WithZone("").String() + "]"
		return s, nil
	}
	s.domain = strings.TrimSuffix(u.Hostname(), ".")
	if ascii, err := idna.Lookup.ToASCII(s.domain); err == nil { // else it has an underscore, say
		s.domain = ascii
	}
	_, err = netmail.ParseAddress("no-reply@" + s.domain)
	if err != nil {
		return sender{}, fmt.Errorf("the host of the public URL cannot stand in an e-mail address: %w", err)
	}
	return s, nil
}

// write fills in the template of a kind of message. A template begins with the subject; a paragraph that is
// indented holds nothing but a password or a link.
func (s sender) write(kind, to, language string, w words) (letter, error) {
	address, err := recipient(to)
	if err != nil {
		return letter{}, err
	}
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	if spoken[language] == nil {
		language = "en"
	}
	name := oneLine(w.Name)
	w.Name, w.Organization = cmp.Or(name, address), oneLine(w.Organization)
	w.Host, w.SignIn = s.host, s.publicURL+"/sign-in"
	var out strings.Builder
	if err := spoken[language].ExecuteTemplate(&out, kind, w); err != nil {
		return letter{}, fmt.Errorf("write the message %q in %q: %w", kind, language, err)
	}
	subject, body, _ := strings.Cut(strings.Trim(out.String(), "\n"), "\n\n")
	html, err := s.html(language, subject, body, w.SignIn)
	return letter{To: address, Name: name, Language: language, Subject: strings.TrimSpace(subject), Text: body + "\n", HTML: html}, err
}

// html is the text again, with a link to the sign-in page where the text only names the host.
func (s sender) html(language, subject, body, signIn string) (string, error) {
	var paragraphs []paragraph
	linked := false
	for _, p := range strings.Split(body, "\n\n") {
		apart, indented := strings.CutPrefix(p, "    ")
		link := indented && apart == signIn
		linked = linked || link
		paragraphs = append(paragraphs, paragraph{Text: apart, Link: link, Secret: indented && !link})
	}
	if !linked {
		paragraphs = append(paragraphs, paragraph{Text: signIn, Link: true})
	}
	var out bytes.Buffer
	err := page.Execute(&out, map[string]any{"Language": language, "Subject": subject, "Paragraphs": paragraphs})
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

// message is the letter as MIME. The same letter is the same to the byte, whenever it is made.
func (s sender) message(id string, at time.Time, l letter) (*gomail.Msg, error) {
	to, err := netmail.ParseAddress((&netmail.Address{Name: unencoded(l.Name), Address: l.To}).String())
	if err != nil {
		return nil, errors.New("the recipient's name and address cannot stand in a header")
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(id))
	m.FromMailAddress(&netmail.Address{Name: "Tenantry", Address: "no-reply@" + s.domain})
	m.ToMailAddress(to)
	m.Subject(unencoded(l.Subject))
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(id + "@" + s.domain)
	m.SetGenHeader("Content-Language", l.Language)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return m, nil
}
