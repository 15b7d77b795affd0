package dbtest

import (
	"os"
	"testing"
)

// Main runs a package's tests, then ends the PostgreSQL server they used and
// removes its folder. It does not return. To be called from TestMain:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
func Main(m *testing.M) {
	status := m.Run()
	stopServer()
	os.Exit(status)
}
