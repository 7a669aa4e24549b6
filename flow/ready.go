package flow

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"countersign/internal/text"
	"countersign/specs"
)

// HTTPFile is what stands in a .http file.
type HTTPFile = specs.HTTPFile

// ReadHTTP reads any .http file. Its mistakes, if it has any, stand in the result; the error says that there is nothing to
// read.
func ReadHTTP(path string) (HTTPFile, error) {
	file, err := specs.ReadHTTP(home(path))
	if err != nil {
		return file, &StepError{Step: StepCall, Doing: "looking for ready calls", Err: err, Hint: "give the path of a .http file"}
	}
	return file, nil
}

// PickCall finds one of a file's calls by its name, by the one of its "# @name" line, or by its number. An empty text is the
// only call that there is.
func PickCall(file HTTPFile, which string) (ReadyCall, error) {
	if which == "" && len(file.Calls) == 1 {
		return file.Calls[0], nil
	}
	if n, err := strconv.Atoi(which); err == nil && n >= 1 && n <= len(file.Calls) {
		return file.Calls[n-1], nil
	}
	named := func(c ReadyCall) bool { return which != "" && (c.Name == which || c.ID == which) }
	if i := slices.IndexFunc(file.Calls, named); i >= 0 {
		return file.Calls[i], nil
	}
	var names []string
	for i, c := range file.Calls {
		names = append(names, fmt.Sprintf("%d %s", i+1, text.Safe(c.Name, 40)))
	}
	what := fmt.Errorf("the file has no call %q", text.Safe(which, 40))
	switch {
	case len(names) == 0:
		return ReadyCall{}, &StepError{Step: StepCall, Doing: "choosing a call", Err: errors.New("the file holds none"), Hint: "write one: ### name, below it METHOD target"}
	case which == "":
		what = fmt.Errorf("the file has %d", len(names))
	}
	return ReadyCall{}, &StepError{Step: StepCall, Doing: "choosing a call", Err: what, Hint: "name one of these, or give its number: " + text.Safe(strings.Join(names, ", "), 400)}
}

// RequestOf turns a ready call into what is sent: its variables replaced, its body read where that is a file. Where the call
// has a name in a file, an error tells its line.
func (c *Connection) RequestOf(call ReadyCall, file string) (Request, error) {
	r := Request{Method: call.Method, BodyFile: call.BodyFile}
	scope := c.Scope(call.Variables)
	place := func(part string, err error) error {
		where := part
		if call.Line > 0 {
			where = fmt.Sprintf("%s of the call at %s:%d", part, file, call.Line)
		}
		return &StepError{Step: StepCall, Doing: "reading the " + where, Err: err, Hint: "write @name = value into the file, or use one of: " + variableNames(scope)}
	}
	var err error
	if r.Target, err = scope.Expand(call.Target); err != nil {
		return r, place("target", err)
	}
	for _, h := range call.Header {
		name, err := scope.Expand(h.Name)
		if err == nil {
			h.Value, err = scope.Expand(h.Value)
		}
		if err != nil {
			return r, place("header "+text.Safe(h.Name, 40), err)
		}
		r.Header = append(r.Header, Pair{Name: name, Value: h.Value})
	}
	if call.BodyFile != "" {
		content, b, err := ReadBody(call.BodyFile)
		if err != nil {
			return r, err
		}
		r.Body, r.Header = content, WithType(r.Header, b.Type)
		return r, nil
	}
	body, err := scope.Expand(call.Body)
	if err != nil {
		return r, place("body", err)
	}
	r.Body = []byte(body)
	return r, nil
}

// WithType adds a content type to headers that name none.
func WithType(header []Pair, kind string) []Pair {
	if kind == "" || slices.ContainsFunc(header, func(h Pair) bool { return strings.EqualFold(h.Name, "Content-Type") }) {
		return header
	}
	return append(header, Pair{Name: "Content-Type", Value: kind})
}

func variableNames(s *Scope) string {
	var names []string
	for _, v := range s.List() {
		names = append(names, "{{"+v.Name+"}}")
	}
	return strings.Join(names, " ")
}

// requestsPath is the person's own file of ready calls for a connection's connector: requests.http in its folder where that
// is the person's, else a file of the connector's key among the settings.
func (c *Connection) requestsPath() (string, error) {
	if source := c.Connector.Source; source != "" {
		if info, err := os.Stat(source); err == nil && info.IsDir() {
			return filepath.Join(source, "requests.http"), nil
		}
	}
	if c.conns.requests == "" || !filepath.IsLocal(c.Connector.Key) || strings.ContainsAny(c.Connector.Key, `/\`) {
		return "", errors.New("there is no folder for ready calls")
	}
	return filepath.Join(c.conns.requests, c.Connector.Key+".http"), nil
}

// OwnReady reads the person's own file of ready calls, as it is now, and says where it is; nothing is wrong when it is not
// there. Where it stands in the connector's folder, the connector had read it already.
func (c *Connection) OwnReady() (file HTTPFile, path string, err error) {
	if path, err = c.requestsPath(); err != nil {
		return HTTPFile{}, "", nil //nolint:nilerr // without a folder there are none
	}
	file, err = specs.ReadHTTP(path)
	if errors.Is(err, fs.ErrNotExist) {
		return HTTPFile{}, path, nil
	}
	return file, path, err
}

// KeepReady adds a call to the person's own file of ready calls and says where that is. What stands there is not touched.
func (c *Connection) KeepReady(call ReadyCall) (path string, err error) {
	doing := "keeping the ready call " + text.Safe(call.Name, 60)
	wrong := func(err error, hint string) (string, error) {
		return "", &StepError{Step: StepCall, Doing: doing, Err: err, Hint: hint}
	}
	path, err = c.requestsPath()
	if err != nil {
		return wrong(err, "write it into a .http file yourself, and open that with o")
	}
	written, err := specs.FormatHTTP(call)
	if err != nil {
		return wrong(err, "leave those lines out, or have the body in a file")
	}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrong(err, "see whether "+text.Safe(path, 200)+" can be read")
	}
	taken := func(o ReadyCall) bool { return o.Name == call.Name || o.ID == call.Name }
	if slices.ContainsFunc(specs.ParseHTTP(path, string(before)).Calls, taken) {
		return wrong(fmt.Errorf("%s has a call of that name", text.Safe(path, 200)), "choose another name")
	}
	switch {
	case len(before) == 0:
	case strings.HasSuffix(string(before), "\n"):
		written = "\n" + written
	default:
		written = "\n\n" + written
	}
	if err := appendTo(path, written); err != nil {
		return wrong(err, "see whether "+text.Safe(path, 200)+" can be written")
	}
	return path, nil
}

// appendTo adds a text to a file in one piece, so that what stands there stays as it is.
func appendTo(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// home replaces a leading ~ by the person's home.
func home(path string) string {
	rest, isHome := strings.CutPrefix(path, "~")
	if !isHome || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	dir, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(dir, rest)
}
