package organization

import (
	"errors"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // the zones do not depend on the machine

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/phone"
	"github.com/tenantry/tenantry/internal/text"
)

// Rules are the parts of the rules that the deployment chooses.
type Rules struct {
	ClientClassifications []string
	TimeZone              string // of organizations registered without one
	Country               string // ISO 3166, of telephone numbers without a country code
}

// Options of Check.
type Options struct {
	// Repair accepts what spreadsheets do to telephone numbers, with a warning.
	Repair bool
}

// Check normalises a draft in place and returns the rules it breaks, with locations from body. It looks
// at nothing but the draft: whether another organization exists is the service's question.
func (r Rules) Check(d *Draft, opts Options) (fault.Fields, []Warning) {
	c := checker{rules: r, opts: opts}
	c.text("name", &d.Name, MaxName)
	if text.Blank(d.Name) {
		d.Name = ""
	}
	c.required("name", d.Name, "A name is required.")
	if website, problem := text.Website(d.Website); d.Website != "" && problem != nil {
		c.add("website", problem.Code, problem.Message)
	} else if d.Website != "" {
		d.Website = website
	}
	c.required("timeZone", d.TimeZone, "A time zone is required: its IANA name, such as Asia/Seoul.")
	if d.TimeZone != "" && !ValidTimeZone(d.TimeZone) {
		c.add("timeZone", "invalid_time_zone", "Must be the IANA name of a time zone, such as Asia/Seoul.")
	}
	if d.Status == "" {
		d.Status = Active
	}
	c.oneOf("status", d.Status, Active, Suspended)
	c.text("externalKey", &d.ExternalKey, MaxExternalKey)
	if d.Registration != nil {
		c.registration(d.Registration)
	}
	return c.fields, c.warnings
}

// ValidTimeZone reports whether name is an IANA time zone. "" and "Local", which Go also loads, are not, nor
// is what some machines keep in the same folder: whether a name is good does not depend on the machine.
func ValidTimeZone(name string) bool {
	switch folder, _, _ := strings.Cut(name, "/"); folder {
	case "", "Local", "localtime", "posixrules", "posix", "right":
		return false
	}
	_, err := time.LoadLocation(name)
	return err == nil
}

type checker struct {
	rules    Rules
	opts     Options
	fields   fault.Fields
	warnings []Warning
}

func (c *checker) add(field, code, message string) { c.fields.Add("body."+field, code, message) }

func (c *checker) naming(values map[string]string, field, code, message string) {
	c.fields = append(c.fields, fault.Field{Location: "body." + field, Code: code, Message: message, Values: values})
}

func (c *checker) required(field, value, message string) {
	if value == "" && !c.named(field) {
		c.add(field, "required", message)
	}
}

// named reports whether the field has an error already, so that one mistake is told once.
func (c *checker) named(field string) bool {
	return slices.ContainsFunc(c.fields, func(f fault.Field) bool { return f.Location == "body."+field })
}

func (c *checker) text(field string, value *string, limit int) {
	cleaned, problem := text.Clean(*value)
	switch {
	case problem == nil && text.Length(cleaned) > limit:
		problem = text.TooLong(limit)
		fallthrough
	case problem != nil:
		c.naming(problem.Values, field, problem.Code, problem.Message)
	default:
		*value = cleaned
	}
}

func (c *checker) oneOf(field, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		all := strings.Join(allowed, ", ")
		c.naming(map[string]string{"values": all}, field, "invalid_value", "Must be one of "+all+".")
	}
}

func (c *checker) registration(r *Registration) {
	c.required("registration.classification", r.Classification, "A classification is required: client or partner.")
	if r.Classification != "" {
		c.oneOf("registration.classification", r.Classification, Client, Partner)
	}
	c.required("registration.type", r.Type, "A type is required: contracting or executing.")
	if r.Type != "" {
		c.oneOf("registration.type", r.Type, Contracting, Executing)
	}
	c.text("registration.address.base", &r.Address.Base, MaxAddress)
	c.required("registration.address.base", r.Address.Base, "An address is required.")
	c.text("registration.address.detail", &r.Address.Detail, MaxAddress)
	c.text("registration.address.postalCode", &r.Address.PostalCode, MaxPostalCode)
	c.clientClassification(r)
	switch r.Type {
	case Contracting:
		c.contracting(r)
	case Executing:
		c.executing(r)
	}
}

func (c *checker) clientClassification(r *Registration) {
	const field = "registration.clientClassification"
	switch r.Classification {
	case Client:
		if r.ClientClassification == "" {
			all := strings.Join(c.rules.ClientClassifications, ", ")
			c.naming(map[string]string{"values": all}, field, "required", "A client needs a client classification: one of "+all+".")
		} else {
			c.oneOf(field, r.ClientClassification, c.rules.ClientClassifications...)
		}
	case Partner:
		if r.ClientClassification != "" {
			c.add(field, "not_applicable", "Applies to clients only; a partner has none. Leave it out, or send null to remove it.")
		}
	}
}

func (c *checker) contracting(r *Registration) {
	if r.RegisteredOrganizationID != "" {
		c.add("registration.registeredOrganizationId", "not_applicable", "Applies to executing organizations only. Leave it out, or send null to remove it.")
	}
	if r.ControlIntegrated == nil {
		no := false
		r.ControlIntegrated = &no
	}
	c.text("registration.representativeName", &r.RepresentativeName, MaxRepresentative)
	c.required("registration.representativeName", r.RepresentativeName, "A contracting organization needs the name of its representative.")
	c.mainPhone(r)
	const field = "registration.businessRegistrationNumber"
	c.required(field, r.BusinessRegistrationNumber, "A contracting organization needs a business registration number.")
	if r.BusinessRegistrationNumber != "" {
		digits, problem := BusinessRegistrationNumber(r.BusinessRegistrationNumber)
		if problem != nil {
			c.add(field, problem.Code, problem.Message)
		} else {
			r.BusinessRegistrationNumber = digits
		}
	}
}

func (c *checker) mainPhone(r *Registration) {
	if r.MainPhone == "" {
		return
	}
	const field = "registration.mainPhone"
	number, warnings, err := phone.Parse(string(r.MainPhone), c.rules.Country, phone.Options{Repair: c.opts.Repair})
	var bad *phone.Error
	if asPhoneError(err, &bad) {
		c.naming(bad.Values, field, bad.Code, bad.Message)
		return
	}
	r.MainPhone = number
	for _, w := range warnings {
		c.warnings = append(c.warnings, Warning{Location: "body." + field, Code: w.Code, Message: w.Message, Values: w.Values})
	}
}

func (c *checker) executing(r *Registration) {
	c.required("registration.registeredOrganizationId", r.RegisteredOrganizationID,
		"An executing organization needs the contracting organization that it is registered under.")
	for field, present := range map[string]bool{
		"controlOrganizationIntegrated": r.ControlIntegrated != nil,
		"representativeName":            r.RepresentativeName != "",
		"mainPhone":                     r.MainPhone != "",
		"businessRegistrationNumber":    r.BusinessRegistrationNumber != "",
	} {
		if present {
			c.add("registration."+field, "not_applicable", "Applies to contracting organizations only. Leave it out, or send null to remove it.")
		}
	}
	slices.SortStableFunc(c.fields, func(a, b fault.Field) int { return strings.Compare(a.Location, b.Location) })
}

// NumberInUse warns that two organizations have one business registration number.
var NumberInUse = Warning{
	Location: "body.registration.businessRegistrationNumber", Code: "business_registration_number_in_use",
	Message: "Another organization has the same business registration number.",
}

// BusinessRegistrationNumber returns the ten digits of a Korean business registration number, written
// with or without dashes, or what is wrong with it. The check digit is that of the National Tax
// Service: weights 1 3 7 1 3 7 1 3 5 over the first nine digits, plus the tens of ninth × 5.
func BusinessRegistrationNumber(s string) (string, *text.Problem) {
	s, problem := text.Clean(s)
	if problem != nil {
		return "", problem
	}
	digits := strings.NewReplacer("-", "", " ", "").Replace(s)
	if len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return "", &text.Problem{Code: "invalid_business_registration_number", Message: "Must have ten digits, such as 116-82-00276."}
	}
	sum := 0
	for i, weight := range [9]int{1, 3, 7, 1, 3, 7, 1, 3, 5} {
		sum += weight * int(digits[i]-'0')
	}
	sum += int(digits[8]-'0') * 5 / 10
	if (10-sum%10)%10 != int(digits[9]-'0') {
		return "", &text.Problem{Code: "invalid_check_digit", Message: "The last digit does not fit the other nine: one of them is mistyped."}
	}
	return digits, nil
}

// ShowPhone is a telephone number as its country writes it, "" for none.
func (r Rules) ShowPhone(n phone.Number) string {
	if n == "" {
		return ""
	}
	return phone.Display(n, r.Country)
}

// ShowBusinessRegistrationNumber is the form NNN-NN-NNNNN.
func ShowBusinessRegistrationNumber(digits string) string {
	if len(digits) != 10 {
		return digits
	}
	return digits[:3] + "-" + digits[3:5] + "-" + digits[5:]
}

func asPhoneError(err error, target **phone.Error) bool { return errors.As(err, target) }
