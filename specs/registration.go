package specs

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// blockKey names what this program adds to the format's spec. The platform
// passes over a root key that it does not know, so that a connector which has
// it is as good there as one without.
const blockKey = "countersign"

// blockReader reads that block.
type blockReader struct{ *source }

// read reads the block of that name, strictly: no other program would
// tell its author of a mistake.
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
	s := Status{State: l.needText(n, "state", "closing"), Date: l.text(n, "date"), Text: l.needText(n, "text", "one sentence")}
	states := []string{"closing", "moved", "legacy"}
	if s.State != "" && !slices.Contains(states, s.State) {
		l.problem(child(n, "state"), "there is no state "+Quote(s.State), "write "+OneOf(states))
	}
	if _, err := time.Parse(time.DateOnly, s.Date); s.Date != "" && err != nil {
		l.problem(child(n, "date"), Quote(s.Date)+" is no date", "write it as year-month-day, such as 2026-12-31")
	}
	return s
}

func (l blockReader) mistakes(register *yaml.Node) []RegistrationMistake {
	const fix = `write mistakes: [{said: "what the provider says", means: "what to do about it"}]`
	list := child(register, "mistakes")
	if list == nil {
		return nil
	}
	if !isList(list) {
		l.problem(list, "mistakes is no list", fix)
		return nil
	}
	var mistakes []RegistrationMistake
	for _, item := range list.Content {
		item = resolve(item)
		if !isObject(item) {
			l.problem(item, "a mistake is no object", fix)
		} else if l.strictObject(item, "a mistake", "said", "means") {
			mistakes = append(mistakes, RegistrationMistake{l.needText(item, "said", "what the provider says"), l.needText(item, "means", "what to do about it")})
		}
	}
	return mistakes
}

// strictObject reports whether there is an object to read, and notes every key
// of it that is none of the names.
func (l blockReader) strictObject(n *yaml.Node, name string, names ...string) bool {
	if n == nil {
		return false
	}
	if !isObject(n) {
		l.problem(n, name+" is no object", "write it with "+OneOf(names)+" below it")
		return false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(names, key.Value) {
			l.problem(key, name+" has no key "+Quote(key.Value), "write "+OneOf(nearest(key.Value, names)))
		}
	}
	return true
}

// needText is text that has to be there.
func (l blockReader) needText(n *yaml.Node, key, such string) string {
	text := l.text(n, key)
	if value := child(n, key); value == nil || isScalar(value) && text == "" {
		l.problem(n, key+" is missing", "write "+key+": "+such)
	}
	return text
}

// page is the https address of a page for people; "" when it is not there.
func (l blockReader) page(n *yaml.Node, key string) string {
	text := l.text(n, key)
	if u, err := url.Parse(text); text != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		l.problem(child(n, key), key+" is no https address", "write it whole, such as https://service.example/apps")
	}
	return text
}

// sentences is a list of text.
func (l blockReader) sentences(n *yaml.Node, key string) []string {
	fix := "write " + key + ": [one sentence, another]"
	list := child(n, key)
	if list == nil {
		return nil
	}
	if !isList(list) {
		l.problem(list, key+" is no list", fix)
		return nil
	}
	var texts []string
	for _, item := range list.Content {
		item = resolve(item)
		if !isScalar(item) || strings.TrimSpace(item.Value) == "" || item.ShortTag() == "!!null" {
			l.problem(item, "an item of "+key+" is no text", fix+", in quotes where it holds a colon")
			continue
		}
		texts = append(texts, strings.TrimSpace(item.Value))
	}
	return texts
}

// Registration is what a person needs to know to get consumer keys of a
// service. All of it may be empty.
type Registration struct {
	Page        string                // the page, https
	Application string                // the type of application or key to choose there
	Callback    string                // exactly what to enter as callback; "" when nothing is
	Notes       []string              // what else to enter or tick, a sentence each
	Mistakes    []RegistrationMistake // what goes wrong otherwise
}

// Mistake is what a provider says when an application was registered wrong.
type RegistrationMistake struct {
	ProviderMessage string // in its own words
	Advice          string // what to do about it, a sentence
}

// Status says that a service is not what it was. It is empty for one that is.
type Status struct {
	State string // closing, moved, legacy
	Date  string // yyyy-mm-dd; may be empty
	Text  string // a sentence
}
