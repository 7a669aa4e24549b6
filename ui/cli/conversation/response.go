package conversation

import (
	"bytes"
	"cmp"
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

// responseMenu is the menu of a response.
type responseMenu struct {
	*requestDialogue
	request  flow.Request
	response *flow.Response
}

func (r *responseMenu) choices() (string, []item) {
	return "What do you want to do with the response?", []item{
		{"Read the body page by page", func(ctx context.Context) error { return r.readBody(ctx, pageLines) }},
		{"Read the whole body", func(ctx context.Context) error { return r.readBody(ctx, 0) }},
		{"Read the headers", func(context.Context) error { return request.PrintHeaders(r.IO, r.response) }},
		{"Save the body to a file", r.saveBody},
		{"Read the signature", func(context.Context) error { return printSignature(r.IO, r.response.Exchange) }},
		{"Read the request as a curl command", r.printCurl},
		{"Send the request again", r.send},
		{"Back to the connection", nil},
	}
}

// send sends the request and adds it to the history. If it fails, the previous response stays.
func (r *responseMenu) send(ctx context.Context) error {
	response, err := r.connection.Send(ctx, r.request)
	if err == nil {
		printResponse(r.IO, response)
	}
	r.recorder.Record(ctx, r.connection, r.request, response, err)
	if err == nil {
		r.response = response
	}
	return err
}

const pageLines = 20

// readBody prints a text body. If page is 0 it prints all of it.
func (r *responseMenu) readBody(ctx context.Context, page int) error {
	if !utf8.Valid(r.response.Body) {
		r.IO.Infof("The body is not text. You can save it to a file.")
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
			if _, err := r.Prompt.Ask(ctx, fmt.Sprintf("%d of %d lines. Press Enter for more, or type back:", i, len(lines))); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintln(r.IO.Out, line); err != nil {
			return err
		}
	}
	r.IO.Infof("End of body.")
	return nil
}

func (r *responseMenu) saveBody(ctx context.Context) error {
	path, err := r.Prompt.Ask(ctx, "File:")
	if err != nil {
		return err
	}
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if _, err := os.Stat(path); err == nil {
		replace, err := r.Prompt.Confirm(ctx, "The file exists. Replace it?")
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
		err = exit.Failedf("Choose a file in a writable folder.", "cannot save the body: %s", failed.Err)
	}
	if err == nil {
		r.IO.Infof("Done: saved %s.", text.Count(len(r.response.Body), "byte", "bytes"))
	}
	return err
}

// printCurl signs the request again and prints it as a curl command.
func (r *responseMenu) printCurl(context.Context) error {
	signing, err := r.connection.Sign(r.request, flow.SigningOptions{})
	if err != nil {
		return err
	}
	if err := r.IO.PrintText(signing.Curl("")); err != nil {
		return err
	}
	request.PrintAdvice(r.IO, signing)
	return nil
}

// printResponse summarizes a response, starting with its status.
func printResponse(s *console.IO, r *flow.Response) {
	kind := cmp.Or(text.Safe(r.Header.Get("Content-Type"), 60), "no content type")
	word := "Done"
	if r.Explanation() != nil {
		word = "Failed"
	}
	s.Infof("%s: %s in %d milliseconds. Body: %s, %s.", word, r.StatusText(), r.Took.Milliseconds(), text.Count(len(r.Body), "byte", "bytes"), kind)
	if r.Truncated {
		s.Infof("The body was cut off.")
	}
	if trouble := r.Explanation(); trouble != nil {
		s.PrintExplanation(*trouble)
	}
}
