package flow

import (
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

// TestResult is what the connector's test found.
type TestResult struct {
	Account string        // whose token it is, where the test says
	NoTest  bool          // the connector has no test
	Took    time.Duration // the whole test
	Log     []string      // what a script wrote to its console, safe to print
}

// tester runs the test of a connection.
type tester struct{ *Connection }

// timed runs it and takes its time.
func (c tester) timed(ctx context.Context) (TestResult, error) {
	started := c.conns.net.now()
	result, err := c.run(ctx)
	result.Took = c.conns.net.now().Sub(started)
	return result, err
}

// note notes in the index how a test went.
func (c tester) note(ctx context.Context, result TestResult, failed error) error {
	change := func(e *Entry) {
		e.Tested, e.TestError = c.conns.net.now().UTC(), ""
		if failed != nil {
			e.TestError = Explain(failed).What
		}
		if result.Account != "" {
			e.Account = result.Account
		}
	}
	if err := c.conns.keychain.Update(ctx, c.Entry.Name, change); err != nil {
		return storeError("noting the test's result", err)
	}
	return nil
}

func (c tester) run(ctx context.Context) (TestResult, error) {
	test := c.Connector.Test
	if test == nil {
		return TestResult{NoTest: true}, nil
	}
	h := &scriptHost{c: c.Connection, call: c.Send}
	var answer any
	var err error
	if test.Implementation == specs.RESTMapping {
		answer, err = h.restTest(ctx, *test)
	} else {
		answer, err = evaluate(ctx, *test, c.variables(), h)
	}
	result := TestResult{Log: h.log}
	doing := fmt.Sprintf("testing the connection %s", c.Entry.Name)
	switch {
	case err != nil:
		return result, h.failed(ctx, StepTest, doing, err, "look at the connector's test, and send its call from the request pane")
	case !mapping.Truthy(answer) && h.trouble != nil:
		return result, h.failed(ctx, StepTest, doing, nil, "")
	case !mapping.Truthy(answer):
		return result, &StepError{
			Step: StepTest, What: doing, Err: errors.New("the connector's test says no"),
			Hint: c.provider.again("connect again; if it stays, send the test's call from the request pane and look at the answer"),
		}
	}
	if object, ok := answer.(map[string]any); ok {
		if account, ok := object["account"]; ok && account != nil {
			result.Account = text.Safe(c.mask(fmt.Sprint(account)), 80)
		}
	}
	return result, nil
}

// restTest sends the request of a REST mapping and reads its responseMapping, if it has one; without, any answer of the
// 2xx kind passes.
func (h *scriptHost) restTest(ctx context.Context, test specs.Method) (any, error) {
	vars := h.c.variables()
	call, err := specs.DecodeRESTRequest(test, vars)
	if err != nil {
		return nil, err
	}
	resp, err := h.Send(ctx, call)
	if err != nil {
		return nil, err
	}
	if resp.Status > 299 && !resp.OK {
		return nil, fmt.Errorf("the answer was %s", oauth1.StatusText(resp.Status))
	}
	return specs.MapRESTResponse(test, vars, resp)
}

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
	resp, err := h.call(ctx, req)
	if err != nil {
		e := Explain(err)
		h.trouble = &e
		return script.Response{}, err
	}
	h.trouble = resp.Explanation()
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
		return &StepError{Step: step, What: doing, Err: errors.New(h.trouble.What), ProviderMessage: h.trouble.ProviderMessage, Hint: h.trouble.Next}
	}
	if err != nil {
		err = masked{h.c.mask(err.Error()), err}
	}
	return &StepError{Step: step, What: doing, Err: err, Hint: hint}
}

// Log keeps what a script says.
func (h *scriptHost) Log(level, message string) {
	h.log = append(h.log, level+": "+text.Safe(h.c.mask(message), oauth1.MaxQuoted))
}

// masked is an error with another text.
type masked struct {
	text string
	error
}

func (m masked) Error() string { return m.text }
func (m masked) Unwrap() error { return m.error }
