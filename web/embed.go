//go:build !noconsole

// Package web holds the built console.
//
// The console is a client of the API like any other; this package only carries its files. They are
// built by `npm run build` into dist, each compressible one with a .gz beside it. Built with the tag
// noconsole, the package carries nothing and the program serves the API alone.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var files embed.FS

// Dist is the built console, index.html and docs.html at its top, or nil where the program was built
// with the tag noconsole.
var Dist = mustSub(files)

func mustSub(files embed.FS) fs.FS {
	sub, err := fs.Sub(files, "dist")
	if err != nil {
		panic(err) // the embed directive above guarantees the folder
	}
	return sub
}
