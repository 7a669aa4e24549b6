package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"countersign/flow/signature"
	"countersign/specs"
	"countersign/specs/mapping"
	"countersign/specs/script"
)

// TestResult is what the connector's test found.
type TestResult struct {
	Account string        // whose token it is, where the test says
	None    bool          // the connector has no test
	Took    time.Duration // the whole test
	Log     []string      // what a script wrote to its console, safe to print
}

// Test runs the connector's test with the connection's token, and remembers in the index how it went and whose account it
// is. A failed test is an error.
func (c *Connection) Test(ctx context.Context) (TestResult, error) {
	started := c.m.Now()
	result, err := c.runTest(ctx)
	result.Took = c.m.Now().Sub(started)
	if result.None || ctx.Err() != nil {
		return result, err
	}
	note := func(e *Entry) {
		e.Tested, e.TestError = c.m.Now().UTC(), ""
		if err != nil {
			e.TestError = Explain(err).What
		}
		if result.Account != "" {
			e.Account = result.Account
		}
	}
	if noted := c.m.Keychain.Update(ctx, c.Entry.Name, note); noted != nil && err == nil {
		err = unkept("noting the test's result", noted)
	}
	return result, err
}

func (c *Connection) runTest(ctx context.Context) (TestResult, error) {
	test := c.Connector.Test
	if test == nil {
		return TestResult{None: true}, nil
	}
	h := &scriptHost{c: c}
	var answer any
	var err error
	if test.Implementation == specs.RESTMapping {
		answer, err = c.restTest(ctx, *test)
	} else {
		answer, err = evaluate(ctx, *test, c.variables(), h)
	}
	result := TestResult{Log: h.log}
	failed := &StepError{Step: StepTest, Doing: fmt.Sprintf("testing the connection %s", c.Entry.Name), Err: err}
	switch {
	case err != nil && h.trouble != nil:
		// The service's refusal says more than the script's stumbling over it.
		failed.Err, failed.Said, failed.Hint = errors.New(h.trouble.What), h.trouble.Said, h.trouble.Next
		return result, failed
	case err != nil:
		failed.Hint = "look at the connector's test, and send its call from the request pane"
		return result, failed
	case !mapping.Truthy(answer):
		failed.Err = errors.New("the connector's test says no")
		failed.Hint = "connect again; if it stays, send the test's call from the request pane and look at the answer"
		return result, failed
	}
	if object, ok := answer.(map[string]any); ok {
		if account, ok := object["account"]; ok && account != nil {
			result.Account = Safe(fmt.Sprint(account), 80)
		}
	}
	return result, nil
}

// restTest sends the request of a REST mapping and reads its responseMapping, if it has one; without, any answer of the
// 2xx kind passes.
func (c *Connection) restTest(ctx context.Context, test specs.Method) (any, error) {
	vars := c.variables()
	call, err := specs.DecodeRESTCall(test, vars)
	if err != nil {
		return nil, err
	}
	host := &scriptHost{c: c}
	resp, err := host.Call(ctx, call)
	if err != nil {
		return nil, err
	}
	if resp.Status > 299 {
		return nil, fmt.Errorf("the answer was %s", statusText(resp.Status))
	}
	return specs.MapRESTResponse(test, vars, resp)
}

// scriptHost is all that a connector's script reaches of the world: calls through the signed client, and a log.
type scriptHost struct {
	c       *Connection
	log     []string
	trouble *Explanation // of the latest call
}

// Call sends one signed call for a script.
func (h *scriptHost) Call(ctx context.Context, r script.Request) (script.Response, error) {
	req := Request{Method: r.Method, Target: r.Path}
	if r.BaseURI != "" && !strings.Contains(r.Path, "://") {
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
	resp, err := h.c.Call(ctx, req)
	if err != nil {
		e := Explain(err)
		h.trouble = &e
		return script.Response{}, err
	}
	h.trouble = resp.Trouble()
	answer := script.Response{Status: resp.Status, Header: map[string]string{}}
	for name := range resp.Header {
		answer.Header[strings.ToLower(name)] = resp.Header.Get(name)
	}
	var data any
	if json.Unmarshal(resp.Body, &data) == nil {
		answer.Data = data
	} else {
		answer.Data = string(resp.Body)
	}
	return answer, nil
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
		for name, value := range object {
			r.Form = append(r.Form, Pair{Name: name, Value: fmt.Sprint(value)})
		}
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

// Log keeps what a script says.
func (h *scriptHost) Log(level, text string) {
	h.log = append(h.log, level+": "+Safe(text, saidLimit))
}
