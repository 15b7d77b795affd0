package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// saltSize is how many bytes a salt has: too many to guess one.
const saltSize = 16

// sealed is an event as it stands in the chain.
type sealed struct {
	id, organizationID             string
	at                             int64
	actor, action, target, request string
	addressHash, detailHash        []byte
}

// chain makes the values of the chains. Whoever does not have the key cannot.
type chain struct{ key []byte }

// mac is over parts that are told apart by their lengths.
type mac struct{ hash.Hash }

func (c chain) mac(what string) mac {
	m := mac{hmac.New(sha256.New, c.key)}
	m.text(what)
	return m
}

func (m mac) bytes(b []byte) {
	m.number(int64(len(b)))
	_, _ = m.Write(b) // a hash never fails to write
}

func (m mac) text(s string) { m.bytes([]byte(s)) }

func (m mac) number(n int64) {
	_, _ = m.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) //nolint:gosec // as bytes
}

// value is that of an event at a place, behind the one with the value before.
func (c chain) value(before []byte, seq int64, e sealed) []byte {
	m := c.mac("event")
	m.bytes(before)
	m.text(e.organizationID)
	m.number(seq)
	m.text(e.id)
	m.number(e.at)
	for _, s := range []string{e.actor, e.action, e.target, e.request} {
		m.text(s)
	}
	m.bytes(e.addressHash)
	m.bytes(e.detailHash)
	return m.Sum(nil)
}

// head is the end of the chain of an organization. What comes up to erasedSeq was erased with the organization.
type head struct {
	organizationID string
	seq            int64
	value          []byte
	erasedSeq      int64
	erasedValue    []byte
	mac            []byte
}

func (c chain) headMAC(h head) []byte {
	m := c.mac("head")
	m.text(h.organizationID)
	m.number(h.seq)
	m.bytes(h.value)
	m.number(h.erasedSeq)
	m.bytes(h.erasedValue)
	return m.Sum(nil)
}

func (c chain) headHolds(h head) bool { return hmac.Equal(h.mac, c.headMAC(h)) }

// root counts the chains, and the events in all of them.
type root struct {
	heads, events int64
	mac           []byte
}

func (c chain) rootMAC(r root) []byte {
	m := c.mac("root")
	m.number(r.heads)
	m.number(r.events)
	return m.Sum(nil)
}

func (c chain) rootHolds(r root) bool { return hmac.Equal(r.mac, c.rootMAC(r)) }

// salted returns a hash of a text under a fresh salt; both are empty where there is no text.
func salted(text string) (salt, sum []byte) {
	if text == "" {
		return []byte{}, []byte{}
	}
	salt = make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: the runtime ends the program first
	return salt, saltedWith(salt, text)
}

func saltedWith(salt []byte, text string) []byte {
	h := hmac.New(sha256.New, salt)
	_, _ = h.Write([]byte(text)) // a hash never fails to write
	return h.Sum(nil)
}

// state is what has become of a text of which a hash is chained.
type state int

const (
	whole   state = iota
	erased        // with its salt
	altered       // it is not the one that was hashed
)

func check(salt, sum []byte, text string) state {
	switch {
	case len(sum) == 0 && len(salt) == 0 && text == "":
		return whole
	case len(sum) == 0:
		return altered
	case len(salt) == 0 && text == "":
		return erased
	case len(salt) == 0 || text == "" || !hmac.Equal(sum, saltedWith(salt, text)):
		return altered
	default:
		return whole
	}
}
