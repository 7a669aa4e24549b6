package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"countersign/flow"
	"countersign/internal/text"
)

// hearReadyCall sends one of the calls that the connector brings.
func (s *session) hearReadyCall(ctx context.Context, name string) error {
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	ready := c.Ready()
	if len(ready) == 0 {
		s.talk("The connector brings no ready calls. Send one of your own.")
		return nil
	}
	names := make([]string, len(ready))
	for i, r := range ready {
		names[i] = text.Safe(r.Name, 80) + ", " + text.Safe(r.Method+" "+r.Target, 200)
	}
	chosen, err := s.choose(ctx, "Which call?", names)
	if err != nil {
		return err
	}
	r, err := c.RequestOf(ready[chosen], "requests.http")
	if err != nil {
		return err
	}
	return s.hearAnswer(ctx, c, r)
}

// hearOwnCall asks for the parts of a call, and sends it.
func (s *session) hearOwnCall(ctx context.Context, name string) error {
	c, err := s.openConnection(ctx, name)
	if err != nil {
		return err
	}
	var o callOptions
	if o.method, err = s.askOr(ctx, "Method", http.MethodGet); err != nil {
		return err
	}
	s.talk("The target stands on %s, or is a whole URL.", text.Safe(c.BaseURI(), 200))
	for o.target == "" {
		if o.target, err = s.ask(ctx, "Target:"); err != nil {
			return err
		}
	}
	if o.queries, err = s.askPairs(ctx, "Query parameter as name=value, or enter to go on:", "="); err != nil {
		return err
	}
	if o.headers, err = s.askPairs(ctx, "Header as Name: value, or enter to go on:", ":"); err != nil {
		return err
	}
	body, err := s.hearBody(ctx, &o)
	if err != nil {
		return err
	}
	r, err := o.parse(s)
	if err != nil {
		return err
	}
	if body != nil {
		r.Body = body
	}
	return s.hearAnswer(ctx, c, r)
}

// askPairs asks for pairs until there are enough.
func (s *session) askPairs(ctx context.Context, question, separator string) (pairs []string, err error) {
	for {
		answer, err := s.ask(ctx, question)
		switch name, _, ok := strings.Cut(answer, separator); {
		case err != nil || answer == "":
			return pairs, err
		case !ok || name == "":
			s.talk("Failed: there is no %s in it.", map[string]string{"=": "equals sign", ":": "colon"}[separator])
		default:
			pairs = append(pairs, answer)
		}
	}
}

// hearBody asks for a body, where the method usually has one.
func (s *session) hearBody(ctx context.Context, o *callOptions) ([]byte, error) {
	if method := strings.ToUpper(o.method); method == http.MethodGet || method == http.MethodHead {
		return nil, nil
	}
	chosen, err := s.choose(ctx, "What body?", []string{"None", "Form fields", "Text, such as JSON, typed here", "A file"})
	switch {
	case err != nil || chosen == 0:
		return nil, err
	case chosen == 1:
		o.form, err = s.askPairs(ctx, "Field as name=value, or enter to go on:", "=")
		return nil, err
	case chosen == 3:
		path, err := s.ask(ctx, "Path of the file:")
		o.data, o.dataGiven = "@"+path, true
		return nil, err
	}
	s.talk("Type the lines of the body. A line with a single dot ends it.")
	var lines []string
	for {
		line, err := s.answer(ctx, "Line:", s.in.next)
		switch {
		case err != nil:
			return nil, err
		case line == ".":
			return []byte(strings.Join(lines, "\n")), nil
		}
		lines = append(lines, line)
	}
}

// hearAnswer sends a call, says what came, and asks what to do with it.
func (s *session) hearAnswer(ctx context.Context, c *flow.Connection, r flow.Request) error {
	s.talk("Sending.")
	response, err := s.callAndTell(ctx, c, r)
	if err != nil {
		return err
	}
	return s.menu(ctx, func() (string, []item) {
		return "What about the answer?", []item{
			{"Read the body, a page at a time", func(ctx context.Context) error { return s.readBody(ctx, response, pageLines) }},
			{"Read the whole body", func(ctx context.Context) error { return s.readBody(ctx, response, 0) }},
			{"Read the headers", func(context.Context) error {
				return (&requestOptions{session: s}).printHead(response)
			}},
			{"Save the body to a file", func(ctx context.Context) error { return s.saveBody(ctx, response) }},
			{"Hear how it was signed", func(context.Context) error { return s.hearSignature(response.Exchange) }},
			{"Hear the call as a curl command", func(context.Context) error { return s.tellCurl(c, r) }},
			{"Send it again", func(ctx context.Context) error {
				again, err := s.callAndTell(ctx, c, r)
				if err != nil {
					return err
				}
				response = again
				return nil
			}},
			{"Back to the connection", nil},
		}
	})
}

// callAndTell sends a call, says what came, and adds both to the history.
func (s *session) callAndTell(ctx context.Context, c *flow.Connection, r flow.Request) (*flow.Response, error) {
	response, err := c.Call(ctx, r)
	if err == nil {
		s.tellAnswer(response)
	}
	s.remember(ctx, c, r, response, err)
	return response, err
}

// tellAnswer says what came, the most important first.
func (s *session) tellAnswer(r *flow.Response) {
	kind := text.Safe(r.Header.Get("Content-Type"), 60)
	if kind == "" {
		kind = "no type"
	}
	word := "Done"
	if r.Trouble() != nil {
		word = "Failed"
	}
	s.talk("%s: the answer is %s, in %d milliseconds. Its body has %s, of %s.", word, r.StatusText(), r.Took.Milliseconds(), text.CountInWords(len(r.Body), "byte", "bytes"), kind)
	if r.Truncated {
		s.talk("The body is longer; what is here was cut.")
	}
	if trouble := r.Trouble(); trouble != nil {
		s.printExplanation(*trouble)
	}
}

// pageLines are the lines of a page.
const pageLines = 20

// readBody prints a body that is text; page 0 means all of it.
func (s *session) readBody(ctx context.Context, r *flow.Response, page int) error {
	if !utf8.Valid(r.Body) {
		s.talk("The body is no text. Save it to a file.")
		return nil
	}
	body := r.Body
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil {
		body = indented.Bytes()
	}
	content := strings.TrimRight(text.SafeLines(string(body)), "\n")
	if content == "" {
		s.talk("The body is empty.")
		return nil
	}
	lines := strings.Split(content, "\n")
	for i, line := range lines {
		if page > 0 && i > 0 && i%page == 0 {
			if _, err := s.ask(ctx, fmt.Sprintf("%d of %d lines read. Enter for more, or back:", i, len(lines))); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(s.Out, line); err != nil {
			return err
		}
	}
	s.talk("That is all.")
	return nil
}

func (s *session) saveBody(ctx context.Context, r *flow.Response) error {
	path, err := s.ask(ctx, "Path of the file:")
	if err != nil {
		return err
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if _, err := os.Stat(path); err == nil {
		replace, err := s.confirm(ctx, "That file is there. Replace it?")
		if err != nil || !replace {
			return err
		}
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err == nil {
		_, err = file.Write(r.Body)
		err = errors.Join(err, file.Close())
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = &complaint{Failed, flow.Explanation{What: "saving the body: " + failed.Err.Error(), Next: "name a file in a folder that you can write to"}}
	}
	if err == nil {
		s.talk("Done: %s saved.", text.CountInWords(len(r.Body), "byte", "bytes"))
	}
	return err
}

// tellCurl prints the call signed anew, good for one use.
func (s *session) tellCurl(c *flow.Connection, r flow.Request) error {
	signing, err := c.Sign(r, flow.SigningOptions{})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(s.Out, text.SafeLines(signing.Curl(""))); err != nil { // as it is: a sign changed would spoil it
		return err
	}
	(&signOptions{session: s}).advise(signing)
	return nil
}
