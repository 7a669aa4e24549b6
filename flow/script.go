package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/script"
)

// evaluate runs one of a connector's methods, whichever way it is written, and gives its answer as plain data. A script
// reaches the world only through host; nil allows it no calls.
func evaluate(ctx context.Context, method specs.Method, vars map[string]any, host script.Host) (any, error) {
	switch {
	case method.Mapping != nil:
		return method.Mapping.Eval(vars)
	case method.Code != "":
		source := script.Source{File: method.File, Text: method.Code, Files: method.Imports}
		return script.Run(ctx, source, method.Name, vars, host, script.Limits{})
	}
	return nil, fmt.Errorf("%s has neither a mapping nor a script", method.Name)
}

// scriptHost is all that a connector's script reaches of the world: calls through the signed client, and a log.
type scriptHost struct {
	c       *Connection
	call    func(context.Context, Request) (*Response, error)
	log     []string
	trouble *Explanation // of the latest call
}

// Call sends one signed call for a script.
func (h *scriptHost) Call(ctx context.Context, r script.Request) (script.Response, error) {
	req := Request{Method: r.Method, Target: r.Path}
	if r.User != "" || r.Password != "" {
		req.Basic = &Basic{r.User, NewSecret(r.Password)}
	}
	if r.BaseURI != "" && !requestfile.IsAbsolute(r.Path) {
		req.Target = strings.TrimRight(r.BaseURI, "/") + "/" + strings.TrimLeft(r.Path, "/")
	}
	for _, q := range r.Query {
		req.Query = append(req.Query, Pair{Name: q.Name, Value: q.Value})
	}
	for name, value := range r.Header {
		req.Header = append(req.Header, Pair{Name: name, Value: value})
	}
	if err := setData(&req, r.Data); err != nil {
		return script.Response{}, err
	}
	resp, err := h.call(ctx, req)
	if err != nil {
		e := Explain(err)
		h.trouble = &e
		return script.Response{}, err
	}
	h.trouble = resp.Trouble()
	answer, err := resp.forScript()
	if r.Binary && err == nil && resp.verdict.data == nil && resp.verdict.success {
		answer.Data = resp.Body
	}
	return answer, err
}

// setData gives a script's data the form that its request's content type asks for: text as it is, a form from an object
// where the header says so, else JSON.
func setData(r *Request, data any) error {
	var kind string
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, "Content-Type") {
			kind = h.Value
		}
	}
	object, isObject := data.(map[string]any)
	switch text, isText := data.(string); {
	case data == nil:
	case isText:
		r.Body = []byte(text)
	case isObject && signature.IsForm(kind):
		form, err := formPairs(object)
		if err != nil {
			return err
		}
		r.Form = form
	default:
		body, err := json.Marshal(data)
		if err != nil {
			return fmt.Errorf("writing the request's data: %w", err)
		}
		r.Body = body
		if kind == "" {
			r.Header = append(r.Header, Pair{Name: "Content-Type", Value: jsonType})
		}
	}
	return nil
}

// formPairs are an object's values in the order of their names: a pair for each item of a list, none for null, and numbers
// as JavaScript writes them.
func formPairs(object map[string]any) ([]Pair, error) {
	var form []Pair
	for _, name := range slices.Sorted(maps.Keys(object)) {
		items, isList := object[name].([]any)
		if !isList {
			items = []any{object[name]}
		}
		for _, item := range items {
			value, isText := item.(string)
			if !isText && item != nil {
				encoded, err := json.Marshal(item)
				if err != nil {
					return nil, fmt.Errorf("writing the form's %s: %w", text.Safe(name, 60), err)
				}
				value = string(encoded)
			}
			if item != nil {
				form = append(form, Pair{Name: name, Value: value})
			}
		}
	}
	return form, nil
}

// failed is the error of a script. The service's refusal says more than the script's stumbling over it.
func (h *scriptHost) failed(ctx context.Context, step Step, doing string, err error, hint string) *StepError {
	if h.trouble != nil && ctx.Err() == nil {
		return &StepError{Step: step, Doing: doing, Err: errors.New(h.trouble.What), Said: h.trouble.Said, Hint: h.trouble.Next}
	}
	if err != nil {
		err = masked{h.c.mask(err.Error()), err}
	}
	return &StepError{Step: step, Doing: doing, Err: err, Hint: hint}
}

// Log keeps what a script says.
func (h *scriptHost) Log(level, message string) {
	h.log = append(h.log, level+": "+text.Safe(h.c.mask(message), oauth1.SaidLimit))
}

// masked is an error with another text.
type masked struct {
	text string
	error
}

func (m masked) Error() string { return m.text }
func (m masked) Unwrap() error { return m.error }
