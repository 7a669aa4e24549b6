//go:build !windows

package conversation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/ui/cli/clitest"
)

// The life of a connection, as somebody has it who hears the screen.

// I open the link in my browser, which comes back by itself; I hear how the call was signed, part by part, and what
// the service says of a call that it does not know.
func TestConversationByTheLink(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory")
	if err := clitest.Visit(p.connects(freeAddress(t), "", "")); err != nil {
		t.Fatal(err)
	}
	p.hear("Done: connected sandbox as anna")
	p.menu("What do you want to do?", "1").menu("Which connection?", "sandbox")
	p.menu("What about sandbox?", "ready").menu("Which call?", "1").hear("Done: the answer is 200 OK")
	p.menu("What about the answer?", "signed").hear("The call was signed by HMAC-SHA1, with the key (hidden)")
	for _, part := range []string{"Parameter oauth_nonce:", "Base string:", "GET&http%3A%2F%2F", "Signature:", "Authorization header:", "That is all."} {
		p.hear(part)
	}
	p.menu("What about the answer?", "back").menu("What about sandbox?", "of your own").answer("Method", "").answer("Target:", "/nowhere")
	p.answer("Query parameter", "").answer("Header as", "").hear("Failed: the answer is 404 Not Found")
	p.hear("What to do next: ")
	p.menu("What about the answer?", "back").menu("What about sandbox?", "back to").menu("What do you want to do?", "quit")
	p.leaves(0)
	if strings.Contains(p.all(), "sandbox-consumer-secret") {
		t.Error("the consumer secret was said")
	}
}

// I have two accounts at one service: both are named in the list, each call is answered as its own, and when I forget
// one the other still works.
func TestConversationWithTwoAccounts(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory")
	address := freeAddress(t)
	for _, account := range []string{"anna", "ben"} {
		p.say(verifierBy(t, account, p.connects(address, "", "of-"+account))).hear("Done: connected of-" + account + " as " + account)
	}
	for _, account := range []string{"anna", "ben"} {
		p.menu("What do you want to do?", "1").menu("Which connection?", "of-"+account)
		p.menu("What about of-"+account+"?", "ready").menu("Which call?", "1").hear("Done: the answer is 200 OK")
		p.menu("What about the answer?", "whole").hear(`"username": "` + account + `"`)
		p.menu("What about the answer?", "back").menu("What about of-"+account+"?", "back to")
	}
	p.menu("What do you want to do?", "1").menu("Which connection?", "of-anna").menu("What about of-anna?", "forget").answer("yes or no:", "yes").hear("Forgot of-anna.")
	p.menu("What do you want to do?", "1").menu("Which connection?", "1").menu("What about of-ben?", "test").hear("Done: of-ben works as ben")
	p.menu("What about of-ben?", "back to").menu("What do you want to do?", "quit")
	p.leaves(0)
}

// My access ended at the service: the call says so in the service's words and what to do, and connecting again makes
// the same connection work.
func TestConversationWhenTheTokenHasEnded(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	service := sitDown(t, []string{"sandbox", "--as", "hattrick", "--listen", strings.TrimPrefix(address, "http://")})
	service.hear("consumer secret")
	connectors := t.TempDir()
	writeHarbour(t, filepath.Join(connectors, "harbour"), address)
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory", "COUNTERSIGN_CONNECTORS="+connectors)
	p.menu("What do you want to do?", "new connection").menu("Which connector?", "harbour").answer("Consumer key, or", "").answer("that the connector brings:", "").answer("Name for", "")
	p.say(verifierOf(t, p.link())).hear("Done: connected harbour")

	p.menu("What do you want to do?", "1").menu("Which connection?", "harbour")
	call := func(target string) {
		p.menu("What about harbour?", "of your own").answer("Method", "").answer("Target:", target).answer("Query parameter", "").answer("Header as", "")
	}
	call("/oauth/invalidate_token.ashx")
	p.hear("Done: the answer is 200 OK")
	p.menu("What about the answer?", "back")
	call("/oauth/check_token.ashx")
	p.hear("Failed: the answer is 401 Unauthorized")
	p.hear("They said: token_revoked")
	p.hear("What to do next: the access was withdrawn at the provider: connect again")
	p.menu("What about the answer?", "back").menu("What about harbour?", "connect it again")
	p.say(verifierOf(t, p.link())).hear("Done: connected harbour")
	call("/oauth/check_token.ashx")
	p.hear("Done: the answer is 200 OK")
	p.menu("What about the answer?", "back").menu("What about harbour?", "back to").menu("What do you want to do?", "quit")
	p.leaves(0)
}

// The service is not there: I am told, asked what now, and when it is back the same answers are still good.
func TestConversationWhenTheServiceIsAway(t *testing.T) {
	t.Parallel()
	address, connectors := freeAddress(t), t.TempDir()
	writeHarbour(t, filepath.Join(connectors, "harbour"), address)
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory", "COUNTERSIGN_CONNECTORS="+connectors)
	p.menu("What do you want to do?", "new connection").menu("Which connector?", "harbour").answer("Consumer key, or", "").answer("that the connector brings:", "").answer("Name for", "mine")
	p.hear("Failed: ")
	p.hear("refused")
	p.hear("What to do next: ")
	service := sitDown(t, []string{"sandbox", "--as", "hattrick", "--listen", strings.TrimPrefix(address, "http://")})
	service.hear("consumer secret")
	p.menu("What now?", "1")
	p.say(verifierOf(t, p.link())).hear("Done: connected mine")
	p.menu("What do you want to do?", "quit")
	p.leaves(0)
}

// writeHarbour writes a connector to the sandbox as it plays Hattrick, which takes tokens back.
func writeHarbour(t *testing.T, dir, address string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "auth"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"spec.yml": `key: harbour
name: Harbour
parametersSchema:
  type: object
  required: [consumerKey, consumerSecret]
  properties:
    consumerKey: {type: string, title: Consumer key, default: sandbox-consumer-key}
    consumerSecret: {type: string, title: Consumer secret, format: password, default: sandbox-consumer-secret}
auth:
  type: oauth1
  getOAuthConfig: {implementationType: mapping}
  makeApiClient: {implementationType: mapping}
`,
		"auth/get-oauth-config.map.yml": `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: BASE/oauth/request_token.ashx
authorizeUri: BASE/oauth/authorize.aspx
tokenUri: BASE/oauth/access_token.ashx
dialect: {requestTokenMethod: GET, tokenMethod: GET}
`,
		"auth/make-api-client.map.yml": "baseUri: BASE\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.ReplaceAll(text, "BASE", address)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
