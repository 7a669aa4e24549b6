package journeys_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Tokens and accounts.

// hattrickPaths are the sandbox's paths when it imitates Hattrick, which can revoke tokens.
var hattrickPaths = [3]string{"/oauth/request_token.ashx", "/oauth/authorize.aspx", "/oauth/access_token.ashx"}

// My token was revoked: I see the provider's message and that I must reconnect; C reconnects under the same name, and the
// request works.
func TestMyTokenIsRevoked(t *testing.T) {
	t.Parallel()
	h := bareHome(t, append(browserThat(t, "allow"), "COUNTERSIGN_KEYCHAIN=memory", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")...)
	service, _ := h.sandbox(t, "hattrick")
	h.harbour(t, "http://"+service, hattrickPaths, "/oauth/check_token.ashx", "dialect: {requestTokenMethod: GET, tokenMethod: GET}\n")
	p := sitDown(t, h)
	p.atTheForm().Press("Enter").WaitFor("Waiting for the callback on").Press("o").WaitFor("✓ test", "Connected").Press("Enter").WaitFor("▸ Who am I")
	p.Press("Enter").WaitFor("✓ 200 OK", "HattrickData").Press("Escape").WaitFor("▸ Who am I")

	p.arrivesAt("new request").Press("Tab", "Tab").Type("/oauth/invalidate_token.ashx").Press("Enter").WaitFor("✓ 200 OK", "Invalidated token")
	p.Press("Escape", "Escape").WaitFor("▸ new request").Press("Up").WaitFor("▸ Who am I")
	p.Press("Enter").WaitFor("✗ 401", "Provider said", "token_revoked", "This access token was revoked or replaced", "Reconnect: the access was revoked at the provider")

	p.Press("Escape").WaitFor("▸ Who am I").Press("Escape").WaitFor("1 connection", "▸ harbour").Press("t").WaitFor("✗", "token_revoked", "Reconnect: the access was revoked at the provider")
	p.Press("c").WaitFor("▸", "Consumer key", "to request a token").Press("Enter").WaitFor("Waiting for the callback on").Press("o").WaitFor("Connected")
	p.Press("Enter").WaitFor("▸ Who am I").Press("Enter").WaitFor("✓ 200 OK", "HattrickData")
	p.Press("Escape", "Escape").WaitFor("1 connection", "▸ harbour")
}

// My token expires while I work, and the service can refresh it: my request works anyway, w refreshes it manually, and two
// terminals share the new token.
func TestMyTokenIsRefreshed(t *testing.T) {
	t.Parallel()
	h := moveIn(t, browserThat(t, "allow")...)
	service, output := h.sandbox(t, "jira-dc")
	_, key, found := strings.Cut(output, "\n-----BEGIN")
	if !found {
		t.Fatalf("no private key in the sandbox's output: %s", output)
	}
	must(t, os.WriteFile(filepath.Join(h.dir, "key.pem"), []byte("-----BEGIN"+key), 0o600))
	p := sitDown(t, h)
	p.Run("clear; countersign connect jira-dc --name board --set consumerKey=sandbox-consumer-key --set privateKey=@$HOME/key.pem --set site=http://" + service)
	p.WaitFor("onnected").AtPrompt()
	p.Run("clear; countersign").WaitFor("1 connection", "▸ board").Press("Enter").WaitFor("▸ Who am I").Press("Enter").WaitFor("✓ 200", "Anna Sample")

	other := sitDown(t, h)
	other.Run("clear; countersign").WaitFor("1 connection", "▸ board").Press("w").WaitFor("Refreshed the token of board")

	p.Press("Escape").WaitFor("▸ Who am I").Press("Down").WaitFor("▸ Projects").Press("Enter").WaitFor("✓ 200", `"key": "SMPL"`)
	p.Press("e").WaitFor("TRAFFIC", "✗ 401", "✓ 200").Press("Escape").WaitFor("✓ 200")
	p.Press("Escape").WaitFor("Esc back").Press("Escape").WaitFor("▸ board").Press("w").WaitFor("Refreshed the token of board")
	other.Press("Enter").WaitFor("▸ Who am I").Press("Enter").WaitFor("✓ 200", "Anna Sample")
}

// I have two accounts at one service: both are in the list by name, each request uses its own account, and when I delete one
// the other still works.
func TestTwoAccountsOfOneService(t *testing.T) {
	t.Parallel()
	p := sitDown(t, moveIn(t))
	address := freeAddress(t)
	p.Run("countersign").WaitFor("try the sandbox")
	for i, account := range []string{"anna", "ben"} {
		p.Press("s").pointTo(address).Press("Enter")
		callback, _ := consentAs(t, account, p.link())
		p.Paste(callback).Press("Enter").WaitFor("Connected as " + account)
		p.Press("Escape").WaitFor([]string{"1 connection", "2 connections"}[i], account)
	}
	p.WaitFor("2 connections", "sandbox ", "anna", "sandbox-2", "ben")
	p.Press("g").WaitFor("▸ sandbox ").Press("Enter").WaitFor("sandbox (anna)", "Who am I").Press("Enter").WaitFor("200 OK", "Anna Sample")
	p.Press("Escape").WaitFor("Esc back").Press("Escape").WaitFor("2 connections").Press("Down").WaitFor("▸ sandbox-2")
	p.Press("Enter").WaitFor("sandbox-2 (ben)", "Who am I").Press("Enter").WaitFor("200 OK", "Ben Sample")
	p.Press("Escape").WaitFor("Esc back").Press("Escape").WaitFor("2 connections").Press("/").WaitFor("Esc clear").Type("anna").WaitFor("1 match", "▸ sandbox ").Press("Escape").WaitFor("2 connections")

	p.Press("Up").WaitFor("▸ sandbox ").Press("x").WaitFor("Delete sandbox").Press("y").WaitFor("Deleted sandbox", "1 connection")
	p.Press("g").WaitFor("▸ sandbox-2").Press("Enter").WaitFor("sandbox-2 (ben)").Press("Enter").WaitFor("200 OK", "Ben Sample")
	p.Press("C-c").AtPrompt()
	p.Run("clear; countersign connections; countersign request sandbox-2 GET /me").WaitFor("Ben Sample").AtPrompt()
	if strings.Contains(p.Screen(), "anna") {
		t.Errorf("the deleted connection is still listed:\n%s", p.Screen())
	}
}
