package api_test

import "github.com/tenantry/tenantry/internal/api"

// What the requests of the walk meet: its callers have no password, no second factor and no passkey, and the
// deployment's address is one at which browsers offer none.
func init() {
	meeting := func(body object, code string) func(d api.Declared) []asked {
		return func(d api.Declared) []asked {
			if body == nil {
				return []asked{bodyless(d, "").meeting(code)}
			}
			return []asked{sending(d, body).meeting(code)}
		}
	}
	answer := object{"ceremonyId": "cer_x", "credential": object{}}
	for name, request := range map[string]func(d api.Declared) []asked{
		"passkey-options":          one,
		"sign-in-by-passkey":       func(d api.Declared) []asked { return []asked{sending(d, answer)} },
		"reauthenticate":           meeting(object{"code": "x"}, "wrong_code"),
		"reauthentication-options": meeting(nil, "passkeys_unavailable"),
		"get-security":             one,
		"change-password":          meeting(object{"current": "", "new": "short"}, "too_short"),
		"start-totp":               one,
		"confirm-totp":             meeting(object{"code": "x"}, "wrong_code"),
		"remove-totp":              meeting(nil, "not_found"),
		"new-recovery-codes":       meeting(nil, "no_second_factor"),
		"new-passkey-options":      meeting(nil, "passkeys_unavailable"),
		"add-passkey":              meeting(answer, "passkeys_unavailable"),
		"rename-passkey":           meeting(object{"name": "x"}, "not_found"),
		"remove-passkey":           meeting(nil, "not_found"),
		"list-sessions":            one,
		"end-other-sessions":       one,
		"end-session":              meeting(nil, "not_found"),
	} {
		requests[name] = request
	}
}
