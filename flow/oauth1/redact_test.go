package oauth1

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"countersign/internal/secret"
)

// FuzzRedactingReader checks that a text is redacted the same however it is split.
func FuzzRedactingReader(f *testing.F) {
	f.Add("key sample-secret-1 and sample&secret/2", uint8(3))
	f.Add("sample-secsample-secret-1sample%26secret%2F2", uint8(1))
	f.Add("sample&amp;secret/2 sample\\u0026secret/2 sample-secret-", uint8(7))
	e := newRedactor([]secret.Text{secret.New("sample-secret-1"), secret.New("sample&secret/2")})
	f.Fuzz(func(t *testing.T, text string, piece uint8) {
		got, err := io.ReadAll(e.reader(&inPieces{strings.NewReader(text), int(piece) + 1}))
		if err != nil {
			t.Fatal(err)
		}
		if want := e.redact(text, false); string(got) != want {
			t.Errorf("in pieces of %d: %q, at once: %q", int(piece)+1, got, want)
		}
		if bytes.Contains(got, []byte("sample-secret-1")) || bytes.Contains(got, []byte("sample&secret/2")) {
			t.Errorf("not redacted: %q", got)
		}
	})
}

type inPieces struct {
	from io.Reader
	size int
}

func (p *inPieces) Read(b []byte) (int, error) { return p.from.Read(b[:min(len(b), p.size)]) }
