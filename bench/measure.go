package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// benchCase is one request that is measured.
type benchCase struct {
	name   string
	path   string
	single bool
}

func (w *world) cases() []benchCase {
	list := func(name, query string) benchCase {
		return benchCase{name: name, path: "/v1/organizations?limit=50" + query}
	}
	return []benchCase{
		list("list page", ""),
		list("list page, sorted by time", "&sort=-createdAt"),
		list("search, two-character Korean", "&q="+url.QueryEscape("종로")),
		list("search, no hit", "&q="+url.QueryEscape("뷁쀍")),
		list("search, many hits", "&q="+url.QueryEscape("센터")),
		list("filter, type and address", "&type=contracting&address="+url.QueryEscape("강남구")),
		{name: "get one", path: "/v1/organizations/" + w.example, single: true},
	}
}

// cost is what one request took.
type cost struct {
	Time time.Duration // the median of a round, seen by the client
	cpu  time.Duration // of the server's process, the mean of a round
}

// result compares the medians of the rounds.
type result struct{ ours, floor cost }

// measure alternates rounds of the program and of the floor, so that both meet the same machine.
func (w *world) measure(c benchCase, requests, rounds int) (result, error) {
	if err := w.replay.learn(w, c); err != nil {
		return result{}, err
	}
	var ours, floor []cost
	for round := -1; round < rounds; round++ {
		a, err := w.round(w.ours.url+c.path, requests)
		if err != nil {
			return result{}, err
		}
		b, err := w.round(w.floor.url+c.path, requests)
		if err != nil {
			return result{}, err
		}
		if round >= 0 { // the first warms up
			ours, floor = append(ours, a), append(floor, b)
		}
	}
	return result{ours: median(ours), floor: median(floor)}, nil
}

// round lets another process send the requests, so that this process's CPU is the server's alone.
func (w *world) round(url string, requests int) (cost, error) {
	before, err := cpu()
	if err != nil {
		return cost{}, err
	}
	c, err := send(http.MethodGet, url, w.cookie, requests, nil)
	if err != nil {
		return cost{}, err
	}
	after, err := cpu()
	c.cpu = (after - before) / time.Duration(requests)
	return c, err
}

// send lets another process send n requests, with a body each if there are bodies.
func send(method, url, cookie string, n int, bodies []string) (cost, error) {
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	cmd := exec.Command(self, "load", "-method", method, "-url", url, "-cookie", cookie, "-n", strconv.Itoa(n))
	cmd.Stdin = strings.NewReader(strings.Join(bodies, "\n"))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return cost{}, err
	}
	var c cost
	return c, json.Unmarshal(out, &c)
}

func cpu() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}

func median(costs []cost) cost {
	by := func(f func(cost) time.Duration) time.Duration {
		var all []time.Duration
		for _, c := range costs {
			all = append(all, f(c))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return cost{Time: by(func(c cost) time.Duration { return c.Time }), cpu: by(func(c cost) time.Duration { return c.cpu })}
}

// load is the client: one connection, one request after the other. The bodies are the lines of its input.
func load(args []string) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	method := flags.String("method", http.MethodGet, "how to ask")
	target := flags.String("url", "", "what to ask")
	cookie := flags.String("cookie", "", "the session")
	n := flags.Int("n", 100, "how often")
	if err := flags.Parse(args); err != nil {
		return err
	}
	bodies := bufio.NewReader(os.Stdin)
	var took []time.Duration
	for range *n {
		body, err := bodies.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		one, err := once(*method, *target, *cookie, body)
		if err != nil {
			return err
		}
		took = append(took, one)
	}
	slices.Sort(took)
	return json.NewEncoder(os.Stdout).Encode(cost{Time: took[len(took)/2]})
}

// once sends one request and returns what it took until the answer was read.
func once(method, target, cookie, body string) (time.Duration, error) {
	r, err := http.NewRequest(method, target, strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	decorate(r, cookie)
	start := time.Now()
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close() //nolint:errcheck // it is read to its end
	text, err := io.ReadAll(answer.Body)
	took := time.Since(start)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s %.500s", method, target, answer.Status, text)
	}
	return took, err
}

// decorate gives a request the headers that a browser's would have.
func decorate(r *http.Request, cookie string) {
	r.Header.Set("Cookie", cookie)
	switch r.Method {
	case http.MethodPost:
		r.Header.Set("Content-Type", "application/json")
	case http.MethodPatch:
		r.Header.Set("Content-Type", "application/merge-patch+json")
	}
}
