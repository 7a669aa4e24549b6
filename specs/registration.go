package specs

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Registration is what a user needs to get consumer keys. Everything can be empty.
type Registration struct {
	Page        string   // https URL
	Application string   // the type of application or key to choose there
	Callback    string   // exactly what to enter as the callback; "" for nothing
	Notes       []string // what else to enter or tick, one sentence each
	Mistakes    []RegistrationMistake
}

// RegistrationMistake is a provider's message about an application that was registered incorrectly.
type RegistrationMistake struct {
	ProviderMessage string
	Advice          string // what to do about it, one sentence
}

// Status is set if a service is closing, has moved or is a legacy service.
type Status struct {
	State string // closing, moved, legacy
	Date  string // yyyy-mm-dd; can be empty
	Text  string // one sentence
}

// blockKey is the key of what this program adds to the format. The platform ignores unknown keys at the root.
const blockKey = "countersign"

// blockReader reads that block. It is strict, since no other program checks it.
type blockReader struct{ *source }

func (l blockReader) read(c *Connector, root *yaml.Node) {
	block := child(root, blockKey)
	if !l.strictObject(block, blockKey, "register", "status", "revokeAt", "unverified") {
		return
	}
	c.RevokePage = l.page(block, "revokeAt")
	c.Unverified = l.sentences(block, "unverified")
	if n := child(block, "register"); l.strictObject(n, "register", "at", "application", "callback", "notes", "mistakes") {
		c.Registration = Registration{
			Page: l.page(n, "at"), Application: l.text(n, "application"), Callback: l.text(n, "callback"),
			Notes: l.sentences(n, "notes"), Mistakes: l.mistakes(n),
		}
	}
	if n := child(block, "status"); l.strictObject(n, "status", "state", "date", "text") {
		c.Status = l.status(n)
	}
}

func (l blockReader) status(n *yaml.Node) Status {
	s := Status{State: l.required(n, "state", "closing"), Date: l.text(n, "date"), Text: l.required(n, "text", "one sentence")}
	states := []string{"closing", "moved", "legacy"}
	if s.State != "" && !slices.Contains(states, s.State) {
		l.problem(child(n, "state"), "unknown state "+Quote(s.State), "write "+OneOf(states))
	}
	if _, err := time.Parse(time.DateOnly, s.Date); s.Date != "" && err != nil {
		l.problem(child(n, "date"), "invalid date "+Quote(s.Date), "write year-month-day, such as 2026-12-31")
	}
	return s
}

func (l blockReader) mistakes(register *yaml.Node) []RegistrationMistake {
	const fix = `write mistakes: [{said: "the provider's message", means: "what to do about it"}]`
	var mistakes []RegistrationMistake
	for _, item := range l.list(register, "mistakes", fix) {
		if !isObject(item) {
			l.problem(item, "a mistake is not an object", fix)
		} else if l.strictObject(item, "a mistake", "said", "means") {
			mistakes = append(mistakes, RegistrationMistake{l.required(item, "said", "the provider's message"), l.required(item, "means", "what to do about it")})
		}
	}
	return mistakes
}

// list gives the items of a list; none if it is missing.
func (l blockReader) list(n *yaml.Node, key, fix string) []*yaml.Node {
	list := child(n, key)
	if list == nil {
		return nil
	}
	if !isList(list) {
		l.problem(list, key+" is not a list", fix)
		return nil
	}
	var items []*yaml.Node
	for _, item := range list.Content {
		items = append(items, resolve(item))
	}
	return items
}

// strictObject reports whether there is an object, and reports every unknown key as a problem.
func (l blockReader) strictObject(n *yaml.Node, name string, keys ...string) bool {
	if n == nil {
		return false
	}
	if !isObject(n) {
		l.problem(n, name+" is not an object", "write "+OneOf(keys)+" below it")
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(keys, key.Value) {
			l.problem(key, "unknown key "+Quote(key.Value)+" in "+name, "write "+OneOf(nearest(key.Value, keys)))
		}
	}
	return true
}

// required gives a string that must not be empty.
func (l blockReader) required(n *yaml.Node, key, example string) string {
	text := l.text(n, key)
	if value := child(n, key); value == nil || isScalar(value) && text == "" {
		l.problem(n, key+" is missing", "write "+key+": "+example)
	}
	return text
}

// page gives an https URL; "" if it is missing.
func (l blockReader) page(n *yaml.Node, key string) string {
	text := l.text(n, key)
	if u, err := url.Parse(text); text != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		l.problem(child(n, key), key+" is not an https URL", "write the full URL, such as https://service.example/apps")
	}
	return text
}

// sentences gives a list of strings.
func (l blockReader) sentences(n *yaml.Node, key string) []string {
	fix := "write " + key + ": [one sentence, another]"
	var texts []string
	for _, item := range l.list(n, key, fix) {
		if !isScalar(item) || strings.TrimSpace(item.Value) == "" || item.ShortTag() == "!!null" {
			l.problem(item, "an item of "+key+" is not a string", fix+"; quote a sentence that contains a colon")
			continue
		}
		texts = append(texts, strings.TrimSpace(item.Value))
	}
	return texts
}
