package mail

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Message is something to tell one person: TemporaryPassword, Question, Code, SignUpExists, Invitation, InvitationAsked,
// PasswordReset or Notice.
type Message interface {
	// write puts the message in words. Errors never hold what is secret in it.
	write(s sender) (letter, error)
}

// The kinds of messages by the names that a list of them shows.
const (
	KindTemporaryPassword = "temporary_password"
	KindQuestion          = "question"
	KindCode              = "code"
	KindSignUpExists      = "sign_up_exists"
	KindInvitation        = "invitation"
	KindInvitationAsked   = "invitation_asked"
	KindPasswordReset     = "password_reset"
	KindNotice            = "notice"
	kindEarlier           = "message" // what an earlier version queued
)

// Kinds are all of them.
var Kinds = []string{
	KindCode, KindInvitation, KindInvitationAsked, kindEarlier, KindNotice, KindPasswordReset, KindQuestion, KindSignUpExists, KindTemporaryPassword,
}

// TemporaryPassword gives somebody a password that signs in once, to choose another.
type TemporaryPassword struct {
	To           string    // the account's e-mail address
	Name         string    // of the account
	Language     string    // en, ko, ja or th; English is what others read
	Password     string    // without white space
	Organization string    // the name of the one they were added to, or whose administrator reset the password
	ExpiresAt    time.Time // told in its own time zone
	Reset        bool      // the account was there before
}

func (m TemporaryPassword) write(s sender) (letter, error) {
	if !alone(m.Password) {
		return letter{}, errors.New("a temporary password must have characters, and no white space")
	}
	template := "added"
	if m.Reset {
		template = "reset"
	}
	return s.write(KindTemporaryPassword, template, m.To, m.Language, words{
		Name: m.Name, Organization: m.Organization, Secret: m.Password, expires: m.ExpiresAt, footer: true,
	})
}

// Question asks the owner of an account whether it may become a member; the answer is given after sign-in.
type Question struct {
	To           string // the account's e-mail address
	Name         string // of the account
	Language     string // en, ko, ja or th; English is what others read
	Organization string // the name of the one they would become a member of
}

func (m Question) write(s sender) (letter, error) {
	return s.write(KindQuestion, "question", m.To, m.Language, words{Name: m.Name, Organization: m.Organization, Link: s.signIn()})
}

// What a code confirms.
const (
	ActionEmailCurrent        = "email_current"        // a change of the e-mail address, sent to the one it has; Detail is the new one
	ActionEmailNew            = "email_new"            // the same, sent to the new one
	ActionAccountDeletion     = "account_deletion"     // the end of the account
	ActionOrganizationErasure = "organization_erasure" // the end of an organization; Detail is its name
	ActionSignUp              = "sign_up"              // that the address is theirs who sign up
	ActionMemberEmail         = "member_email"         // the e-mail address that an administrator chose, sent to it; Detail is the organization's name
)

// Code gives somebody a verification code for one action.
type Code struct {
	To        string    // where the code goes
	Name      string    // of the account
	Language  string    // en, ko, ja or th; English is what others read
	Code      string    // without white space
	Action    string    // what it confirms
	Detail    string    // see the actions
	ExpiresAt time.Time // told in its own time zone; the message is not delivered after it
}

func (m Code) write(s sender) (letter, error) {
	switch m.Action {
	case ActionEmailCurrent, ActionEmailNew, ActionAccountDeletion, ActionOrganizationErasure, ActionSignUp, ActionMemberEmail:
	default:
		return letter{}, fmt.Errorf("there is no message for a code that confirms %q", m.Action)
	}
	if !alone(m.Code) {
		return letter{}, errors.New("a verification code must have characters, and no white space")
	}
	return s.write(KindCode, "code."+m.Action, m.To, m.Language, words{Name: m.Name, Detail: m.Detail, Secret: m.Code, code: true, expires: m.ExpiresAt})
}

// SignUpExists tells the owner of an account that somebody signed up with its address.
type SignUpExists struct {
	To       string // the account's e-mail address
	Name     string // of the account
	Language string // en, ko, ja or th; English is what others read
}

func (m SignUpExists) write(s sender) (letter, error) {
	return s.write(KindSignUpExists, "sign_up_exists", m.To, m.Language, words{Name: m.Name, Link: s.signIn()})
}

// Invitation offers somebody to become a member of an organization.
type Invitation struct {
	To           string    // where the invitation goes
	Name         string    // of the invitee, as the inviter gave it
	Language     string    // en, ko, ja or th; English is what others read
	Organization string    // its name
	Inviter      string    // the name of who invites; "" where that is not to be told
	Token        string    // of the link: letters, digits, - and _
	ExpiresAt    time.Time // of the link, told in its own time zone; the message is not delivered after it
}

func (m Invitation) write(s sender) (letter, error) {
	link, err := s.link("/invitation", m.Token)
	if err != nil {
		return letter{}, err
	}
	return s.write(KindInvitation, "invitation", m.To, m.Language, words{
		Name: m.Name, Organization: m.Organization, Person: m.Inviter, Link: link, expires: m.ExpiresAt,
	})
}

// InvitationAsked tells the one who invited that the invitation expired and the invitee asks for another.
type InvitationAsked struct {
	To           string // the inviter's e-mail address
	Name         string // of the inviter
	Language     string // en, ko, ja or th; English is what others read
	Invitee      string // name or e-mail address of the invitee
	Organization string // the name of the one they were invited to
}

func (m InvitationAsked) write(s sender) (letter, error) {
	return s.write(KindInvitationAsked, "invitation_asked", m.To, m.Language, words{
		Name: m.Name, Organization: m.Organization, Person: cmp.Or(oneLine(m.Invitee), "?"), Link: s.signIn(),
	})
}

// PasswordReset gives somebody who forgot the password a link to choose another.
type PasswordReset struct {
	To        string    // the account's e-mail address
	Name      string    // of the account
	Language  string    // en, ko, ja or th; English is what others read
	Token     string    // of the link: letters, digits, - and _
	ExpiresAt time.Time // of the link, told in its own time zone; the message is not delivered after it
}

func (m PasswordReset) write(s sender) (letter, error) {
	link, err := s.link("/reset-password", m.Token)
	if err != nil {
		return letter{}, err
	}
	return s.write(KindPasswordReset, "password_reset", m.To, m.Language, words{Name: m.Name, Link: link, expires: m.ExpiresAt})
}

// What a notice tells.
const (
	NoticePasswordChanged    = "password_changed"
	NoticePasswordReset      = "password_reset" // by a link that was mailed
	NoticeEmailChanged       = "email_changed"  // sent to the earlier address; Detail is the new one
	NoticeSecondFactorOn     = "second_factor_on"
	NoticeSecondFactorOff    = "second_factor_off"
	NoticeSecondFactorReset  = "second_factor_reset" // by an administrator
	NoticeRecoveryCodesNew   = "recovery_codes_new"
	NoticeRecoveryCodeUsed   = "recovery_code_used"
	NoticePasskeyAdded       = "passkey_added"   // Detail is its name
	NoticePasskeyRemoved     = "passkey_removed" // Detail is its name
	NoticeAccountDeleted     = "account_deleted"
	NoticeOrganizationErased = "organization_erased" // Detail is its name
	NoticeDetailsChanged     = "details_changed"     // by an administrator
)

// Notice tells the owner of an account what happened to it.
type Notice struct {
	To       string    // the account's e-mail address
	Name     string    // of the account
	Language string    // en, ko, ja or th; English is what others read
	Kind     string    // what happened
	Detail   string    // see the kinds
	At       time.Time // told in its own time zone
	Device   string    // such as Firefox on Windows; "" where it is not known
	Address  string    // the network address; "" where it is not known
}

func (m Notice) write(s sender) (letter, error) {
	w := words{
		Name: m.Name, Detail: m.Detail, At: minute(m.At), Device: m.Device, Address: m.Address, footer: true,
	}
	switch m.Kind {
	case NoticeAccountDeleted, NoticeOrganizationErased:
		w.footer = false // there is nothing left to sign in to see
	case NoticePasswordChanged, NoticePasswordReset, NoticeEmailChanged, NoticeSecondFactorOn, NoticeSecondFactorOff, NoticeSecondFactorReset,
		NoticeRecoveryCodesNew, NoticeRecoveryCodeUsed, NoticePasskeyAdded, NoticePasskeyRemoved, NoticeDetailsChanged:
	default:
		return letter{}, fmt.Errorf("there is no notice of the kind %q", m.Kind)
	}
	return s.write(KindNotice, "notice."+m.Kind, m.To, m.Language, w)
}

// alone reports whether a secret can stand alone on a line.
func alone(secret string) bool {
	return secret != "" && !strings.ContainsFunc(secret, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// minute writes a time as it is read in any language, in its own time zone.
func minute(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return t.Format("2006-01-02 15:04 (UTC)")
	}
	return t.Format("2006-01-02 15:04 (UTC-07:00)")
}
