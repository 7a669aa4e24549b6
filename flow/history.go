package flow

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"countersign/flow/requestfile"
	"countersign/flow/signature"
	"countersign/internal/text"
	"countersign/specs"
)

// PastCall is a call as the history keeps it: without secrets, and without bodies unless the settings say so.
type PastCall struct {
	ID       string        `json:"id"`
	At       time.Time     `json:"at"`
	Method   string        `json:"method"`
	Target   string        `json:"target"`
	Query    pairList      `json:"query,omitempty"`
	Header   pairList      `json:"header,omitempty"`
	BodyType string        `json:"bodyType,omitempty"` // empty: there was no body
	BodySize int64         `json:"bodySize,omitempty"`
	BodyFile string        `json:"bodyFile,omitempty"` // it was sent from there
	Body     string        `json:"body,omitempty"`     // empty also when it was not kept
	Status   int           `json:"status,omitempty"`   // 0: no answer came
	Took     time.Duration `json:"took"`
	Size     int64         `json:"size,omitempty"` // of the answer's body
	Answer   string        `json:"answer,omitempty"`
	Failure  string        `json:"failure,omitempty"` // why no answer came
}

// pairList is written as [["name", "value"], …].
type pairList []Pair

// MarshalJSON writes the pairs.
func (l pairList) MarshalJSON() ([]byte, error) {
	out := make([][2]string, len(l))
	for i, p := range l {
		out[i] = [2]string{p.Name, p.Value}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads them.
func (l *pairList) UnmarshalJSON(data []byte) error {
	var in [][2]string
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	for _, p := range in {
		*l = append(*l, Pair{Name: p[0], Value: p[1]})
	}
	return nil
}

// Outcome is how a call ended: with an answer, or with an error.
type Outcome struct {
	Status int
	Took   time.Duration
	Size   int64
	Body   []byte // of the answer, as far as it is at hand
	Err    error
}

// OutcomeOf is the outcome of Connection.Call.
func OutcomeOf(r *Response, err error) Outcome {
	if r == nil {
		return Outcome{Err: err}
	}
	return Outcome{Status: r.Status, Took: r.Took, Size: int64(len(r.Body)), Body: r.Body}
}

// keptBody bounds a body in the history, in bytes; a longer one is not kept.
const keptBody = 64 << 10

// Hidden reports whether a value of the history had a secret in it, which dots stand for.
func Hidden(value string) bool { return strings.Contains(value, dots) }

// BodyLost reports whether there was a body that the history does not hold.
func (p PastCall) BodyLost() bool { return p.BodyType != "" && p.BodyFile == "" && p.Body == "" }

// Call is the past call as one that can be sent or kept. What was masked has dots in it.
func (p PastCall) Call() ReadyCall {
	target := p.Target
	if len(p.Query) > 0 {
		target = withQuery(target, encodePairs(p.Query))
	}
	call := ReadyCall{Name: p.Method + " " + p.Target, Method: p.Method, Target: target, Body: p.Body, BodyFile: p.BodyFile}
	for _, h := range requestfile.WithContentType(p.Header, p.BodyType) {
		call.Header = append(call.Header, specs.Header(h))
	}
	return call
}

var hiddenParameter = regexp.MustCompile(`([^?&=]+)=[^&]*` + dots + `[^&]*`)

// Ready is the past call as a ready one. A variable of its name stands where a value was masked, so that whoever sends it
// gives it one.
func (p PastCall) Ready(name string) ReadyCall {
	call := p.Call()
	call.Name = name
	blank := func(name string) string {
		return "{{" + strings.Trim(notInNames.ReplaceAllString(name, "_"), "_") + "}}"
	}
	call.Target = hiddenParameter.ReplaceAllStringFunc(strings.ReplaceAll(call.Target, encodedDots, dots), func(pair string) string {
		name, _, _ := strings.Cut(pair, "=")
		return name + "=" + blank(name)
	})
	call.Target = strings.ReplaceAll(call.Target, dots, blank("secret"))
	for i, h := range call.Header {
		if Hidden(h.Value) {
			call.Header[i].Value = blank(h.Name)
		}
	}
	call.Body = strings.ReplaceAll(call.Body, dots, blank("secret"))
	return call
}

var (
	notInNames  = regexp.MustCompile(`[^A-Za-z0-9]+`)
	encodedDots = signature.Encode(dots)
)

// Lost lists, in words, what has to be written again before the call can be sent.
func (p PastCall) Lost() []string {
	var lost []string
	named := hiddenParameter.FindAllStringSubmatch(p.Target, -1)
	for _, parameter := range named {
		lost = append(lost, "the target's "+text.Safe(parameter[1], 40))
	}
	if Hidden(p.Target) && named == nil {
		lost = append(lost, "a part of the target")
	}
	for part, list := range map[string]pairList{"the query's ": p.Query, "the header ": p.Header} {
		for _, pair := range list {
			if Hidden(pair.Value) {
				lost = append(lost, part+text.Safe(pair.Name, 40))
			}
		}
	}
	slices.Sort(lost)
	switch {
	case p.BodyLost():
		lost = append(lost, "the body")
	case Hidden(p.Body):
		lost = append(lost, "a value of the body")
	}
	return lost
}

// Record adds a call to the connection's history, as far as the settings want it. It waits for other programs for two
// seconds at most. A call that was broken off is recorded like one that failed. The error is for telling once: the call
// itself went as it went.
func (c *Connection) Record(ctx context.Context, r Request, o Outcome, keep HistorySettings) error {
	if !keep.Keep || keep.Calls <= 0 || c.conns == nil {
		return nil
	}
	c.conns.history.writing.Add(1)
	defer c.conns.history.writing.Done()
	p := c.pastCall(r, o, keep.Bodies)
	if err := c.conns.history.record(context.WithoutCancel(ctx), c.Entry, p, keep.Calls); err != nil {
		return historyError("writing the history of "+text.Safe(c.Entry.Name, 70), err)
	}
	return nil
}

func historyError(doing string, err error) error {
	return &StepError{Step: StepCall, Doing: doing, Err: err, Hint: "see whether its folder can be written, or switch the history off in the settings"}
}

// pastCall is what is kept of a call.
func (c *Connection) pastCall(r Request, o Outcome, bodies bool) PastCall {
	m := c.masker()
	id := make([]byte, 8)
	_, _ = io.ReadFull(c.conns.client.random, id) // a source that fails gives equal ids, of which both are deleted at once
	p := PastCall{
		ID: hex.EncodeToString(id), At: c.conns.client.now().UTC().Add(-o.Took), Method: strings.ToUpper(cmp.Or(r.Method, "GET")), Target: m.target(r.Target),
		Query: m.pairs(r.Query, hiddenName), Header: m.pairs(r.Header, hiddenHeader), BodyFile: m.text(r.BodyFile),
		Status: o.Status, Took: o.Took, Size: o.Size,
	}
	if o.Err != nil {
		p.Failure = text.Safe(m.text(Explain(o.Err).What), saidLimit)
		if errors.Is(o.Err, context.Canceled) {
			p.Failure = "stopped before an answer came"
		}
	}
	var out outgoing
	out.header = map[string][]string{}
	for _, h := range r.Header {
		out.header.Add(h.Name, h.Value)
	}
	if out.setBody(r) == nil && len(out.body) > 0 {
		p.BodyType, p.BodySize = text.Safe(out.header.Get("Content-Type"), 100), int64(len(out.body))
	}
	if !bodies {
		return p
	}
	if r.BodyFile == "" {
		p.Body = m.body(out.body, p.BodyType)
	}
	p.Answer = m.body(o.Body, "")
	return p
}

// body is a body as it may be kept: text that is not too long.
func (m masker) body(body []byte, kind string) string {
	if len(body) > keptBody || !utf8.Valid(body) {
		return ""
	}
	if signature.IsForm(kind) {
		return m.query(string(body))
	}
	return m.json(m.text(string(body)))
}

// List is a connection's history, the newest first.
func (h *History) List(ctx context.Context, name string) ([]PastCall, error) {
	calls, err := h.read(ctx, name)
	if err != nil {
		return nil, historyError("reading the history of "+text.Safe(name, 70), err)
	}
	slices.Reverse(calls)
	return calls, nil
}

// Delete takes one call out of a connection's history.
func (h *History) Delete(ctx context.Context, name, id string) error {
	err := h.rewrite(ctx, name, func(calls []PastCall) []PastCall {
		return slices.DeleteFunc(calls, func(p PastCall) bool { return p.ID == id })
	})
	if err != nil {
		return historyError("deleting a call of "+text.Safe(name, 70), err)
	}
	return nil
}

// Clear deletes a connection's whole history.
func (h *History) Clear(ctx context.Context, name string) error {
	if err := h.drop(ctx, name); err != nil {
		return historyError("deleting the history of "+text.Safe(name, 70), err)
	}
	return nil
}

// Again is the n-th latest call (from 1) as a request. The error tells what the history does not hold of it.
func (c *Connection) Again(ctx context.Context, n int) (Request, error) {
	doing := "sending a call of the history again"
	calls, err := c.conns.history.List(ctx, c.Entry.Name)
	if err != nil {
		return Request{}, err
	}
	if n < 1 || n > len(calls) {
		return Request{}, &StepError{Step: StepCall, Doing: doing, Err: fmt.Errorf("it holds %s", text.Count(len(calls), "call", "calls")), Hint: "countersign history " + c.Entry.Name + " lists them"}
	}
	p := calls[n-1]
	if lost := p.Lost(); len(lost) > 0 {
		return Request{}, &StepError{
			Step: StepCall, Doing: doing, Err: fmt.Errorf("%s was not kept", strings.Join(lost, ", ")),
			Hint: "send it from the screens, which ask for that, or write the whole call",
		}
	}
	r := Request{Method: p.Method, Target: p.Target, Query: p.Query, Header: requestfile.WithContentType(p.Header, p.BodyType), BodyFile: p.BodyFile, Body: []byte(p.Body)}
	if p.BodyFile != "" {
		if r.Body, _, err = requestfile.ReadBody(p.BodyFile); err != nil {
			return r, err
		}
	}
	return r, nil
}
