package script

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"sync"

	"countersign/internal/text"
)

// Host is all that a script can reach.
type Host interface {
	// Call sends one signed call and waits for its response, whatever the
	// status. An error is thrown in the script, and comes out of Run when the
	// script lets it pass.
	Send(ctx context.Context, r Request) (Response, error)
	// Log takes one line of the script's console: level "log", "warn" or
	// "error". The text is the script's, at most 4,000 characters long and not
	// made safe for a terminal.
	Log(level, text string)
}

// Request is one call that a script wants.
type Request struct {
	Method   string // GET, POST, PUT, PATCH, DELETE
	Path     string // as the script wrote it: relative to the base URI, or absolute
	BaseURI  string // "" for the API client's own
	Query    []Pair // the parameters' names in order; a list gives one pair an item
	Header   map[string]string
	User     string // basic authentication in place of the signature, when the script gives it
	Password string
	Binary   bool // the body is wanted as it is
	Data     any  // nil, or what encoding/json decodes: string, float64, bool, []any, map[string]any
}

// Pair is a name and a value.
type Pair struct{ Name, Value string }

// Response is what came back.
type Response struct {
	Status int
	Header map[string]string
	Data   any  // whatever encoding/json can write; text of a body that is no JSON; []byte where the call is Binary
	OK     bool // a success whatever the status, which else has to be of the 2xx kind
}

// Bounds of what passes between a script and us.
const (
	maxRequest = 1 << 20 // bytes of JSON
	maxAnswer  = 1 << 20
	maxLines   = 1000 // of the log
)

// run is one script at work.
type run struct {
	ctx       context.Context
	modules   *modules
	function  string
	args      map[string]any
	host      Host
	clock     *clock
	callsLeft int
	lines     int
	failures  []error // of calls; the script's errors hold indexes

	serving sync.Mutex // held while the script waits for us
	left    bool       // it was left behind, and is served no more

	settled bool
	answer  any
	err     error
}

// serve is the prelude's host(kind, text). An error from here is thrown in the
// script. Nothing is done for one whose time is over: the engine looks for an
// interrupt now and then only, and the script may come here before that.
func (r *run) serve(args []any) (any, error) {
	r.serving.Lock()
	defer r.serving.Unlock()
	if r.left || r.clock.over() {
		return nil, ErrTime
	}
	if len(args) != 2 {
		return nil, errors.New("host takes a kind and a text")
	}
	kind, _ := args[0].(string)
	text, _ := args[1].(string)
	switch kind {
	case "start":
		return r.start()
	case "log", "warn", "error":
		r.log(kind, text)
		return nil, nil
	case "call":
		return r.call(text)
	case "done":
		r.finish(text)
		return nil, nil
	case "failed":
		r.settled, r.err = true, r.thrown(text)
		return nil, nil
	}
	return nil, fmt.Errorf("the host has no %s", kind)
}

// abandon leaves a script behind that no interrupt stops, in a long run of one
// of the engine's own functions. It keeps its memory, and a processor busy, but
// reaches nothing any more.
func (r *run) abandon(l Limits) error {
	r.serving.Lock()
	defer r.serving.Unlock()
	r.left = true
	return r.stopped(l)
}

func (r *run) start() (any, error) {
	args := r.args
	if args == nil {
		args = map[string]any{}
	}
	text, err := json.Marshal(map[string]any{"file": r.modules.source.File, "name": r.function, "args": args, "client": r.host != nil})
	return string(text), err
}

func (r *run) finish(text string) {
	r.settled = true
	if len(text) > maxAnswer {
		r.err = &Error{File: r.modules.source.File, Message: fmt.Sprintf("the script gives more than %d MiB", maxAnswer>>20)}
		return
	}
	answer, err := decode(text)
	if err != nil {
		r.err = &Error{File: r.modules.source.File, Message: "what the script gives can't be read: " + err.Error()}
		return
	}
	r.answer = answer
}

// log passes a line on, with an end to it: a loop may print for as long as it
// lives.
func (r *run) log(level, text string) {
	if r.host == nil || r.lines > maxLines {
		return
	}
	r.lines++
	if r.lines > maxLines {
		level, text = "warn", "the script printed more; it is left out"
	}
	r.host.Log(level, text)
}

// call does one call for the prelude: JSON in, JSON out. A call that failed is
// an answer with an error, so that the prelude can make a JavaScript error
// that leads back to ours.
func (r *run) call(text string) (any, error) {
	response, err := r.send(text)
	_, binary := response.Data.([]byte) // which JSON has in base64
	answer := map[string]any{
		"call": len(r.failures), "status": response.Status, "ok": response.OK, "headers": response.Header,
		"data": response.Data, "binary": binary,
	}
	if err != nil {
		r.failures = append(r.failures, err)
		answer["error"] = err.Error()
	} else {
		r.failures = append(r.failures, nil)
	}
	reply, err := json.Marshal(answer)
	if err != nil {
		return nil, fmt.Errorf("passing the response on to the script: %w", err)
	}
	return string(reply), nil
}

func (r *run) send(text string) (Response, error) {
	if r.callsLeft == 0 {
		return Response{}, errors.New("the script has made too many calls")
	}
	r.callsLeft--
	if len(text) > maxRequest {
		return Response{}, fmt.Errorf("the call is larger than %d MiB", maxRequest>>20)
	}
	request, err := readRequest(text)
	if err != nil {
		return Response{}, err
	}
	if !r.clock.pause() {
		return Response{}, ErrTime
	}
	defer r.clock.resume()
	return r.host.Send(r.ctx, request)
}

// readRequest reads a call as the prelude writes it.
func readRequest(encoded string) (Request, error) {
	var call struct {
		Method, Path, BaseURI, ResponseType string
		Query, Headers                      map[string]any
		Auth                                *struct{ Username, Password string }
		Data                                any
	}
	if err := json.Unmarshal([]byte(encoded), &call); err != nil {
		return Request{}, fmt.Errorf("reading the call: %w", err)
	}
	r := Request{Method: call.Method, Path: call.Path, BaseURI: call.BaseURI, Data: call.Data}
	switch call.ResponseType {
	case "", "json", "text":
	case "arraybuffer":
		r.Binary = true
	case "stream":
		return Request{}, errors.New("there are no streams here: a script gets the whole body; leave responseType out, or write arraybuffer")
	default:
		return Request{}, fmt.Errorf("there is no responseType %s; leave it out, or write arraybuffer", text.Safe(call.ResponseType, maxMessage))
	}
	if call.Auth != nil {
		if r.User, r.Password = call.Auth.Username, call.Auth.Password; r.User == "" && r.Password == "" {
			return Request{}, errors.New("auth has neither username nor password; give them, or leave it out")
		}
	}
	for _, name := range sortedKeys(call.Query) {
		values, err := texts(call.Query[name])
		if err != nil {
			return Request{}, fmt.Errorf("query parameter %s: %w", name, err)
		}
		for _, value := range values {
			r.Query = append(r.Query, Pair{name, value})
		}
	}
	for _, name := range sortedKeys(call.Headers) {
		values, err := texts(call.Headers[name])
		if err != nil {
			return Request{}, fmt.Errorf("header %s: %w", name, err)
		}
		if len(values) > 0 {
			if r.Header == nil {
				r.Header = map[string]string{}
			}
			r.Header[name] = strings.Join(values, ", ")
		}
	}
	return r, nil
}

// texts gives a parameter's values as text: none for null, one each for a
// list's items.
func texts(v any) ([]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case bool:
		return []string{strconv.FormatBool(v)}, nil
	case float64:
		text, err := json.Marshal(v)
		return []string{string(text)}, err
	case []any:
		var all []string
		for _, item := range v {
			if _, nested := item.([]any); nested {
				return nil, errors.New("a list in a list is no value; write text")
			}
			one, err := texts(item)
			if err != nil {
				return nil, err
			}
			all = append(all, one...)
		}
		return all, nil
	default:
		return nil, errors.New("an object is no value; write text")
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
