package ui

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// sandboxed are screens with a sandbox of their own.
func sandboxed(t *testing.T, change ...func(*flow.Options)) (d kit.Deps, base string) {
	t.Helper()
	d = uitest.Deps(t, change...)
	s, err := d.Flow.Sandboxes.Run(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	return d, s.BaseURI()
}

// toDance goes from home to the sandbox's link.
func (p *pilot) toDance(base string) *pilot {
	p.Helper()
	p.toForm(base)
	return p.press("enter").see("No browser?")
}

// toForm goes from home to the sandbox's form, and points it to the sandbox of this test.
func (p *pilot) toForm(base string) *pilot {
	p.Helper()
	return p.see("try the sandbox").press("s").see("to request a token", "▸ Address").fill(base)
}

func (p *pilot) connect(base string) *pilot {
	p.Helper()
	return p.toDance(base).press("a").see("Connected as anna")
}

func TestFromAnEmptyHomeToASignedAnswerInSixKeys(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.see("▸ + try the sandbox")
	p.press("enter").see("to request a token")
	p.fill(base) // the tests' sandbox has a port of its own

	p.Presses = 0
	p.press("enter").see("Press a to allow, d to deny")
	p.press("a").see("Connected as anna", "Press Enter to send a request")
	p.press("enter").see("▸ Who am I")
	p.press("enter").see("200 OK", `"username": "anna"`)
	if p.Presses > 6 {
		t.Errorf("it took %d keys", p.Presses)
	}
}

func TestAKeptConnectionIsOpenedTestedAndForgotten(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("CONNECTIONS", "1 connection")
	p.press("up", "up", "t").see("Tested sandbox as anna", "✓ tested just now")
	p.press("enter").see("▸ Who am I").press("esc").see("1 connection")

	p.press("x").see("Delete sandbox", "stay valid")
	p.press("n").gone("Delete sandbox")
	p.press("x").see("Delete sandbox").press("y").see("Deleted sandbox")
	p.gone("1 connection")
	entries, err := d.Flow.Connections.List(t.Context())
	if err != nil || len(entries) != 0 {
		t.Errorf("still kept: %v, %v", entries, err)
	}
}

func TestRefusalStaysOnItsLineAndCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base).press("d").see("✗ authorize", "access denied", "Press r to retry")
	p.press("r").see("No browser?").press("a").see("Connected as anna")
}

func TestACallbackConnectsWhileThePasteBoxIsOpen(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	d.OpenBrowser = allowInBrowser
	p := fly(t, d)
	p.toDance(base).press("p").see("leave the input").press("esc", "o").see("Connected as anna")
}

// allowInBrowser does what a person does on the sandbox's page: it allows, and is sent to the callback.
func allowInBrowser(ctx context.Context, link string) error {
	u, err := url.Parse(link)
	if err != nil {
		return err
	}
	form := url.Values{"oauth_token": {u.Query().Get("oauth_token")}, "decision": {"allow"}, "account": {"anna"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(link, "?"+u.RawQuery), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func TestAWrongVerifierIsShownAndTheDanceGoesOn(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base).press("p").write("two words").press("enter").see("no verifier in it", "No browser?")
	p.press("esc", "a").see("Connected as anna")
}

func TestAVerifierThatTheProviderRefusesFailsAtTheAccessToken(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base).write("1234").press("enter").see("✗ access token", "Provider said")
	p.press("s").see("base string", "oauth_signature_method")
	p.press("esc").see("✗ access token")
}

func TestAPasteGoesToTheBoxThoughItHasNoFocus(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base)
	p.insert("a pasted text with q and d in it\n").see("▸ a pasted text with q and d in it", "Enter submit")
}

func TestAnEmptyPasteDoesNothing(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox").press("n").see("Sandbox").insert("")
	if p.typing() {
		t.Error("the filter has the keys")
	}
}

func TestTwoEscapesAtOnceAreTwo(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox").press("n").see("Sandbox").press("/").write("flick").see("1 connector")
	p.Send(tea.KeyMsg{Type: tea.KeyEsc, Alt: true})
	p.see("CONNECTIONS")
}

func TestAVerifierOutOfBand(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toForm(base).press("ctrl+o").see("Out-of-band").press("enter").see("the verifier that the page shows")
	p.press("a").see("Connected as anna")
}

func TestOutOfBandAndBackRestartTheDance(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base)
	first := p.link()
	p.press("b").see("Start over out-of-band?").press("y").see("the verifier that the page shows")
	if p.link() == first {
		t.Error("the link is still that of the first request token")
	}
	p.press("b").see("Start over with a callback?").press("y").see("Waiting for the callback on 127.0.0.1").press("a").see("Connected as anna")
}

func TestEscStopsTheDanceAndItsListener(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base)
	callback := "http://" + regexp.MustCompile(`127\.0\.0\.1:\d+ for`).FindString(uitest.OneLine(p.Screen()))
	callback = strings.TrimSuffix(callback, " for") + "/callback"
	p.press("esc").see("to request a token")
	// The listener closes in the background; what it must not do any more is to take a callback.
	p.WaitUntil(func() bool {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, callback, nil)
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = resp.Body.Close()
		} else {
			go func() { p.Results <- nil }()
		}
		return err != nil
	}, "for the listener to end")
}

func TestATakenNameAsksBeforeItIsReplaced(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 connection")
	p.toForm(base)
	p.press("tab", "tab", "tab", "tab", "tab", "tab", "tab", "tab").see("▸ Name", "sandbox-2")
	p.fill("sandbox")
	p.press("enter").see("A connection named sandbox already exists", "y replace")
	p.press("n").see("already in use. Choose another name.")
	p.press("enter").see("Replace it?").press("y").see("No browser?")
	p.press("a").see("Connected as anna").press("esc").see("1 connection")
}

func TestTheKeychainIsSettledBeforeTheDanceStarts(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	d.Flow.Stores.Use(flow.StoreFile)
	p := fly(t, d)
	p.toForm(base).press("enter").see("for the new encrypted file", "Confirm")
	p.write("sample").press("enter").write("simple").press("enter").see("The passphrases do not match")
	if len(d.Flow.Traffic.List()) != 0 {
		t.Error("a request token was asked for before there was a place to keep anything")
	}
	p.write("sample").press("enter").see("No browser?").press("a").see("Connected as anna")
}

func TestMemoryInsteadOfTheEncryptedFile(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	d.Flow.Stores.Use(flow.StoreFile)
	p := fly(t, d)
	p.toForm(base).press("enter").see("for the new encrypted file").press("esc").see("Where do you want to save them?")
	p.press("m").see("No browser?").press("a").see("Connected as anna")
	p.press("esc").see("saved in: memory")
}

func TestALockedFileIsUnlockedOnTheWayToAConnection(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	dir, connectors := t.TempDir(), t.TempDir()
	d.Flow = flow.New(cheaply(flow.Options{DataDir: dir, ConnectorsDir: connectors, Store: flow.StoreFile}))
	p := fly(t, d)
	p.toForm(base).press("enter").see("Confirm").write("sample").press("enter").write("sample").press("enter").see("No browser?")
	p.press("a").see("Connected as anna")

	d.Flow = flow.New(cheaply(flow.Options{DataDir: dir, ConnectorsDir: connectors, Store: flow.StoreFile}))
	p = fly(t, d)
	p.see("1 connection", "encrypted file ● locked").press("enter").see("Enter the passphrase of the encrypted file")
	p.write("wrong").press("enter").see("wrong passphrase")
	p.write("sample").press("enter").see("▸ Who am I")
}

func TestResizeKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	sizes := []tea.WindowSizeMsg{{Width: 120, Height: 40}, {Width: 40, Height: 10}, {Width: 60, Height: 16}, {Width: 80, Height: 24}}
	p.toForm(base).press("down").write("x")
	for _, size := range sizes {
		p.Send(size)
	}
	p.see("sandbox-consumer-keyx").press("backspace", "enter").see("No browser?").press("p").write("abc")
	for _, size := range sizes {
		p.Send(size)
	}
	p.see("▸ abc").press("esc", "a").see("Connected as anna").press("enter").see("▸ Who am I")
	p.press("tab", "tab", "tab").write("name=value")
	for _, size := range sizes {
		p.Send(size)
	}
	p.see("▸ name value", "[query 1]")
}

func TestLeavingAFormAsksWhenSomethingWasTyped(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.see("try the sandbox").press("s").see("to request a token").press("esc").see("CONNECTIONS")
	p.toForm(base).write("x").press("esc").see("Leave?").press("n").gone("Leave?")
	p.press("esc").see("Leave?").press("y").see("CONNECTIONS")
}

func TestATokenThatWasNotKeptIsNotLost(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.toDance(base)
	d.Flow.Stores.Use(flow.StoreFile) // the store goes away in the middle of the dance
	p.press("a").see("Confirm").press("esc").see("Where do you want to save them?").press("esc").see("will be lost if you leave")
	p.press("esc").see("Leave? The access token is not saved").press("n").gone("Leave? The access token")
	p.press("k").see("could not be saved in the store in use").press("m").see("Connected as anna")
}

func TestTheCatalogueFiltersAndOpensAConnector(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox").press("n").see("connectors", "Sandbox", "Flickr")
	p.press("/").write("flick").see("1 connector").gone("Sandbox")
	p.press("enter").see("Missing: Consumer key, Consumer secret", "countersign › new connection › Flickr")
	p.press("enter").see("required")
}

func TestAnExtraConnectorIsOpenedByItsFolder(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox").press("n").see("Sandbox")
	p.insert("../specs/catalogue/flickr").see("Press Enter to open the connector in")
	p.press("enter").see("Flickr", "Missing: ")
	p = fly(t, uitest.Deps(t))
	p.see("try the sandbox").press("n").see("Sandbox")
	p.insert("./no-such-folder").press("enter").see("✗", "no-such-folder")
}

// link is the link that the screen shows, over as many lines as it has.
func (p *pilot) link() string {
	_, below, _ := strings.Cut(p.Screen(), "Open this link in your browser:")
	link, _, _ := strings.Cut(strings.TrimSpace(below), "\n\n")
	return strings.ReplaceAll(link, "\n", "")
}
