package api_test

import "github.com/tenantry/tenantry/internal/api"

// changeEmail asks for another address each time.
func changeEmail(d api.Declared) []asked {
	return []asked{sending(d, object{"email": "$new@example.com"})}
}

// wrongCode is an operation that takes the code which the one before it in the route table has mailed.
func wrongCode(d api.Declared) []asked {
	return []asked{sending(d, object{"code": "x"}).meeting("wrong_code")}
}

func askReset(d api.Declared) []asked {
	return []asked{sending(d, object{"email": "nobody@example.com"})}
}

func confirmReset(d api.Declared) []asked {
	return []asked{sending(d, object{"token": "x", "password": password})}
}

func signUp(d api.Declared) []asked {
	return []asked{sending(d, object{"email": "x", "name": "x", "password": "x"})}
}

func confirmSignUp(d api.Declared) []asked {
	return []asked{sending(d, object{"email": "x", "code": "000000"})}
}
