package requestfile

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

type (
	// Request is a request as it is written: its values may hold variables.
	Request = specs.SavedRequest
	// File is what is in a .http file.
	File = specs.HTTPFile
	// Pair is a name with its value.
	Pair = specs.Pair
)

// Error is a request that can't be read or written: what failed, why, and what to do.
type Error struct {
	What string
	Err  error
	Hint string
}

func (e *Error) Error() string { return e.What + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Explained gives the parts of the error: what failed, why, and what to do next.
func (e *Error) Explained() (doing, next string, cause error) { return e.What, e.Hint, e.Err }

// Read reads any .http file. Its mistakes, if it has any, are in the result; the error says that there is nothing to read.
func Read(path string) (File, error) {
	file, err := specs.ReadHTTPFile(home(path))
	if err != nil {
		return file, &Error{What: "looking for ready calls", Err: err, Hint: "give the path of a .http file"}
	}
	return file, nil
}

// Pick finds one of a file's requests by its name, by the one of its "# @name" line, or by its number. An empty text is the
// only request that there is.
func Pick(file File, which string) (Request, error) {
	if which == "" && len(file.Requests) == 1 {
		return file.Requests[0], nil
	}
	if n, err := strconv.Atoi(which); err == nil && n >= 1 && n <= len(file.Requests) {
		return file.Requests[n-1], nil
	}
	named := func(r Request) bool { return which != "" && (r.Name == which || r.ID == which) }
	if i := slices.IndexFunc(file.Requests, named); i >= 0 {
		return file.Requests[i], nil
	}
	var names []string
	for i, r := range file.Requests {
		names = append(names, fmt.Sprintf("%d %s", i+1, text.Safe(r.Name, 40)))
	}
	const doing = "choosing a call"
	err := fmt.Errorf("the file has no call %q", text.Safe(which, 40))
	switch {
	case len(names) == 0:
		return Request{}, &Error{What: doing, Err: errors.New("the file holds none"), Hint: "write one: ### name, below it METHOD target"}
	case which == "":
		err = fmt.Errorf("the file has %d", len(names))
	}
	return Request{}, &Error{What: doing, Err: err, Hint: "name one of these, or give its number: " + text.Safe(strings.Join(names, ", "), 400)}
}

// Add writes a request at the end of a file, which is made where it is missing. What the file holds is not touched.
func Append(path string, r Request) error {
	wrong := func(err error, hint string) error {
		return &Error{What: "keeping the ready call " + text.Safe(r.Name, 60), Err: err, Hint: hint}
	}
	written, err := specs.FormatHTTPRequest(r)
	if err != nil {
		return wrong(err, "leave those lines out, or have the body in a file")
	}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return wrong(err, "see whether "+text.Safe(path, 200)+" can be read")
	}
	taken := func(o Request) bool { return o.Name == r.Name || o.ID == r.Name }
	if slices.ContainsFunc(specs.ParseHTTPFile(path, string(before)).Requests, taken) {
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
	return nil
}

// appendTo adds a text to a file in one piece, so that what is there stays as it is.
func appendTo(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	return errors.Join(err, f.Sync(), f.Close())
}
