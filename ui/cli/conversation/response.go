package conversation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/console"
	"countersign/ui/cli/exit"
	"countersign/ui/cli/request"
)

// responseMenu is what there is to do with a response.
type responseMenu struct {
	*requestDialogue
	request  flow.Request
	response *flow.Response
}

func (r *responseMenu) choices() (string, []item) {
	return "What about the answer?", []item{
		{"Read the body, a page at a time", func(ctx context.Context) error { return r.readBody(ctx, pageLines) }},
		{"Read the whole body", func(ctx context.Context) error { return r.readBody(ctx, 0) }},
		{"Read the headers", func(context.Context) error { return request.PrintHeaders(r.IO, r.response) }},
		{"Save the body to a file", r.saveBody},
		{"Hear how it was signed", func(context.Context) error { return tellSignature(r.IO, r.response.Exchange) }},
		{"Hear the call as a curl command", r.tellCurl},
		{"Send it again", r.send},
		{"Back to the connection", nil},
	}
}

// send sends the request, says what came, and adds both to the history. A failure leaves the response as it was.
func (r *responseMenu) send(ctx context.Context) error {
	response, err := r.connection.Send(ctx, r.request)
	if err == nil {
		tellResponse(r.IO, response)
	}
	r.recorder.Record(ctx, r.connection, r.request, response, err)
	if err == nil {
		r.response = response
	}
	return err
}

// pageLines are the lines of a page.
const pageLines = 20

// readBody prints a body that is text; page 0 means all of it.
func (r *responseMenu) readBody(ctx context.Context, page int) error {
	if !utf8.Valid(r.response.Body) {
		r.IO.Infof("The body is no text. Save it to a file.")
		return nil
	}
	body := r.response.Body
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil {
		body = indented.Bytes()
	}
	text := strings.TrimRight(text.SafeLines(string(body)), "\n")
	if text == "" {
		r.IO.Infof("The body is empty.")
		return nil
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if page > 0 && i > 0 && i%page == 0 {
			if _, err := r.Prompt.Ask(ctx, fmt.Sprintf("%d of %d lines read. Enter for more, or back:", i, len(lines))); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(r.IO.Out, line); err != nil {
			return err
		}
	}
	r.IO.Infof("That is all.")
	return nil
}

func (r *responseMenu) saveBody(ctx context.Context) error {
	path, err := r.Prompt.Ask(ctx, "Path of the file:")
	if err != nil {
		return err
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if _, err := os.Stat(path); err == nil {
		replace, err := r.Prompt.Confirm(ctx, "That file is there. Replace it?")
		if err != nil || !replace {
			return err
		}
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err == nil {
		_, err = file.Write(r.response.Body)
		err = errors.Join(err, file.Close())
	}
	var failed *fs.PathError
	if errors.As(err, &failed) {
		err = exit.New(exit.Failed, flow.Explanation{What: "saving the body: " + failed.Err.Error(), Next: "name a file in a folder that you can write to"})
	}
	if err == nil {
		r.IO.Infof("Done: %s saved.", text.CountInWords(len(r.response.Body), "byte", "bytes"))
	}
	return err
}

// tellCurl prints the request signed again, good for one use.
func (r *responseMenu) tellCurl(context.Context) error {
	signing, err := r.connection.Sign(r.request, flow.SigningOptions{})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(r.IO.Out, text.SafeLines(signing.Curl(""))); err != nil { // as it is: a sign changed would spoil it
		return err
	}
	request.PrintAdvice(r.IO, signing)
	return nil
}

// tellResponse says what came, the most important first.
func tellResponse(s *console.IO, r *flow.Response) {
	kind := text.Safe(r.Header.Get("Content-Type"), 60)
	if kind == "" {
		kind = "no type"
	}
	word := "Done"
	if r.Explanation() != nil {
		word = "Failed"
	}
	s.Infof("%s: the answer is %s, in %d milliseconds. Its body has %s, of %s.", word, r.StatusText(), r.Took.Milliseconds(), text.CountInWords(len(r.Body), "byte", "bytes"), kind)
	if r.Truncated {
		s.Infof("The body is longer; what is here was cut.")
	}
	if trouble := r.Explanation(); trouble != nil {
		s.PrintExplanation(*trouble)
	}
}
