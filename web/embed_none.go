//go:build noconsole

// Package web holds the built console; built with the tag noconsole, as here, it carries nothing.
package web

import "io/fs"

// Dist is nil: this program was built without the console.
var Dist fs.FS
