package specs

import (
	"strings"
)

const readyFile = "requests.http"

// readyCalls reads requests.http, when there is one.
func (l *loader) readyCalls() []ReadyCall {
	if !l.exists(readyFile) {
		return nil
	}
	text, ok := l.read(readyFile)
	if !ok {
		return nil
	}
	p := readyParser{}
	p.parse(string(text))
	l.problems = append(l.problems, p.problems...)
	return p.calls
}

// readyParser reads the common part of the .http format: calls that start
// with "### name", each a request line (METHOD target), headers, an empty line
// and a body. Lines that start with # or // above the body are comments.
type readyParser struct {
	calls    []ReadyCall
	problems Problems
}

func (p *readyParser) wrong(line int, what, fix string) {
	p.problems = append(p.problems, Problem{readyFile, line, 1, what, fix})
}

func (p *readyParser) parse(text string) {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	start, name := 0, ""
	for i, line := range lines {
		if title, ok := strings.CutPrefix(line, "###"); ok {
			p.call(name, lines[start:i], start+1)
			start, name = i+1, strings.TrimSpace(title)
		}
	}
	p.call(name, lines[start:], start+1)
}

// call reads one call from its lines, the first of which has the number given.
func (p *readyParser) call(name string, lines []string, number int) {
	i := 0
	for i < len(lines) && (isComment(lines[i]) || strings.TrimSpace(lines[i]) == "") {
		i++
	}
	if i == len(lines) {
		if name != "" {
			p.wrong(number-1, "the call "+shown(name)+" has no request line", "write a line such as GET /me below it")
		}
		return
	}
	c, ok := p.requestLine(lines[i], number+i)
	if !ok {
		return
	}
	for i++; i < len(lines) && strings.TrimSpace(lines[i]) != ""; i++ {
		if isComment(lines[i]) {
			continue
		}
		key, value, found := strings.Cut(lines[i], ":")
		if key = strings.TrimSpace(key); !found || key == "" || strings.ContainsAny(key, " \t") {
			p.wrong(number+i, "this is no header", "write Name: value, and an empty line before the body")
			continue
		}
		c.Header = append(c.Header, Header{key, strings.TrimSpace(value)})
	}
	if i < len(lines) {
		c.Body = strings.Trim(strings.Join(lines[i:], "\n"), "\n")
	}
	if strings.HasPrefix(c.Body, "< ") {
		p.wrong(number+i+1, "a body can't come from a file here", "write the body itself")
	}
	c.Name = name
	if c.Name == "" {
		c.Name = c.Method + " " + c.Target
	}
	p.calls = append(p.calls, c)
}

// requestLine reads "METHOD target", or a target alone, with or without the
// HTTP version at its end.
func (p *readyParser) requestLine(line string, number int) (ReadyCall, bool) {
	words := strings.Fields(line)
	if last := len(words) - 1; last > 0 && strings.HasPrefix(words[last], "HTTP/") {
		words = words[:last]
	}
	if len(words) == 1 {
		words = []string{"GET", words[0]}
	}
	switch {
	case len(words) != 2:
		p.wrong(number, "this is no request line", "write METHOD target, with %20 for a space in the target")
	case strings.Trim(words[0], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		p.wrong(number, shown(words[0])+" is no method", "write GET, POST, PUT, PATCH or DELETE")
	case strings.Contains(line, "{{"):
		p.wrong(number, "variables in double braces are not supported", "write the target from the base URI: /me")
	default:
		return ReadyCall{Method: words[0], Target: words[1]}, true
	}
	return ReadyCall{}, false
}

func isComment(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, "//")
}
