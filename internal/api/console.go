package api

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// policy is what the console's pages may load: nothing from elsewhere, no script or style inline.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"font-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// asset is one file of the console. What it holds stays where it is, in the program's own file: a copy of all of them
// would be a good part of what an idle program takes.
type asset struct {
	files           fs.FS
	name            string
	size, gzip      int64 // in bytes; gzip is 0 where the file is not there compressed
	contentType     string
	immutable, page bool
}

// console serves the embedded console: its files, and its page for every path that is not one, because
// the console has routes of its own.
func (s *Server) console() error {
	if s.Console == nil {
		s.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
			answer(w, http.StatusOK, "this program was built without the console; the API is under /v1")
		})
		return nil
	}
	assets, err := loadAssets(s.Console)
	if err != nil {
		return err
	}
	index, docs := assets["index.html"], assets["docs.html"]
	if index == nil || docs == nil {
		return errors.New("the embedded console has no index.html or docs.html: build it again")
	}
	s.mux.HandleFunc("GET /docs", func(w http.ResponseWriter, r *http.Request) { docs.serve(w, r) })
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			s.unknown(w, r)
			return
		}
		name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
		a := assets[name]
		switch {
		case a != nil && name != "docs.html":
			a.serve(w, r)
		case strings.HasPrefix(name, "assets/"):
			http.NotFound(w, r)
		default:
			index.serve(w, r)
		}
	})
	return nil
}

func loadAssets(files fs.FS) (map[string]*asset, error) {
	assets := map[string]*asset{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".gz") {
			return err
		}
		a := &asset{
			files: files, name: name,
			contentType: mime.TypeByExtension(path.Ext(name)),
			immutable:   strings.HasPrefix(name, "assets/"),
			page:        strings.HasSuffix(name, ".html"),
		}
		if a.contentType == "" {
			a.contentType = "application/octet-stream"
		}
		if a.size, err = sizeOf(files, name); err != nil {
			return err
		}
		if a.gzip, err = sizeOf(files, name+".gz"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		assets[name] = a
		return nil
	})
	return assets, err
}

func sizeOf(files fs.FS, name string) (int64, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Set("Content-Security-Policy", policy)
	h.Set("Vary", "Accept-Encoding")
	switch {
	case a.immutable: // its name has a hash of its content
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	case a.page:
		h.Set("Cache-Control", "no-cache")
	default:
		h.Set("Cache-Control", "public, max-age=3600")
	}
	name, size := a.name, a.size
	if a.gzip > 0 && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		name, size = name+".gz", a.gzip
	}
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	if r.Method == http.MethodHead {
		return
	}
	if err := a.send(w, name); err != nil && !errors.Is(err, io.ErrClosedPipe) {
		slog.DebugContext(r.Context(), "client went away", "error", err)
	}
}

func (a *asset) send(w io.Writer, name string) error {
	f, err := a.files.Open(name)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return errors.Join(err, f.Close())
}

func acceptsGzip(header string) bool {
	for _, part := range strings.Split(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
