// Package session is how somebody signs in and stays signed in: passwords, second factors, the throttle on guessing
// them, sessions and their ends. It spans what an account has for it; the rest of an account is package account's.
//
// A session is a random token in a cookie; the database has its hash. It ends 30 minutes after its last
// use, 12 hours after it began, or when it is ended. Its last use is stored at most once a minute, by a
// sweep beside the requests: no request writes because it was made. What is about how an account signs in, or
// cannot be undone, asks its owner to prove again who it is; the session keeps for ten minutes that they have.
//
// A wrong password counts against the account and the network address together, so that a stranger
// cannot lock somebody out from elsewhere; a browser that has signed in to the account before counts by
// itself, so that a stranger behind the same address cannot either. An address that no account has is
// answered in the same way, with the same work. Wrong second factors, which only somebody with the password can
// try, count against the account wherever they come from.
//
// An account that has an authenticator app or a passkey signs in with two factors: the password and a code, a
// recovery code or a passkey; or a passkey alone, which has verified its user. Codes count once: the time step of an
// app's last code is stored, recovery codes and the challenges to passkeys are taken away by the statement that
// finds them, on whichever node. A temporary password asks for the second factor as well.
//
//	signin.go        by password and second factor
//	factor.go        second factors, whatever asks for them
//	totp.go          authenticator apps
//	recovery.go      recovery codes
//	passkey.go       passkeys of an account
//	ceremony.go      challenges to passkeys, and signing in by one alone
//	prove.go         proving again who it is; changing the password
//	own.go           what an account's owner sees of all that
//	password.go      hashes
//	rules.go         which passwords are taken
//	service.go       sessions
package session
