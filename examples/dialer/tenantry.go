package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// tenantry is the little of Tenantry's API that the dialer needs.
type tenantry struct {
	url string // without a slash at the end
	key string // an API key: tnk_…
}

// problem is how Tenantry refuses (RFC 9457). Codes are stable and for programs; the texts are for people.
type problem struct {
	Status    int    `json:"status"`
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	RequestID string `json:"requestId"` // by which the operator of Tenantry finds it in the log
	Errors    []struct {
		Location string `json:"location"`
		Code     string `json:"code"`
		Message  string `json:"message"`
	} `json:"errors"`
}

func (p *problem) Error() string {
	text := fmt.Sprintf("%s (%d %s, request %s)", p.Detail, p.Status, p.Code, p.RequestID)
	for _, e := range p.Errors {
		text += fmt.Sprintf("\n  %s: %s", e.Location, e.Message)
	}
	return text
}

// numbersGone reports whether all that Tenantry refuses is numbers that are not the organization's any more.
func numbersGone(err error) bool {
	var p *problem
	if !errors.As(err, &p) || len(p.Errors) == 0 {
		return false
	}
	for _, e := range p.Errors {
		if e.Code != "not_found" || !strings.HasPrefix(e.Location, "body.numbers[") {
			return false
		}
	}
	return true
}

// tries is how often a request is sent before the dialer gives up.
const tries = 6

// do sends in as JSON and reads the answer into out; either may be nil. Every request of the dialer can be sent again
// without harm, so what fails for the moment is: no answer, 429, 502, 503 and 504, after as long as Retry-After says.
func (t tenantry) do(ctx context.Context, method, path string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		wait, err := t.once(ctx, method, path, body, out)
		if err == nil || wait == 0 || try == tries {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(wait):
		}
	}
}

// once sends a request. wait says after how long another try makes sense; 0 says that none does.
func (t tenantry) once(ctx context.Context, method, path string, body []byte, out any) (wait time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, t.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+t.key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return time.Second, err
	}
	defer func() { _ = response.Body.Close() }() // it has been read
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return time.Second, err
	}
	if response.StatusCode < http.StatusMultipleChoices {
		if out == nil {
			return 0, nil
		}
		return 0, json.Unmarshal(answer, out)
	}
	p := &problem{}
	if json.Unmarshal(answer, p) != nil || p.Code == "" { // a proxy between here and Tenantry
		p = &problem{Code: "no_problem", Detail: "Something answered that is not Tenantry."}
	}
	p.Status = response.StatusCode
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		if err != nil || seconds < 1 {
			seconds = 1
		}
		return time.Duration(seconds) * time.Second, p
	}
	return 0, p
}

// may asks whether an account may do something in an organization. Ask when it matters and keep no answer: whoever
// loses a role is without it on the very next question.
func (t tenantry) may(ctx context.Context, email, permission, organizationID string) (bool, error) {
	question := map[string]string{"email": email, "permission": permission, "organizationId": organizationID}
	var answer struct {
		Allowed bool `json:"allowed"`
	}
	err := t.do(ctx, http.MethodPost, "/v1/access/check", question, &answer)
	return answer.Allowed, err
}

// number is an outgoing number.
type number struct {
	Number  string `json:"number"`  // for programs: +8215881234
	Display string `json:"display"` // for people: 1588-1234
}

// free returns up to n numbers of exactly the organization that nothing uses.
func (t tenantry) free(ctx context.Context, organizationID string, n int) ([]number, error) {
	query := url.Values{"organizationId": {organizationID}, "inUse": {"false"}, "limit": {strconv.Itoa(n)}}
	var page struct {
		Items []number `json:"items"`
	}
	err := t.do(ctx, http.MethodGet, "/v1/numbers?"+query.Encode(), nil, &page)
	return page.Items, err
}

// usagePath is a campaign's. Its ID is the dialer's own and may hold any sign.
func usagePath(campaign string) string {
	return "/v1/usages/" + productKey + "/campaign/" + url.PathEscape(campaign)
}
