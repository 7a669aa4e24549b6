package snippet

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/internal/text"
)

// Kind is a program or language.
type Kind string

// The kinds. Commands for curl and HTTPie contain a signature, valid once; programs sign at each run.
const (
	Curl       Kind = "curl"
	HTTPie     Kind = "httpie"
	Go         Kind = "go"
	Python     Kind = "python"
	JavaScript Kind = "javascript"
)

// Kinds returns all kinds, the most used first.
func Kinds() []Kind { return []Kind{Curl, HTTPie, Go, Python, JavaScript} }

// ParseKind parses the name of a kind. The error lists the valid ones.
func ParseKind(name string) (Kind, error) {
	if k := Kind(strings.ToLower(name)); slices.Contains(Kinds(), k) {
		return k, nil
	}
	return "", fmt.Errorf("unknown format %q: use one of %s", text.Safe(name, 40), strings.Trim(fmt.Sprint(Kinds()), "[]"))
}

// Title is the name for display.
func (k Kind) Title() string {
	return map[Kind]string{Curl: "curl", HTTPie: "HTTPie", Go: "Go", Python: "Python", JavaScript: "JavaScript"}[k]
}

// SignsItself reports whether the kind is a program that signs at each run.
func (k Kind) SignsItself() bool { return k != Curl && k != HTTPie }

// Snippet is a request for another program. It contains no secrets: a command has a signature, and a program reads the secrets
// from its environment.
type Snippet struct {
	Kind       Kind
	Text       string
	ValidUntil time.Time // of the signature, with the usual time window; zero for programs
	Run        string    // the command that runs a program with the connection's secrets; empty for commands
	EnvVars    []string  // variables to set, for headers that contain keys
}

// Advice explains how to use the snippet.
func (s Snippet) Advice() string {
	set := ""
	if len(s.EnvVars) > 0 {
		set = " A header contains a key: set " + strings.Join(s.EnvVars, " and ") + "."
	}
	if !s.Kind.SignsItself() {
		return fmt.Sprintf("Already signed: valid once, usually for 5 minutes, until %s.", s.ValidUntil.Format(time.TimeOnly)) + set
	}
	return "Signs at each run, with the secrets from its environment." + set + " Run it with " + s.Run + "."
}

// Header is a header. A secret value is read from an environment variable.
type Header struct {
	Name, Value string
	Secret      bool
}

// EnvVar is the variable of a secret value: X_API_KEY for X-Api-Key.
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
