package specs

import (
	"encoding/json"

	"gopkg.in/yaml.v3"
)

// takeHandlers compiles the responseHandlers of a makeApiClient mapping and
// gives the mapping without them: their formulas are about a response, which
// is not there when the client is made.
func (l *methodReader) takeHandlers(m *Method, n *yaml.Node) *yaml.Node {
	const key = "responseHandlers"
	if args := child(n, "args"); child(args, key) != nil {
		l.readHandlers(m, child(args, key))
		n = replaced(n, "args", without(args, key))
	}
	if handlers := child(n, key); handlers != nil {
		l.readHandlers(m, handlers)
		n = without(n, key)
	}
	return n
}

func (l *methodReader) readHandlers(m *Method, list *yaml.Node) {
	wrong := func(n *yaml.Node, what, fix string) { l.problems = append(l.problems, at(m.File, n, what, fix)) }
	if !isList(list) {
		wrong(list, "responseHandlers is no list", "write responseHandlers: [{match: …, isSuccess: false, error: {…}}]")
		return
	}
	for _, item := range list.Content {
		item = resolve(item)
		if !isObject(item) {
			wrong(item, "a response handler is no object", "write {match: …, isSuccess: false, error: {…}}")
			continue
		}
		var h ResponseHandler
		if match := child(item, "match"); match != nil {
			h.Match = l.compile(m.File, match)
		} else {
			wrong(item, "a response handler matches nothing", "write match: {$eval: {$var: response.status}, is: 404}")
		}
		if success := child(item, "isSuccess"); success != nil {
			if success.ShortTag() != "!!bool" {
				wrong(success, "isSuccess is neither true nor false", "write isSuccess: true or leave it out")
			}
			h.Success = success.Value == "true"
		}
		if data := child(item, "data"); data != nil {
			h.Data = l.compile(m.File, data)
		}
		if e := child(item, "error"); e != nil {
			h.Error = l.compile(m.File, e)
		}
		m.Handlers = append(m.Handlers, h)
	}
}

// decodeHandlers compiles the responseHandlers that a script gives. JSON writes an
// object's keys in their bytes' order, in which the $ of a formula stands before
// all letters: what makes an object a formula is its first key.
func decodeHandlers(a answer) []ResponseHandler {
	if !a.given() {
		return nil
	}
	text, err := json.Marshal(a.value)
	if err != nil {
		a.wrong("can't be read", "give plain data")
		return nil
	}
	list, problem := parseYAML("", text)
	if problem != nil {
		a.wrong("can't be read: "+problem.Message, "give plain data")
		return nil
	}
	l := methodReader{source: &source{}}
	var m Method
	l.readHandlers(&m, list)
	for _, p := range l.problems {
		*a.findings = append(*a.findings, finding{path: a.path, what: p.Message, fix: p.Fix})
	}
	return m.Handlers
}
