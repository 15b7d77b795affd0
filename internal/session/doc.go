// Package session is how somebody signs in and stays signed in: passwords, the throttle on guessing
// them, sessions and their ends.
//
// A session is a random token in a cookie; the database has its hash. It ends 30 minutes after its last
// use, 12 hours after it began, or when it is ended. Its last use is stored at most once a minute, by a
// sweep beside the requests: no request writes because it was made.
//
// A wrong password counts against the account and the network address together, so that a stranger
// cannot lock somebody out from elsewhere; a browser that has signed in to the account before counts by
// itself, so that a stranger behind the same address cannot either. An address that no account has is
// answered in the same way, with the same work.
package session
