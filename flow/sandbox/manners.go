package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

// AdviceHeader is the header that tells a person who rehearses what a service's own words would
// not: what was wrong, and what of a connector settles it. No service sends it.
const AdviceHeader = "Sandbox-Advice"

// errorStyle is how whoever is played refuses.
type errorStyle struct{ as role }

// refuse writes an error of an endpoint in the manner of whoever is played. The
// pages are always the sandbox's own.
func (m errorStyle) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if page, ok := errors.AsType[*errorPage](err); ok {
		page.write(w, r)
		return
	}
	refused, isProblem := errors.AsType[*problem](err)
	failed, isFailure := errors.AsType[*failure](err)
	if !isProblem && !isFailure {
		failed = &failure{status: http.StatusInternalServerError, Text: "the sandbox failed: " + err.Error()}
	}
	if m.as.service {
		w.Header().Set(AdviceHeader, wire.Printable(adviceOf(refused, failed), 600))
	}
	switch template := m.template(refused); {
	case template != nil && isProblem:
		writeTemplate(w, *template, template.Status, refused.name)
	case template != nil:
		if failed.allow != "" {
			w.Header().Set("Allow", failed.allow)
		}
		writeTemplate(w, *template, failed.status, snake(http.StatusText(failed.status)))
	case isProblem:
		refused.write(w)
	default:
		failed.write(w)
	}
}

// template is the service's own answer; nil where the sandbox's words serve.
func (m errorStyle) template(refused *problem) *personality.Template {
	if refused != nil && refused.template != nil {
		return refused.template
	}
	if m.as.Errors.Format == "problem" {
		return nil
	}
	return &m.as.Errors.Template
}

// writeTemplate fills in PROBLEM and MESSAGE: what services tell, which is not much.
func writeTemplate(w http.ResponseWriter, t personality.Template, status int, problem string) {
	body := strings.NewReplacer("PROBLEM", problem, "MESSAGE", strings.ReplaceAll(problem, "_", " ")).Replace(t.Body)
	w.Header().Set("Content-Type", t.Type)
	w.WriteHeader(orStatus(status, http.StatusUnauthorized))
	_, _ = w.Write([]byte(body)) // as in writeForm
}

func snake(text string) string { return strings.ReplaceAll(strings.ToLower(text), " ", "_") }

func adviceOf(refused *problem, failed *failure) string {
	if refused != nil {
		return refused.advice
	}
	return failed.Text
}

// logged is what the log says of a refusal by a service that is played: all,
// for its answer may say nothing.
func (m errorStyle) logged(err error) string {
	refused, ok := errors.AsType[*problem](err)
	if !ok || !m.as.service {
		return ""
	}
	return ": " + wire.Printable(refused.advice, 400)
}

// explainMethod gives the refusal of a signature method the names of the service
// and of those that it takes.
func explainMethod(as role, err error, oauth protocol) error {
	refused, ok := errors.AsType[*problem](err)
	if ok && as.service && refused.name == "signature_method_rejected" {
		refused.advice = fmt.Sprintf("The signature method %s came; %s takes %s: set signatureMethod in the dialect.",
			wire.Printable(oauth["oauth_signature_method"], 60), as.Name, oneOf(as.Signatures))
	}
	return err
}

// writeReply answers a token step.
func writeReply(w http.ResponseWriter, r personality.Reply, fields []wire.Pair) {
	if r.ConfirmedFirst {
		slices.SortStableFunc(fields, func(a, b wire.Pair) int {
			return rank(a.Name) - rank(b.Name)
		})
	}
	text, kind := wire.Join(wire.Encoded(fields)), formType
	if r.Format == "json" {
		text, kind = object(fields), "application/json"
	}
	if r.Type != "" {
		kind = r.Type
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(orStatus(r.Status, http.StatusOK))
	_, _ = w.Write([]byte(text)) // as in writeForm
}

func rank(name string) int {
	if name == "oauth_callback_confirmed" {
		return 0
	}
	return 1
}

// object writes fields as a JSON object, in their order.
func object(fields []wire.Pair) string {
	members := make([]string, len(fields))
	for i, f := range fields {
		name, _ := json.Marshal(f.Name) // a string always can be
		value, _ := json.Marshal(f.Value)
		members[i] = string(name) + ":" + string(value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func orStatus(status, otherwise int) int {
	if status == 0 {
		return otherwise
	}
	return status
}
