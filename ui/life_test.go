package ui

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"countersign/flow"
	"countersign/keychain"
	"countersign/ui/kit"
	"countersign/ui/terminal"
	"countersign/ui/uitest"
)

// cheaply has the encrypted file take its passphrase at little cost.
func cheaply(o flow.Options) flow.Options {
	o.Keychain = keychain.New(keychain.Options{Dir: o.DataDir, Kind: o.Store, ScryptWorkFactor: 10})
	return o
}

// homed are screens with a home of their own: an encrypted file, settings, and a sandbox to connect to.
func homed(t *testing.T, kind flow.StoreKind, change ...func(*flow.Options)) (d kit.Deps, base, dir string) {
	t.Helper()
	d = uitest.Deps(t)
	dir = t.TempDir()
	o := flow.Options{DataDir: dir, ConnectorsDir: t.TempDir(), Store: kind, SettingsFile: filepath.Join(dir, "config.yml")}
	for _, c := range change {
		c(&o)
	}
	d.Flow = flow.New(cheaply(o))
	t.Cleanup(func() {
		if err := d.Flow.Close(); err != nil {
			t.Errorf("closing the manager: %v", err)
		}
	})
	s, err := d.Flow.Sandboxes.Run(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	return d, s.BaseURI(), dir
}

const passphrase = "sample"

// connectInFile connects to the sandbox and keeps it in an encrypted file made for that.
func (p *pilot) connectInFile(base string) *pilot {
	p.Helper()
	p.toForm(base).press("enter").see("Once more").write(passphrase).press("enter").write(passphrase).press("enter").see("No browser?")
	return p.press("a").see("Connected as anna").press("esc").see("1 kept")
}

func TestARenamedConnectionKeepsItsTokens(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 kept").press("up", "up", "r").see("this is its name now")
	p.write(" ").see("cannot be a connection's name").press("enter").see("cannot be a connection's name")
	p.press("backspace").write("-of-anna").see("free: Enter renames sandbox to sandbox-of-anna")
	p.press("enter").see("▸ sandbox-of-anna", "is now called")
	p.press("t").see("sandbox-of-anna works, as anna")
	p.press("r").write("x").see("free: Enter").press("esc").gone("free: Enter").see("▸ sandbox-of-anna")
}

func TestATakenNameIsSeenWhileItIsTyped(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 kept")
	p.connect(base).press("esc").see("2 kept")
	p.press("up", "up", "up", "r").see("its name now").write("-2").see("sandbox-2 is another connection's name")
	p.press("enter").see("sandbox-2 is another connection's name")
	p.press("esc").gone("another connection's name").see("sandbox-2", "2 kept")
}

func TestConnectingAgainKeepsNameAndValuesAndReplacesTheTokens(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 kept").press("up", "up")
	before := token(t, d.Flow)
	p.press("c").see("reconnect sandbox", "The tokens of sandbox are kept until the new ones are saved", base)
	p.press("esc").see("CONNECTIONS") // nothing was typed, so nothing is asked
	p.press("c").see("reconnect sandbox").press("enter").see("No browser?")
	p.press("d").see("access denied").press("esc").see("reconnect sandbox").press("esc").see("1 kept")
	if token(t, d.Flow) != before {
		t.Error("a refusal took the kept token away")
	}
	p.press("c").see("reconnect sandbox").press("enter").see("No browser?").press("a").see("Connected as anna", "saved as sandbox")
	p.press("esc").see("1 kept")
	if token(t, d.Flow) == before {
		t.Error("the token is still the old one")
	}
}

// token is the kept sandbox's, as a call signed with it shows.
func token(t *testing.T, m *flow.Manager) string {
	t.Helper()
	conn, err := m.Connections.Open(t.Context(), "sandbox")
	if err != nil {
		t.Fatal(err)
	}
	response, err := conn.Send(t.Context(), flow.Request{Method: "GET", Target: "/echo"})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(response.Exchange.Parameters, func(p flow.Param) bool { return p.Name == "oauth_token" })
	if i < 0 {
		t.Fatal("the call has no token")
	}
	return response.Exchange.Parameters[i].Value
}

// service is the sandbox as a connector of its own: with an address to renew and to revoke tokens at, or with a page to
// revoke them on.
func service(t *testing.T, dialect, about string) (folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "service")
	if err := os.CopyFS(folder, os.DirFS("../specs/catalogue/sandbox")); err != nil {
		t.Fatal(err)
	}
	for file, more := range map[string]string{"spec.yml": about, "auth/get-oauth-config.map.yml": dialect} {
		path := filepath.Join(folder, file)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(text, more...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// connectTo connects to a connector in a folder, which is the sandbox by another name. The browser is one that allows.
func (p *pilot) connectTo(folder, base string) *pilot {
	p.Helper()
	p.see("try the sandbox").press("n").see("Sandbox").insert(folder).see("Enter opens").press("enter").see("to request a token")
	p.see("▸ Address").fill(base)
	p.press("enter").see("Open this link in your browser").press("o").see("Connected as anna").press("esc")
	return p.see("1 kept").press("up", "up")
}

func TestAServiceThatRenewsAndRevokes(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	d.OpenBrowser = allowInBrowser
	var renewed, revoked atomic.Int64
	answers := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/renew":
			renewed.Add(1)
		case "/revoke":
			revoked.Add(1)
		}
	}))
	defer answers.Close()
	p := fly(t, d)
	p.connectTo(service(t, fmt.Sprintf("  renew: {uri: '%s/renew'}\n  revoke: {uri: '%s/revoke'}\n", answers.URL, answers.URL), ""), base)
	p.press("w").see("has a new token")
	p.press("v").see("takes the access back").press("n").gone("takes the access back")
	if renewed.Load() != 1 || revoked.Load() != 0 {
		t.Errorf("renewed %d times, revoked %d times", renewed.Load(), revoked.Load())
	}
	p.press("v").see("takes the access back").press("y").see("Forget it here too?").press("y").see("is forgotten").gone("1 kept")
	if revoked.Load() != 1 {
		t.Errorf("revoked %d times", revoked.Load())
	}
}

func TestAServiceThatTakesNoWordShowsItsPage(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	shown := make(chan string, 1)
	d.OpenBrowser = func(ctx context.Context, link string) error {
		if strings.HasPrefix(link, base) {
			return allowInBrowser(ctx, link)
		}
		shown <- link
		return nil
	}
	p := fly(t, d)
	p.connectTo(service(t, "", "countersign:\n  revokeAt: https://photos.example/apps\n"), base)
	p.press("x").see("take the access back at https://photos.example/apps").press("n").gone("Forget")
	p.press("w").see("cannot be renewed", "c connects it again").press("esc").gone("cannot be renewed")
	p.press("v").see("open that page in the browser?").press("y").see("the page is open in your browser")
	if link := <-shown; link != "https://photos.example/apps" {
		t.Errorf("the browser shows %s", link)
	}
}

func TestAPageThatCannotBeOpenedIsNamed(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	d.OpenBrowser = func(ctx context.Context, link string) error {
		if strings.HasPrefix(link, base) {
			return allowInBrowser(ctx, link)
		}
		return terminal.ErrNoBrowser
	}
	p := fly(t, d)
	p.connectTo(service(t, "", "countersign:\n  revokeAt: https://photos.example/apps\n"), base)
	p.press("v").see("open that page in the browser?").press("y").see("no browser can be opened here", "open it yourself: https://photos.example/apps")
}

func TestARevocationWithoutAnAddressSaysWhereToLook(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 kept").press("up", "up", "v")
	p.see("cannot be revoked from here", "own pages", "x forgets it here")
}

func TestActionsWithoutAConnectionSayWhy(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox")
	for keys, does := range map[string]string{"t": "test", "r": "rename", "c": "connect again", "w": "renew", "v": "revoke", "x": "forget"} {
		p.press(keys).see("there is no connection to " + does + " yet")
	}
	p.press("ctrl+k").write("renew").see("renew the token: there is no connection to renew yet")
	p.press("enter").see("✗ renew the token: there is no connection to renew yet")
}

func TestADamagedListIsRepairedOnTheSpot(t *testing.T) {
	t.Parallel()
	d, base, dir := homed(t, flow.StoreFile)
	p := fly(t, d)
	p.connectInFile(base)
	index := filepath.Join(dir, "index.json")
	text, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(index, text[:len(text)/2], 0o600); err != nil {
		t.Fatal(err)
	}

	d.Flow = flow.New(cheaply(flow.Options{DataDir: dir, ConnectorsDir: t.TempDir(), Store: flow.StoreFile}))
	p = fly(t, d)
	p.see("Cannot list the connections", "it said", "do next", "r repairs it")
	p.press("t").see("the list of connections cannot be read: r repairs it")
	p.press("r").see("Unlock it first, so that what it holds is found too?")
	p.press("esc").see("Repair without the encrypted file?").press("esc").gone("Repair without").press("r").see("Unlock it first").press("y").see("to find what it holds")
	p.write("wrong").press("enter").see("wrong passphrase").write(passphrase).press("enter")
	p.see("back on the list: sandbox", "the damaged list was moved to")
	p.press("esc").gone("back on the list").press("esc").see("1 kept", "sandbox")
	aside, err := os.ReadFile(index + ".damaged-1")
	if err != nil || !bytes.Equal(aside, text[:len(text)/2]) {
		t.Errorf("the damaged list is not as it was: %v", err)
	}
	p.press("up", "up", "enter").see("▸ Who am I")
}

func TestForgettingWithoutItsKeychainDropsTheEntry(t *testing.T) {
	t.Parallel()
	d, base, dir := homed(t, flow.StoreFile)
	p := fly(t, d)
	p.connectInFile(base)
	for _, file := range []string{"identity.age", "connections.age"} {
		if err := os.Remove(filepath.Join(dir, file)); err != nil {
			t.Fatal(err)
		}
	}
	d.Flow = flow.New(cheaply(flow.Options{DataDir: dir, ConnectorsDir: t.TempDir(), Store: flow.StoreFile}))
	p = fly(t, d)
	p.see("1 kept").press("enter").see("no longer there", "x forgets the connection").press("esc").see("1 kept")
	p.press("x").see("Forget sandbox?").press("y").see("which cannot be reached").press("n").gone("cannot be reached").see("1 kept")
	p.press("x").see("Forget sandbox?").press("y").see("which cannot be reached").press("y").see("sandbox is off the list").gone("1 kept")
}
