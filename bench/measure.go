package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
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
	self, err := os.Executable()
	if err != nil {
		return cost{}, err
	}
	cmd := exec.Command(self, "load", "-url", url, "-cookie", w.cookie, "-n", strconv.Itoa(requests))
	cmd.Stderr = os.Stderr
	before, err := cpu()
	if err != nil {
		return cost{}, err
	}
	out, err := cmd.Output()
	if err != nil {
		return cost{}, err
	}
	after, err := cpu()
	if err != nil {
		return cost{}, err
	}
	var c cost
	if err := json.Unmarshal(out, &c); err != nil {
		return cost{}, err
	}
	c.cpu = (after - before) / time.Duration(requests)
	return c, nil
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

// load is the client: one connection, one request after the other.
func load(args []string) error {
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	target := flags.String("url", "", "what to get")
	cookie := flags.String("cookie", "", "the session")
	n := flags.Int("n", 100, "how often")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var took []time.Duration
	for range *n {
		r, err := http.NewRequest(http.MethodGet, *target, nil)
		if err != nil {
			return err
		}
		r.Header.Set("Cookie", *cookie)
		start := time.Now()
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, answer.Body)
		took = append(took, time.Since(start))
		if closing := answer.Body.Close(); err == nil {
			err = closing
		}
		if err != nil || answer.StatusCode != http.StatusOK {
			return fmt.Errorf("GET %s: %s %w", *target, answer.Status, err)
		}
	}
	slices.Sort(took)
	return json.NewEncoder(os.Stdout).Encode(cost{Time: took[len(took)/2]})
}
