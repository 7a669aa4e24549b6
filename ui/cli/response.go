package cli

import (
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"countersign/flow"
)

// responseJSON is what request --json prints. The body is its text; one that is no UTF-8 comes as base64 instead.
type responseJSON struct {
	Status     int                 `json:"status"`
	StatusText string              `json:"statusText"` // "200 OK"
	Headers    map[string][]string `json:"headers"`
	Body       *string             `json:"body,omitempty"`
	BodyBase64 []byte              `json:"bodyBase64,omitempty"`
	Truncated  bool                `json:"truncated,omitempty"`
	TookMillis int64               `json:"tookMillis"`
}

func newResponseJSON(r *flow.Response) responseJSON {
	out := responseJSON{
		Status: r.Status, StatusText: r.StatusText(), Headers: r.Header, Truncated: r.Truncated, TookMillis: r.Took.Milliseconds(),
	}
	if utf8.Valid(r.Body) {
		text := string(r.Body)
		out.Body = &text
	} else {
		out.BodyBase64 = r.Body
	}
	return out
}

// printHead prints the status line and the headers, sorted, and the empty line after them.
func (o *requestOptions) printHead(r *flow.Response) error {
	if _, err := fmt.Fprintln(o.Out, "HTTP "+r.StatusText()); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			if _, err := fmt.Fprintln(o.Out, name+": "+flow.SafeLines(value)); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintln(o.Out)
	return err
}
