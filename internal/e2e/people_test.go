package e2e

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenantry/tenantry/internal/db"
)

// newest is what the newest message to somebody sets apart: a temporary password. It waits for one.
func (d *deployment) newest(t *testing.T, to string) string {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if found := d.delivered(t)[to]; len(found) > 0 {
			return found[len(found)-1]
		}
	}
	t.Fatalf("no message to %s", to)
	return ""
}

// delivered is what the messages to each address set apart, the oldest first.
func (d *deployment) delivered(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(d.outbox(), "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, file := range files { // their names sort by the time they were made
		content, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(content)
		if err != nil {
			t.Fatal(err)
		}
		to, err := mail.ParseAddress(m.Header.Get("To"))
		if err != nil {
			t.Fatal(err)
		}
		found[to.Address] = append(found[to.Address], apart(t, m))
		if err := content.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// apart is the line of a message's text that is indented by four spaces.
func apart(t *testing.T, m *mail.Message) string {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	part, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart()
	if err != nil {
		t.Fatal(err)
	}
	var body io.Reader = part
	if part.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(part)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if secret, indented := strings.CutPrefix(line, "    "); indented {
			return strings.TrimSpace(secret)
		}
	}
	return ""
}

// adminOf finds the role Admin of an organization.
func (c *client) adminOf(t *testing.T, organizationID any) any {
	t.Helper()
	roles, ok := c.want(t, http.StatusOK, http.MethodGet, fmt.Sprintf("/v1/organizations/%v/roles", organizationID), nil).get("items").([]any)
	if !ok || len(roles) == 0 {
		t.Fatal("no roles")
	}
	first, _ := roles[0].(object)
	return first["id"]
}

// join adds somebody to an organization as its Admin, and signs in as them.
func (c *client) join(t *testing.T, d *deployment, organizationID any, email string) (*client, string) {
	t.Helper()
	m := c.want(t, http.StatusCreated, http.MethodPost, fmt.Sprintf("/v1/organizations/%v/members", organizationID),
		object{"name": "Somebody", "email": email, "mobilePhone": "010-2345-6789", "roleIds": []any{c.adminOf(t, organizationID)}})
	password := d.newest(t, email)
	somebody := c.s.client()
	signIn := object{"email": email, "password": password}
	if got := somebody.want(t, http.StatusForbidden, http.MethodPost, "/v1/session", signIn).get("code"); got != "password_change_required" {
		t.Fatalf("code %v", got)
	}
	signIn["newPassword"] = "a password of their own"
	somebody.want(t, http.StatusOK, http.MethodPost, "/v1/session", signIn)
	return somebody, fmt.Sprint(m.get("id"))
}

// A removal counts on the very next request, on every node, for sessions that are open.
func TestRemovalsCountOnEveryNodeAtOnce(t *testing.T) {
	t.Parallel()
	d := deploy(t, db.Postgres)
	d.addStaff(t)
	one, two := d.start(t), d.start(t)
	staff := one.staff(t)
	top := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", contracting("top")).get("id")
	lower := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", contracting("lower")).get("id")
	group := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/groups", object{"name": "g", "organizations": []object{
		{"organizationId": top}, {"organizationId": lower, "parentId": top},
	}}).get("id")
	somebody, memberID := staff.join(t, d, top, "somebody@example.com")
	path := fmt.Sprintf("/v1/organizations/%v", lower)
	nodes := []*client{somebody.at(one), somebody.at(two)}
	inTree := fmt.Sprintf("/v1/groups/%v/organizations", group)
	for i := range 20 {
		there := nodes[(i+1)%2]
		there.want(t, http.StatusOK, http.MethodGet, path, nil)
		node := staff.at([]*server{one, two}[i%2])
		node.want(t, http.StatusOK, http.MethodPost, "/v1/members/"+memberID+"/disable", nil)
		there.want(t, http.StatusNotFound, http.MethodGet, path, nil)
		node.want(t, http.StatusOK, http.MethodPost, "/v1/members/"+memberID+"/enable", nil)
		there.want(t, http.StatusOK, http.MethodGet, path, nil)
		node.want(t, http.StatusNoContent, http.MethodDelete, fmt.Sprintf("%s/%v", inTree, lower), nil)
		there.want(t, http.StatusNotFound, http.MethodGet, path, nil)
		node.want(t, http.StatusCreated, http.MethodPost, inTree, object{"organizationId": lower, "parentId": top})
	}
	staff.want(t, http.StatusNoContent, http.MethodDelete, "/v1/members/"+memberID, nil)
	for _, c := range nodes {
		c.want(t, http.StatusNotFound, http.MethodGet, path, nil)
	}
}

func contracting(name string) object {
	o := organization(name)
	o["registration"] = object{
		"classification": "client", "type": "contracting", "clientClassification": "company", "address": object{"base": "Seoul"},
		"controlOrganizationIntegrated": false, "representativeName": "Kim", "businessRegistrationNumber": "116-82-00276",
	}
	return o
}

// Mail that could not be delivered is not lost: it waits for the program to come back.
func TestMailOutlivesTheProgram(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		// A file where the folder should be.
		if err := os.WriteFile(d.outbox(), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		s := d.start(t)
		staff := s.staff(t)
		id := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", contracting("o")).get("id")
		staff.want(t, http.StatusCreated, http.MethodPost, fmt.Sprintf("/v1/organizations/%v/members", id),
			object{"name": "Somebody", "email": "somebody@example.com", "mobilePhone": "010-2345-6789"})
		s.kill()
		if err := os.Remove(d.outbox()); err != nil {
			t.Fatal(err)
		}
		s = d.start(t)
		password := d.newest(t, "somebody@example.com")
		if strings.Contains(s.log(), password) {
			t.Error("the log has the password")
		}
		s.client().want(t, http.StatusOK, http.MethodPost, "/v1/session",
			object{"email": "somebody@example.com", "password": password, "newPassword": "a password of their own"})
		folder, err := os.Stat(d.outbox())
		if err != nil || folder.Mode().Perm() != 0o700 {
			t.Errorf("the outbox has mode %v (%v)", folder.Mode(), err)
		}
	})
}

func TestProductsOfAManifest(t *testing.T) {
	each(t, func(t *testing.T, d *deployment) {
		d.addStaff(t)
		s := d.start(t)
		if got := d.must(t, "", "product", "apply", "../../demo/products.yaml"); got != "5 declared or changed, 0 unchanged\n" {
			t.Errorf("the first time: %q", got)
		}
		if got := d.must(t, "", "product", "apply", "../../demo/products.yaml"); got != "0 declared or changed, 5 unchanged\n" {
			t.Errorf("the second time: %q", got)
		}
		broken := filepath.Join(d.folder, "broken.yaml")
		if err := os.WriteFile(broken, []byte("products:\n  - key: Voice\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := d.run(t, "", "product", "apply", broken); r.code != 2 || !strings.Contains(r.err, "key") {
			t.Errorf("a broken manifest: %+v", r)
		}
		// The program that was serving all along has them.
		staff := s.staff(t)
		items, _ := staff.want(t, http.StatusOK, http.MethodGet, "/v1/products", nil).get("items").([]any)
		var keys []any
		for _, item := range items {
			p, _ := item.(object)
			keys = append(keys, p["key"])
		}
		if got := fmt.Sprint(keys); got != "[console voice sms push email whatsapp]" {
			t.Errorf("products %s", got)
		}
		id := staff.want(t, http.StatusCreated, http.MethodPost, "/v1/organizations", contracting("o")).get("id")
		staff.want(t, http.StatusCreated, http.MethodPost, fmt.Sprintf("/v1/organizations/%v/roles", id),
			object{"name": "Caller", "permissions": []string{"voice.campaigns.start"}})
	})
}

func TestGroupOfAFile(t *testing.T) {
	t.Parallel()
	d := deploy(t, db.SQLite)
	d.addStaff(t)
	file := filepath.Join(d.folder, "tree.csv")
	const header = "key,name,classification,type,client_classification,address,representative_name,business_registration_number,registered_organization_key,parent_key\n"
	top := "t,Top,client,contracting,company,Seoul,Kim,116-82-00276,,\n"
	if err := os.WriteFile(file, []byte(header+top+"l,Lower,client,executing,company,Seoul,,,t,t\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := d.must(t, "", "import", "organizations", file, "--group", "Named"); got != "2 added, 0 unchanged, 0 invalid\n1 group made\n" {
		t.Errorf("it says %q", got)
	}
	if r := d.run(t, "", "import", "organizations", country, "--group", "All"); r.code != 2 || !strings.Contains(r.err, "--group") {
		t.Errorf("a file with many roots: %+v", r)
	}
	staff := d.start(t).staff(t)
	items, _ := staff.want(t, http.StatusOK, http.MethodGet, "/v1/groups", nil).get("items").([]any)
	if len(items) != 1 {
		t.Fatalf("groups: %v", items)
	}
	if g, _ := items[0].(object); g["name"] != "Named" || g["organizationCount"] != 2.0 {
		t.Errorf("group %v", g)
	}
}
