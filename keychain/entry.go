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

// Entry is what the index knows of a connection. It contains no secrets.
type Entry struct {
	Name      string    `json:"name"`
	Connector string    `json:"connector"`         // catalogue key, or the absolute path of a folder
	Title     string    `json:"title"`             // the connector's name, in case it can't be loaded
	Account   string    `json:"account,omitempty"` // the token's owner, according to the test request
	Created   time.Time `json:"created"`
	Used      time.Time `json:"used,omitzero"`
	Tested    time.Time `json:"tested,omitzero"`
	TestError string    `json:"testError,omitempty"` // of the last test; "" when it passed
	Expires   time.Time `json:"expires,omitzero"`
	Store     Kind      `json:"store"` // set by Store
}

// namePattern matches valid names. A leading hyphen would look like a flag on the command line. Every OS keychain
// accepts these characters; "/" is reserved for the parts of large records.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9._@][A-Za-z0-9._@-]{0,63}$`)

// CheckName checks the name of a connection: 1 to 64 characters of A-Z a-z 0-9 . _ @ -, not starting with a hyphen. The
// error is [ErrInvalidName].
func CheckName(name string) error {
	if namePattern.MatchString(name) {
		return nil
	}
	return &Error{
		Err: ErrInvalidName, Detail: fmt.Sprintf("%q", text.Safe(name, fault.MaxQuoted)),
		Hint: "use 1 to 64 of the characters A-Z a-z 0-9 . _ @ -, not starting with a hyphen",
	}
}

// find returns the position of a name, or -1.
func find(entries []Entry, name string) int {
	return slices.IndexFunc(entries, func(e Entry) bool { return e.Name == name })
}

// caseVariant finds an entry whose name differs only in case: some keychains ignore case.
func caseVariant(entries []Entry, name string) (Entry, bool) {
	for _, e := range entries {
		if e.Name != name && strings.EqualFold(e.Name, name) {
			return e, true
		}
	}
	return Entry{}, false
}
