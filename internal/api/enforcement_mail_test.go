package api_test

import (
	"net/http"

	"github.com/tenantry/tenantry/internal/api"
)

// stuckMail is the ID of a message that could not be delivered.
const stuckMail = "mal_01J00000000000000000000000"

// stuck makes it one that could not be delivered, again. Nobody can open what is in it, so it is not delivered either.
func (w *world) stuck() {
	w.exec("DELETE FROM mail WHERE id = $1", stuckMail)
	w.exec(`INSERT INTO mail (id, sealed, kind, recipient, language, state, error, attempts, created_at)
		VALUES ($1, $2, 'notice', 'kim@example.com', 'ko', 'failed', 'the mail server does not take messages to this recipient (550)', 1, $3)`,
		stuckMail, []byte("sealed"), w.clock.Now().UnixMicro())
}

func retryMail(d api.Declared) []asked {
	return []asked{{
		permission: d.Permission, organization: d.Organization,
		send: func(c *client, _ *scene) *answer {
			return c.do("POST", "/v1/mail/"+stuckMail+"/retry", http.NoBody, "")
		},
		fresh: func(s *scene, c *client) *client {
			s.w.stuck()
			return c
		},
	}}
}
