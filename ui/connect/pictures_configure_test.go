package connect

import (
	"os"
	"path/filepath"
	"testing"

	"countersign/flow"
	"countersign/ui/kit"
	"countersign/ui/uitest"
)

// broker has a guide, limits and examples.
var broker = func() *flow.Connector {
	least, days := 8, 30.0
	c := &flow.Connector{
		Key: "broker", Name: "Broker", Description: "Accounts and orders of the Broker.",
		Parameters: []flow.Field{
			{Key: "consumerKey", Title: "Consumer key", Required: true, Description: `Called "API key" there.`},
			{Key: "consumerSecret", Title: "Consumer secret", Required: true, Secret: true},
		},
		Inputs: []flow.Field{
			{Key: "site", Title: "Site", Required: true, Pattern: `[a-z]+\.broker\.example`, Example: "anna.broker.example"},
			{Key: "account", Title: "Account", Description: "Its number."},
			{Key: "days", Title: "Days", Type: "number", Default: "7"},
			{Key: "live", Title: "Live", Type: "boolean", Default: "false"},
		},
		Registration: flow.Registration{
			Page: "https://developer.broker.example/apps", Application: "A web application, for personal use", Callback: "http://127.0.0.1:5850/callback",
			Notes: []string{"Tick read and trade."},
			Mistakes: []flow.Mistake{
				{ProviderMessage: "Callback URL not approved for this client application", Advice: "Enter the callback above, to the letter, and save."},
				{ProviderMessage: "consumer_key_unknown", Advice: "Wait some minutes after registering: a new key is not known everywhere at once."},
			},
		},
		Status:     flow.Status{State: "closing", Date: "2026-12-31", Text: "the API is switched off on that day; connect only what moves data away."},
		RevokePage: "https://broker.example/settings/apps", Unverified: []string{"The limit of 2,000 requests a day is from a forum."},
	}
	c.Inputs[1].Limits.MinLength, c.Inputs[2].Limits.Maximum = &least, &days
	return c
}()

func configureGuided(e *kit.Env) []kit.Screen {
	s := New(e, broker)
	s.Init()
	s.Update(freeNameMsg{task: s.naming.ID, name: "broker"})
	return uitest.Stack(s, "", "new connection")
}

func configureInvalid(e *kit.Env) []kit.Screen {
	screens := configureGuided(e)
	for _, k := range []string{"sample-consumer-key", "tab", "sample-consumer-secret", "tab", "broker.example", "tab", "1234", "tab", "0", "tab", " "} {
		screens[2].Update(uitest.KeyMsg(k))
	}
	return screens
}

func guided(e *kit.Env) []kit.Screen { return append(configureGuided(e), newGuide(e, broker)) }

// twoOptions is loaded from files, because only that makes options.
func twoOptions(t testing.TB) *flow.Connector {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "two")
	for name, text := range map[string]string{
		"spec.yml": `name: Two
parametersSchema:
  required: [consumerKey]
  properties:
    consumerKey: {type: string}
    consumerSecret: {type: string, format: password}
    partnerId: {type: string, title: Partner ID}
auth:
  type: oauth1
  options:
    web: {title: In a browser, description: The usual way., inputSchema: {properties: {perms: {title: Permission, enum: [read, write], default: read}}}}
    partner: {title: As a partner, enabled: {$var: connectorParameters.partnerId}, inputSchema: {required: [region], properties: {region: {title: Region}}}}
`,
		"auth/get-oauth-config.map.yml": `consumerKey: {$var: connectorParameters.consumerKey}
consumerSecret: {$var: connectorParameters.consumerSecret}
requestTokenUri: https://two.example/r
authorizeUri: https://two.example/a
tokenUri: https://two.example/t
`,
		"auth/make-api-client.map.yml": "baseUri: https://two.example\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := flow.New(flow.Options{DataDir: "", ConnectorsDir: "", Store: ""}).Connectors.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func configured(e *kit.Env) *configure {
	s := New(e, uitest.Photos)
	s.Init()
	s.Update(freeNameMsg{task: s.naming.ID, name: "photos"})
	return s
}

func configureEmpty(e *kit.Env) []kit.Screen {
	s := configured(e)
	s.Update(uitest.KeyMsg("enter"))
	return uitest.Stack(s, "", "new connection")
}

func configureFilled(e *kit.Env) []kit.Screen {
	s := configured(e)
	for _, k := range []string{"sample-consumer-key", "tab", "sample-consumer-secret"} {
		s.Update(uitest.KeyMsg(k))
	}
	return uitest.Stack(s, "", "new connection")
}

func reconnect(e *kit.Env) []kit.Screen {
	setup := flow.NewSetup(uitest.Photos)
	for key, value := range map[string]string{"consumerKey": "sample-consumer-key", "consumerSecret": "sample-consumer-secret", "perms": "write"} {
		if err := setup.Set(key, value); err != nil {
			panic(err)
		}
	}
	return uitest.Stack(Reconnect(e, setup, "photos"), "")
}
