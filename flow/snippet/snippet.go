package snippet

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/internal/text"
)

// Kind is a program, or a language, that a request is written for.
type Kind string

// The kinds. curl and HTTPie get a signature made now, which is good once; the languages sign by themselves.
const (
	Curl       Kind = "curl"
	HTTPie     Kind = "httpie"
	Go         Kind = "go"
	Python     Kind = "python"
	JavaScript Kind = "javascript"
)

// Kinds are all of them, the most used first.
func Kinds() []Kind { return []Kind{Curl, HTTPie, Go, Python, JavaScript} }

// ParseKind finds a kind by its name; the error lists them all.
func ParseKind(name string) (Kind, error) {
	if k := Kind(strings.ToLower(name)); slices.Contains(Kinds(), k) {
		return k, nil
	}
	return "", fmt.Errorf("a call cannot be written as %q: there are %s", text.Safe(name, 40), joined(Kinds()))
}

func joined(kinds []Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// Title is the name as people write it.
func (k Kind) Title() string {
	return map[Kind]string{Curl: "curl", HTTPie: "HTTPie", Go: "Go", Python: "Python", JavaScript: "JavaScript"}[k]
}

// SignsItself tells code that signs at each run from a command with a signature made now.
func (k Kind) SignsItself() bool { return k != Curl && k != HTTPie }

// Snippet is a request, written for another program. It holds no secret: a command has nothing but the signature, and code
// reads the secrets from its environment.
type Snippet struct {
	Kind       Kind
	Text       string
	ValidUntil time.Time // until when the signature is good, where the provider keeps to the usual window; zero for code
	Run        string    // how code is run with the connection's secrets in its environment; empty for commands
	EnvVars    []string  // variables for headers that hold keys of their own, which must be set first
}

// Advice is what a person needs to know about it.
func (s Snippet) Advice() string {
	set := ""
	if len(s.EnvVars) > 0 {
		set = " A header of this call holds a key: set " + strings.Join(s.EnvVars, " and ") + "."
	}
	if !s.Kind.SignsItself() {
		return fmt.Sprintf("It is signed already: good once, and usually for 5 minutes, until %s.", s.ValidUntil.Format(time.TimeOnly)) + set
	}
	return "It signs by itself, at every run, and takes the secrets from its environment." + set + " Run it by " + s.Run + "."
}

// Header is a header line. Where its value is a key of its own, it is read from a variable of the environment instead.
type Header struct {
	Name, Value string
	Secret      bool
}

// Variable is what the header's value is read from: X_API_KEY for X-Api-Key; empty where the value is no secret.
func (h Header) EnvVar() string {
	if !h.Secret {
		return ""
	}
	name := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, strings.ToUpper(h.Name))
	if name[0] >= '0' && name[0] <= '9' {
		name = "_" + name
	}
	return name
}

func variables(header []Header) (names []string) {
	for _, h := range header {
		if v := h.EnvVar(); v != "" && !slices.Contains(names, v) {
			names = append(names, v)
		}
	}
	return names
}
