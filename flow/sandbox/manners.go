package sandbox

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"countersign/flow/sandbox/personality"
	"countersign/flow/sandbox/wire"
)

// AdviceHeader explains a refusal in a rehearsal: what is wrong, and which setting of a connector fixes it. Real services
// do not send it.
const AdviceHeader = "Sandbox-Advice"

// errorStyle writes errors as the simulated service does.
type errorStyle struct{ as role }

// refuse writes an error. Pages are always the sandbox's own.
func (m errorStyle) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if page, ok := errors.AsType[*errorPage](err); ok {
		page.write(w, r)
		return
	}
	refused, isProblem := errors.AsType[*problem](err)
	failed, isFailure := errors.AsType[*failure](err)
	if !isProblem && !isFailure {
		failed = &failure{status: http.StatusInternalServerError, Text: "internal error: " + err.Error()}
	}
	if m.as.service {
		var advice string
		if isProblem {
			advice = refused.advice
		} else {
			advice = failed.Text
		}
		w.Header().Set(AdviceHeader, wire.Printable(advice, 600))
	}
	switch template := m.template(refused); {
	case template != nil && isProblem:
		writeTemplate(w, *template, template.Status, refused.name)
	case template != nil:
		if failed.allow != "" {
			w.Header().Set("Allow", failed.allow)
		}
		writeTemplate(w, *template, failed.status, strings.ReplaceAll(strings.ToLower(http.StatusText(failed.status)), " ", "_"))
	case isProblem:
		refused.write(w)
	default:
		failed.write(w)
	}
}

// template is the service's response; nil means the sandbox's.
func (m errorStyle) template(refused *problem) *personality.Template {
	if refused != nil && refused.template != nil {
		return refused.template
	}
	if m.as.Errors.Format == "problem" {
		return nil
	}
	return &m.as.Errors.Template
}

// writeTemplate replaces PROBLEM and MESSAGE in a template.
func writeTemplate(w http.ResponseWriter, t personality.Template, status int, problem string) {
	body := strings.NewReplacer("PROBLEM", problem, "MESSAGE", strings.ReplaceAll(problem, "_", " ")).Replace(t.Body)
	w.Header().Set("Content-Type", t.Type)
	w.WriteHeader(cmp.Or(status, http.StatusUnauthorized))
	_, _ = w.Write([]byte(body)) // as in writeForm
}

// logged adds the advice to the log line, since the service's response may not explain anything.
func (m errorStyle) logged(err error) string {
	refused, ok := errors.AsType[*problem](err)
	if !ok || !m.as.service {
		return ""
	}
	return ": " + wire.Printable(refused.advice, 400)
}

// explainMethod adds the service and its signature methods to the refusal of one.
func explainMethod(as role, err error, oauth protocol) error {
	refused, ok := errors.AsType[*problem](err)
	if ok && as.service && refused.name == "signature_method_rejected" {
		refused.advice = fmt.Sprintf("The signature method is %s, but %s accepts %s. Set signatureMethod in the dialect.",
			wire.Printable(oauth["oauth_signature_method"], 60), as.Name, oneOf(as.Signatures))
	}
	return err
}

// writeReply replies to a token step.
func writeReply(w http.ResponseWriter, r personality.Reply, fields []wire.Pair) {
	if r.ConfirmedFirst {
		i := slices.IndexFunc(fields, func(f wire.Pair) bool { return f.Name == "oauth_callback_confirmed" })
		if i > 0 {
			fields = slices.Insert(slices.Delete(slices.Clone(fields), i, i+1), 0, fields[i])
		}
	}
	text, kind := wire.Join(wire.Encoded(fields)), formType
	if r.Format == "json" {
		text, kind = object(fields), "application/json"
	}
	if r.Type != "" {
		kind = r.Type
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(cmp.Or(r.Status, http.StatusOK))
	_, _ = w.Write([]byte(text)) // as in writeForm
}

// object encodes fields as a JSON object, in order.
func object(fields []wire.Pair) string {
	members := make([]string, len(fields))
	for i, f := range fields {
		name, _ := json.Marshal(f.Name) // never fails for a string
		value, _ := json.Marshal(f.Value)
		members[i] = string(name) + ":" + string(value)
	}
	return "{" + strings.Join(members, ",") + "}"
}
