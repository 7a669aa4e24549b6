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
	p.toForm(base).press("enter").see("Confirm").write(passphrase).press("enter").write(passphrase).press("enter").see("No browser?")
	return p.press("a").see("Connected as anna").press("esc").see("1 connection")
}

func TestARenamedConnectionKeepsItsTokens(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 connection").press("up", "up", "r").see("Enter a new name")
	p.write(" ").see("invalid connection name").press("enter").see("invalid connection name")
	p.press("backspace").write("-of-anna").see("Press Enter to rename sandbox to sandbox-of-anna")
	p.press("enter").see("▸ sandbox-of-anna", "Renamed ")
	p.press("t").see("Tested sandbox-of-anna as anna")
	p.press("r").write("x").see("Press Enter to rename").press("esc").gone("Press Enter to rename").see("▸ sandbox-of-anna")
}

func TestATakenNameIsSeenWhileItIsTyped(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 connection")
	p.connect(base).press("esc").see("2 connections")
	p.press("up", "up", "up", "r").see("Enter a new name").write("-2").see("The name sandbox-2 is taken")
	p.press("enter").see("The name sandbox-2 is taken")
	p.press("esc").gone("is taken").see("sandbox-2", "2 connections")
}

func TestConnectingAgainKeepsNameAndValuesAndReplacesTheTokens(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 connection").press("up", "up")
	before := token(t, d.Flow)
	p.press("c").see("reconnect sandbox", "The tokens of sandbox are kept until the new ones are saved", base)
	p.press("esc").see("CONNECTIONS") // nothing was typed, so nothing is asked
	p.press("c").see("reconnect sandbox").press("enter").see("No browser?")
	p.press("d").see("access denied").press("esc").see("reconnect sandbox").press("esc").see("1 connection")
	if token(t, d.Flow) != before {
		t.Error("a refusal took the kept token away")
	}
	p.press("c").see("reconnect sandbox").press("enter").see("No browser?").press("a").see("Connected as anna", "saved as sandbox")
	p.press("esc").see("1 connection")
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
	p.see("try the sandbox").press("n").see("Sandbox").insert(folder).see("Press Enter to open").press("enter").see("to request a token")
	p.see("▸ Address").fill(base)
	p.press("enter").see("Open this link in your browser").press("o").see("Connected as anna").press("esc")
	return p.see("1 connection").press("up", "up")
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
	p.press("w").see("Refreshed the token of")
	p.press("v").see("The saved tokens stop working").press("n").gone("The saved tokens stop working")
	if renewed.Load() != 1 || revoked.Load() != 0 {
		t.Errorf("renewed %d times, revoked %d times", renewed.Load(), revoked.Load())
	}
	p.press("v").see("The saved tokens stop working").press("y").see("Delete the connection here, too?").press("y").see("Deleted ").gone("1 connection")
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
	p.press("x").see("To revoke them: https://photos.example/apps").press("n").gone("Delete ")
	p.press("w").see("service can't refresh tokens", "Press c to reconnect").press("esc").gone("refresh tokens")
	p.press("v").see("to revoke access there?").press("y").see("Opened the page in your browser")
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
	p.press("v").see("to revoke access there?").press("y").see("no browser available", "Open it yourself: https://photos.example/apps")
}

func TestARevocationWithoutAnAddressSaysWhereToLook(t *testing.T) {
	t.Parallel()
	d, base := sandboxed(t)
	p := fly(t, d)
	p.connect(base).press("esc").see("1 connection").press("up", "up", "v")
	p.see("no revocation endpoint", "Connected apps", "Press x to delete")
}

func TestActionsWithoutAConnectionSayWhy(t *testing.T) {
	t.Parallel()
	p := fly(t, uitest.Deps(t))
	p.see("try the sandbox")
	for keys, does := range map[string]string{"t": "test", "r": "rename", "c": "reconnect", "w": "refresh", "v": "revoke", "x": "delete"} {
		p.press(keys).see("No connections to " + does + " yet")
	}
	p.press("ctrl+k").write("refresh").see("refresh the token: No connections to refresh yet")
	p.press("enter").see("✗ refresh the token: No connections to refresh yet")
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
	p.see("Cannot list the connections: saved data is damaged", "index.json", "Press r to rebuild the list")
	p.press("t").see("The list of connections cannot be read. Press r to repair it.")
	p.press("r").see("Unlock it first, to find its connections, too?")
	p.press("esc").see("Repair without the encrypted file?").press("esc").gone("Repair without").press("r").see("Unlock it first").press("y").see("to find what it holds")
	p.write("wrong").press("enter").see("wrong passphrase").write(passphrase).press("enter")
	p.see("restored: sandbox", "damaged list moved to")
	p.press("esc").gone("restored: ").press("esc").see("1 connection", "sandbox")
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
	p.see("1 connection").press("enter").see("is missing", "press x").press("esc").see("1 connection")
	p.press("x").see("Delete sandbox").press("y").see("which is not available").press("n").gone("is not available. Remove").see("1 connection")
	p.press("x").see("Delete sandbox").press("y").see("which is not available").press("y").see("Removed sandbox from the list").gone("1 connection")
}
