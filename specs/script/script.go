package script

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"modernc.org/quickjs"
)

// Limits are the limits of one run. Zero is the default.
type Limits struct {
	Memory   int64         // bytes of the engine's heap; 64 MiB
	Time     time.Duration // the script's own, not that of the host's requests; 10 s
	Requests int           // 100
	Source   int           // bytes of the script and of each file that it imports; 256 KiB

	maxIgnored int // interrupts that the engine can ignore; see clock
}

func (l Limits) withDefaults() Limits {
	l.Memory = cmp.Or(l.Memory, 64<<20)
	l.Time = cmp.Or(l.Time, 10*time.Second)
	l.Requests = cmp.Or(l.Requests, 100)
	l.Source = cmp.Or(l.Source, 256<<10)
	l.maxIgnored = cmp.Or(l.maxIgnored, maxIgnored)
	return l
}

// Errors that end a script, other than its own.
var (
	ErrTime     = errors.New("the script ran too long")
	ErrMemory   = errors.New("the script used too much memory")
	ErrPending  = errors.New("the script waits for a promise that never settles")
	ErrTooLarge = errors.New("the script is too large")
)

// Source is a script that can run: JavaScript, without the types of TypeScript, and the connector's scripts that it
// imports.
type Source struct {
	File  string            // its name, for errors; imports are relative to it
	Text  string            // its lines and columns are those of the file
	Files map[string]string // the texts of its imports, and of theirs, by name
}

//go:embed prelude.js
var prelude string

// Parse parses a script and its imports without running anything. read gives a file of the connector by name; nil if there
// are none. The error is an *Error with the position, or ErrTooLarge.
func Parse(file, text string, read func(name string) (string, bool)) (Source, error) {
	l := Limits{}.withDefaults()
	m := &modules{source: Source{File: file}, read: read, limit: l.Source}
	var err error
	if m.source.Text, err = m.javaScript(file, text); err != nil {
		return Source{}, err
	}
	vm, err := m.newVM(l)
	if err != nil {
		return Source{}, err
	}
	defer vm.Close()
	name, err := json.Marshal(file)
	if err != nil {
		return Source{}, err
	}
	// Compiling an import of the script makes the engine load all that it imports.
	if _, err := vm.Compile("import * as script from "+string(name), quickjs.EvalModule); err != nil {
		return Source{}, m.engineError(err)
	}
	return m.source, nil
}

// Run runs the script and calls the function that it exports (as default, under the given name, or by CommonJS) with one
// object, args. It gives what that function returns or resolves to, as encoding/json decodes it: undefined is nil. If
// there is a host, the object also has apiClient and externalApiClient; without one, the script can send nothing and its
// log is dropped.
//
// The error is an *Error, which wraps an error of this package, of Host.Send, or of the context. A script that can't be
// stopped is left behind; it no longer reaches its host.
func Run(ctx context.Context, s Source, function string, args map[string]any, host Host, l Limits) (any, error) {
	l = l.withDefaults()
	if len(s.Text) > l.Source {
		return nil, tooLarge(s.File, l.Source)
	}
	m := &modules{source: s, limit: l.Source}
	vm, err := m.newVM(l)
	if err != nil {
		return nil, err
	}
	clock := newClock(l.Time, l.maxIgnored, vm.Interrupt)
	defer context.AfterFunc(ctx, clock.cancel)()
	r := &run{ctx: ctx, modules: m, function: function, args: args, host: host, clock: clock, requestsLeft: l.Requests}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer vm.Close()
		defer clock.stop()
		r.work(vm, l)
	}()
	select {
	case <-ended:
		return r.value, r.err
	case <-clock.ignored:
		return nil, r.abandon(l)
	}
}

// work runs the script to its end and stores the outcome in r.
func (r *run) work(vm *quickjs.VM, l Limits) {
	defer func() {
		if p := recover(); p != nil {
			r.value, r.err = nil, r.fail(fmt.Sprintf("the script engine panicked: %v", p), nil)
		}
	}()
	if err := vm.RegisterHostFunc("host", r.serve); err != nil {
		r.err = fmt.Errorf("cannot start the script engine: %w", err)
		return
	}
	_, failure := vm.Eval(prelude, quickjs.EvalGlobal)
	for failure == nil && !r.settled && !r.clock.over() {
		var jobs int
		jobs, failure = vm.ExecutePendingJobs()
		if jobs == 0 {
			break
		}
		var thrown *quickjs.Error
		if !errors.As(failure, &thrown) {
			failure = nil // very many promises in a row; only the script's time ends that
		}
	}
	r.value, r.err = r.result(failure, l)
}
