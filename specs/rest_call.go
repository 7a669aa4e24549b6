package specs

import (
	"net/url"
	"strings"

	"countersign/specs/mapping"
	"countersign/specs/script"
)

// DecodeRESTCall evaluates a REST mapping, {path, method, requestMapping},
// and gives the call that it describes. The error is about a variable, or is
// [Problems] without places.
func DecodeRESTRequest(m Method, vars map[string]any) (script.Request, error) {
	value, err := m.Mapping.Eval(vars)
	if err != nil {
		return script.Request{}, err
	}
	a := newAnswer(value)
	r := readRESTCall(a)
	return r, a.problems()
}

var callMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}

func readRESTCall(a answer) script.Request {
	if !a.expectObject(testMethod.name) {
		return script.Request{}
	}
	request := a.key("requestMapping")
	r := script.Request{
		Method: readHTTPMethod(a.key("method")),
		Path:   a.key("path").require("write path: /me").text(),
	}
	for _, p := range request.key("pathParameters").pairs() {
		r.Path = strings.ReplaceAll(r.Path, "{"+p.Name+"}", url.PathEscape(p.Value))
	}
	for _, p := range request.key("query").pairs() {
		r.Query = append(r.Query, script.Pair(p))
	}
	for _, p := range request.key("headers").pairs() {
		if r.Header == nil {
			r.Header = map[string]string{}
		}
		r.Header[p.Name] = p.Value
	}
	if data := request.key("data"); data.given() {
		r.Data = data.value
	}
	return r
}

// readHTTPMethod reads an HTTP method in any case; GET when it is not given.
func readHTTPMethod(a answer) string {
	if !a.given() {
		return "GET"
	}
	upper := a
	upper.value = strings.ToUpper(a.text())
	return upper.word(callMethods...)
}

// MapRESTResponse gives what a REST mapping's responseMapping makes of a
// response: nil when it is missing, and true when there is no
// responseMapping, as the response was a success. The mapping's variable
// response has status, statusCode, headers and data, and also, as the
// platform's documentation writes it, the data's own keys.
func MapRESTResponse(m Method, vars map[string]any, r script.Response) (any, error) {
	if m.Response == nil {
		return true, nil
	}
	response := map[string]any{}
	if data, ok := r.Data.(map[string]any); ok {
		for key, value := range data {
			response[key] = value
		}
	}
	response["status"], response["statusCode"] = r.Status, r.Status
	response["headers"], response["data"] = r.Header, r.Data
	all := map[string]any{"response": response}
	for key, value := range vars {
		if key != "response" {
			all[key] = value
		}
	}
	value, err := m.Response.Eval(all)
	if value == mapping.Missing {
		value = nil
	}
	return value, err
}
