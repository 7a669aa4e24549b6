package keychain

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"countersign/internal/text"
	"countersign/keychain/fault"
)

// Entry is what may be known of a connection without its secrets; it stands in
// the index.
type Entry struct {
	Name      string    `json:"name"`
	Connector string    `json:"connector"`         // catalogue key, or a folder's absolute path
	Title     string    `json:"title"`             // the connector's name, to show when it can't be loaded
	Account   string    `json:"account,omitempty"` // who the token belongs to, as the test found
	Created   time.Time `json:"created"`
	Used      time.Time `json:"used,omitzero"`
	Tested    time.Time `json:"tested,omitzero"`
	TestError string    `json:"testError,omitempty"` // empty: the last test passed (when Tested is set)
	Expires   time.Time `json:"expires,omitzero"`
	Store     Kind      `json:"store"` // set by the keychain
}

// A leading hyphen would make a name look like a flag on the command line. The
// other characters are those that every OS keychain takes as they are; "/" is
// ours, for the pieces of large records.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9._@][A-Za-z0-9._@-]{0,63}$`)

// CheckName reports whether name can be a connection's: 1 to 64 characters of
// A-Z a-z 0-9 . _ @ -, not beginning with a hyphen. The error is [ErrName].
func CheckName(name string) error {
	if !namePattern.MatchString(name) {
		return fmt.Errorf("checking the name %q: %w", text.Safe(name, fault.MaxQuoted), &Error{
			Err:  ErrInvalidName,
			Hint: "use 1 to 64 of the characters A-Z a-z 0-9 . _ @ -, the first not a hyphen",
		})
	}
	return nil
}

// find gives the place of name among entries, or -1.
func find(entries []Entry, name string) int {
	return slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
}

// caseVariant gives the entry whose name differs from name only in case. To some
// keychains such names are one, so both cannot be kept.
func caseVariant(entries []Entry, name string) (Entry, bool) {
	for _, e := range entries {
		if e.Name != name && strings.EqualFold(e.Name, name) {
			return e, true
		}
	}
	return Entry{}, false
}
