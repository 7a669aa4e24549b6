//go:build !windows

package conversation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"countersign/ui/cli/clitest"
)

// A connection in screen-reader mode.

// I authorize in the browser, read how a request was signed, and read an error response.
func TestConversationByTheLink(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory")
	if err := clitest.Visit(p.connects(freeAddress(t), "", "")); err != nil {
		t.Fatal(err)
	}
	p.hear("Done: connected sandbox as anna")
	p.menu("What do you want to do?", "1").menu("Which connection?", "sandbox")
	p.menu("What do you want to do with sandbox?", "saved").menu("Which request?", "1").hear("Done: 200 OK")
	p.menu("What do you want to do with the response?", "signature").hear("Signed with HMAC-SHA1 and the key (hidden)")
	for _, part := range []string{"Parameter oauth_nonce:", "Base string:", "GET&http%3A%2F%2F", "Signature:", "Authorization header:", "End of signature."} {
		p.hear(part)
	}
	p.menu("What do you want to do with the response?", "back").menu("What do you want to do with sandbox?", "new request").answer("Method", "").answer("Target:", "/nowhere")
	p.answer("Query parameter", "").answer("Header as", "").hear("Failed: 404 Not Found")
	p.menu("What do you want to do with the response?", "back").menu("What do you want to do with sandbox?", "back to").menu("What do you want to do?", "quit")
	p.leaves(0)
	if strings.Contains(p.all(), "sandbox-consumer-secret") {
		t.Error("the consumer secret was printed")
	}
}

// I connect two accounts at one service. When I delete one, the other still works.
func TestConversationWithTwoAccounts(t *testing.T) {
	t.Parallel()
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory")
	address := freeAddress(t)
	for _, account := range []string{"anna", "ben"} {
		p.say(verifierBy(t, account, p.connects(address, "", "of-"+account))).hear("Done: connected of-" + account + " as " + account)
	}
	for _, account := range []string{"anna", "ben"} {
		p.menu("What do you want to do?", "1").menu("Which connection?", "of-"+account)
		p.menu("What do you want to do with of-"+account+"?", "saved").menu("Which request?", "1").hear("Done: 200 OK")
		p.menu("What do you want to do with the response?", "whole").hear(`"username": "` + account + `"`)
		p.menu("What do you want to do with the response?", "back").menu("What do you want to do with of-"+account+"?", "back to")
	}
	p.menu("What do you want to do?", "1").menu("Which connection?", "of-anna").menu("What do you want to do with of-anna?", "delete").answer("Yes or no:", "yes").hear("Deleted of-anna.")
	p.menu("What do you want to do?", "1").menu("Which connection?", "1").menu("What do you want to do with of-ben?", "test").hear("Done: of-ben works as ben")
	p.menu("What do you want to do with of-ben?", "back to").menu("What do you want to do?", "quit")
	p.leaves(0)
}

// My token is revoked at the service. When I reconnect, the connection works again.
func TestConversationWhenTheTokenHasEnded(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	service := sitDown(t, []string{"sandbox", "--as", "hattrick", "--listen", strings.TrimPrefix(address, "http://")})
	service.hear("consumer secret")
	connectors := t.TempDir()
	writeHarbour(t, filepath.Join(connectors, "harbour"), address)
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory", "COUNTERSIGN_CONNECTORS="+connectors)
	p.menu("What do you want to do?", "new connection").menu("Which connector?", "harbour").answer("Consumer key, or", "").answer("or Enter for the default:", "").answer("Name for", "")
	p.say(verifierOf(t, p.link())).hear("Done: connected harbour")

	p.menu("What do you want to do?", "1").menu("Which connection?", "harbour")
	call := func(target string) {
		p.menu("What do you want to do with harbour?", "new request").answer("Method", "").answer("Target:", target).answer("Query parameter", "").answer("Header as", "")
	}
	call("/oauth/invalidate_token.ashx")
	p.hear("Done: 200 OK")
	p.menu("What do you want to do with the response?", "back")
	call("/oauth/check_token.ashx")
	p.hear("Failed: 401 Unauthorized")
	p.hear("Provider said: \"token_revoked")
	p.menu("What do you want to do with the response?", "back").menu("What do you want to do with harbour?", "reconnect")
	p.say(verifierOf(t, p.link())).hear("Done: connected harbour")
	call("/oauth/check_token.ashx")
	p.hear("Done: 200 OK")
	p.menu("What do you want to do with the response?", "back").menu("What do you want to do with harbour?", "back to").menu("What do you want to do?", "quit")
	p.leaves(0)
}

// The service is not available. When it is back, I try again with the same values.
func TestConversationWhenTheServiceIsAway(t *testing.T) {
	t.Parallel()
	address, connectors := freeAddress(t), t.TempDir()
	writeHarbour(t, filepath.Join(connectors, "harbour"), address)
	p := sitDown(t, []string{"--accessible"}, "COUNTERSIGN_KEYCHAIN=memory", "COUNTERSIGN_CONNECTORS="+connectors)
	p.menu("What do you want to do?", "new connection").menu("Which connector?", "harbour").answer("Consumer key, or", "").answer("or Enter for the default:", "").answer("Name for", "mine")
	p.hear("Failed: ")
	p.hear("refused")
	service := sitDown(t, []string{"sandbox", "--as", "hattrick", "--listen", strings.TrimPrefix(address, "http://")})
	service.hear("consumer secret")
	p.menu("What do you want to do?", "1")
	p.say(verifierOf(t, p.link())).hear("Done: connected mine")
	p.menu("What do you want to do?", "quit")
	p.leaves(0)
}

// writeHarbour writes a connector for the sandbox as it plays Hattrick, which can revoke tokens.
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
