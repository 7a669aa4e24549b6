package conversation

import (
	"context"
	"net/http"
	"strings"

	"countersign/flow"
	"countersign/internal/text"
	"countersign/ui/cli/request"
)

// requestDialogue sends requests with a connection.
type requestDialogue struct {
	*dialogue
	recorder   *request.Recorder
	connection *flow.Connection
}

// sendSaved sends one of the connector's saved requests.
func (q *requestDialogue) sendSaved(ctx context.Context) error {
	saved := q.connection.ConnectorRequests()
	if len(saved) == 0 {
		q.IO.Infof("The connector has no saved requests. Choose Send a new request.")
		return nil
	}
	names := make([]string, len(saved))
	for i, r := range saved {
		names[i] = text.Safe(r.Name, 80) + ", " + text.Safe(r.Method+" "+r.Target, 200)
	}
	chosen, err := q.choose(ctx, "Which request?", names)
	if err != nil {
		return err
	}
	r, err := q.connection.Expand(saved[chosen], "requests.http")
	if err != nil {
		return err
	}
	return q.send(ctx, r)
}

// sendNew asks for a request and sends it.
func (q *requestDialogue) sendNew(ctx context.Context) error {
	var o request.Parts
	var err error
	if o.Method, err = q.askDefault(ctx, "Method", http.MethodGet); err != nil {
		return err
	}
	q.IO.Infof("The target is a path relative to %s, or a full URL.", text.Safe(q.connection.BaseURI(), 200))
	for o.Target == "" {
		if o.Target, err = q.Prompt.Ask(ctx, "Target:"); err != nil {
			return err
		}
	}
	if o.Queries, err = q.promptPairs(ctx, "Query parameter as name=value, or Enter to continue:", "="); err != nil {
		return err
	}
	if o.Headers, err = q.promptPairs(ctx, "Header as Name: value, or Enter to continue:", ":"); err != nil {
		return err
	}
	body, err := q.promptBody(ctx, &o)
	if err != nil {
		return err
	}
	r, err := o.Parse(q.Input)
	if err != nil {
		return err
	}
	if body != nil {
		r.Body = body
	}
	return q.send(ctx, r)
}

// promptPairs asks for pairs until the answer is empty.
func (q *requestDialogue) promptPairs(ctx context.Context, question, separator string) (pairs []string, err error) {
	for {
		answer, err := q.Prompt.Ask(ctx, question)
		switch name, _, ok := strings.Cut(answer, separator); {
		case err != nil || answer == "":
			return pairs, err
		case !ok || name == "":
			q.IO.Infof("Failed: missing %s.", map[string]string{"=": "equals sign", ":": "colon"}[separator])
		default:
			pairs = append(pairs, answer)
		}
	}
}

// promptBody asks for a body, except for GET and HEAD.
func (q *requestDialogue) promptBody(ctx context.Context, o *request.Parts) ([]byte, error) {
	if method := strings.ToUpper(o.Method); method == http.MethodGet || method == http.MethodHead {
		return nil, nil
	}
	chosen, err := q.choose(ctx, "Which body?", []string{"None", "Form fields", "Text, such as JSON", "A file"})
	switch {
	case err != nil || chosen == 0:
		return nil, err
	case chosen == 1:
		o.Form, err = q.promptPairs(ctx, "Form field as name=value, or Enter to continue:", "=")
		return nil, err
	case chosen == 3:
		path, err := q.Prompt.Ask(ctx, "File:")
		o.Data, o.DataSet = "@"+path, true
		return nil, err
	}
	q.IO.Infof("Type the lines of the body. End with a line that has only a dot.")
	var lines []string
	for {
		line, err := q.Prompt.AskLine(ctx, "Line:")
		switch {
		case err != nil:
			return nil, err
		case line == ".":
			return []byte(strings.Join(lines, "\n")), nil
		}
		lines = append(lines, line)
	}
}

// send sends a request and shows the menu of its response.
func (q *requestDialogue) send(ctx context.Context, r flow.Request) error {
	q.IO.Infof("Sending.")
	menu := &responseMenu{requestDialogue: q, request: r}
	if err := menu.send(ctx); err != nil {
		return err
	}
	return q.menu(ctx, menu.choices)
}
