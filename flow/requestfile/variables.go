package requestfile

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/internal/text"
)

// Variable is a value that {{Name}} stands for in a request.
type Variable struct {
	Name, Value string
	Source      string // where it comes from, in words
}

// Scope holds the variables of a request: those of its own file, then the given ones, then those that are new each time.
type Scope struct {
	own, given []Variable
	secret     []string // names that stand for secrets, and so for nothing
	now        func() time.Time
	random     io.Reader
}

// The variables that are made anew wherever they stand, by the names that .http files know them by.
var freshVariables = []Variable{
	{"$timestamp", "the time, in seconds since 1970", "new each time"},
	{"$isoTimestamp", "the time, as 2026-03-14T12:00:00Z", "new each time"},
	{"$uuid", "a random UUID", "new each time"},
	{"$randomInt", "a number from 0 to 999", "new each time"},
}

// Given are the variables that a request has from elsewhere than its file, and the names that stand for secrets. Secrets
// are not variables: what is written out in a request is shown, saved in the history and sent as it is.
type ScopeOptions struct {
	Variables   []Variable // of equal names the first holds; those without a name or a value are left out
	SecretNames []string
	Now         func() time.Time // nil: time.Now
	Random      io.Reader        // nil: crypto/rand
}

// NewScope makes the variables of a request. own are its file's; their values may hold the given ones, and those above them.
func NewScope(own []Pair, given ScopeOptions) *Scope {
	s := &Scope{secret: given.SecretNames, now: given.Now, random: given.Random}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	for _, v := range given.Variables {
		if _, there := find(s.given, v.Name); !there && v.Name != "" && v.Value != "" {
			s.given = append(s.given, v)
		}
	}
	for _, p := range own {
		value, err := s.Expand(p.Value)
		if err != nil {
			value = p.Value // its braces are refused where it stands
		}
		s.own = slices.DeleteFunc(s.own, func(v Variable) bool { return v.Name == p.Name })
		s.own = append(s.own, Variable{p.Name, value, "the call's file"})
	}
	return s
}

// List is every variable that there is, those of the file first.
func (s *Scope) List() []Variable {
	list := slices.Clone(s.own)
	for _, v := range s.given {
		if _, own := find(s.own, v.Name); !own {
			list = append(list, v)
		}
	}
	return append(list, freshVariables...)
}

// UnknownVariable says that a name in braces stands for nothing, and where.
type UnknownVariable struct {
	Name         string
	Line, Column int // in the text, from 1
	Secret       bool
}

func (e *UnknownVariable) Error() string {
	if e.Secret {
		return fmt.Sprintf("{{%s}} is a secret of the connection, and those can't be put into a call", text.Safe(e.Name, 40))
	}
	return fmt.Sprintf("there is no variable {{%s}}", text.Safe(e.Name, 40))
}

var inBraces = regexp.MustCompile(`\{\{\s*([$\w][\w.$-]*)(?:\s+(-?\d+)\s+(-?\d+))?\s*\}\}`)

// Expand puts values in the places of {{names}}. What else stands in double braces is text. The error is an UnknownVariable.
func (s *Scope) Expand(text string) (string, error) {
	return s.expand(text, s.fresh)
}

// Preview is Expand for looking at: what is new each time has its name in angle brackets, so that it stands still.
func (s *Scope) Preview(text string) (string, error) {
	return s.expand(text, func(name, _, _ string) (string, bool) {
		_, known := find(freshVariables, name)
		return "<" + name + ">", known
	})
}

func (s *Scope) expand(text string, fresh func(name, from, to string) (string, bool)) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	var b strings.Builder
	end := 0
	for _, at := range inBraces.FindAllStringSubmatchIndex(text, -1) {
		group := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return text[at[2*i]:at[2*i+1]]
		}
		value, known := s.value(group(1))
		if !known {
			value, known = fresh(group(1), group(2), group(3))
		}
		if !known {
			before := text[:at[0]]
			line := strings.Count(before, "\n") + 1
			column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
			return "", &UnknownVariable{group(1), line, column, slices.Contains(s.secret, group(1))}
		}
		b.WriteString(text[end:at[0]] + value)
		end = at[1]
	}
	return b.String() + text[end:], nil
}

// names are the variables as they are written, for a hint.
func (s *Scope) names() string {
	var names []string
	for _, v := range s.List() {
		names = append(names, "{{"+v.Name+"}}")
	}
	return strings.Join(names, " ")
}

func (s *Scope) value(name string) (string, bool) {
	if v, ok := find(s.own, name); ok {
		return v.Value, true
	}
	v, ok := find(s.given, name)
	return v.Value, ok
}

func find(list []Variable, name string) (Variable, bool) {
	i := slices.IndexFunc(list, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return Variable{}, false
	}
	return list[i], true
}

// fresh makes a value. $randomInt may name its bounds, the upper one not included.
func (s *Scope) fresh(name, from, to string) (string, bool) {
	switch name {
	case "$timestamp":
		return strconv.FormatInt(s.now().Unix(), 10), true
	case "$isoTimestamp":
		return s.now().UTC().Format(time.RFC3339), true
	case "$uuid", "$guid", "$random.uuid":
		return s.uuid(), true
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

// uuid is of version 4 (RFC 9562 section 5.4).
func (s *Scope) uuid() string {
	var b [16]byte
	_, _ = io.ReadFull(s.random, b[:]) // what signs the call reads the same source, and fails if that does
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}
