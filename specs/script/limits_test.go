package script

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A script that runs away, or means harm, is an error, and the program goes
// on.
func TestHostileScriptsEndAsErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		source string
		want   error // nil: any *Error
	}{
		"endless loop":               {"for (;;) {}", ErrTime},
		"endless loop that catches":  {"export default () => { for (;;) { try { for (;;) {} } catch {} finally { continue } } }", ErrTime},
		"endless awaits":             {"export default async () => { for (;;) await null }", ErrTime},
		"thenable of itself":         {"export default () => ({ then(resolve) { resolve(this) } })", ErrTime},
		"endless chain of promises":  {"export default () => { const f = () => Promise.resolve().then(f); return f() }", nil},
		"promise that never settles": {"export default () => new Promise(() => {})", ErrPending},
		"huge string":                {"export default () => 'x'.repeat(2 ** 28)", ErrMemory},
		"impossible string":          {"export default () => 'x'.repeat(2 ** 40)", nil},
		"growing array":              {"export default () => { const a = []; for (;;) a.push(String(a.length)) }", ErrMemory},
		"growing buffers":            {"export default () => { const a = []; for (;;) a.push(new ArrayBuffer(1 << 20)) }", ErrMemory},
		"deep recursion":             {"export default () => { const f = () => f() + 1; return f() }", nil},
		"deep answer":                {"export default () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a }", nil},
		"deep JSON":                  {"export default () => JSON.parse('['.repeat(1e6))", nil},
		"deep source":                {"export default () => eval('('.repeat(1e7))", nil},
		"catastrophic regexp":        {"export default () => /(a+)+$/.test('a'.repeat(40) + 'b')", ErrTime},
		"regexp with lookahead":      {"export default () => /(?=(a+)+$)\\1b/.test('a'.repeat(40) + 'b')", ErrTime},
		"endless toJSON":             {"export default () => ({ toJSON() { for (;;) {} } })", ErrTime},
		"endless log":                {"export default () => { for (;;) console.log('x') }", ErrTime},
		"answer too large":           {"export default () => 'x'.repeat(1 << 20)", nil},
		"broken promises":            {"Promise.prototype.then = () => { throw new Error('broken') }; export default async () => { await 1; return new Promise(() => {}) }", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Run(context.Background(), "auth/test.js", test.source, "test", nil, &service{}, Limits{Time: 300 * time.Millisecond})
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, %v; want an *Error", got, err)
			}
			if test.want != nil && !errors.Is(err, test.want) && !errors.Is(err, ErrTime) { // a slow machine may see the time first
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

func TestTooManyCallsAreRefused(t *testing.T) {
	t.Parallel()
	s := &service{}
	_, err := Run(context.Background(), "x.js", "export default async ({ apiClient }) => { for (;;) await apiClient.get('/me') }", "test", nil, s, Limits{Calls: 3})
	if err == nil || !strings.HasSuffix(err.Error(), "the script has made too many calls") {
		t.Errorf("got %v", err)
	}
	if len(s.calls) != 3 {
		t.Errorf("%d calls were made", len(s.calls))
	}
}

func TestTooMuchSourceIsRefused(t *testing.T) {
	t.Parallel()
	_, err := Run(context.Background(), "x.js", "export default () => 1", "test", nil, nil, Limits{Source: 10})
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestCancelStopsAScriptAtWork(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	s := &service{reply: func(Request) (Response, error) { cancel(); return Response{Status: 200}, nil }}
	_, err := Run(ctx, "x.js", "export default async ({ apiClient }) => { await apiClient.get('/me'); for (;;) {} }", "test", nil, s, Limits{Time: time.Hour})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAPanicOfTheHostIsAnError(t *testing.T) {
	t.Parallel()
	s := &service{reply: func(Request) (Response, error) { panic("a sample panic") }}
	_, err := Run(context.Background(), "x.js", "export default ({ apiClient }) => apiClient.get('/me')", "test", nil, s, Limits{})
	if err == nil || err.Error() != "x.js: running the script: a sample panic" {
		t.Errorf("got %v", err)
	}
}

func TestTheClockCountsTheScriptsOwnTimeOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var interrupts atomic.Int32
		c := newClock(time.Second, func() { interrupts.Add(1) })
		time.Sleep(600 * time.Millisecond)
		c.pause()
		time.Sleep(time.Hour)
		c.resume()
		time.Sleep(300 * time.Millisecond)
		synctest.Wait()
		if c.over() {
			t.Error("over after 0.9 s of its own")
		}
		time.Sleep(105 * time.Millisecond)
		synctest.Wait()
		if !c.over() || interrupts.Load() != 1 {
			t.Errorf("after 1.005 s of its own: over %v, %d interrupts", c.over(), interrupts.Load())
		}
		time.Sleep(again)
		synctest.Wait()
		if interrupts.Load() != 2 {
			t.Errorf("%d interrupts; want one more, the first may have been forgotten", interrupts.Load())
		}
		c.stop()
		time.Sleep(time.Minute)
		synctest.Wait()
		if interrupts.Load() != 2 {
			t.Errorf("interrupted after the end: %d", interrupts.Load())
		}
	})
}
