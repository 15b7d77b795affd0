package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tenantry/tenantry/internal/fault"
)

// Problem is what every refusal looks like (RFC 9457). Clients switch on Code.
type Problem struct {
	Type      string        `json:"type" example:"about:blank"`
	Title     string        `json:"title" doc:"The status in words"`
	Status    int           `json:"status"`
	Detail    string        `json:"detail" doc:"The rule that was broken and the way out"`
	Code      string        `json:"code" doc:"Stable, for programs" example:"not_found"`
	RequestID string        `json:"requestId,omitempty" doc:"Also in the header X-Request-Id and in the log"`
	Errors    []fault.Field `json:"errors,omitempty" doc:"The fields it is about"`

	extra      map[string]any
	retryAfter time.Duration
	cause      error
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// Unwrap keeps the cause for the log.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus is for Huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is for Huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders is for Huma: a problem that says when to try again says it in the header.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retryAfter.Seconds()))))
	}
	return h
}

// MarshalJSON adds the extra facts of the problem as members beside the standard ones.
func (p *Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	body, err := json.Marshal((*plain)(p))
	if err != nil || len(p.extra) == 0 {
		return body, err
	}
	extra, err := json.Marshal(p.extra)
	if err != nil {
		return nil, err
	}
	return append(append(body[:len(body)-1], ','), extra[1:]...), nil
}

var statusOf = map[fault.Kind]int{
	fault.Malformed:        http.StatusBadRequest,
	fault.Unauthenticated:  http.StatusUnauthorized,
	fault.Forbidden:        http.StatusForbidden,
	fault.NotFound:         http.StatusNotFound,
	fault.Conflict:         http.StatusConflict,
	fault.Gone:             http.StatusGone,
	fault.Stale:            http.StatusPreconditionFailed,
	fault.TooLarge:         http.StatusRequestEntityTooLarge,
	fault.UnsupportedMedia: http.StatusUnsupportedMediaType,
	fault.Invalid:          http.StatusUnprocessableEntity,
	fault.Throttled:        http.StatusTooManyRequests,
	fault.Busy:             http.StatusServiceUnavailable,
}

// problemOf makes the answer of an error. What is not a fault is a bug or a failing database: 500, and
// the client is told nothing of it.
func problemOf(err error, requestID string) *Problem {
	if p := (*Problem)(nil); errors.As(err, &p) {
		return p
	}
	f, ok := fault.As(err)
	if !ok {
		f = fault.New(0, "internal", "Something went wrong here, not with your request. The log has it under this request ID.").Because(err)
	}
	status, ok := statusOf[f.Kind]
	if !ok {
		status = http.StatusInternalServerError
	}
	return &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: f.Message, Code: f.Code, RequestID: requestID,
		Errors: f.Fields, extra: f.Extra, retryAfter: f.RetryAfter, cause: f.Cause,
	}
}

// logFailure logs what the client is not told of a failure of ours. That the deployment is busy is none, and whoever has
// gone away does not miss the answer.
func logFailure(ctx context.Context, p *Problem, err error) {
	switch {
	case p.Status < http.StatusInternalServerError || ctx.Err() != nil:
	case p.Status == http.StatusServiceUnavailable:
		slog.WarnContext(ctx, "busy", "error", err, "request", p.RequestID)
	default:
		slog.ErrorContext(ctx, "request failed", "error", err, "request", p.RequestID)
	}
}

// writeProblem answers outside of Huma.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err, requestID(r.Context()))
	logFailure(r.Context(), p, err)
	for name, values := range p.GetHeaders() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		slog.DebugContext(r.Context(), "client went away", "error", err)
	}
}

// codes gives the form errors that Huma finds their stable codes, by how its messages begin.
var codes = []struct{ prefix, code, message string }{
	{"unexpected property", "unknown_field", "There is no such field."},
	{"unknown query parameter", "unknown_parameter", "There is no such parameter."},
	{"expected required property", "required", "This field is required."},
	{"required", "required", "This is required."},
	{"File required", "required", "A file is required."},
	{"expected value to be one of", "invalid_value", ""},
	{"expected length", "invalid_length", ""},
	{"expected array length", "invalid_length", ""},
	{"expected number ", "out_of_range", ""},
	{"invalid integer", "wrong_type", "Must be a whole number."},
	{"invalid boolean", "wrong_type", "Must be true or false."},
	{"invalid date/time", "wrong_type", "Must be a time as in RFC 3339, such as 2026-01-31T09:00:00Z."},
	{"expected string to be RFC 3339", "wrong_type", "Must be a time as in RFC 3339, such as 2026-01-31T09:00:00Z."},
	{"expected ", "wrong_type", ""},
}

// formError makes the fault of what Huma found wrong with the form of a request.
func formError(status int, message string, errs ...error) *Problem {
	kind, code, detail := fault.Invalid, "invalid", "Some fields break a rule; each is named."
	switch status {
	case http.StatusBadRequest:
		kind, code, detail = fault.Malformed, "malformed", "The request could not be read: "+message+"."
		if len(errs) > 0 {
			detail = "The body is not valid JSON."
		}
	case http.StatusRequestEntityTooLarge:
		kind, code, detail = fault.TooLarge, "too_large", "The body is larger than this operation accepts."
	case http.StatusUnsupportedMediaType:
		kind, code, detail = fault.UnsupportedMedia, "unsupported_media_type", "Send the body as application/json."
	case http.StatusRequestTimeout:
		kind, code, detail = fault.Malformed, "timeout", "The body did not arrive in time."
	case http.StatusInternalServerError:
		if message == "cannot read request body" { // it broke off, or its chunks are none: no failure of ours
			kind, code, detail = fault.Malformed, "malformed", "The body is incomplete or not well-formed. Send the whole request again."
			break
		}
		kind, code, detail = 0, "internal", "Something went wrong here, not with your request. The log has it under this request ID."
	}
	f := fault.New(kind, code, detail)
	if status != http.StatusUnprocessableEntity {
		errs = errs[:0:0]
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if !errors.As(err, &d) {
			continue
		}
		field := fault.Field{Location: d.Location, Code: "invalid_value", Message: strings.ToUpper(d.Message[:1]) + d.Message[1:] + "."}
		if part, ok := strings.CutPrefix(field.Location, "form."); ok || field.Location == "file" { // a part of an upload
			field.Location = "body." + part
			if !ok {
				field.Location = "body.file"
			}
		}
		for _, c := range codes {
			if strings.HasPrefix(d.Message, c.prefix) {
				field.Code = c.code
				if c.message != "" {
					field.Message = c.message
				}
				if c.prefix == "expected required property" { // the location is the object around it
					name, _, _ := strings.Cut(strings.TrimPrefix(d.Message, "expected required property "), " ")
					field.Location = strings.TrimPrefix(d.Location+"."+name, ".")
				}
				break
			}
		}
		f.Fields = append(f.Fields, field)
	}
	if len(f.Fields) == 1 {
		f.Code, f.Message = f.Fields[0].Code, f.Fields[0].Message
	}
	p := problemOf(f, "")
	p.cause = errors.Join(errs...)
	return p
}

func init() {
	// Huma's own way to replace its error type; it has no other.
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return formError(status, message, errs...)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := formError(status, message, errs...)
		p.RequestID = requestID(ctx.Context())
		return p
	}
	huma.ValidateStrictCasing = true
}
