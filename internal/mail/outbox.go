package mail

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// outbox is the transport to a folder, which only the program's own user can read.
type outbox string

// notWritten is how errors begin that say so.
const notWritten = "write to the outbox"

// unfinished is how the names of files begin that are not whole yet.
const unfinished = ".mail-"

// deliver writes the message to ID.eml. The file appears whole or not at all, and again is the same file. Its error tells
// what is wrong, and not where: it is shown to people who have nothing to do with the machine. The log says where.
func (o outbox) deliver(_ context.Context, p parcel) error {
	err := o.write(p)
	if err == nil {
		return nil
	}
	slog.Error("the outbox cannot be written to", "folder", string(o), "mail", p.id, "error", err)
	var reason syscall.Errno
	if errors.As(err, &reason) {
		return fmt.Errorf(notWritten+": %w", reason)
	}
	return errors.New(notWritten + ": it failed")
}

func (o outbox) write(p parcel) error {
	if err := os.MkdirAll(string(o), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(string(o), unfinished+"*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(p.content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(string(o), p.id+".eml"))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return o.sync()
}

// sync makes sure that the names in the folder outlive a loss of power.
func (o outbox) sync() error {
	d, err := os.Open(string(o))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// tidy removes what was not finished an hour ago: the program ended while it wrote, and a password may be
// in it.
func (o outbox) tidy(now time.Time) error {
	files, err := os.ReadDir(string(o))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, file := range files {
		if !strings.HasPrefix(file.Name(), unfinished) {
			continue
		}
		info, statErr := file.Info()
		if statErr == nil && now.Sub(info.ModTime()) > time.Hour {
			statErr = os.Remove(filepath.Join(string(o), file.Name()))
		}
		if !errors.Is(statErr, fs.ErrNotExist) { // it was finished after all
			err = errors.Join(err, statErr)
		}
	}
	return err
}
