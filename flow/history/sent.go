package history

import (
	"cmp"
	"strings"
	"time"

	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// Retention says what is saved.
type Retention struct {
	Enabled bool
	Bodies  bool // of requests and responses, too
	Max     int  // entries of each connection
}

// Sent is a request that was sent, with its outcome.
type Sent struct {
	ID            string
	At            time.Time
	Method        string // empty means GET
	Target        string
	Query, Header []requestfile.Pair
	Body          []byte
	BodyType      string // its content type
	BodyFile      string // the file it was read from

	Status       int // 0: there was no response
	Took         time.Duration
	Size         int64  // of the response body
	ResponseBody []byte // as far as it is available
	Failure      string // why there was no response
}

const (
	maxFailure = 300      // characters
	maxBody    = 64 << 10 // bytes; longer bodies are not saved
)

// Entry makes the history entry of a request.
func (m Masker) Entry(s Sent, bodies bool) Entry {
	e := Entry{
		ID: s.ID, At: s.At.UTC(), Method: strings.ToUpper(cmp.Or(s.Method, "GET")), Target: m.target(s.Target),
		Query: m.pairs(s.Query, secretName), Header: m.pairs(s.Header, secretHeader), BodyFile: m.Text(s.BodyFile),
		Status: s.Status, Took: s.Took, Size: s.Size, Failure: text.Safe(m.Text(s.Failure), maxFailure),
	}
	if len(s.Body) > 0 {
		e.BodyType, e.BodySize = text.Safe(s.BodyType, 100), int64(len(s.Body))
	}
	if !bodies {
		return e
	}
	if s.BodyFile == "" {
		e.Body = m.body(s.Body, e.BodyType)
	}
	e.ResponseBody = m.body(s.ResponseBody, "")
	return e
}
