// Command dialer is an example of a product service: it runs calling campaigns for the organizations of a platform,
// and leaves to Tenantry who may start one and which numbers it may call from. It uses nothing but the public API.
// It does not really dial.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

const (
	productKey     = "dialer"
	startCampaigns = productKey + ".campaigns.start"
)

type object = map[string]any

// product is what the dialer declares, with names in every language of the console. Organizations put its permissions
// into roles of their own.
var product = object{
	"name":              object{"en": "Dialer", "ko": "다이얼러", "ja": "ダイヤラー", "th": "ระบบโทรออก"},
	"memberPermissions": true,
	"permissions": []object{
		{"key": startCampaigns, "name": object{"en": "Start campaigns", "ko": "캠페인 시작", "ja": "キャンペーンの開始", "th": "เริ่มแคมเปญ"}},
	},
}

// campaign is what somebody asks the dialer to run.
type campaign struct {
	id, name       string
	organizationID string
	caller         string // the e-mail address of who asks
	numbers        int    // how many it calls from, at most
}

func main() {
	var c campaign
	flag.StringVar(&c.organizationID, "organization", "", "ID of the organization that calls")
	flag.StringVar(&c.caller, "caller", "", "e-mail address of who starts the campaign")
	flag.StringVar(&c.id, "campaign", "", "ID of the campaign, of your choice")
	flag.StringVar(&c.name, "name", "", "name of the campaign, as the console shows it")
	flag.IntVar(&c.numbers, "numbers", 1, "how many numbers to call from, 1 to 200")
	flag.Parse()
	t := tenantry{url: strings.TrimSuffix(os.Getenv("TENANTRY_URL"), "/"), key: os.Getenv("TENANTRY_API_KEY")}
	if t.url == "" || t.key == "" || c.organizationID == "" || c.caller == "" || c.id == "" || c.name == "" || c.numbers < 1 || c.numbers > 200 {
		fmt.Fprintln(os.Stderr, "Set TENANTRY_URL and TENANTRY_API_KEY, and say what to run:")
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, t, c)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "dialer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, t tenantry, c campaign) (err error) {
	// Declaring the same again changes nothing, so this belongs at the start of the service.
	if err := t.do(ctx, http.MethodPut, "/v1/products/"+productKey, product, nil); err != nil {
		return fmt.Errorf("declare the product: %w", err)
	}
	allowed, err := t.may(ctx, c.caller, startCampaigns, c.organizationID)
	if err != nil {
		return fmt.Errorf("ask whether %s may start campaigns: %w", c.caller, err)
	}
	if !allowed {
		return fmt.Errorf("%s may not start campaigns in %s: a role with %s is needed there", c.caller, c.organizationID, startCampaigns)
	}
	// While the campaign runs nobody can delete or move its numbers. So its end is said whatever happens: after Ctrl-C,
	// and where the answer to its beginning got lost. What is left behind by a dialer that was killed can be ended in
	// the console.
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		query := "?organizationId=" + url.QueryEscape(c.organizationID)
		if end := t.do(last, http.MethodDelete, usagePath(c.id)+query, nil, nil); end != nil {
			err = errors.Join(err, fmt.Errorf("say that the campaign has ended: %w", end))
		}
	}()
	from, err := begin(ctx, t, c)
	if err != nil {
		return err
	}
	return dial(ctx, from)
}

// begin picks numbers and registers that the campaign uses them.
func begin(ctx context.Context, t tenantry, c campaign) ([]number, error) {
	for range 5 {
		from, err := t.free(ctx, c.organizationID, c.numbers)
		if err != nil {
			return nil, fmt.Errorf("look for numbers: %w", err)
		}
		if len(from) == 0 {
			return nil, fmt.Errorf("%s has no number that is free: add one in the console, or wait for another campaign to end", c.organizationID)
		}
		numbers := make([]string, len(from))
		for i, n := range from {
			numbers[i] = n.Number
		}
		usage := object{"organizationId": c.organizationID, "name": c.name, "numbers": numbers}
		err = t.do(ctx, http.MethodPut, usagePath(c.id), usage, nil)
		if err == nil {
			return from, nil
		}
		if !numbersGone(err) { // those that went since they were listed are not among the next
			return nil, fmt.Errorf("register the campaign: %w", err)
		}
	}
	return nil, errors.New("the organization's numbers go faster than a campaign can start: try again later")
}

// dial calls whoever is named on the standard input, one a line, from each number in turn.
func dial(ctx context.Context, from []number) error {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		input := bufio.NewScanner(os.Stdin)
		for input.Scan() {
			lines <- input.Text()
		}
		failed <- input.Err()
	}()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return errors.New("interrupted")
		case err := <-failed:
			return err
		case line := <-lines:
			fmt.Println("calling", line, "from", from[i%len(from)].Display)
		}
	}
}
