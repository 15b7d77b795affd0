package api

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/imports"
	"github.com/tenantry/tenantry/internal/sheet"
)

// FormatInput asks for a file.
type FormatInput struct {
	Format sheet.Format `query:"format" enum:"xlsx,csv" required:"true" doc:"Times are in the time zone of the organization that the file is about, with its offset; in UTC where it is about no one organization"`
}

// file streams a download. What goes wrong before its first byte is a problem as usual; after that the
// connection is cut, so that nobody takes half a file for a whole one.
func (s *Server) file(format sheet.Format, name string, write func(context.Context, io.Writer) error) *huma.StreamResponse {
	return s.download(format.ContentType(), name+format.Extension(), write)
}

// download is file for what is no table.
func (s *Server) download(contentType, name string, write func(context.Context, io.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		r, w := unwrap(hc)
		ctx := hc.Context()
		out := &lateWriter{w: w, header: func() {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
			w.WriteHeader(http.StatusOK)
		}}
		err := write(ctx, out)
		switch {
		case err == nil:
		case !out.begun:
			writeProblem(w, r, err)
		default:
			if ctx.Err() == nil {
				slog.ErrorContext(ctx, "download failed", "error", err, "request", requestID(ctx))
			}
			panic(http.ErrAbortHandler)
		}
	}}
}

// lateWriter sends the header with the first byte.
type lateWriter struct {
	w      io.Writer
	header func()
	begun  bool
}

func (l *lateWriter) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.header()
	}
	return l.w.Write(b)
}

type exportInput struct {
	FormatInput
	ListFilters
}

func (s *Server) exportOrganizations(ctx context.Context, in *exportInput) (*huma.StreamResponse, error) {
	f, err := s.filter(ctx, &in.ListFilters)
	if err != nil {
		return nil, err
	}
	caller := callerOf(ctx).Caller
	return s.file(in.Format, "organizations", func(ctx context.Context, w io.Writer) error {
		return s.Imports.Export(ctx, caller, w, in.Format, f, in.Sort)
	}), nil
}

func (s *Server) organizationsTemplate(_ context.Context, in *FormatInput) (*huma.StreamResponse, error) {
	return s.file(in.Format, "organizations-template", func(_ context.Context, w io.Writer) error {
		return imports.Template(w, in.Format)
	}), nil
}
