package flow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/signature"
	"countersign/flow/requestfile"
	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/mapping"
	"countersign/specs/script"
)

// TestResult is the result of a connector's test.
type TestResult struct {
	Account string        // the name of the account, if the test says
	NoTest  bool          // the connector has no test
	Took    time.Duration // the whole test
	Log     []string      // the script's console output, safe to print
}

// tester runs the test of a connection.
type tester struct{ *Connection }

func (c tester) timed(ctx context.Context) (TestResult, error) {
	started := c.conns.net.now()
	result, err := c.run(ctx)
	result.Took = c.conns.net.now().Sub(started)
	return result, err
}

// saveResult saves the result in the index. testErr is the test's error.
func (c tester) saveResult(ctx context.Context, result TestResult, testErr error) error {
	return storeError("cannot save the test's result", c.conns.store.Update(ctx, c.Entry.Name, func(e *Entry) {
		e.Tested, e.TestError = c.conns.net.now().UTC(), Explain(testErr).What
		e.Account = cmp.Or(result.Account, e.Account)
	}))
}

func (c tester) run(ctx context.Context) (TestResult, error) {
	test := c.Connector.Test
	if test == nil {
		return TestResult{NoTest: true}, nil
	}
	h := &scriptHost{c: c.Connection, send: c.Connection.Send}
	var value any
	var err error
	if test.Implementation == specs.RESTMapping {
		value, err = h.restTest(ctx, *test)
	} else {
		value, err = evaluate(ctx, *test, c.variables(), h)
	}
	result := TestResult{Log: h.log}
	what := fmt.Sprintf("test of %s failed", c.Entry.Name)
	switch {
	case err != nil:
		return result, h.failed(ctx, StepTest, what, err, "Check the connector's test, and send its request from the request screen.")
	case !mapping.Truthy(value) && h.explanation != nil:
		return result, h.failed(ctx, StepTest, what, nil, "")
	case !mapping.Truthy(value):
		return result, &StepError{
			Step: StepTest, What: what, Err: errors.New("the connector's test returned false"),
			Hint: c.provider.hintFor("Reconnect. If it fails again, send the test's request from the request screen and read the response."),
		}
	}
	if object, ok := value.(map[string]any); ok && object["account"] != nil {
		result.Account = text.Safe(c.mask(fmt.Sprint(object["account"])), 80)
	}
	return result, nil
}

// restTest sends the request of a REST mapping and evaluates its responseMapping. Without one, any 2xx response passes.
func (h *scriptHost) restTest(ctx context.Context, test specs.Method) (any, error) {
	vars := h.c.variables()
	request, err := specs.DecodeRESTRequest(test, vars)
	if err != nil {
		return nil, err
	}
	resp, err := h.Send(ctx, request)
	if err != nil {
		return nil, err
	}
	if resp.Status > 299 && !resp.OK {
		return nil, errors.New(oauth1.StatusText(resp.Status))
	}
	return specs.MapRESTResponse(test, vars, resp)
}

// evaluate runs one of a connector's methods, a mapping or a script, and returns plain data. host sends a script's requests;
// nil allows none.
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

// scriptHost is what a connector's script can reach: signed requests, and a log.
type scriptHost struct {
	c           *Connection
	send        func(context.Context, Request) (*Response, error)
	log         []string
	explanation *Explanation // of the latest request, if it failed
}

// Send implements script.Host.
func (h *scriptHost) Send(ctx context.Context, r script.Request) (script.Response, error) {
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
	resp, err := h.send(ctx, req)
	if err != nil {
		e := Explain(err)
		h.explanation = &e
		return script.Response{}, err
	}
	h.explanation = resp.Explanation()
	out, err := resp.forScript()
	if r.Binary && err == nil && resp.verdict.data == nil && resp.verdict.success {
		out.Data = resp.Body
	}
	return out, err
}

// setData encodes a script's data by the request's content type: text as it is, an object as a form if the header says so, else
// JSON.
func setData(r *Request, data any) error {
	var contentType string
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, "Content-Type") {
			contentType = h.Value
		}
	}
	object, isObject := data.(map[string]any)
	switch text, isText := data.(string); {
	case data == nil:
	case isText:
		r.Body = []byte(text)
	case isObject && signature.IsForm(contentType):
		form, err := formPairs(object)
		if err != nil {
			return err
		}
		r.Form = form
	default:
		body, err := json.Marshal(data)
		if err != nil {
			return fmt.Errorf("cannot encode the request's data: %w", err)
		}
		r.Body = body
		if contentType == "" {
			r.Header = append(r.Header, Pair{Name: "Content-Type", Value: jsonType})
		}
	}
	return nil
}

// formPairs are an object's values sorted by name: one pair for each item of a list, none for null, numbers as in JavaScript.
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
					return nil, fmt.Errorf("cannot encode %s: %w", text.Safe(name, 60), err)
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

// failed is a script's error. If the service refused a request, it says that instead.
func (h *scriptHost) failed(ctx context.Context, step Step, what string, err error, hint string) *StepError {
	if e := h.explanation; e != nil && ctx.Err() == nil {
		return &StepError{Step: step, What: what, Err: errors.New(e.What), ProviderMessage: e.ProviderMessage, Hint: e.Next}
	}
	if err != nil {
		err = masked{h.c.mask(err.Error()), err}
	}
	return &StepError{Step: step, What: what, Err: err, Hint: hint}
}

// Log implements script.Host.
func (h *scriptHost) Log(level, message string) {
	h.log = append(h.log, level+": "+text.Safe(h.c.mask(message), oauth1.MaxQuoted))
}

// masked is an error with its secrets masked.
type masked struct {
	text string
	error
}

func (m masked) Error() string { return m.text }
func (m masked) Unwrap() error { return m.error }
