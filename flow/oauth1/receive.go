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

// Progress is how much of a response has arrived.
type Progress struct {
	Attempt int // the number of the response: a request may be sent again, signed again
	Status  int
	Header  http.Header // read-only
	Length  int64       // of the whole body as announced by the service; -1: unknown
	Body    []byte      // the first bytes, read-only; the next Progress has the same and more
}

// InterruptedError is returned if a response began and is incomplete: the user canceled it, or the connection was lost.
type InterruptedError struct {
	Response *Response // with the bytes received
	Err      error     // the cause
}

func (e *InterruptedError) Error() string {
	received := text.Size(len(e.Response.Body))
	if e.Response.Length >= 0 {
		received += " of " + text.Size(e.Response.Length)
	}
	if e.Canceled() {
		return fmt.Sprintf("canceled: %s received", received)
	}
	return fmt.Sprintf("connection lost: %s received: %s", received, text.Safe(e.Err.Error(), MaxQuoted))
}

func (e *InterruptedError) Unwrap() error { return e.Err }

// Canceled reports whether the user interrupted the response.
func (e *InterruptedError) Canceled() bool { return errors.Is(e.Err, context.Canceled) }

// Hint returns what to do next, in sentences.
func (e *InterruptedError) Hint() string {
	if e.Canceled() {
		return "Send it again for the rest. The service has processed the request."
	}
	return "Send it again. If that fails too, request less data at once, or check the network."
}

const (
	minBuffer   = 32 << 10 // the first buffer of a body, in bytes
	largeBuffer = 4 << 20  // from this size on, unused memory is worth returning early
)

// receive reads a body of up to limit bytes and calls report after each piece. length is the announced length, or -1. A
// longer body is truncated, without an error. With an error it returns the bytes received.
//
// The buffer doubles when it is full; an announced length is trusted once half of it has arrived. Left alone, the
// garbage collector would keep the outgrown buffers until they are as large as everything in use, so it is run whenever
// a large body has grown by a quarter. That is cheap, because a body contains no pointers.
func receive(from io.Reader, length, limit int64, report func(body []byte)) (body []byte, truncated bool, err error) {
	collected := 0 // length of the body at the last collection
	collect := func() {
		if len(body) >= largeBuffer && len(body)-collected > len(body)/4 {
			runtime.GC()
			collected = len(body)
		}
	}
	defer collect()
	for {
		collect()
		if len(body) == cap(body) {
			body = append(make([]byte, 0, bufferSize(int64(len(body)), length, limit)), body...)
		}
		var n int
		n, err = from.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if int64(len(body)) > limit {
			body, truncated = body[:limit:limit], true
		}
		if n > 0 {
			report(body[:len(body):len(body)])
		}
		switch {
		case truncated, errors.Is(err, io.EOF):
			return body, truncated, nil
		case err != nil:
			return body, false, err
		}
	}
}

// bufferSize returns the size of the next buffer, when have bytes were received.
func bufferSize(have, length, limit int64) int64 {
	next := have + max(have, minBuffer)
	if length >= have && next >= length {
		next = length + 1 // one more, to read the end of the body without growing
	}
	return min(next, limit+1)
}
