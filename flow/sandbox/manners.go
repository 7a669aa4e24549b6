package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// AdviceHeader is the header that tells a person who rehearses what a service's own words would
// not: what was wrong, and what of a connector settles it. No service sends it.
const AdviceHeader = "Sandbox-Advice"

// refuse writes an error of an endpoint in the manner of whoever is played. The
// pages are always the sandbox's own.
func (p *provider) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if page, ok := errors.AsType[*refusalPage](err); ok {
		page.write(w, r)
		return
	}
	refused, isProblem := errors.AsType[*problem](err)
	failed, isFailure := errors.AsType[*failure](err)
	if !isProblem && !isFailure {
		failed = &failure{status: http.StatusInternalServerError, Text: "the sandbox failed: " + err.Error()}
	}
	if p.plays {
		w.Header().Set(AdviceHeader, plain(adviceOf(refused, failed), 600))
	}
	switch template := p.template(refused); {
	case template != nil && isProblem:
		template.write(w, template.Status, refused.name)
	case template != nil:
		if failed.allow != "" {
			w.Header().Set("Allow", failed.allow)
		}
		template.write(w, failed.status, snake(http.StatusText(failed.status)))
	case isProblem:
		refused.write(w)
	default:
		failed.write(w)
	}
}

// template is the service's own answer; nil where the sandbox's words serve.
func (p *provider) template(refused *problem) *Template {
	if refused != nil && refused.template != nil {
		return refused.template
	}
	if p.as.Errors.Manner == "problem" {
		return nil
	}
	return &p.as.Errors.Template
}

// write fills in PROBLEM and MESSAGE: what services tell, which is not much.
func (t Template) write(w http.ResponseWriter, status int, problem string) {
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
func (p *provider) logged(err error) string {
	refused, ok := errors.AsType[*problem](err)
	if !ok || !p.plays {
		return ""
	}
	return ": " + plain(refused.advice, 400)
}

// inItsWords gives the refusal of a signature method the names of the service
// and of those that it takes.
func (p *provider) inItsWords(err error, oauth protocol) error {
	refused, ok := errors.AsType[*problem](err)
	if ok && p.plays && refused.name == "signature_method_rejected" {
		refused.advice = fmt.Sprintf("The signature method %s came; %s takes %s: set signatureMethod in the dialect.",
			plain(oauth["oauth_signature_method"], 60), p.as.Name, oneOf(p.as.Signatures))
	}
	return err
}

// write answers a token step.
func (r Reply) write(w http.ResponseWriter, fields []param) {
	if r.ConfirmedFirst {
		slices.SortStableFunc(fields, func(a, b param) int {
			return rank(a.name) - rank(b.name)
		})
	}
	text, kind := joinPairs(encodedPairs(fields)), formType
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
func object(fields []param) string {
	members := make([]string, len(fields))
	for i, f := range fields {
		name, _ := json.Marshal(f.name) // a string always can be
		value, _ := json.Marshal(f.value)
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
