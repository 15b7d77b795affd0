package population

// Product has permissions of its own; the console is one.
type Product struct {
	Key         string
	Permissions []string // without the product's key
}

// Products are what the roles are about.
var Products = []Product{
	{"console", []string{
		"organization.update", "organization.erase", "policy.manage", "members.read", "members.invite", "members.update", "members.disable",
		"members.delete", "members.reset_password", "roles.read", "roles.manage", "numbers.read", "numbers.add", "numbers.update", "numbers.move",
		"numbers.delete", "usages.read", "usages.manage", "api_keys.read", "api_keys.manage", "access.check", "audit.read",
	}},
	{"voice", []string{
		"campaigns.read", "campaigns.edit", "campaigns.start", "scenarios.edit", "contacts.import", "recordings.listen", "results.export",
	}},
	{"sms", []string{"messages.read", "messages.send", "templates.edit", "schedules.manage", "results.export"}},
	{"push", []string{"notifications.read", "notifications.send", "segments.edit", "apps.manage"}},
	{"email", []string{"campaigns.read", "campaigns.edit", "campaigns.send", "templates.edit", "domains.manage"}},
}

// Permissions are all of them; questions and sets use the place in it.
var Permissions = func() (all []string) {
	for _, p := range Products {
		for _, key := range p.Permissions {
			all = append(all, p.Key+"."+key)
		}
	}
	return all
}()

// All is what an Admin holds.
var All = Set(1)<<len(Permissions) - 1

// Permission is the place of a key in Permissions. It panics where there is none.
func Permission(key string) int {
	for i, p := range Permissions {
		if p == key {
			return i
		}
	}
	panic("no permission " + key)
}
