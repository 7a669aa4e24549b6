package script

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"modernc.org/quickjs"

	"countersign/internal/text"
)

// Error is the failure of a script. Message and Data come from the script or the service; both are limited in size, and
// Message has no control characters.
type Error struct {
	File         string
	Line, Column int // from 1; 0 if unknown
	Message      string
	Status       int // of the response, if a request failed
	Data         any // of that response
	Err          error
}

// Error gives "file:line:column: message".
func (e *Error) Error() string {
	switch {
	case e.Line == 0:
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	case e.Column == 0:
		return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Unwrap gives the cause: a sentinel of this package, or an error of the host or the context.
func (e *Error) Unwrap() error { return e.Err }

// result gives the outcome of the run. A stopped script may have caught the interrupt, or failed because of it, so the
// clock comes first.
func (r *run) result(failure error, l Limits) (any, error) {
	switch {
	case r.settled && r.err == nil:
		return r.value, nil
	case r.clock.over():
		return nil, r.stopped(l)
	case r.settled:
		return nil, r.err
	case failure != nil:
		return nil, r.modules.engineError(failure)
	default:
		return nil, r.fail(ErrPending.Error(), ErrPending)
	}
}

func (r *run) fail(message string, err error) *Error {
	return &Error{File: r.modules.source.File, Message: message, Err: err}
}

// stopped is the error of a script that was stopped.
func (r *run) stopped(l Limits) *Error {
	if err := r.ctx.Err(); err != nil {
		return r.fail("the script was stopped: "+err.Error(), err)
	}
	return r.fail(fmt.Sprintf("%v: more than %v of its own time", ErrTime, l.Time), ErrTime)
}

func tooLarge(file string, limit int) error {
	return &Error{File: file, Message: fmt.Sprintf("%v: more than %d KiB", ErrTooLarge, limit>>10), Err: ErrTooLarge}
}

// thrown makes an Error of the error that the script ended with, as the prelude describes it.
func (r *run) thrown(text string) error {
	var d struct {
		Message, Stack       string
		Line, Column, Status any
		Data                 any
		Call                 *int
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return r.fail("the script failed without an error message", nil)
	}
	e := r.fail(message(d.Message), nil)
	e.Line, e.Column, e.Status, e.Data = integer(d.Line), integer(d.Column), integer(d.Status), d.Data
	if e.Line == 0 {
		r.modules.locate(e, d.Stack)
	}
	if d.Call != nil && *d.Call >= 0 && *d.Call < len(r.failures) {
		e.Err = r.failures[*d.Call]
	}
	return outOfMemory(e)
}

// engineError makes an Error of an error of the engine.
func (m *modules) engineError(err error) error {
	e := &Error{File: m.source.File, Message: message(err.Error())}
	var thrown *quickjs.Error
	if errors.As(err, &thrown) && thrown.LineNumber > 0 {
		e.Line, e.Column = thrown.LineNumber, thrown.ColumnNumber
		if slices.Contains(m.files(), thrown.FileName) {
			e.File = thrown.FileName
		}
	} else {
		m.locate(e, "")
	}
	return outOfMemory(e)
}

// outOfMemory recognizes this failure of the engine, which throws null if it has no memory left for an error.
func outOfMemory(e *Error) error {
	switch {
	case e.Err != nil:
	case strings.Contains(e.Message, "out of memory"):
		e.Err = ErrMemory
	case e.Message == "null":
		e.Message, e.Err = "the script threw null, as the engine does when it is out of memory", ErrMemory
	}
	return e
}

// maxMessage is how many characters of a script's or the engine's message an error repeats.
const maxMessage = 500

func message(s string) string {
	return text.Safe(strings.TrimPrefix(s, "TypeError: module normalization failed: "), maxMessage)
}

// locate sets the position of an error: that of a refused import, or the topmost line of a stack trace that is in the
// connector.
func (m *modules) locate(e *Error, stack string) {
	for _, refused := range m.refused {
		if message(refused.Message) == e.Message {
			e.File, e.Line, e.Column = refused.File, refused.Line, refused.Column
			return
		}
	}
	var names []string
	for _, file := range m.files() {
		names = append(names, regexp.QuoteMeta(file))
	}
	at := regexp.MustCompile(`[( ](` + strings.Join(names, "|") + `):(\d+)(?::(\d+))?`).FindStringSubmatch(stack)
	if at == nil {
		return
	}
	e.File = at[1]
	e.Line, _ = strconv.Atoi(at[2])
	e.Column, _ = strconv.Atoi(at[3])
}

// integer gives a number that a script may have set to anything.
func integer(v any) int {
	f, ok := v.(float64)
	if !ok || f != float64(int(f)) {
		return 0
	}
	return int(f)
}
