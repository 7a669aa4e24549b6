package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/debug"

	"countersign/internal/text"
)

// Arrival is what has come of an answer so far.
type Arrival struct {
	Try    int // which answer it is: one that asks for the call to be sent again, signed afresh, is followed by another
	Status int
	Header http.Header // not to be changed
	Length int64       // of the whole body, where the service says it; -1 where it does not
	Body   []byte      // its first bytes. They stay as they are, and the next arrival's begin with them
}

// tries numbers the answers to one call. The first arrival of each has no body yet.
func tries(progress func(Arrival)) func(Arrival) {
	if progress == nil {
		return nil
	}
	try := 0
	return func(a Arrival) {
		if a.Body == nil {
			try++
		}
		a.Try = try
		progress(a)
	}
}

// Cut is the cause of a StepError after an answer that began and did not end: the person stopped it, or the connection
// broke. What had come stands in Response, whose body is not to be taken for a whole one.
type Cut struct {
	Response *Response
	Err      error // why
}

func (e *Cut) Error() string {
	came := text.Size(int64(len(e.Response.Body)))
	if e.Response.Length >= 0 {
		came += " of " + text.Size(e.Response.Length)
	}
	if e.Stopped() {
		return "stopped at " + came
	}
	return fmt.Sprintf("the answer broke off at %s: %s", came, text.Safe(e.Err.Error(), saidLimit))
}

func (e *Cut) Unwrap() error { return e.Err }

// Stopped reports whether it was the person who ended it.
func (e *Cut) Stopped() bool { return errors.Is(e.Err, context.Canceled) }

// next is what to do about it.
func (e *Cut) next() string {
	if e.Stopped() {
		return "send it again for all of it; the service has done what it was asked for all the same"
	}
	return "send it again; if it breaks off again, ask for less at a time, or look at what stands between this machine and the service"
}

// cutOff is a Cut on its way to the caller that knows what was asked for.
type cutOff struct {
	in    *incoming
	cause error
}

func (e *cutOff) Error() string { return "reading the answer: " + e.cause.Error() }

func (e *cutOff) Unwrap() error { return e.cause }

const (
	// leastRoom is what a body gets to begin with, in bytes.
	leastRoom = 32 << 10
	// largeRoom is from where on room is memory that the system lends only as it is filled, and worth to be given back.
	largeRoom = 4 << 20
)

// receive reads a body up to limit bytes, of which length are announced (-1: nobody knows), and tells after each piece what
// is here. A body longer than limit is cut there, without an error; with one, what is returned is what had come.
//
// The bytes stand in one piece, which gets twice the room when it is full: room that was announced is not believed before
// it is half full. While it moves, a body is here twice, and half of it a third time where a screen still shows the room
// before; of the room to spare, nothing is.
func receive(from io.Reader, length, limit int64, tell func(body []byte)) (body []byte, truncated bool, err error) {
	for {
		if len(body) == cap(body) {
			if len(body) >= largeRoom {
				frugal()
			}
			body = append(make([]byte, 0, room(int64(len(body)), length, limit)), body...)
		}
		var n int
		n, err = from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if int64(len(body)) > limit {
			body, truncated = body[:limit:limit], true
		}
		if n > 0 {
			tell(body[:len(body):len(body)])
		}
		switch {
		case truncated, errors.Is(err, io.EOF):
			return body, truncated, nil
		case err != nil:
			return body, false, err
		}
	}
}

// frugal gives back the rooms that bodies have left. By itself the collector would let them, and all that is drawn meanwhile,
// stand until they are as large as everything in use: a long body would take its length twice, and once more to move. From
// the first long one on it runs sooner, which is cheap, since there is nothing to look for in a body.
func frugal() {
	const percent = 25
	if before := debug.SetGCPercent(percent); before >= 0 && before < percent {
		debug.SetGCPercent(before) // who runs the program wants it so
	}
	runtime.GC()
}

// room is how many bytes there should be place for, when have are here.
func room(have, length, limit int64) int64 {
	next := have + max(have, leastRoom)
	if length >= have && next >= length {
		next = length + 1 // one more, so that the end is found without asking for more room
	}
	return min(next, limit+1)
}
