package specs

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const requestsFile = "requests.http"

// HTTPFile is the content of a .http file.
type HTTPFile struct {
	Requests []SavedRequest
	Problems Problems // syntax errors; Requests has the requests without any
	Warnings Problems // what is ignored: scripts
}

// ReadHTTPFile reads a .http file. The paths of files with bodies are relative to the working directory.
func ReadHTTPFile(path string) (HTTPFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return HTTPFile{}, fmt.Errorf("cannot read %s: %w", path, cause(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return HTTPFile{}, fmt.Errorf("cannot read %s: %w", path, cause(err))
	case len(text) > maxFile:
		return HTTPFile{}, fmt.Errorf("cannot read %s: it is larger than %d KiB", path, maxFile>>10)
	}
	file := ParseHTTPFile(path, string(text))
	for i, r := range file.Requests {
		if r.BodyFile != "" && !filepath.IsAbs(r.BodyFile) && !strings.HasPrefix(r.BodyFile, "~") {
			file.Requests[i].BodyFile = filepath.Join(filepath.Dir(path), filepath.FromSlash(r.BodyFile))
		}
	}
	return file, nil
}

// FormatHTTPRequest writes a request as ParseHTTPFile parses it. It fails if the format can't express the request.
func FormatHTTPRequest(r SavedRequest) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n%s %s\n", r.Name, r.Method, r.Target)
	for _, h := range r.Header {
		fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
	}
	switch {
	case r.BodyFile != "":
		fmt.Fprintf(&b, "\n< %s\n", r.BodyFile)
	case r.Body != "":
		fmt.Fprintf(&b, "\n%s\n", r.Body)
	}
	again := ParseHTTPFile("", b.String())
	if len(again.Problems)+len(again.Warnings) > 0 || len(again.Requests) != 1 || !sameRequest(again.Requests[0], r) {
		return "", errors.New("some of its lines would have another meaning in a .http file")
	}
	return b.String(), nil
}

func sameRequest(a, b SavedRequest) bool {
	return a.Name == b.Name && a.Method == b.Method && a.Target == b.Target && slices.Equal(a.Header, b.Header) &&
		strings.Trim(a.Body, "\n") == strings.Trim(b.Body, "\n") && a.BodyFile == b.BodyFile
}

// savedRequests reads requests.http, if there is one. A connector can come from anyone, so it can send only the files of its
// own folder; built-in connectors have none.
func (l loader) savedRequests(source string) []SavedRequest {
	if !l.exists(requestsFile) {
		return nil
	}
	text, ok := l.read(requestsFile)
	if !ok {
		return nil
	}
	file := ParseHTTPFile(requestsFile, string(text))
	l.problems = append(l.problems, file.Problems...)
	l.warnings = append(l.warnings, file.Warnings...)
	folder := source
	if l.specFile != specFile {
		folder = filepath.Dir(source)
	}
	for i, r := range file.Requests {
		switch {
		case r.BodyFile == "":
		case source == "" || !filepath.IsLocal(filepath.FromSlash(r.BodyFile)) || !l.exists(filepath.ToSlash(filepath.Clean(r.BodyFile))):
			l.problems = append(l.problems, problemAt(requestsFile, r.Line, 1,
				"the body file "+Quote(r.BodyFile)+" is not in the connector's folder", "put it there, or write the body itself"))
		default:
			file.Requests[i].BodyFile = filepath.Join(folder, filepath.FromSlash(r.BodyFile))
		}
	}
	return file.Requests
}

// httpParser parses the .http format of common editors: requests that each start with "### name" and consist of a request
// line (METHOD target), headers, an empty line and a body, or "< file". Lines above the body that start with # or // are
// comments, except "# @name x". "@name = value" defines {{name}} for the whole file. Scripts are ignored with a warning.
type httpParser struct {
	name      string // of the file
	lines     []string
	file      HTTPFile
	variables []Pair
}

var usualMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

var (
	variableLine = regexp.MustCompile(`^@([A-Za-z_][\w.-]*)\s*=\s*(.*)$`)
	nameComment  = regexp.MustCompile(`^(?:#|//)\s*@name[\s=]+(\S.*)$`)
	httpVersion  = regexp.MustCompile(`\s+HTTP/[0-9.]+\s*$`)
	methodWord   = regexp.MustCompile(`^([A-Za-z][A-Za-z-]*)\s+(.+)$`)
	braces       = regexp.MustCompile(`\{\{.*?\}\}`)
	continuation = regexp.MustCompile(`^[ \t]+(?:[?&#]|/(?:[^/]|$))`) // of the target on the line above
)

// ParseHTTPFile parses the text of a .http file. name is the file name in its problems.
func ParseHTTPFile(name, text string) HTTPFile {
	text = strings.TrimPrefix(text, "\ufeff")
	p := httpParser{name: name, lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}
	start, title := 0, ""
	for i, line := range p.lines {
		if next, ok := strings.CutPrefix(line, "###"); ok {
			p.request(title, start, i)
			start, title = i+1, strings.TrimSpace(strings.TrimLeft(next, "#"))
		}
	}
	p.request(title, start, len(p.lines))
	for i := range p.file.Requests {
		p.file.Requests[i].Variables = p.variables
	}
	return p.file
}

// problem adds a problem at the line with that index.
func (p *httpParser) problem(line int, message, fix string) {
	p.file.Problems = append(p.file.Problems, problemAt(p.name, line+1, 1, message, fix))
}

func (p *httpParser) warning(line int, message string) {
	p.file.Warnings = append(p.file.Warnings, problemAt(p.name, line+1, 1, message, "no fix is needed: the request is sent without it"))
}

// request parses one request from the lines from start to end.
func (p *httpParser) request(title string, start, end int) {
	id, i := p.preamble(start, end)
	if i == end {
		if title != "" {
			p.problem(start-1, "the request "+Quote(title)+" has no request line", "write a line such as GET /me below it")
		}
		return
	}
	r := SavedRequest{ID: id, Line: i + 1}
	line := strings.TrimRight(p.lines[i], " \t")
	for i++; i < end && continuation.MatchString(p.lines[i]); i++ {
		line = httpVersion.ReplaceAllString(line, "") + strings.TrimSpace(p.lines[i])
	}
	if !p.requestLine(&r, line) {
		return
	}
	for ; i < end && strings.TrimSpace(p.lines[i]) != ""; i++ {
		if !isComment(p.lines[i]) {
			p.header(&r, i)
		}
	}
	p.body(&r, i, end)
	r.Name = cmp.Or(title, r.ID, r.Method+" "+r.Target)
	p.file.Requests = append(p.file.Requests, r)
}

// preamble parses what is above a request line: comments, the request's ID, the file's variables, a script.
func (p *httpParser) preamble(start, end int) (id string, next int) {
	for i := start; i < end; i++ {
		line := strings.TrimSpace(p.lines[i])
		switch {
		case line == "":
		case isComment(line):
			if named := nameComment.FindStringSubmatch(line); named != nil {
				id = strings.TrimSpace(named[1])
			}
		case strings.HasPrefix(line, "@"):
			set := variableLine.FindStringSubmatch(line)
			if set == nil {
				p.problem(i, "invalid variable", "write @name = value, with letters, digits and _ in the name")
				continue
			}
			p.variables = append(p.variables, Pair{set[1], set[2]})
		case strings.HasPrefix(line, "< "), strings.HasPrefix(line, "<{%"):
			p.warning(i, "pre-request scripts are not supported")
			i = p.scriptEnd(i, end)
		default:
			return id, i
		}
	}
	return id, end
}

// scriptEnd is the last line of the script that starts at i; a script file is one line.
func (p *httpParser) scriptEnd(i, end int) int {
	if !strings.Contains(p.lines[i], "{%") {
		return i
	}
	for ; i < end-1 && !strings.Contains(p.lines[i], "%}"); i++ {
	}
	return i
}

// requestLine parses "METHOD target", or only a target, with or without the HTTP version.
func (p *httpParser) requestLine(r *SavedRequest, line string) bool {
	line = strings.TrimSpace(httpVersion.ReplaceAllString(line, ""))
	r.Method, r.Target = "GET", line
	switch words := methodWord.FindStringSubmatch(line); {
	case words != nil:
		r.Method, r.Target = strings.ToUpper(words[1]), words[2]
	case slices.Contains(usualMethods, line): // for the base URI itself
		r.Method, r.Target = line, ""
	}
	if strings.ContainsAny(braces.ReplaceAllString(r.Target, ""), " \t") {
		p.problem(r.Line-1, "invalid request line", "write METHOD target, with %20 for a space in the target")
		return false
	}
	return true
}

func (p *httpParser) header(r *SavedRequest, i int) {
	name, value, found := strings.Cut(p.lines[i], ":")
	if name = strings.TrimSpace(name); !found || name == "" || strings.ContainsAny(braces.ReplaceAllString(name, ""), " \t") {
		p.problem(i, "invalid header", "write Name: value, and an empty line before the body")
		return
	}
	r.Header = append(r.Header, Header{name, strings.TrimSpace(value)})
}

// body parses what is below the headers, without response handlers.
func (p *httpParser) body(r *SavedRequest, i, end int) {
	for i < end && strings.TrimSpace(p.lines[i]) == "" {
		i++
	}
	var text []string
	for ; i < end; i++ {
		line := p.lines[i]
		switch {
		case strings.HasPrefix(line, "> {%"), strings.HasPrefix(line, "> ") && strings.HasSuffix(strings.TrimSpace(line), ".js"):
			p.warning(i, "response handlers are not supported")
			i = p.scriptEnd(i, end)
		case strings.HasPrefix(line, ">> "), strings.HasPrefix(line, ">>! "), strings.HasPrefix(line, "<> "):
			p.warning(i, "saving responses to files is not supported")
		case strings.HasPrefix(line, "<@"):
			p.problem(i, "variables in a body file are not supported", "write < file, or the body itself")
		case strings.HasPrefix(line, "< "):
			if r.BodyFile != "" || strings.TrimSpace(strings.Join(text, "")) != "" {
				p.problem(i, "a body is text or one file, not both", "remove one of them")
				continue
			}
			r.BodyFile = strings.TrimSpace(line[2:])
		default:
			text = append(text, line)
		}
	}
	r.Body = strings.Trim(strings.Join(text, "\n"), "\n")
	if strings.TrimSpace(r.Body) == "" {
		r.Body = ""
	}
	if r.BodyFile != "" && r.Body != "" {
		p.problem(r.Line-1, "a body is text or one file, not both", "remove one of them")
	}
}

func isComment(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}
