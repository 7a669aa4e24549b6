package specs

import (
	"maps"
	"net/url"
	"strings"

	"countersign/specs/mapping"
	"countersign/specs/script"
)

// DecodeRESTRequest evaluates a REST mapping, {path, method, requestMapping}, and gives the request that it describes.
// The error is about a variable, or is [Problems] without positions.
func DecodeRESTRequest(m Method, vars map[string]any) (script.Request, error) {
	value, err := m.Mapping.Eval(vars)
	if err != nil {
		return script.Request{}, err
	}
	result := newResult(value)
	r := readRESTRequest(result)
	return r, result.problems()
}

func readRESTRequest(result result) script.Request {
	if !result.expectObject(testMethod.name) {
		return script.Request{}
	}
	r := script.Request{Method: "GET", Path: result.key("path").require("write path: /me").text()}
	if method := result.key("method"); method.present() {
		method.value = strings.ToUpper(method.text())
		r.Method = method.word("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
	}
	request := result.key("requestMapping")
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
	if data := request.key("data"); data.present() {
		r.Data = data.value
	}
	return r
}

// MapRESTResponse evaluates the responseMapping of a REST mapping: nil if the result is missing, and true if there is no
// responseMapping, as the response was a success. The variable response has status, statusCode, headers and data and, as
// the platform's documentation uses them, the keys of the data.
func MapRESTResponse(m Method, vars map[string]any, r script.Response) (any, error) {
	if m.Response == nil {
		return true, nil
	}
	response := map[string]any{}
	if data, ok := r.Data.(map[string]any); ok {
		maps.Copy(response, data)
	}
	response["status"], response["statusCode"] = r.Status, r.Status
	response["headers"], response["data"] = r.Header, r.Data
	all := map[string]any{}
	maps.Copy(all, vars)
	all["response"] = response
	value, err := m.Response.Eval(all)
	if value == mapping.Missing {
		value = nil
	}
	return value, err
}
