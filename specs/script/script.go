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
	Memory int64         // bytes of the engine's heap; 64 MiB
	Time   time.Duration // the script's own, not that of the host's calls; 10 s
	Calls  int           // calls through the host; 100
	Source int           // bytes of the script; 256 KiB
}

func (l Limits) withDefaults() Limits {
	if l.Memory == 0 {
		l.Memory = 64 << 20
	}
	if l.Time == 0 {
		l.Time = 10 * time.Second
	}
	if l.Calls == 0 {
		l.Calls = 100
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

//go:embed prelude.js
var prelude string

// Parse reports whether the script parses; the error is an *Error with the
// place, or ErrTooLarge. file is only a name, for the error.
func Parse(file, source string) error {
	l := Limits{}.withDefaults()
	if len(source) > l.Source {
		return tooLarge(file, l.Source)
	}
	vm, err := newVM(file, source, l)
	if err != nil {
		return err
	}
	defer closeVM(vm)
	_, err = vm.Compile(source, quickjs.EvalModule)
	return parseError(file, err)
}

// Run runs the script, calls the function that it exports (as default, under
// the given name, or by CommonJS) with one object, args, and gives what that
// returns or resolves to, as encoding/json decodes it: undefined is nil. The
// object also has apiClient and externalApiClient when there is a host; without
// one the script can call nothing and its log is dropped.
//
// The error is an *Error, which wraps a sentinel of this package, the error of
// the Host.Call that the script let pass, or the context's.
func Run(ctx context.Context, file, source, function string, args map[string]any, host Host, l Limits) (answer any, err error) {
	l = l.withDefaults()
	if len(source) > l.Source {
		return nil, tooLarge(file, l.Source)
	}
	vm, err := newVM(file, source, l)
	if err != nil {
		return nil, err
	}
	defer closeVM(vm)
	defer func() {
		if p := recover(); p != nil {
			answer, err = nil, &Error{File: file, Message: fmt.Sprintf("running the script: %v", p)}
		}
	}()
	clock := newClock(l.Time, vm.Interrupt)
	defer clock.stop()
	defer context.AfterFunc(ctx, clock.cancel)()

	r := &run{ctx: ctx, file: file, function: function, args: args, host: host, clock: clock, callsLeft: l.Calls}
	if err := vm.RegisterHostFunc("host", r.serve); err != nil {
		return nil, fmt.Errorf("preparing the script engine: %w", err)
	}
	_, failure := vm.Eval(prelude, quickjs.EvalGlobal)
	for failure == nil && !r.settled && !clock.over() {
		var jobs int
		jobs, failure = vm.ExecutePendingJobs()
		if jobs == 0 {
			break
		}
		if runaway(failure) {
			failure = nil // only its time ends it
		}
	}
	return r.result(failure, l)
}

// runaway reports an error that is not the script's: that it has had very
// many promises in a row, which may well be.
func runaway(err error) bool {
	var thrown *quickjs.Error
	return err != nil && !errors.As(err, &thrown)
}

// newVM makes an engine that knows one module, the script.
func newVM(file, source string, l Limits) (*quickjs.VM, error) {
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("starting the script engine: %w", err)
	}
	vm.SetMemoryLimit(uintptr(l.Memory)) //nolint:gosec // a bound is not negative
	vm.SetModuleLoader(
		func(*quickjs.VM, string) (string, error) { return source, nil },
		func(_ *quickjs.VM, _, name string) (string, error) {
			if name != file {
				return "", fmt.Errorf("a connector's script has no modules, so it can't import %s", name)
			}
			return name, nil
		})
	return vm, nil
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
