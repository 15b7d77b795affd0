package api

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/fault"
	"github.com/tenantry/tenantry/internal/imports"
)

// maxUpload is how large an uploaded file may be, in bytes.
const maxUpload = 128 << 20

// Import is the wire form of an import.
type Import struct {
	ID             string        `json:"id"`
	Kind           string        `json:"kind" enum:"organizations,numbers,invitations"`
	Mode           string        `json:"mode" enum:"all,valid" doc:"all: every row or none; valid: invalid rows are skipped"`
	FileName       string        `json:"fileName"`
	Format         string        `json:"format" enum:"xlsx,csv"`
	Status         string        `json:"status" enum:"checking,ready,applying,done,failed,cancelled"`
	Progress       Progress      `json:"progress"`
	Counts         ImportCounts  `json:"counts"`
	Warnings       int           `json:"warnings" doc:"How many rows to add have a warning"`
	OrganizationID *string       `json:"organizationId" doc:"Of rows that name none"`
	BillingNumber  *string       `json:"billingNumber" doc:"Of rows that name none"`
	Outdated       bool          `json:"outdated" doc:"What is stored changed after this was checked, so that it was checked again: look at the new result, then apply it"`
	Failure        *ImportFailed `json:"failure" doc:"Why it failed"`
	CreatedAt      time.Time     `json:"createdAt"`
	AppliedAt      *time.Time    `json:"appliedAt"`
}

// ImportFailed is why an import failed.
type ImportFailed struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Progress is how far the work on an import is.
type Progress struct {
	Done        int64  `json:"done" doc:"Of total: in bytes of the file while it is checked, in rows afterwards"`
	Total       int64  `json:"total"`
	SecondsLeft *int64 `json:"secondsLeft" doc:"As far as that can be told"`
}

// ImportCounts say how many rows do what.
type ImportCounts struct {
	Add     int `json:"add"`
	Skip    int `json:"skip"`
	Invalid int `json:"invalid"`
}

func wireImport(im imports.Import) Import {
	out := Import{
		ID: im.ID, Kind: im.Kind, Mode: im.Mode, FileName: im.FileName, Format: string(im.Header.Format), Status: im.Status,
		Warnings: im.Counts.Warnings, OrganizationID: orNull(im.OrganizationID), BillingNumber: orNull(im.BillingNumber), Outdated: im.Outdated,
		CreatedAt: im.CreatedAt, Counts: ImportCounts{Add: im.Counts.Add, Skip: im.Counts.Skip, Invalid: im.Counts.Invalid},
		Progress: Progress{Done: im.Progress.Done, Total: im.Progress.Total},
	}
	if out.Format == "" { // uploaded before that was noted
		out.Format = "csv"
	}
	if im.Progress.Left >= 0 && im.Progress.Done < im.Progress.Total {
		left := int64((im.Progress.Left + time.Second - 1) / time.Second)
		out.Progress.SecondsLeft = &left
	}
	if im.Failure != (imports.Failure{}) {
		out.Failure = &ImportFailed{im.Failure.Code, im.Failure.Message}
	}
	if !im.AppliedAt.IsZero() {
		out.AppliedAt = &im.AppliedAt
	}
	return out
}

type uploadForm struct {
	File           huma.FormFile `form:"file" required:"true" doc:"xlsx or csv, at most 128 MB"`
	Kind           string        `form:"kind" enum:"organizations,numbers,invitations" required:"true"`
	Mode           string        `form:"mode" enum:"all,valid" required:"false" doc:"all by default"`
	OrganizationID string        `form:"organizationId" required:"false" doc:"Numbers: of rows that name none; invitations: where to, required"`
	BillingNumber  string        `form:"billingNumber" required:"false" doc:"Numbers: of rows that name none"`
}

type uploadInput struct {
	IdempotencyKey
	RawBody huma.MultipartFormFiles[uploadForm]

	looked *imports.Looked
}

// takeUpload reads an upload, tells apart what can be wrong with it, and at the end removes the files that
// it was kept in, whatever came of the request.
func takeUpload(ctx huma.Context, next func(huma.Context)) {
	r, w := unwrap(ctx)
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		writeProblem(w, r, fault.New(fault.UnsupportedMedia, "unsupported_media_type", "Send the file as multipart/form-data."))
		return
	}
	err := ctx.SetReadDeadline(time.Now().Add(bodyTimeout))
	if err == nil || errors.Is(err, http.ErrNotSupported) {
		err = r.ParseMultipartForm(maxJSON)
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll() //nolint:errcheck // what is left is in the folder of temporary files
	}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		writeProblem(w, r, fault.New(fault.TooLarge, "too_large", fmt.Sprintf("A file may have at most %d MB. Divide it into several files.", maxUpload>>20)).Because(err))
		return
	} else if err != nil {
		writeProblem(w, r, fault.New(fault.Malformed, "malformed", "The upload is incomplete or not well-formed. Nothing was kept; send the whole file again.").Because(err))
		return
	}
	next(ctx)
}

// fingerprint is a hash of the form: files are large.
func (in uploadInput) fingerprint() ([]byte, error) {
	form := in.RawBody.Data()
	h := sha256.New()
	for _, value := range []string{form.Kind, form.Mode, form.OrganizationID, form.BillingNumber} {
		h.Write([]byte(value + "\x00"))
	}
	if form.File.File != nil {
		if _, err := io.Copy(h, io.NewSectionReader(form.File, 0, form.File.Size)); err != nil {
			return nil, err
		}
	}
	return h.Sum(nil), nil
}

type importOutput struct {
	Location string `header:"Location"`
	Body     Import
}

// prepare looks at the file.
func (in *uploadInput) prepare(ctx context.Context, s *Server) error {
	form := in.RawBody.Data()
	if form.File.File == nil {
		return fault.InvalidFields(fault.Field{Location: "body.file", Code: "required", Message: "A file is required."})
	}
	looked, err := s.Imports.Look(ctx, callerOf(ctx).Caller, imports.Draft{
		Kind: form.Kind, Mode: form.Mode, OrganizationID: strings.TrimSpace(form.OrganizationID), BillingNumber: strings.TrimSpace(form.BillingNumber),
		File: imports.File{Name: form.File.Filename, Size: form.File.Size, ReaderAt: form.File},
	})
	in.looked = &looked
	return err
}

func (s *Server) createImport(ctx context.Context, in *uploadInput) (*importOutput, error) {
	im, err := s.Imports.Keep(ctx, callerOf(ctx).Caller, *in.looked)
	if err != nil {
		return nil, err
	}
	return &importOutput{Location: "/v1/imports/" + im.ID, Body: wireImport(im)}, nil
}

type importBody struct{ Body Import }

func (s *Server) getImport(ctx context.Context, in *IDInput) (*importBody, error) {
	im, err := s.Imports.Get(ctx, callerOf(ctx).Caller, in.ID)
	return &importBody{wireImport(im)}, err
}

// PageInput asks for one page.
type PageInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Cursor string `query:"cursor" doc:"nextCursor of the page before"`
}

// ImportPage is one page of imports.
type ImportPage struct {
	Items      []Import `json:"items" nullable:"false"`
	NextCursor string   `json:"nextCursor,omitempty"`
	Total      Total    `json:"total"`
}

type importsInput struct {
	PageInput
	Kind           string `query:"kind" enum:"organizations,numbers,invitations"`
	OrganizationID string `query:"organizationId"`
	Status         string `query:"status" enum:"checking,ready,applying,done,failed,cancelled"`
}

func (s *Server) listImports(ctx context.Context, in *importsInput) (*struct{ Body ImportPage }, error) {
	f := imports.Filter{Kind: in.Kind, OrganizationID: in.OrganizationID, Status: in.Status}
	items, next, n, err := s.Imports.List(ctx, callerOf(ctx).Caller, f, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	page := ImportPage{Items: make([]Import, len(items)), NextCursor: next, Total: total(n, true)}
	for i, im := range items {
		page.Items[i] = wireImport(im)
	}
	return &struct{ Body ImportPage }{page}, nil
}

type updateImportInput struct {
	IDInput
	Body struct {
		Mode string `json:"mode" enum:"all,valid"`
	} `contentType:"application/merge-patch+json"`
}

func (s *Server) updateImport(ctx context.Context, in *updateImportInput) (*importBody, error) {
	im, err := s.Imports.SetMode(ctx, callerOf(ctx).Caller, in.ID, in.Body.Mode)
	return &importBody{wireImport(im)}, err
}

func (s *Server) cancelImport(ctx context.Context, in *IDInput) (*struct{}, error) {
	return nil, s.Imports.Cancel(ctx, callerOf(ctx).Caller, in.ID)
}

func (s *Server) applyImport(ctx context.Context, in *IDInput) (*importBody, error) {
	im, err := s.Imports.Apply(ctx, callerOf(ctx).Caller, in.ID)
	return &importBody{wireImport(im)}, err
}

// ImportRow is what the check found about one row.
type ImportRow struct {
	Line     int               `json:"line" doc:"In the file, from 1 with the header"`
	Status   string            `json:"status" enum:"add,skip,invalid"`
	Cells    map[string]string `json:"cells" doc:"By column; empty cells are absent"`
	Errors   []imports.Note    `json:"errors" nullable:"false"`
	Warnings []imports.Note    `json:"warnings" nullable:"false"`
}

// ImportRowPage is one page of rows.
type ImportRowPage struct {
	Items      []ImportRow `json:"items" nullable:"false"`
	NextCursor string      `json:"nextCursor,omitempty"`
	Total      Total       `json:"total"`
}

// WordsInput says in what language rows are spoken about.
type WordsInput struct {
	Language string `query:"language" enum:"en,ko,ja,th" doc:"Of the messages; left out for the account's, or where it has none, that of the file's header"`
}

// wordsFor is the language in which the caller reads what was found in a file, "" for that of the file's header.
func (s *Server) wordsFor(ctx context.Context, in WordsInput) (string, error) {
	c := callerOf(ctx)
	if in.Language != "" || c.AccountID == "" {
		return in.Language, nil
	}
	a, err := s.Accounts.Get(ctx, c.AccountID)
	return a.Language, err
}

type rowsInput struct {
	IDInput
	PageInput
	WordsInput
	Status string `query:"status" enum:"add,skip,invalid"`
}

func (s *Server) listImportRows(ctx context.Context, in *rowsInput) (*struct{ Body ImportRowPage }, error) {
	language, err := s.wordsFor(ctx, in.WordsInput)
	if err != nil {
		return nil, err
	}
	items, next, n, err := s.Imports.Rows(ctx, callerOf(ctx).Caller, in.ID, imports.RowsWanted{Status: in.Status, Language: language}, in.Limit, in.Cursor)
	if err != nil {
		return nil, err
	}
	page := ImportRowPage{Items: make([]ImportRow, len(items)), NextCursor: next, Total: total(n, true)}
	for i, r := range items {
		page.Items[i] = ImportRow{r.Line, r.Status, r.Cells, orNone(r.Errors), orNone(r.Warnings)}
	}
	return &struct{ Body ImportRowPage }{page}, nil
}

type importFileInput struct {
	IDInput
	FormatInput
	WordsInput
}

func (s *Server) importErrors(ctx context.Context, in *importFileInput) (*huma.StreamResponse, error) {
	caller := callerOf(ctx).Caller
	im, err := s.Imports.Get(ctx, caller, in.ID)
	if err != nil {
		return nil, err
	}
	language, err := s.wordsFor(ctx, in.WordsInput)
	if err != nil {
		return nil, err
	}
	return s.file(in.Format, fmt.Sprintf("invalid-%s", im.ID), func(ctx context.Context, w io.Writer) error {
		return s.Imports.Errors(ctx, caller, in.ID, w, in.Format, language)
	}), nil
}
