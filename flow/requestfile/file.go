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
	// Request is a request as written in a file: its values may contain variables.
	Request = specs.SavedRequest
	// File is the content of a .http file.
	File = specs.HTTPFile
	// Pair is a name and a value.
	Pair = specs.Pair
)

// Error is a failure to read or write a request.
type Error struct {
	What string
	Err  error
	Hint string
}

func (e *Error) Error() string { return e.What + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Explained returns what failed, what to do next and the cause.
func (e *Error) Explained() (what, next string, cause error) { return e.What, e.Hint, e.Err }

// Read reads a .http file. Its syntax errors are part of the result; the error is for a file that cannot be read.
func Read(path string) (File, error) {
	file, err := specs.ReadHTTPFile(expandHome(path))
	if err != nil {
		return file, &Error{What: "cannot read the saved requests", Err: err, Hint: "enter the path of a .http file"}
	}
	return file, nil
}

// Pick finds a request by its title, its "# @name" or its number in the file. Empty means the only request.
func Pick(file File, which string) (Request, error) {
	n, err := strconv.Atoi(which)
	if which == "" && len(file.Requests) == 1 {
		n, err = 1, nil
	}
	if err == nil && n >= 1 && n <= len(file.Requests) {
		return file.Requests[n-1], nil
	}
	var names []string
	for i, r := range file.Requests {
		if which != "" && (r.Name == which || r.ID == which) {
			return r, nil
		}
		names = append(names, fmt.Sprintf("%d %s", i+1, text.Safe(r.Name, 40)))
	}
	failed := &Error{
		What: "cannot choose a request", Err: fmt.Errorf("no request %q in the file", text.Safe(which, 40)),
		Hint: "specify a name or number: " + text.Safe(strings.Join(names, ", "), 400),
	}
	switch {
	case len(names) == 0:
		failed.Err, failed.Hint = errors.New("the file contains no requests"), "add one: a line ### NAME, below it METHOD TARGET"
	case which == "":
		failed.Err = fmt.Errorf("the file contains %d requests", len(names))
	}
	return Request{}, failed
}

// Append adds a request to the end of a file, creating the file if needed.
func Append(path string, r Request) error {
	fail := func(err error, hint string) error {
		return &Error{What: "cannot save the request " + text.Safe(r.Name, 60), Err: err, Hint: hint}
	}
	written, err := specs.FormatHTTPRequest(r)
	if err != nil {
		return fail(err, "remove those lines, or put the body in a file")
	}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fail(err, "check the permissions of "+text.Safe(path, 200))
	}
	sameName := func(o Request) bool { return o.Name == r.Name || o.ID == r.Name }
	if slices.ContainsFunc(specs.ParseHTTPFile(path, string(before)).Requests, sameName) {
		return fail(fmt.Errorf("%s already has a request with this name", text.Safe(path, 200)), "choose another name")
	}
	switch {
	case len(before) == 0:
	case strings.HasSuffix(string(before), "\n"):
		written = "\n" + written
	default:
		written = "\n\n" + written
	}
	if err := appendTo(path, written); err != nil {
		return fail(err, "check the permissions of "+text.Safe(path, 200))
	}
	return nil
}

// appendTo appends in a single write, so that an interruption leaves the existing content intact.
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
