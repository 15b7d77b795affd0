package e2e

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const country = "../../demo/organizations-kr.csv"

// countryRows is how many organizations the country has.
func countryRows(t *testing.T) int {
	t.Helper()
	content, err := os.ReadFile(country)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(content, []byte("\n")) - 1
}

func TestImportWhileServing(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		c := s.staff(t)
		rows := countryRows(t)
		for _, step := range []struct {
			args  []string
			out   string
			total int
		}{
			{[]string{"--dry-run"}, fmt.Sprintf("%d to add, 0 unchanged, 0 invalid\n", rows), 0},
			{nil, fmt.Sprintf("%d added, 0 unchanged, 0 invalid\n17 groups made\n", rows), rows},
			{nil, fmt.Sprintf("0 to add, %d unchanged, 0 invalid\n", rows), rows},
		} {
			out := d.must(t, "", append([]string{"import", "organizations", country}, step.args...)...)
			if out != step.out {
				t.Errorf("%v: %q, want %q", step.args, out, step.out)
			}
			if n := c.total(t); n != step.total {
				t.Errorf("%v: %d organizations at once after it, want %d", step.args, n, step.total)
			}
		}
		bad := filepath.Join(d.folder, "bad.csv")
		if err := os.WriteFile(bad, []byte("key,name,parent_key\na,"+strings.Repeat("가", 31)+",\nb,B,nowhere\nc,C,\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		r := d.run(t, "", "import", "organizations", bad)
		if r.code != 1 || !strings.Contains(r.out, "line 2, name: ") || !strings.Contains(r.out, "line 3, parent_key: ") ||
			!strings.Contains(r.out, "1 to add, 0 unchanged, 2 invalid") || !strings.Contains(r.err, "nothing was imported") {
			t.Errorf("a bad file: exit code %d, %q, %q", r.code, r.out, r.err)
		}
		if r := d.run(t, "", "import", "organizations", filepath.Join(d.folder, "key")); r.code == 0 || r.out != "" {
			t.Errorf("no table at all: exit code %d, %q, %q", r.code, r.out, r.err)
		}
		if n := c.total(t); n != rows {
			t.Errorf("%d organizations after bad files, want %d", n, rows)
		}
	})
}

// kills is how many times a program is killed, each time a little later, unless it was done before.
const kills = 5

func TestKilledImportLeavesAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		c := d.start(t).staff(t)
		rows := countryRows(t)
		begin := time.Now()
		d.must(t, "", "import", "organizations", country, "--dry-run")
		whole := 2 * time.Since(begin) // about what the import takes; only how well the moments spread depends on it
		interrupted := 0
		for i := range kills {
			cmd := exec.Command(binary, "import", "organizations", country)
			cmd.Env = d.env
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(whole * time.Duration(i) / kills)
			_ = cmd.Process.Kill() // it may be done
			_ = cmd.Wait()
			n := c.total(t)
			if n != 0 && n != rows {
				t.Fatalf("killed at %d of %d: %d of %d organizations are there", i, kills, n, rows)
			}
			if cmd.ProcessState.Success() && n != rows {
				t.Fatalf("it said that it was done, and %d organizations are there", n)
			}
			if n == rows {
				break
			}
			interrupted++
			// What was interrupted stands in nobody's way.
			c.want(t, http.StatusOK, http.MethodPatch, "/v1/account", object{"language": []string{"en", "ko"}[i%2]})
		}
		if interrupted == 0 {
			t.Error("no import was interrupted")
		}
		d.must(t, "", "import", "organizations", country)
		if n := c.total(t); n != rows {
			t.Errorf("%d organizations, want %d", n, rows)
		}
	})
}

// A server is killed while it checks a file, and again and again while it applies it: at any moment all of it is there
// or nothing, its page says which, and the next start goes on by itself.
func TestKilledServerLeavesAllOrNothingOfAnImport(t *testing.T) {
	content, err := os.ReadFile(country)
	if err != nil {
		t.Fatal(err)
	}
	const numbers = 20_000
	var file strings.Builder
	file.WriteString("number,lettering\n")
	for i := range numbers {
		fmt.Fprintf(&file, "010-%04d-%04d,민원 %d\n", 2000+i/10_000, i%10_000, i%100)
	}
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		c := s.staff(t)
		owner := c.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", organization("번호 기관")).get("id")
		for _, kind := range []struct {
			name    string
			content []byte
			fields  []string
			rows    int
			total   func(c *client) int
		}{
			{"organizations", content, nil, countryRows(t), func(c *client) int { return c.total(t) - 1 }},
			{"numbers", []byte(file.String()), []string{"organizationId", fmt.Sprint(owner), "billingNumber", "02-312-4567"}, numbers, func(c *client) int {
				return int(c.want(t, http.StatusOK, http.MethodGet, "/v1/numbers?count=exact&limit=1", nil).get("total.value").(float64))
			}},
		} {
			path := "/v1/imports/" + fmt.Sprint(c.upload(t, kind.name, kind.content, kind.fields...))
			s.kill() // while it is checked
			s = d.start(t)
			c = c.at(s)
			c.settled(t, path, "ready")
			interrupted := 0
			for i := range kills {
				if a, err := c.do(http.MethodPost, path+"/apply", nil); err != nil || a.status != http.StatusAccepted && i == 0 {
					t.Fatalf("%s: apply: %+v, %v", kind.name, a, err)
				}
				time.Sleep(time.Duration(i*i) * 60 * time.Millisecond) // only how well the moments spread depends on it
				s.kill()
				s = d.start(t)
				c = c.at(s)
				n := kind.total(c)
				status := c.want(t, http.StatusOK, http.MethodGet, path, nil).get("status")
				if n == 0 && status == "applying" {
					interrupted++
					continue
				}
				if n = kind.total(c); n != kind.rows || status != "done" && status != "applying" { // it was taken up between the two looks
					t.Fatalf("%s: killed at %d: %d of %d are there, and the import is %v", kind.name, i, n, kind.rows, status)
				}
				break
			}
			if interrupted == 0 {
				t.Errorf("%s: no import was interrupted", kind.name)
			}
			c.settled(t, path, "done")
			if n := kind.total(c); n != kind.rows {
				t.Errorf("%s: %d are there, want %d", kind.name, n, kind.rows)
			}
			c.want(t, http.StatusConflict, http.MethodPost, path+"/apply", nil)
		}
	})
}

// settled waits until nothing is under way with an import any more.
func (c *client) settled(t *testing.T, path, want string) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		a := c.want(t, http.StatusOK, http.MethodGet, path, nil)
		switch status := a.get("status"); {
		case status == want:
			return
		case status != "checking" && status != "applying", time.Since(begun) > time.Minute:
			t.Fatalf("the import is %v, want %s: %v", status, want, a.body)
		}
	}
}

// upload uploads a file and returns the import's ID. fields are names and values of the form.
func (c *client) upload(t *testing.T, kind string, content []byte, fields ...string) any {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", kind+".csv")
	if err == nil {
		_, err = part.Write(content)
	}
	for i, fields := 0, append([]string{"kind", kind}, fields...); i < len(fields) && err == nil; i += 2 {
		err = form.WriteField(fields[i], fields[i+1])
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return c.want(t, http.StatusAccepted, http.MethodPost, "/v1/imports", upload{form.FormDataContentType(), body.Bytes()}).get("id")
}

// organization is one that staff may register.
func organization(name string) object {
	return object{"name": name, "registration": object{
		"classification": "client", "type": "contracting", "clientClassification": "company", "address": object{"base": "서울특별시"},
		"representativeName": "강지민", "businessRegistrationNumber": "116-82-00276",
	}}
}

func TestAcknowledgedWritesSurviveAKill(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		c := s.staff(t)
		const rounds, writers = 3, 3
		var all []any
		for round := range rounds {
			acknowledged := make(chan any, 10_000)
			ended := make(chan struct{})
			for w := range writers {
				go func(c *client) {
					defer func() { ended <- struct{}{} }()
					for i := 0; ; i++ {
						a, err := c.do(http.MethodPost, "/v1/organizations", organization(fmt.Sprint(round, " ", w, " ", i)))
						if err != nil {
							return // the server is gone
						}
						if a.status == http.StatusCreated {
							acknowledged <- a.get("id")
						}
					}
				}(c)
			}
			for range 10 + 15*round {
				all = append(all, <-acknowledged)
			}
			s.kill()
			for range writers {
				<-ended
			}
			close(acknowledged)
			for organizationID := range acknowledged {
				all = append(all, organizationID)
			}
			s = d.start(t)
			c = c.at(s)
			for _, organizationID := range all {
				c.want(t, http.StatusOK, http.MethodGet, "/v1/organizations/"+fmt.Sprint(organizationID), nil)
			}
			// One more may be there for each writer: done, and the answer cut off.
			if n := c.total(t); n < len(all) || n > len(all)+writers*(round+1) {
				t.Errorf("%d organizations, %d were acknowledged", n, len(all))
			}
		}
	})
}
