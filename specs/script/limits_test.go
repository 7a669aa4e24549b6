package script

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"countersign/internal/testenv"
)

type hostileScript struct {
	source string
	want   error // nil: any *Error
}

// limits are short where the script runs forever, and long enough for a slow machine where something else ends it. The
// engine needs seconds to fill all its memory.
func (s hostileScript) limits() Limits {
	switch {
	case errors.Is(s.want, ErrTime):
		return Limits{Time: 50 * time.Millisecond}
	case s.want == nil:
		return Limits{Time: 300 * time.Millisecond}
	}
	return Limits{Time: testenv.WaitTimeout(), Memory: int64(testenv.Count(4, 64)) << 20}
}

// A runaway or malicious script ends with an error, and the program continues.
func TestLongHostileScriptsEndAsErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]hostileScript{
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
		"deep result":                {"export default () => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a }", nil},
		"deep JSON":                  {"export default () => JSON.parse('['.repeat(1e6))", nil},
		"deep source":                {"export default () => eval('('.repeat(1e7))", nil},
		"catastrophic regexp":        {"export default () => /(a+)+$/.test('a'.repeat(40) + 'b')", ErrTime},
		"regexp with lookahead":      {"export default () => /(?=(a+)+$)\\1b/.test('a'.repeat(40) + 'b')", ErrTime},
		"endless toJSON":             {"export default () => ({ toJSON() { for (;;) {} } })", ErrTime},
		"endless log":                {"export default () => { for (;;) console.log('x') }", ErrTime},
		"large result":               {"export default () => 'x'.repeat(1 << 20)", nil},
		"cyclic result":              {"export default () => { const a = []; a[0] = a; return a }", nil},
		"proxy as a result":          {"export default () => new Proxy({}, { ownKeys() { for (;;) {} } })", ErrTime},
		"result that throws":         {"export default () => ({ get account() { throw new Error('trap') } })", nil},
		"toJSON bomb":                {"export default () => { const bomb = { toJSON: () => [bomb, bomb] }; return bomb }", nil},
		"huge toJSON":                {"export default () => ({ toJSON: () => 'x'.repeat(2 ** 27) })", nil},
		"doubling string":            {"export default () => { let s = 'x'; for (;;) s += s }", nil},
		"doubling answer":            {"export default () => { let a = [1]; for (let i = 0; i < 40; i++) a = [a, a]; return a }", nil},
		"huge log":                   {"export default () => { console.log('x'.repeat(2 ** 24)); for (;;) {} }", nil},
		"log that throws":            {"export default () => { console.log({ get a() { for (;;) {} } }) }", ErrTime},
		"async generator":            {"async function* g() { for (;;) yield 1 }; export default async () => { for await (const x of g()) {} }", ErrTime},
		"finally that goes on":       {"export default () => { again: for (;;) { try { continue again } finally { continue again } } }", ErrTime},
		"finalizers":                 {"export default () => { const r = new FinalizationRegistry(() => { for (;;) {} }); for (;;) r.register({}, 1) }", ErrTime},
		"weak references":            {"export default () => { const w = []; for (;;) w.push(new WeakRef({})) }", ErrMemory},
		"shared buffers":             {"export default () => { const a = []; for (;;) a.push(new SharedArrayBuffer(1 << 20)) }", ErrMemory},
		"waiting for nobody":         {"export default () => Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0)", nil},
		"growing typed arrays":       {"export default () => { const a = []; for (;;) a.push(new Float64Array(1 << 16)) }", ErrMemory},
		"huge sort":                  {"export default () => { for (;;) new Uint8Array(5e6).sort() }", ErrTime},
		"huge number":                {"export default () => 3n ** (2n ** 24n)", nil},
		"no Date":                    {"Date.now = () => 0; globalThis.Date = null; export default () => { for (;;) {} }", ErrTime},
		"no JSON":                    {"JSON.stringify = () => { throw 1 }; JSON.parse = () => null; Array.prototype.map = null; export default () => { throw 1 }", nil},
		"polluted objects":           {"Object.prototype.toJSON = () => { for (;;) {} }; export default () => ({})", ErrTime},
		"import of files":            {"import fs from 'fs'; export default () => 1", nil},
		"import as it runs":          {"export default () => import('http')", nil},
		"worker":                     {"export default () => new Worker('x.js')", nil},
		"code made of text":          {"export default () => { for (;;) new Function('return ' + Math.random())() }", ErrTime},
		"101 calls":                  {"export default async ({ apiClient }) => { for (let i = 0; i < 101; i++) await apiClient.get('/me') }", nil},
		"101 calls at once":          {"export default ({ apiClient }) => Promise.all([...Array(101)].map(() => apiClient.get('/me')))", nil},
		"broken promises":            {"Promise.prototype.then = () => { throw new Error('broken') }; export default async () => { await 1; return new Promise(() => {}) }", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Run(context.Background(), plainly("auth/test.js", test.source), "test", nil, &service{}, test.limits())
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v, %v; want an *Error", got, err)
			}
			if test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if got, err := Run(context.Background(), plainly("auth/test.js", "export default () => [1].map((n) => n + 1)"), "test", nil, nil, Limits{}); err != nil || len(got.([]any)) != 1 {
				t.Errorf("the next script gave %v, %v", got, err)
			}
		})
	}
}

// The engine ignores interrupts in its own functions. The length is enough for many times the limit here, and small
// enough that the script ends soon.
func TestAnUnstoppableScriptIsLeftBehind(t *testing.T) {
	t.Parallel()
	s := &service{}
	source := `export default ({ apiClient }) => {
		try { Array.prototype.indexOf.call({ length: 2 ** 25 }, 1) } catch {}
		console.log('still here'); return apiClient.get('/me')
	}`
	_, err := Run(context.Background(), plainly("x.js", source), "test", nil, s, Limits{Time: time.Millisecond, maxIgnored: 3})
	if !errors.Is(err, ErrTime) {
		t.Errorf("got %v", err)
	}
	if len(s.requests)+len(s.lines) > 0 {
		t.Errorf("it still sent %v and logged %v", s.requests, s.lines)
	}
}

// Without a limit on ignored interrupts, a script would be left behind before the first interrupt.
func TestLimitsHaveDefaults(t *testing.T) {
	t.Parallel()
	want := Limits{64 << 20, 10 * time.Second, 100, 256 << 10, maxIgnored}
	if got := (Limits{}).withDefaults(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTooManyRequestsAreRefused(t *testing.T) {
	t.Parallel()
	s := &service{}
	_, err := Run(context.Background(), plainly("x.js", "export default async ({ apiClient }) => { for (;;) await apiClient.get('/me') }"), "test", nil, s, Limits{Requests: 3})
	if err == nil || !strings.HasSuffix(err.Error(), "the script sent too many requests") {
		t.Errorf("got %v", err)
	}
	if len(s.requests) != 3 {
		t.Errorf("%d requests were sent", len(s.requests))
	}
}

func TestTooMuchSourceIsRefused(t *testing.T) {
	t.Parallel()
	_, err := Run(context.Background(), plainly("x.js", "export default () => 1"), "test", nil, nil, Limits{Source: 10})
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

func TestCancelStopsARunningScript(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	s := &service{reply: func(Request) (Response, error) { cancel(); return Response{Status: 200}, nil }}
	_, err := Run(ctx, plainly("x.js", "export default async ({ apiClient }) => { await apiClient.get('/me'); for (;;) {} }"), "test", nil, s, Limits{Time: time.Hour})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestPanicOfTheHostIsAnError(t *testing.T) {
	t.Parallel()
	s := &service{reply: func(Request) (Response, error) { panic("a sample panic") }}
	_, err := Run(context.Background(), plainly("x.js", "export default ({ apiClient }) => apiClient.get('/me')"), "test", nil, s, Limits{})
	if err == nil || err.Error() != "x.js: the script engine panicked: a sample panic" {
		t.Errorf("got %v", err)
	}
}

func TestClockCountsOnlyTheScriptsOwnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var interrupts atomic.Int32
		c := newClock(time.Second, maxIgnored, func() { interrupts.Add(1) })
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
		time.Sleep(interruptInterval)
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

func TestClockGivesUpAfterIgnoredInterrupts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var interrupts atomic.Int32
		c := newClock(time.Second, maxIgnored, func() { interrupts.Add(1) })
		<-c.ignored
		time.Sleep(time.Minute)
		c.cancel()
		synctest.Wait()
		if interrupts.Load() != maxIgnored {
			t.Errorf("%d interrupts, want %d", interrupts.Load(), maxIgnored)
		}
	})
}

// The time ends in a built-in function that ignores interrupts, and the script calls the host before the engine checks for
// one.
func TestHostDoesNothingAfterTheTimeLimit(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"log", "call", "done"} {
		s := &service{}
		c := newClock(time.Hour, maxIgnored, func() {})
		r := &run{ctx: t.Context(), modules: &modules{}, host: s, clock: c, requestsLeft: 1}
		c.cancel()
		if _, err := r.serve([]any{kind, `{"method":"GET","path":"/me"}`}); !errors.Is(err, ErrTime) {
			t.Errorf("%s: got %v", kind, err)
		}
		if len(s.requests)+len(s.lines) > 0 || r.settled {
			t.Errorf("%s: called %v, said %v, settled %v", kind, s.requests, s.lines, r.settled)
		}
		c.stop()
	}
}

func TestClockIsOverDespiteALateTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClock(time.Second, maxIgnored, func() {})
		c.timer.Stop() // as if it were late
		time.Sleep(time.Second)
		if !c.over() || c.pause() {
			t.Error("there is time left after all of it")
		}
	})
}
