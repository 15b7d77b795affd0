//go:build noconsole

package web

import "io/fs"

// Dist is nil: this program was built without the console.
var Dist fs.FS
