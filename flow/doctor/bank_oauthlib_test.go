package doctor_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/flow/oauth1"
	"countersign/flow/oauth1/cause"
	"countersign/internal/secret"
	"countersign/internal/testenv"
)

// The consumer that flow/testdata/provider knows.
const (
	oauthlibKey    = "sampleconsumerkey00001"
	oauthlibSecret = "sample consumer secret & more"
)

// TestBankOAuthlib is the bank against a provider that is not ours: python3-oauthlib.
func TestBankOAuthlib(t *testing.T) {
	base := startOAuthlib(t)
	s := func(name string, id cause.ID, change func(c *circumstances)) situation {
		return situation{"oauthlib", name, id, nil, func(c *circumstances) {
			c.base = base
			c.config(func(o *oauth1.Config) {
				o.ConsumerKey, o.ConsumerSecret = oauthlibKey, secret.New(oauthlibSecret)
				o.RequestTokenURI, o.AuthorizeURI = base+"/oauth/request_token", base+"/oauth/authorize"
				o.TokenURI = base + "/oauth/access_token"
			})
			change(c)
		}}
	}
	run(t, []situation{
		s("request token, a stale remembered correction", cause.Clock,
			func(c *circumstances) { c.Refused.Skew = 20 * time.Minute }),
		s("request token, secret with a line break", cause.ValueHasWhitespace,
			with(consumerSecretIs(oauthlibSecret+"\n"))),
		s("request token, key with a space", cause.ValueHasWhitespace, with(key(" "+oauthlibKey))),
	})
}

func startOAuthlib(t *testing.T) string {
	python := testenv.Program(t, "python3 oauthlib", "python3 flask", "python3 jwt", "python3 cryptography")
	file := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(file, publicPEM(newKey(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, filepath.Join("..", "testdata", "provider", "provider.py"), file)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = cmd.Wait() // it was killed
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider gave no address: %v", err)
	}
	return strings.TrimSpace(line)
}
