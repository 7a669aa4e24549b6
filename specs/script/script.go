package script

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"modernc.org/quickjs"
)

// Limits bounds one run. A zero field stands for its default.
type Limits struct {
	Memory   int64         // bytes of the engine's heap; 64 MiB
	Time     time.Duration // the script's own, not that of the host's calls; 10 s
	Requests int           // calls through the host; 100
	Source   int           // bytes of the script and of each file that it imports; 256 KiB

	patience int // interrupts that the engine may ignore; see clock
}

func (l Limits) withDefaults() Limits {
	if l.Memory == 0 {
		l.Memory = 64 << 20
	}
	if l.Time == 0 {
		l.Time = 10 * time.Second
	}
	if l.Requests == 0 {
		l.Requests = 100
	}
	if l.Source == 0 {
		l.Source = 256 << 10
	}
	return l
}

// Sentinels of what ends a script other than its own errors.
var (
	ErrTime     = errors.New("the script ran too long")
	ErrMemory   = errors.New("the script used too much memory")
	ErrPending  = errors.New("the script waits for something that will never come")
	ErrTooLarge = errors.New("the script is too large")
)

// Source is a script as it can be run: JavaScript, without the types of
// TypeScript, and with the connector's other scripts that it imports.
type Source struct {
	File  string            // its name, for errors; imports are relative to it
	Text  string            // its lines and columns are the file's
	Files map[string]string // the texts of what it imports, and they in turn, by their names
}

//go:embed prelude.js
var prelude string

// Parse reads a script, and what it imports, and reports whether that parses;
// nothing of it runs. read gives a file of the connector by its name, and
// whether there is one; nil: there are none. The error is an *Error with the
// place, or ErrTooLarge.
func Parse(file, text string, read func(name string) (string, bool)) (Source, error) {
	l := Limits{}.withDefaults()
	m := &modules{source: Source{File: file}, read: read, limit: l.Source}
	var err error
	if m.source.Text, err = m.plain(file, text); err != nil {
		return Source{}, err
	}
	vm, err := m.newVM(l)
	if err != nil {
		return Source{}, err
	}
	defer closeVM(vm)
	if _, err := vm.Compile(importing(file), quickjs.EvalModule); err != nil {
		return Source{}, m.engineError(err)
	}
	return m.source, nil
}

// importing is a script that takes in another. Compiling it leads the engine
// through all that is imported.
func importing(file string) string {
	name, _ := json.Marshal(file) //nolint:errchkjson // a string can be written
	return "import * as script from " + string(name)
}

// Run runs the script, calls the function that it exports (as default, under
// the given name, or by CommonJS) with one object, args, and gives what that
// returns or resolves to, as encoding/json decodes it: undefined is nil. The
// object also has apiClient and externalApiClient when there is a host; without
// one the script can call nothing and its log is dropped.
//
// The error is an *Error, which wraps a sentinel of this package, the error of
// the Host.Call that the script let pass, or the context's. A script that
// cannot be stopped is left behind: its host is called no more.
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
	clock := newClock(l.Time, l.patience, vm.Interrupt)
	defer context.AfterFunc(ctx, clock.cancel)()
	r := &run{ctx: ctx, modules: m, function: function, args: args, host: host, clock: clock, callsLeft: l.Requests}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer closeVM(vm)
		defer clock.stop()
		r.work(vm, l)
	}()
	select {
	case <-ended:
		return r.answer, r.err
	case <-clock.ignored:
		return nil, r.abandon(l)
	}
}

// work runs the script to its end and leaves the outcome in r.
func (r *run) work(vm *quickjs.VM, l Limits) {
	defer func() {
		if p := recover(); p != nil {
			r.answer, r.err = nil, &Error{File: r.modules.source.File, Message: fmt.Sprintf("running the script: %v", p)}
		}
	}()
	if err := vm.RegisterHostFunc("host", r.serve); err != nil {
		r.err = fmt.Errorf("preparing the script engine: %w", err)
		return
	}
	_, failure := vm.Eval(prelude, quickjs.EvalGlobal)
	for failure == nil && !r.settled && !r.clock.over() {
		var jobs int
		jobs, failure = vm.ExecutePendingJobs()
		if jobs == 0 {
			break
		}
		if runaway(failure) {
			failure = nil // only its time ends it
		}
	}
	r.answer, r.err = r.result(failure, l)
}

// runaway reports an error that is not the script's: that it has had very
// many promises in a row, which may well be.
func runaway(err error) bool {
	var thrown *quickjs.Error
	return err != nil && !errors.As(err, &thrown)
}

// closeVM has nothing to tell: the engine's memory is its own, and whatever it
// says on closing is about that.
func closeVM(vm *quickjs.VM) { _ = vm.Close() }

// decode reads JSON that a script wrote.
func decode(text string) (any, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, err
	}
	return v, nil
}
