package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/flow/oauth1"
	"countersign/internal/text"
	"countersign/specs"
	"countersign/specs/mapping"
)

// TestResult is what the connector's test found.
type TestResult struct {
	Account string        // whose token it is, where the test says
	None    bool          // the connector has no test
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
		return unkept("noting the test's result", err)
	}
	return nil
}

func (c tester) run(ctx context.Context) (TestResult, error) {
	test := c.Connector.Test
	if test == nil {
		return TestResult{None: true}, nil
	}
	h := &scriptHost{c: c.Connection, call: c.Call}
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
			Step: StepTest, Doing: doing, Err: errors.New("the connector's test says no"),
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
	call, err := specs.DecodeRESTCall(test, vars)
	if err != nil {
		return nil, err
	}
	resp, err := h.Call(ctx, call)
	if err != nil {
		return nil, err
	}
	if resp.Status > 299 && !resp.OK {
		return nil, fmt.Errorf("the answer was %s", oauth1.StatusText(resp.Status))
	}
	return specs.MapRESTResponse(test, vars, resp)
}
