package connect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/shell"
	"countersign/ui/uitest"
)

func TestPageWithoutVerifier(t *testing.T) {
	t.Parallel()
	s := waiting(kit.NewEnv(uitest.Deps(t), nil))
	s.pending.noVerifier = true
	s.SetSize(80, 20)
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "If it can't reach this machine, press p, then Enter") {
		t.Error(view)
	}
	s.pending.callback = "oob"
	if view := uitest.OneLine(s.View()); !strings.Contains(view, "The page shows no verifier: press p, then Enter") {
		t.Error(view)
	}
}

// credentialsForm opens the form of a connector that asks for tokens and tests them.
func credentialsForm(t *testing.T, d kit.Deps, secret string) *uitest.Pilot {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "given")
	files := map[string]string{
		"spec.yml": `name: Given
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping, mapping: {baseUri: https://service.example}}
  test: {implementationType: javascript}
`,
		"auth/get-oauth-config.map.yml": `consumerKey: sample-key
consumerSecret: sample-consumer-secret
dialect: {token: {key: {$var: connectionInput.accessToken}, secret: {$var: connectionInput.accessTokenSecret}}}
`,
		"auth/test.js": "export default ({connectionInput}) => connectionInput.accessTokenSecret === 'sample-right-secret' && {account: 'anna'}\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := d.Flow.Connectors.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	setup := flow.NewSetup(c)
	for key, value := range map[string]string{"accessToken": "sample-given-token", "accessTokenSecret": secret} {
		if err := setup.Set(key, value); err != nil {
			t.Fatal(err)
		}
	}
	e := kit.NewEnv(d, nil)
	form := uitest.Stack(newAuthorize(e, plan{setup: setup, name: "tokens"}), "", "Given")
	return uitest.NewPilot(t, shell.New(e, form...))
}

func TestEnteredTokensAreTestedAndSaved(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	p := credentialsForm(t, d, "sample-right-secret")
	p.WaitFor("- request token not needed", "- access token not needed", "✓ keychain", "Connected as anna")
	list, err := d.Flow.Connections.List(t.Context())
	if err != nil || len(list) != 1 || list[0].Account != "anna" || list[0].Tested.IsZero() {
		t.Errorf("saved %+v, %v", list, err)
	}
}

func TestRefusedTokensAreSavedOnRequest(t *testing.T) {
	t.Parallel()
	d := uitest.Deps(t)
	p := credentialsForm(t, d, "sample-wrong-secret")
	p.WaitFor("✗ test", "Enter new tokens", "Nothing was saved", "Esc correct")
	if list, err := d.Flow.Connections.List(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("saved %+v, %v", list, err)
	}
	p.Press("r").WaitFor("✗ test", "Nothing was saved")
	p.Press("a").WaitFor("✓ keychain", "Saved as tokens, but the test failed")
	if list, err := d.Flow.Connections.List(t.Context()); err != nil || len(list) != 1 || list[0].TestError == "" {
		t.Errorf("saved %+v, %v", list, err)
	}
}

func TestRefusedTokensAreCorrected(t *testing.T) {
	t.Parallel()
	p := credentialsForm(t, uitest.Deps(t), "sample-wrong-secret")
	p.WaitFor("✗ test").Press("esc").WaitForGone("✗ test")
}
