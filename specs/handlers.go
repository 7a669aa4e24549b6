package specs

import (
	"encoding/json"

	"gopkg.in/yaml.v3"
)

// takeHandlers compiles the responseHandlers of a makeApiClient mapping and gives the mapping without them: they are
// evaluated later, with a response.
func (l *methodReader) takeHandlers(m *Method, n *yaml.Node) *yaml.Node {
	const name = "responseHandlers"
	if key, args := entry(n, "args"); child(args, name) != nil {
		l.readHandlers(m, child(args, name))
		n = withKey(n, key, without(args, name))
	}
	if handlers := child(n, name); handlers != nil {
		l.readHandlers(m, handlers)
		n = without(n, name)
	}
	return n
}

func (l *methodReader) readHandlers(m *Method, list *yaml.Node) {
	if !isList(list) {
		l.problemIn(m.File, list, "responseHandlers is not a list", "write responseHandlers: [{match: …, isSuccess: false, error: {…}}]")
		return
	}
	for _, item := range list.Content {
		item = resolve(item)
		if !isObject(item) {
			l.problemIn(m.File, item, "a response handler is not an object", "write {match: …, isSuccess: false, error: {…}}")
			continue
		}
		var h ResponseHandler
		if match := child(item, "match"); match != nil {
			h.Match = l.compile(m.File, match)
		} else {
			l.problemIn(m.File, item, "a response handler has no match", "write match: {$eval: {$var: response.status}, is: 404}")
		}
		if success := child(item, "isSuccess"); success != nil {
			if success.ShortTag() != "!!bool" {
				l.problemIn(m.File, success, "isSuccess is not a boolean", "write isSuccess: true or remove it")
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

// decodeHandlers compiles the responseHandlers of a script's result. JSON sorts the keys of an object, which puts the $ of
// a formula first, as it has to be.
func decodeHandlers(r result) []ResponseHandler {
	if !r.present() {
		return nil
	}
	text, err := json.Marshal(r.value)
	if err != nil {
		r.wrong("cannot be encoded as JSON", "return plain data")
		return nil
	}
	list, problem := parseYAML("", text)
	if problem != nil {
		r.wrong("cannot be decoded: "+problem.Message, "return plain data")
		return nil
	}
	l := methodReader{source: &source{}}
	var m Method
	l.readHandlers(&m, list)
	for _, p := range l.problems {
		r.add(finding{path: r.path, message: p.Message, fix: p.Fix})
	}
	return m.Handlers
}
