// Package access is the only place that answers "may this caller do that there?".
//
// A Caller is made once a request, from what the database says at that moment, so that whoever lost a
// membership is out on the very next request. It answers in two ways that agree with each other:
// Require and See for one organization, Reach as an SQL predicate for lists. Nothing is loaded first
// and masked after.
//
// What a caller does not see does not exist for it (404). What it sees but may not do is refused by the
// permission's name (403).
package access
