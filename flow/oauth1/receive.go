package oauth1

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"

	"countersign/internal/text"
)

// Arrival is what has come of an answer so far.
type Progress struct {
	Attempt int // which response it is: one that asks for the request to be sent again, signed afresh, is followed by another
	Status  int
	Header  http.Header // not to be changed
	Length  int64       // of the whole body, where the service says it; -1 where it does not
	Body    []byte      // its first bytes. They stay as they are, and the next arrival's begin with them
}

// Cut is the error of a response that began and did not end: the person stopped it, or the connection broke. What had come is
// in Response, whose body is not to be taken for a whole one.
type InterruptedError struct {
	Response *Response
	Err      error // why
}

func (e *InterruptedError) Error() string {
	came := text.Size(len(e.Response.Body))
	if e.Response.Length >= 0 {
		came += " of " + text.Size(e.Response.Length)
	}
	if e.Canceled() {
		return "stopped at " + came
	}
	return fmt.Sprintf("the answer broke off at %s: %s", came, text.Safe(e.Err.Error(), MaxQuoted))
}

func (e *InterruptedError) Unwrap() error { return e.Err }

// Stopped reports whether it was the person who ended it.
func (e *InterruptedError) Canceled() bool { return errors.Is(e.Err, context.Canceled) }

// Next is what to do about it.
func (e *InterruptedError) Hint() string {
	if e.Canceled() {
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
// The bytes are in one piece, which gets twice the room when it is full: room that was announced is not believed before
// it is half full. While it moves, a body is here twice, and half of it a third time where a screen still shows the room
// before; of the room to spare, nothing is.
//
// By itself the collector would let the rooms that a body has left, and all that is drawn meanwhile, be until they are as
// large as everything in use: a long body would take its length twice, and once more to move. So a long one has it run
// whenever another quarter of it is here, which is cheap, since there is nothing to look for in a body.
func receive(from io.Reader, length, limit int64, tell func(body []byte)) (body []byte, truncated bool, err error) {
	collected := 0 // how much was here when the collector ran last
	collect := func() {
		if len(body) >= largeRoom && len(body)-collected > len(body)/4 {
			runtime.GC()
			collected = len(body)
		}
	}
	defer collect()
	for {
		collect()
		if len(body) == cap(body) {
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

// room is how many bytes there should be place for, when have are here.
func room(have, length, limit int64) int64 {
	next := have + max(have, leastRoom)
	if length >= have && next >= length {
		next = length + 1 // one more, so that the end is found without asking for more room
	}
	return min(next, limit+1)
}
