package requestfile

import (
	"crypto/rand"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"countersign/internal/text"
)

// Variable is a value that replaces {{Name}} in a request.
type Variable struct {
	Name, Value string
	Source      string // for display
}

// Scope holds the variables of a request, in order of precedence: its file's, the connection's, the dynamic ones.
type Scope struct {
	file, shared []Variable
	secretNames  []string
	now          func() time.Time
	random       io.Reader
}

// dynamicVariables have a new value at each use. The names are those of other .http clients.
var dynamicVariables = []Variable{
	{"$timestamp", "seconds since 1970", "dynamic"},
	{"$isoTimestamp", "the time, such as 2026-03-14T12:00:00Z", "dynamic"},
	{"$uuid", "a random UUID", "dynamic"},
	{"$randomInt", "a number from 0 to 999", "dynamic"},
}

// ScopeOptions are the inputs of a Scope besides the request's file. Secrets never become variables: an expanded request
// is displayed and saved in the history.
type ScopeOptions struct {
	Variables   []Variable       // the first of a name wins; those without a name or value are ignored
	SecretNames []string         // names that are refused with an explanation
	Now         func() time.Time // nil: time.Now
	Random      io.Reader        // nil: crypto/rand
}

// NewScope returns the variables of a request. The values in file may use the other variables and those above them.
func NewScope(file []Pair, o ScopeOptions) *Scope {
	s := &Scope{secretNames: o.SecretNames, now: o.Now, random: o.Random}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	for _, v := range o.Variables {
		if _, exists := find(s.shared, v.Name); !exists && v.Name != "" && v.Value != "" {
			s.shared = append(s.shared, v)
		}
	}
	for _, p := range file {
		value, err := s.Expand(p.Value)
		if err != nil {
			value = p.Value // using it is an error
		}
		s.file = slices.DeleteFunc(s.file, func(v Variable) bool { return v.Name == p.Name })
		s.file = append(s.file, Variable{p.Name, value, "the request's file"})
	}
	return s
}

// List returns all variables, those of the file first.
func (s *Scope) List() []Variable {
	list := slices.Clone(s.file)
	for _, v := range s.shared {
		if _, overridden := find(s.file, v.Name); !overridden {
			list = append(list, v)
		}
	}
	return append(list, dynamicVariables...)
}

// UnknownVariable is the error for a {{Name}} without a value.
type UnknownVariable struct {
	Name         string
	Line, Column int // in the expanded text, from 1
	Secret       bool
}

func (e *UnknownVariable) Error() string {
	if e.Secret {
		return fmt.Sprintf("{{%s}} is a secret, and requests cannot use secrets", text.Safe(e.Name, 40))
	}
	return fmt.Sprintf("unknown variable {{%s}}", text.Safe(e.Name, 40))
}

var placeholder = regexp.MustCompile(`\{\{\s*([$\w][\w.$-]*)(?:\s+(-?\d+)\s+(-?\d+))?\s*\}\}`)

// Expand replaces each {{name}}; anything else in double braces is text. The error is an *UnknownVariable.
func (s *Scope) Expand(text string) (string, error) {
	return s.expand(text, s.dynamicValue)
}

// Preview is Expand for display: a dynamic variable shows its name in angle brackets, so that the text does not flicker.
func (s *Scope) Preview(text string) (string, error) {
	return s.expand(text, func(name, _, _ string) (string, bool) {
		_, known := find(dynamicVariables, name)
		return "<" + name + ">", known
	})
}

func (s *Scope) expand(text string, dynamic func(name, from, to string) (string, bool)) (string, error) {
	var b strings.Builder
	end := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return text[at[2*i]:at[2*i+1]]
		}
		v, known := find(s.file, group(1))
		if !known {
			v, known = find(s.shared, group(1))
		}
		if !known {
			v.Value, known = dynamic(group(1), group(2), group(3))
		}
		if !known {
			before := text[:at[0]]
			line := strings.Count(before, "\n") + 1
			column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
			return "", &UnknownVariable{group(1), line, column, slices.Contains(s.secretNames, group(1))}
		}
		b.WriteString(text[end:at[0]] + v.Value)
		end = at[1]
	}
	return b.String() + text[end:], nil
}

// names lists the variables as they are written.
func (s *Scope) names() string {
	var names []string
	for _, v := range s.List() {
		names = append(names, "{{"+v.Name+"}}")
	}
	return strings.Join(names, " ")
}

func find(list []Variable, name string) (Variable, bool) {
	i := slices.IndexFunc(list, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return Variable{}, false
	}
	return list[i], true
}

// dynamicValue returns a new value. The bounds are those of {{$randomInt from to}}; to is exclusive.
func (s *Scope) dynamicValue(name, from, to string) (string, bool) {
	switch name {
	case "$timestamp":
		return strconv.FormatInt(s.now().Unix(), 10), true
	case "$isoTimestamp":
		return s.now().UTC().Format(time.RFC3339), true
	case "$uuid", "$guid", "$random.uuid":
		id, err := uuid.NewRandomFromReader(s.random)
		return id.String(), err == nil
	case "$randomInt":
		least, most := int64(0), int64(1000)
		if from != "" {
			least, _ = strconv.ParseInt(from, 10, 32)
			most, _ = strconv.ParseInt(to, 10, 32)
		}
		n, err := rand.Int(s.random, big.NewInt(max(most-least, 1)))
		if err != nil {
			return "", false
		}
		return strconv.FormatInt(least+n.Int64(), 10), true
	}
	return "", false
}
