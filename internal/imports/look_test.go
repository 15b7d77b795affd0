package imports_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tenantry/tenantry/internal/db"
	"github.com/tenantry/tenantry/internal/dbtest"
	"github.com/tenantry/tenantry/internal/imports"
)

// slowUpload tells when it is read for the first time, and is readable only from then on when it may go on.
type slowUpload struct {
	*strings.Reader
	reached, goOn chan struct{}
}

func (u *slowUpload) ReadAt(p []byte, off int64) (int, error) {
	select {
	case <-u.reached:
	default:
		close(u.reached)
	}
	<-u.goOn
	return u.Reader.ReadAt(p, off)
}

// What an upload unpacks to is held in memory while it is looked at: the next one waits, unread, until its client
// has gone or its turn has come.
func TestUploadsAreLookedAtOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(d)
		content := string(file(head("a", "")))
		upload := func() (imports.Draft, *slowUpload) {
			u := &slowUpload{strings.NewReader(content), make(chan struct{}), make(chan struct{})}
			return imports.Draft{Kind: imports.Organizations, File: imports.File{Name: "f.csv", Size: int64(len(content)), ReaderAt: u}}, u
		}
		first, slow := upload()
		ended := make(chan error)
		go func() {
			_, err := w.Service.Create(ctx, staff, first)
			ended <- err
		}()
		<-slow.reached

		gone, cancel := context.WithCancel(ctx)
		cancel()
		second, waiting := upload()
		close(waiting.goOn)
		if _, err := w.Service.Create(gone, staff, second); !errors.Is(err, context.Canceled) {
			t.Errorf("an upload whose client has gone: %v", err)
		}
		select {
		case <-waiting.reached:
			t.Error("it was read while another was looked at")
		default:
		}

		close(slow.goOn)
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if _, err := w.Service.Create(ctx, staff, second); err != nil {
			t.Errorf("its turn: %v", err)
		}
	})
}
