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

// Error is a script that failed. Message, and Data, are the script's or the
// service's words: bounded, without control characters in Message.
type Error struct {
	File         string
	Line, Column int // from 1; 0 where the engine does not tell
	Message      string
	Status       int // of the response, when a call's status was the failure
	Data         any // that response's data
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

// Unwrap gives the sentinel, the host's error or the context's behind it.
func (e *Error) Unwrap() error { return e.Err }

// result is what the run came to. Order matters: a script that was stopped
// may have caught the stop, or failed of it.
func (r *run) result(failure error, l Limits) (any, error) {
	switch {
	case r.settled && r.err == nil:
		return r.answer, nil
	case r.clock.over():
		return nil, r.stopped(l)
	case r.settled:
		return nil, r.err
	case failure != nil:
		return nil, r.modules.engineError(failure)
	default:
		return nil, &Error{File: r.modules.source.File, Message: ErrPending.Error(), Err: ErrPending}
	}
}

// stopped is the error of a script that was not let run on.
func (r *run) stopped(l Limits) *Error {
	file := r.modules.source.File
	if err := r.ctx.Err(); err != nil {
		return &Error{File: file, Message: "stopping the script: " + err.Error(), Err: err}
	}
	return &Error{File: file, Message: fmt.Sprintf("%v: more than %v of its own time", ErrTime, l.Time), Err: ErrTime}
}

func tooLarge(file string, limit int) error {
	return &Error{File: file, Message: fmt.Sprintf("%v: more than %d KiB", ErrTooLarge, limit>>10), Err: ErrTooLarge}
}

// thrown makes an Error of what the prelude tells of the error that the
// script ended with.
func (r *run) thrown(text string) error {
	var d struct {
		Message, Stack string
		Line, Column   any
		Status         any
		Data           any
		Call           *int
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return &Error{File: r.modules.source.File, Message: "the script failed, and can't say how"}
	}
	e := &Error{File: r.modules.source.File, Message: message(d.Message), Line: whole(d.Line), Column: whole(d.Column), Status: whole(d.Status), Data: d.Data}
	if e.Line == 0 {
		r.modules.place(e, d.Stack)
	}
	if d.Call != nil && *d.Call >= 0 && *d.Call < len(r.failures) {
		e.Err = r.failures[*d.Call]
	}
	return outOfMemory(e)
}

// engineError makes an Error of one that the engine itself reports.
func (m *modules) engineError(err error) error {
	e := &Error{File: m.source.File, Message: message(err.Error())}
	var thrown *quickjs.Error
	if errors.As(err, &thrown) && thrown.LineNumber > 0 {
		e.Line, e.Column = thrown.LineNumber, thrown.ColumnNumber
		if slices.Contains(m.files(), thrown.FileName) {
			e.File = thrown.FileName
		}
	} else {
		m.place(e, "")
	}
	return outOfMemory(e)
}

// outOfMemory recognises the engine's own failure. With no memory left even
// for an error, it throws null.
func outOfMemory(e *Error) error {
	switch {
	case e.Err != nil:
	case strings.Contains(e.Message, "out of memory"):
		e.Err = ErrMemory
	case e.Message == "null":
		e.Message, e.Err = "the script threw null, as the engine does when no memory is left", ErrMemory
	}
	return e
}

// message makes the engine's words fit to show.
func message(s string) string {
	return text.Safe(strings.TrimPrefix(s, "TypeError: module normalization failed: "), maxMessage)
}

// place says where an error stands: where the import of a file that can't be
// had does, or in the topmost line of a stack trace that is the connector's.
func (m *modules) place(e *Error, stack string) {
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

// whole reads a number that a script may have set to anything.
func whole(v any) int {
	f, ok := v.(float64)
	if !ok || f != float64(int(f)) {
		return 0
	}
	return int(f)
}

// maxMessage bounds what an error repeats of a script's or the engine's words, in characters.
const maxMessage = 500
