package script

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"countersign/internal/text"
)

// Host is all that a script can reach.
type Host interface {
	// Send sends one signed request and waits for the response, whatever its status. An error is thrown in the script; Run
	// returns it if the script doesn't catch it.
	Send(ctx context.Context, r Request) (Response, error)
	// Log logs one line of the script's console, at most 4,000 characters and not made safe for a terminal. level is "log",
	// "warn" or "error".
	Log(level, text string)
}

// Request is a request of a script.
type Request struct {
	Method   string // GET, POST, PUT, PATCH, DELETE
	Path     string // as in the script: relative to the base URI, or absolute
	BaseURI  string // "" for that of the API client
	Query    []Pair // sorted by name; a list gives one pair per item
	Header   map[string]string
	User     string // basic authentication instead of the signature
	Password string
	Binary   bool // the script wants the body as bytes
	Data     any  // nil, or what encoding/json decodes: string, float64, bool, []any, map[string]any
}

// Pair is a name and a value.
type Pair struct{ Name, Value string }

// Response is the response to a request.
type Response struct {
	Status int
	Header map[string]string
	Data   any  // whatever encoding/json can encode; a string if the body is not JSON; []byte if the request is Binary
	OK     bool // a success, even if the status is not 2xx
}

// Limits of what a script and the host exchange.
const (
	maxRequest = 1 << 20 // bytes of JSON
	maxResult  = 1 << 20
	maxLines   = 1000 // of the log
)

// run is one run of a script.
type run struct {
	ctx          context.Context
	modules      *modules
	function     string
	args         map[string]any
	host         Host
	clock        *clock
	requestsLeft int
	lines        int
	failures     []error // of requests; the script's errors contain indexes

	serving   sync.Mutex // held while the script waits for the host
	abandoned bool       // nothing is done for it any more

	settled bool
	value   any
	err     error
}

// serve is the prelude's host(kind, text). An error is thrown in the script. Nothing is done for a script whose time is
// over: the engine checks for interrupts only now and then, and the script may call this before.
func (r *run) serve(args []any) (any, error) {
	r.serving.Lock()
	defer r.serving.Unlock()
	if r.abandoned || r.clock.over() {
		return nil, ErrTime
	}
	if len(args) != 2 {
		return nil, errors.New("host needs a kind and a text")
	}
	kind, _ := args[0].(string)
	text, _ := args[1].(string)
	switch kind {
	case "start":
		return r.start()
	case "log", "warn", "error":
		r.log(kind, text)
	case "call":
		return r.send(text)
	case "done":
		r.settled = true
		r.value, r.err = r.decode(text)
	case "failed":
		r.settled, r.err = true, r.thrown(text)
	default:
		return nil, fmt.Errorf("unknown kind %s", kind)
	}
	return nil, nil
}

// abandon leaves a script behind that ignores interrupts, in a long run of a built-in function. It keeps its memory and a
// processor busy, but reaches nothing any more.
func (r *run) abandon(l Limits) error {
	r.serving.Lock()
	defer r.serving.Unlock()
	r.abandoned = true
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

func (r *run) decode(text string) (value any, err error) {
	if len(text) > maxResult {
		return nil, r.fail(fmt.Sprintf("the result is larger than %d MiB", maxResult>>20), nil)
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, r.fail("invalid result: "+err.Error(), nil)
	}
	return value, nil
}

func (r *run) log(level, text string) {
	if r.host == nil || r.lines > maxLines {
		return
	}
	r.lines++
	if r.lines > maxLines {
		level, text = "warn", "the rest of the script's output is omitted"
	}
	r.host.Log(level, text)
}

// send sends a request for the prelude: JSON in, JSON out. A failure is in the JSON, so that the prelude can make an error
// that refers to the host's.
func (r *run) send(text string) (any, error) {
	response, err := r.exchange(text)
	_, binary := response.Data.([]byte) // base64 in JSON
	reply := map[string]any{
		"call": len(r.failures), "status": response.Status, "ok": response.OK, "headers": response.Header,
		"data": response.Data, "binary": binary,
	}
	if err != nil {
		reply["error"] = err.Error()
	}
	r.failures = append(r.failures, err)
	encoded, err := json.Marshal(reply)
	if err != nil {
		return nil, fmt.Errorf("cannot pass the response to the script: %w", err)
	}
	return string(encoded), nil
}

func (r *run) exchange(text string) (Response, error) {
	if r.requestsLeft == 0 {
		return Response{}, errors.New("the script sent too many requests")
	}
	r.requestsLeft--
	if len(text) > maxRequest {
		return Response{}, fmt.Errorf("the request is larger than %d MiB", maxRequest>>20)
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

// readRequest decodes a request from the prelude.
func readRequest(encoded string) (Request, error) {
	var q struct {
		Method, Path, BaseURI, ResponseType string
		Query, Headers                      map[string]any
		Auth                                *struct{ Username, Password string }
		Data                                any
	}
	if err := json.Unmarshal([]byte(encoded), &q); err != nil {
		return Request{}, fmt.Errorf("invalid request: %w", err)
	}
	r := Request{Method: q.Method, Path: q.Path, BaseURI: q.BaseURI, Data: q.Data, Binary: q.ResponseType == "arraybuffer"}
	if !slices.Contains([]string{"", "json", "text", "arraybuffer"}, q.ResponseType) {
		return Request{}, fmt.Errorf("unsupported responseType %s; remove it, or use arraybuffer", text.Safe(q.ResponseType, maxMessage))
	}
	if q.Auth != nil {
		if r.User, r.Password = q.Auth.Username, q.Auth.Password; r.User == "" && r.Password == "" {
			return Request{}, errors.New("auth has no username and no password; add them, or remove it")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.Query)) {
		values, err := texts(q.Query[name])
		if err != nil {
			return Request{}, fmt.Errorf("query parameter %s: %w", name, err)
		}
		for _, value := range values {
			r.Query = append(r.Query, Pair{name, value})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(q.Headers)) {
		values, err := texts(q.Headers[name])
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

// texts gives the values of a parameter: none for null, one per item for a list.
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
				return nil, errors.New("a nested list is not a valid value; use a string")
			}
			one, err := texts(item)
			if err != nil {
				return nil, err
			}
			all = append(all, one...)
		}
		return all, nil
	default:
		return nil, errors.New("an object is not a valid value; use a string")
	}
}
