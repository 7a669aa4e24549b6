package specs

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const readyFile = "requests.http"

// HTTPFile is what stands in a file of the .http format.
type HTTPFile struct {
	Requests []SavedRequest
	Problems Problems // what can't be understood; the calls without any are there all the same
	Warnings Problems // what was understood and is not done: scripts
}

// ReadHTTP reads any file of the .http format. A call that has its body from a
// file has that file's path from here. The error says that there is nothing to
// read.
func ReadHTTPFile(path string) (HTTPFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return HTTPFile{}, fmt.Errorf("reading %s: %w", path, pathless(err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return HTTPFile{}, fmt.Errorf("reading %s: %w", path, pathless(err))
	case len(text) > maxFile:
		return HTTPFile{}, fmt.Errorf("reading %s: it is larger than %d KiB", path, maxFile>>10)
	}
	file := ParseHTTPFile(path, string(text))
	for i, c := range file.Requests {
		if c.BodyFile != "" && !filepath.IsAbs(c.BodyFile) && !strings.HasPrefix(c.BodyFile, "~") {
			file.Requests[i].BodyFile = filepath.Join(filepath.Dir(path), filepath.FromSlash(c.BodyFile))
		}
	}
	return file, nil
}

func pathless(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// FormatHTTP writes a call as ParseHTTP reads it. The error says that it can't
// be written in that form.
func FormatHTTPRequest(c SavedRequest) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n%s %s\n", c.Name, c.Method, c.Target)
	for _, h := range c.Header {
		fmt.Fprintf(&b, "%s: %s\n", h.Name, h.Value)
	}
	switch {
	case c.BodyFile != "":
		fmt.Fprintf(&b, "\n< %s\n", c.BodyFile)
	case c.Body != "":
		fmt.Fprintf(&b, "\n%s\n", c.Body)
	}
	again := ParseHTTPFile("", b.String())
	if len(again.Problems)+len(again.Warnings) > 0 || len(again.Requests) != 1 || !sameCall(again.Requests[0], c) {
		return "", errors.New("some of its lines would mean something else in a .http file")
	}
	return b.String(), nil
}

// sameCall compares what is sent.
func sameCall(a, b SavedRequest) bool {
	return a.Name == b.Name && a.Method == b.Method && a.Target == b.Target && slices.Equal(a.Header, b.Header) &&
		strings.Trim(a.Body, "\n") == strings.Trim(b.Body, "\n") && a.BodyFile == b.BodyFile
}

// readyCalls reads requests.http, when there is one. A connector may come from
// anybody, so that it can't have any file of this machine sent: only those of
// its own folder, which one built in has not.
func (l loader) readyCalls(source string) []SavedRequest {
	if !l.exists(readyFile) {
		return nil
	}
	text, ok := l.read(readyFile)
	if !ok {
		return nil
	}
	file := ParseHTTPFile(readyFile, string(text))
	l.problems = append(l.problems, file.Problems...)
	l.warnings = append(l.warnings, file.Warnings...)
	folder := source
	if l.specFile != specFile {
		folder = filepath.Dir(source)
	}
	for i, c := range file.Requests {
		switch {
		case c.BodyFile == "":
		case source == "" || !filepath.IsLocal(filepath.FromSlash(c.BodyFile)) || !l.exists(filepath.ToSlash(filepath.Clean(c.BodyFile))):
			l.problems = append(l.problems, Problem{readyFile, c.Line, 1, "the body's file " + Quote(c.BodyFile) + " is not in the connector's folder", "put it there, or write the body itself"})
		default:
			file.Requests[i].BodyFile = filepath.Join(folder, filepath.FromSlash(c.BodyFile))
		}
	}
	return file.Requests
}

// httpParser reads the .http format as the common editors have it: calls that
// start with "### name", each a request line (METHOD target), headers, an
// empty line and a body, or "< file" for one. Lines that start with # or //
// above the body are comments, but for "# @name x". "@name = value" stands for
// {{name}} in the whole file. Scripts are left out, with a remark.
type httpParser struct {
	name  string // of the file
	lines []string
	file  HTTPFile
	vars  []Pair
}

var usualMethods = []string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}

var (
	variableLine = regexp.MustCompile(`^@([A-Za-z_][\w.-]*)\s*=\s*(.*)$`)
	nameComment  = regexp.MustCompile(`^(?:#|//)\s*@name[\s=]+(\S.*)$`)
	httpVersion  = regexp.MustCompile(`\s+HTTP/[0-9.]+\s*$`)
	methodWord   = regexp.MustCompile(`^([A-Za-z][A-Za-z-]*)\s+(.+)$`)
	braces       = regexp.MustCompile(`\{\{.*?\}\}`)
)

// ParseHTTP reads the text of a .http file; name is how its problems call it.
func ParseHTTPFile(name, text string) HTTPFile {
	text = strings.TrimPrefix(text, "\ufeff")
	p := httpParser{name: name, lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}
	start, title := 0, ""
	for i, line := range p.lines {
		if next, ok := strings.CutPrefix(line, "###"); ok {
			p.call(title, start, i)
			start, title = i+1, strings.TrimSpace(strings.TrimLeft(next, "#"))
		}
	}
	p.call(title, start, len(p.lines))
	for i := range p.file.Requests {
		p.file.Requests[i].Variables = p.vars
	}
	return p.file
}

// wrong notes a mistake in the line of that index.
func (p *httpParser) wrong(line int, what, fix string) {
	p.file.Problems = append(p.file.Problems, Problem{p.name, line + 1, 1, what, fix})
}

func (p *httpParser) remark(line int, what string) {
	p.file.Warnings = append(p.file.Warnings, Problem{p.name, line + 1, 1, what, "nothing to mend: the call is sent without it"})
}

// call reads one call from the lines from start to end.
func (p *httpParser) call(title string, start, end int) {
	id, i := p.preamble(start, end)
	if i == end {
		if title != "" {
			p.wrong(start-1, "the call "+Quote(title)+" has no request line", "write a line such as GET /me below it")
		}
		return
	}
	c := SavedRequest{ID: id, Line: i + 1}
	line := strings.TrimRight(p.lines[i], " \t")
	for i++; i < end && continues(p.lines[i]); i++ {
		line = httpVersion.ReplaceAllString(line, "") + strings.TrimSpace(p.lines[i])
	}
	if !p.requestLine(&c, line) {
		return
	}
	for ; i < end && strings.TrimSpace(p.lines[i]) != ""; i++ {
		if !isComment(p.lines[i]) {
			p.header(&c, i)
		}
	}
	p.body(&c, i, end)
	c.Name = title
	if c.Name == "" {
		c.Name = c.ID
	}
	if c.Name == "" {
		c.Name = c.Method + " " + c.Target
	}
	p.file.Requests = append(p.file.Requests, c)
}

// preamble reads what stands above a request line: comments, the call's name,
// the file's variables, a script.
func (p *httpParser) preamble(start, end int) (id string, next int) {
	i := start
	for ; i < end; i++ {
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
				p.wrong(i, "this is no variable", "write @name = value, of letters, digits and _ in the name")
				continue
			}
			p.vars = append(p.vars, Pair{set[1], set[2]})
		case strings.HasPrefix(line, "< "), strings.HasPrefix(line, "<{%"):
			p.remark(i, "scripts before a call are not run")
			i = p.scriptEnd(i, end)
		default:
			return id, i
		}
	}
	return id, end
}

// scriptEnd is the last line of the script that starts at i; a script's file
// has that one line.
func (p *httpParser) scriptEnd(i, end int) int {
	if !strings.Contains(p.lines[i], "{%") {
		return i
	}
	for ; i < end-1 && !strings.Contains(p.lines[i], "%}"); i++ {
	}
	return i
}

// continues reports whether a line goes on with the target above it.
func continues(line string) bool {
	text := strings.TrimLeft(line, " \t")
	return text != line && text != "" && strings.ContainsRune("?&/#", rune(text[0])) && !strings.HasPrefix(text, "//")
}

// requestLine reads "METHOD target", or a target alone, with or without the
// HTTP version at its end.
func (p *httpParser) requestLine(c *SavedRequest, line string) bool {
	line = strings.TrimSpace(httpVersion.ReplaceAllString(line, ""))
	c.Method, c.Target = "GET", line
	switch words := methodWord.FindStringSubmatch(line); {
	case words != nil:
		c.Method, c.Target = strings.ToUpper(words[1]), words[2]
	case slices.Contains(usualMethods, line): // of the base URI itself
		c.Method, c.Target = line, ""
	}
	if strings.ContainsAny(braces.ReplaceAllString(c.Target, ""), " \t") {
		p.wrong(c.Line-1, "this is no request line", "write METHOD target, with %20 for a space in the target")
		return false
	}
	return true
}

func (p *httpParser) header(c *SavedRequest, i int) {
	name, value, found := strings.Cut(p.lines[i], ":")
	if name = strings.TrimSpace(name); !found || name == "" || strings.ContainsAny(braces.ReplaceAllString(name, ""), " \t") {
		p.wrong(i, "this is no header", "write Name: value, and an empty line before the body")
		return
	}
	c.Header = append(c.Header, Header{name, strings.TrimSpace(value)})
}

// body reads what stands below the headers, up to a handler of the response.
func (p *httpParser) body(c *SavedRequest, i, end int) {
	for i < end && strings.TrimSpace(p.lines[i]) == "" {
		i++
	}
	var text []string
	for ; i < end; i++ {
		line := p.lines[i]
		switch {
		case strings.HasPrefix(line, "> {%"), strings.HasPrefix(line, "> ") && strings.HasSuffix(strings.TrimSpace(line), ".js"):
			p.remark(i, "response handlers are not run")
			i = p.scriptEnd(i, end)
		case strings.HasPrefix(line, ">> "), strings.HasPrefix(line, ">>! "), strings.HasPrefix(line, "<> "):
			p.remark(i, "answers are not written into files from here")
		case strings.HasPrefix(line, "<@"):
			p.wrong(i, "variables in the file of a body are not replaced", "write < file, or the body itself")
		case strings.HasPrefix(line, "< "):
			if c.BodyFile != "" || strings.TrimSpace(strings.Join(text, "")) != "" {
				p.wrong(i, "a body is a text or one file, not both", "leave one of them")
				continue
			}
			c.BodyFile = strings.TrimSpace(line[2:])
		default:
			text = append(text, line)
		}
	}
	c.Body = strings.Trim(strings.Join(text, "\n"), "\n")
	if strings.TrimSpace(c.Body) == "" {
		c.Body = ""
	}
	if c.BodyFile != "" && c.Body != "" {
		p.wrong(c.Line-1, "the body of this call is a file and a text", "leave one of them")
	}
}

func isComment(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}
