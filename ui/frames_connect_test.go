package ui

import (
	"errors"
	"fmt"
	"time"

	"countersign/flow"
)

// The pictures on the way to a connection.

var (
	photos = &flow.Connector{
		Key: "photos", Name: "Photos", Description: "Photo sharing. Ask for keys on the service's app page, and register http://127.0.0.1:8477/callback there.",
		DocsURI: "https://photos.example/docs", HelpURI: "https://photos.example/apps",
		Parameters: []flow.Field{
			{Key: "consumerKey", Title: "Consumer key", Required: true, Description: "From the service's app page."},
			{Key: "consumerSecret", Title: "Consumer secret", Required: true, Secret: true},
		},
		Inputs: []flow.Field{{Key: "perms", Title: "Permission", Type: "string", Default: "read", Choices: []flow.Choice{
			{Value: "read", Title: "read"}, {Value: "write", Title: "write"}, {Value: "delete", Title: "delete"},
		}}},
	}
	kept = []flow.Entry{
		{Name: "brokerage", Title: "Broker", Created: hoursAgo(90), Tested: hoursAgo(3), TestError: "token_rejected", Store: flow.KeychainOS},
		{Name: "photos", Title: "Photos", Account: "Anna Sample", Created: hoursAgo(30), Used: hoursAgo(2), Tested: hoursAgo(1), Store: flow.KeychainOS},
		{Name: "sandbox", Title: "Sandbox", Account: "anna", Created: hoursAgo(1), Store: flow.KeychainFile},
		{Name: "trading-account-with-a-long-name", Title: "Another broker with a long name", Created: hoursAgo(400), Expires: noon.Add(5 * time.Hour), Tested: hoursAgo(1), Store: flow.KeychainOS},
	}
)

func home(e *env, entries []flow.Entry, status flow.KeychainStatus) *connections {
	s := newConnections(e)
	s.Init()
	s.Update(listedMsg{task: s.list.id, entries: entries})
	s.Update(probedMsg{task: s.probe.id, status: status})
	return s
}

func homeEmpty(e *env) []Screen {
	return []Screen{home(e, nil, flow.KeychainStatus{})}
}

func homeKept(e *env) []Screen {
	return []Screen{home(e, kept, flow.KeychainStatus{Kind: flow.KeychainOS, Ready: true})}
}

func homeTestFailed(e *env) []Screen {
	s := home(e, kept, flow.KeychainStatus{Kind: flow.KeychainFile, Ready: true})
	s.test("brokerage")
	s.Update(testedMsg{task: s.work.id, err: &flow.StepError{
		Step: flow.StepTest, Doing: "testing the connection brokerage", Err: errors.New("the answer was 401 Unauthorized"),
		Said: "token_rejected: the access token has expired", Hint: "connect it again: n, under the same name",
	}})
	return []Screen{s}
}

func listed(e *env) *catalogue {
	s := newCatalogue(e)
	s.Init()
	s.Update(catalogueMsg{task: s.watch.id, entries: []flow.ConnectorEntry{
		{Key: "sandbox", Name: "Sandbox", Description: "A provider on this machine. No account needed.", Connector: photos},
		{Key: "broker", Name: "Broker", Source: "/home/anna/connectors/broker", Err: flow.Problems{
			{File: "spec.yml", Line: 3, Column: 5, What: "auth.type is oauth2", Fix: "write oauth1"},
			{File: "auth/get-oauth-config.map.yml", Line: 4, Column: 1, What: "tokenUri is missing", Fix: "add it"},
		}},
		{Key: "photos", Name: "Photos", Description: photos.Description, Connector: photos},
	}})
	return s
}

func catalogueListed(e *env) []Screen {
	s := listed(e)
	s.Update(keyMsg("down"))
	s.Update(keyMsg("down"))
	return []Screen{home(e, nil, flow.KeychainStatus{}), s}
}

func catalogueBroken(e *env) []Screen {
	s := listed(e)
	s.Update(keyMsg("/"))
	s.Update(keyMsg("broker"))
	return []Screen{home(e, nil, flow.KeychainStatus{}), s}
}

func configured(e *env) *configure {
	s := newConfigure(e, photos)
	s.Init()
	s.Update(freeNameMsg{task: s.naming.id, name: "photos"})
	return s
}

func configureEmpty(e *env) []Screen {
	s := configured(e)
	s.Update(keyMsg("enter"))
	return []Screen{home(e, nil, flow.KeychainStatus{}), listed(e), s}
}

func configureFilled(e *env) []Screen {
	s := configured(e)
	for _, k := range []string{"sample-consumer-key", "tab", "sample-consumer-secret"} {
		s.Update(keyMsg(k))
	}
	return []Screen{home(e, nil, flow.KeychainStatus{}), listed(e), s}
}

func probed(e *env, need keychainNeed, status flow.KeychainStatus) *keychainScreen {
	s := newKeychain(e, need)
	s.Init()
	s.Update(statusMsg{task: s.work.id, status: status})
	return s
}

func keychainChoice(e *env) []Screen {
	return behind(e, probed(e, toKeep, flow.KeychainStatus{OSError: fmt.Errorf("asking the OS keychain: %w",
		errors.New("no session bus: DBUS_SESSION_BUS_ADDRESS is not set"))}))
}

func keychainNew(e *env) []Screen {
	s := probed(e, toKeep, flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true, NewFile: true})
	for _, k := range []string{"a sample passphrase", "enter", "another", "enter"} {
		s.Update(keyMsg(k))
	}
	return behind(e, s)
}

func keychainExisting(e *env) []Screen {
	s := probed(e, unlockOnly, flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true})
	s.Update(keyMsg("a wrong one"))
	s.Update(keyMsg("enter"))
	s.Update(unlockedMsg{task: s.work.id, err: fmt.Errorf("opening the encrypted file: %w", flow.ErrPassphrase)})
	return []Screen{home(e, kept, flow.KeychainStatus{Kind: flow.KeychainFile, NeedsPassphrase: true}), s}
}
