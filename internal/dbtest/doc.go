// Package dbtest gives each test a fresh, migrated database of its own, on
// both engines.
//
// SQLite: a file is migrated once per process and copied for each test.
//
// PostgreSQL: a throw-away server is started once per process from the
// binaries installed on the machine (15 or later), a template database is
// migrated once, and each test gets a copy of it, dropped at the test's end.
// Where TENANTRY_TEST_POSTGRES holds the URL of a server, that server is used
// instead, so that the test processes of many packages can share one;
// cmd/withpostgres starts such a server, runs a command and stops it. The
// account in that URL must be allowed to create databases.
//
// A machine without PostgreSQL fails the test; nothing is skipped.
//
// A package that uses dbtest should let [Main] run its tests: it stops the
// server and removes its folder. Without it, or when the process is killed, the
// server still ends with the process (on Linux) and its folder goes when the
// next server starts; on a server that is not ours, databases called
// "tenantry_test_…" are left.
package dbtest
