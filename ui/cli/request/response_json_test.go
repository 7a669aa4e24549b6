package request

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/flow"
	"countersign/flow/oauth1"
)

func TestJSONBodyOfAnyLength(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"empty": "", "short": "a\n\"b\" & <c> \u2028", "no text": "\xff\x00\x01",
		"longer than a piece": strings.Repeat("x", pieceLength-1) + "東京" + strings.Repeat("\"\\", pieceLength),
		"long, and no text":   strings.Repeat("\xfe\xff", pieceLength),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response := &flow.Response{
				Status: http.StatusOK, Header: http.Header{"X-Sample": {"a\"b"}}, Body: []byte(body), Took: 1500 * time.Microsecond,
				Exchange: &flow.Exchange{Exchange: oauth1.Exchange{Timings: flow.Timings{Connect: 250 * time.Microsecond, Body: time.Second}}},
			}
			var out bytes.Buffer
			if err := writeJSON(&out, response); err != nil {
				t.Fatal(err)
			}
			var read struct {
				Status     int
				Headers    http.Header
				Body       *string
				BodyBase64 []byte
				Times      map[string]any
			}
			if err := json.Unmarshal(out.Bytes(), &read); err != nil {
				t.Fatalf("%v: %.200q", err, out.String())
			}
			got := string(read.BodyBase64)
			if read.Body != nil {
				got = *read.Body
			}
			if got != body || read.Status != http.StatusOK || read.Headers.Get("X-Sample") != "a\"b" {
				t.Errorf("read %d bytes of %d, and %v", len(got), len(body), read.Headers)
			}
			if read.Times["connectMillis"] != 0.25 || read.Times["bodyMillis"] != 1000.0 || read.Times["reused"] != false {
				t.Errorf("times: %v", read.Times)
			}
		})
	}
}
