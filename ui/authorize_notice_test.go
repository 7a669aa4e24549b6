package ui

import (
	"net/http"
	"regexp"
	"testing"

	"countersign/ui/uitest"
)

// visitCallback sends a request to the callback listener that the screen shows.
func (p *pilot) visitCallback(query string) *pilot {
	p.Helper()
	address := regexp.MustCompile(`127\.0\.0\.1:\d+ until`).FindString(uitest.OneLine(p.Screen()))
	if address == "" {
		p.Fatalf("no callback address on:\n%s", p.Screen())
	}
	address = address[:len(address)-len(" until")]
	r, err := http.NewRequestWithContext(p.Context(), http.MethodGet, "http://"+address+"/callback"+query, nil)
	if err != nil {
		p.Fatal(err)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	_ = response.Body.Close()
	return p
}

func TestCallbacksThatDoNotSettleTheAuthorizationAreShown(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base)
	p.visitCallback("?unrelated=1").see("Ignored a callback without this authorization's token. Still waiting.")
	p.visitCallback("?error=access_denied").see("The service may have denied access. Press r to start over, or keep waiting.")
	p.gone("Ignored a callback")
	p.press("a").see("Connected as anna")
}

func TestStartingOverAsks(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base).visitCallback("?unrelated=1").see("Still waiting.")
	first := p.link()
	p.press("r").see("Start over? The current link will stop working.").press("n").gone("Start over?")
	if p.link() != first {
		t.Error("the authorization started over without consent")
	}
	p.press("r").see("Start over?").press("y").gone("Still waiting.").see("No browser?")
	if p.link() == first {
		t.Error("the link is still that of the first request token")
	}
	p.press("a").see("Connected as anna")
}

// A terminal that does not mark pastes sends them as one key message.
func TestCharactersTogetherAreAVerifier(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"rr", "oob", "abad", "dd"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			d, base := sandboxed(t)
			p := fly(t, d)
			p.toDance(base).press(text).see("▸ " + text)
			if !p.typing() {
				t.Error("the paste box has no focus")
			}
		})
	}
}
