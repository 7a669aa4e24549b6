package doctor_test

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
)

// failure is what the provider found wrong.
type failure struct {
	problem string // its name in the Problem Reporting extension
	param   string // the parameter that is absent or rejected
	text    string // the same in words
	base    string // the provider's base string, for a wrong signature
}

// answer writes a refusal.
type answer func(w http.ResponseWriter, f failure)

// The ways to refuse.

func send(w http.ResponseWriter, status int, kind, body string) {
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

func problemForm(f failure) string {
	v := url.Values{"oauth_problem": {f.problem}}
	switch f.problem {
	case "parameter_absent":
		v.Set("oauth_parameters_absent", f.param)
	case "parameter_rejected":
		v.Set("oauth_parameters_rejected", f.param)
	case "timestamp_refused":
		v.Set("oauth_acceptable_timestamps", f.param)
	}
	return v.Encode()
}

func inBody(w http.ResponseWriter, f failure) {
	send(w, 401, "application/x-www-form-urlencoded", problemForm(f))
}

func inHeader(w http.ResponseWriter, f failure) {
	list := strings.ReplaceAll(strings.ReplaceAll(problemForm(f), "=", `="`), "&", `", `)
	w.Header().Set("WWW-Authenticate", `OAuth realm="sample", `+list+`"`)
	w.WriteHeader(401)
}

func inProse(w http.ResponseWriter, f failure) { send(w, 401, "text/plain", f.text+".\n") }

func inJSON(w http.ResponseWriter, f failure) {
	b, _ := json.Marshal(map[string]any{"errors": []any{map[string]any{"code": 89, "message": f.text}}})
	send(w, 401, "application/json", string(b))
}

func inXML(w http.ResponseWriter, f failure) {
	send(w, 401, "text/xml", `<?xml version="1.0"?><error><message>`+html.EscapeString(f.text)+`</message></error>`)
}

func inHTML(w http.ResponseWriter, f failure) {
	send(w, 401, "text/html", "<html><head><title>401</title></head><body><p>"+
		html.EscapeString(f.text)+"</p></body></html>")
}

func withBase(w http.ResponseWriter, f failure) {
	if f.base == "" {
		inProse(w, f)
		return
	}
	send(w, 401, "text/plain", "Invalid signature. Expected signature base string: "+f.base)
}

func silent(w http.ResponseWriter, _ failure) { w.WriteHeader(401) }

// always gives the same reply whatever is wrong.
func always(status int, kind, body string) answer {
	return func(w http.ResponseWriter, _ failure) { send(w, status, kind, body) }
}
