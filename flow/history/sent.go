package history

import (
	"cmp"
	"strings"
	"time"

	"countersign/flow/requestfile"
	"countersign/internal/text"
)

// Keep says what is saved of the requests that are sent.
type Retention struct {
	Enabled bool // without it, nothing is
	Bodies  bool // of requests and responses, too
	Max     int  // how many of each connection
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
	BodyFile      string // it was sent from there

	Status       int // 0: no response came
	Took         time.Duration
	Size         int64  // of the response's body
	ResponseBody []byte // the response's body, as far as it is at hand
	Failure      string // why no response came
}

// failureLimit bounds what is saved of a failure, in characters.
const failureLimit = 300

// Call is what is saved of a request.
func (m Masker) Entry(s Sent, bodies bool) Entry {
	c := Entry{
		ID: s.ID, At: s.At.UTC(), Method: strings.ToUpper(cmp.Or(s.Method, "GET")), Target: m.target(s.Target),
		Query: m.pairs(s.Query, hiddenName), Header: m.pairs(s.Header, hiddenHeader), BodyFile: m.Text(s.BodyFile),
		Status: s.Status, Took: s.Took, Size: s.Size, Failure: text.Safe(m.Text(s.Failure), failureLimit),
	}
	if len(s.Body) > 0 {
		c.BodyType, c.BodySize = text.Safe(s.BodyType, 100), int64(len(s.Body))
	}
	if !bodies {
		return c
	}
	if s.BodyFile == "" {
		c.Body = m.body(s.Body, c.BodyType)
	}
	c.ResponseBody = m.body(s.ResponseBody, "")
	return c
}
