package ui

import (
	"strings"
	"sync"
	"testing"

	"countersign/flow/snippet"
)

// board is a clipboard of a test.
type board struct {
	mu   sync.Mutex
	text string
}

func (b *board) put(text string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = text
	return "to the clipboard of this test", nil
}

func (b *board) get() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text
}

// atAnswer is a person who looks at the answer to the sandbox's first call.
func atAnswer(t *testing.T) (*pilot, *board) {
	t.Helper()
	d, base := sandboxed(t)
	b := &board{}
	d.Copy = b.put
	p := fly(t, d)
	p.connect(base).press("enter").see("Who am I").press("enter").see("200 OK", "Anna Sample")
	return p, b
}

func TestACallIsCopiedInEveryKind(t *testing.T) {
	t.Parallel()
	p, b := atAnswer(t)
	p.press("Y").see("COPY REQUEST AS", "▸ curl")
	for i, want := range []string{"curl \\\n", "http \\\n", "package main", "import http.client", "node:crypto"} {
		if i > 0 {
			p.press("down")
		}
		p.press("enter").see("Copied "+snippet.Kinds()[i].Title()+" to the clipboard of this test", []string{"valid once", "valid once", "go run call.go", "python3 call.py", "node call.mjs"}[i])
		if got := b.get(); !strings.Contains(got, want) || !strings.Contains(got, "/me") || strings.Contains(got, "sandbox-consumer-secret") {
			t.Errorf("%s is\n%s", snippet.Kinds()[i], got)
		}
	}
	p.press("esc").see("200 OK")
}

// What was looked at is what is copied: a signature is made once.
func TestAPreviewIsCopiedAsItWasSeen(t *testing.T) {
	t.Parallel()
	p, b := atAnswer(t)
	p.press("Y").see("▸ curl").press("p").see("Already signed", "curl")
	nonce := cutBetween(p.Screen(), `oauth_nonce="`, `"`)
	p.press("y").see("Copied curl")
	if nonce == "" || !strings.Contains(b.get(), nonce) {
		t.Errorf("with the nonce %q on the screen was copied\n%s", nonce, b.get())
	}
	for _, line := range strings.Split(p.Screen(), "\n") {
		if strings.HasPrefix(line, " ") && strings.Contains(line, "oauth_signature=") {
			t.Errorf("a line does not stand at column 0: %q", line)
		}
	}
	p.press("esc").see("COPY REQUEST AS").press("esc").see("200 OK")
}

func cutBetween(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	found, _, _ := strings.Cut(rest, to)
	return found
}

func TestTheCallThatIsWrittenIsCopiedBeforeItIsSent(t *testing.T) {
	t.Parallel()
	p, b := atAnswer(t)
	p.press("esc").see("[requests").press("tab", "tab").write("?written=1").press("esc").see("[requests").press("Y").see("▸ curl").press("enter").see("Copied curl")
	if !strings.Contains(b.get(), "/me?written=1") {
		t.Errorf("copied was\n%s", b.get())
	}
}

// The exchanges of a run, from home, from a call and from a dance; from each of them to the next.
func TestEveryExchangeOfARunCanBeLookedAt(t *testing.T) {
	t.Parallel()
	p, _ := atAnswer(t)
	p.press("s").see("oauth_consumer_key=", "base string", "← this machine's clock", "← connection: the access token", "••••&••••").press("esc")
	p.press("e").see("TRAFFIC", "signed request", "access token", "request token", "✓ 200")
	p.press("enter").see("signature", " of ")
	for range 8 { // there are fewer
		p.press("left")
	}
	p.see("request token · ", "empty (no token)", "← where the provider redirects you")
	p.press("left").see("This is the first exchange").press("right").see("access token · ").press("e").see("TRAFFIC").press("esc").see("200 OK")
	p.press("esc").see("[requests").press("esc").see("1 connection").press("e").see("TRAFFIC", "signed request").press("Y").see("COPY REQUEST AS")
}
