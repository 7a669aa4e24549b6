package request

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"countersign/flow"
	"countersign/ui/cli/console"
)

// pieceLength is the number of bytes of a body that are encoded at a time. Bodies may be as large as 200 MB.
const pieceLength = 256 << 10

// responseJSON is the output of request --json without the body, which follows.
type responseJSON struct {
	Status     int                 `json:"status"`
	StatusText string              `json:"statusText"` // "200 OK"
	Headers    map[string][]string `json:"headers"`
	Truncated  bool                `json:"truncated,omitempty"`
	TookMillis int64               `json:"tookMillis"`
	Times      *timesJSON          `json:"times,omitempty"`
}

type timesJSON struct {
	Reused    bool    `json:"reused"` // no DNS lookup, connect or TLS handshake
	DNS       float64 `json:"dnsMillis"`
	Connect   float64 `json:"connectMillis"`
	TLS       float64 `json:"tlsMillis"`
	FirstByte float64 `json:"firstByteMillis"`
	Body      float64 `json:"bodyMillis"`
}

func newResponseJSON(r *flow.Response) responseJSON {
	out := responseJSON{
		Status: r.Status, StatusText: r.StatusText(), Headers: r.Header, Truncated: r.Truncated, TookMillis: r.Took.Milliseconds(),
	}
	if r.Exchange != nil {
		t := r.Exchange.Timings
		out.Times = &timesJSON{t.Reused, millis(t.DNS), millis(t.Connect), millis(t.TLS), millis(t.FirstByte), millis(t.Body)}
	}
	return out
}

// millis returns milliseconds rounded to microseconds.
func millis(d time.Duration) float64 { return math.Round(float64(d)/float64(time.Microsecond)) / 1e3 }

// writeJSON writes a response as one object. A body that is not UTF-8 is encoded with base64.
func writeJSON(w io.Writer, r *flow.Response) error {
	var head strings.Builder
	if err := console.WriteJSON(&head, newResponseJSON(r)); err != nil {
		return err
	}
	name, write := "body", writeJSONText
	if !utf8.Valid(r.Body) {
		name, write = "bodyBase64", writeBase64
	}
	if _, err := fmt.Fprintf(w, "%s,\n  %q: \"", strings.TrimSuffix(head.String(), "\n}\n"), name); err != nil {
		return err
	}
	if err := write(w, r.Body); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\"\n}\n")
	return err
}

func writeJSONText(w io.Writer, body []byte) error {
	return inPieces(body, func(text string) error {
		var quoted strings.Builder
		e := json.NewEncoder(&quoted)
		e.SetEscapeHTML(false)
		if err := e.Encode(text); err != nil {
			return err
		}
		_, err := io.WriteString(w, strings.TrimSuffix(quoted.String(), "\"\n")[1:])
		return err
	})
}

func writeBase64(w io.Writer, body []byte) error {
	out := bufio.NewWriterSize(w, pieceLength)
	e := base64.NewEncoder(base64.StdEncoding, out)
	if _, err := e.Write(body); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	return out.Flush()
}

// inPieces calls write with pieces of a body, without splitting a character.
func inPieces(body []byte, write func(text string) error) error {
	for len(body) > 0 {
		end := min(len(body), pieceLength)
		for back := 1; end < len(body) && !utf8.RuneStart(body[end]) && back < utf8.UTFMax; back++ {
			end--
		}
		if err := write(string(body[:end])); err != nil {
			return err
		}
		body = body[end:]
	}
	return nil
}
