package script

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"modernc.org/quickjs"
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
	case r.ctx.Err() != nil:
		return nil, &Error{File: r.file, Message: "stopping the script: " + r.ctx.Err().Error(), Err: r.ctx.Err()}
	case r.clock.over():
		return nil, &Error{File: r.file, Message: fmt.Sprintf("%v: more than %v of its own time", ErrTime, l.Time), Err: ErrTime}
	case r.settled:
		return nil, r.err
	case failure != nil:
		return nil, engineError(r.file, failure)
	default:
		return nil, &Error{File: r.file, Message: ErrPending.Error(), Err: ErrPending}
	}
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
		return &Error{File: r.file, Message: "the script failed, and can't say how"}
	}
	e := &Error{File: r.file, Message: message(d.Message), Line: whole(d.Line), Column: whole(d.Column), Status: whole(d.Status), Data: d.Data}
	if e.Line == 0 {
		e.Line, e.Column = place(r.file, d.Stack)
	}
	if d.Call != nil && *d.Call >= 0 && *d.Call < len(r.failures) {
		e.Err = r.failures[*d.Call]
	}
	return outOfMemory(e)
}

// engineError makes an Error of one that the engine itself reports.
func engineError(file string, err error) error {
	e := &Error{File: file, Message: message(err.Error())}
	var thrown *quickjs.Error
	if errors.As(err, &thrown) {
		e.Line, e.Column = thrown.LineNumber, thrown.ColumnNumber
	}
	return outOfMemory(e)
}

func parseError(file string, err error) error {
	if err == nil {
		return nil
	}
	return engineError(file, err)
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
	return safe(strings.TrimPrefix(s, "TypeError: module normalization failed: "))
}

// place finds the topmost line of the script in a stack trace.
func place(file, stack string) (line, column int) {
	at := regexp.MustCompile(regexp.QuoteMeta(file) + `:(\d+)(?::(\d+))?`).FindStringSubmatch(stack)
	if at == nil {
		return 0, 0
	}
	line, _ = strconv.Atoi(at[1])
	column, _ = strconv.Atoi(at[2])
	return line, column
}

// whole reads a number that a script may have set to anything.
func whole(v any) int {
	f, ok := v.(float64)
	if !ok || f != float64(int(f)) {
		return 0
	}
	return int(f)
}

// safe bounds text and takes what could drive a terminal out of it.
func safe(s string) string {
	const longest = 500
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > longest {
		s = string(runes[:longest]) + "…"
	}
	return strings.TrimSpace(s)
}
