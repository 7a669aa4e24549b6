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

func begun(e *env, open begunMsg) *authorize {
	s := newAuthorize(e, plan{setup: flow.NewSetup(photos), name: "photos", outOfBand: open.callback == "oob"})
	s.Init()
	open.signed = true
	open.task, open.took, open.requestToken, open.deadline = s.dance.id, 214*time.Millisecond, "7215…c3", noon.Add(281*time.Second)
	s.Update(open)
	return s
}

func waiting(e *env) *authorize {
	return begun(e, begunMsg{
		link:     "https://photos.example/oauth/authorize?oauth_token=72157720836323165-sample-token-c3&perms=read&some_other_parameter=yes",
		callback: "http://127.0.0.1:8477/callback",
	})
}

func behind(e *env, s Screen) []Screen {
	return []Screen{home(e, nil, flow.KeychainStatus{}), configured(e), s}
}

func authorizeWaiting(e *env) []Screen { return behind(e, waiting(e)) }

func authorizeSandbox(e *env) []Screen {
	return behind(e, begun(e, begunMsg{
		link:     "http://127.0.0.1:5849/oauth/authorize?oauth_token=sample-request-token",
		callback: "http://127.0.0.1:40404/callback", canConsent: true,
	}))
}

func authorizeOutOfBand(e *env) []Screen {
	s := begun(e, begunMsg{link: "https://photos.example/oauth/authorize?oauth_token=sample-request-token", callback: "oob"})
	for _, k := range []string{"1", "2", "3"} {
		s.Update(keyMsg(k))
	}
	return behind(e, s)
}

func authorizeRefused(e *env) []Screen {
	s := waiting(e)
	s.Update(verifiedMsg{task: s.dance.id, err: &flow.StepError{
		Step: flow.StepAuthorize, Doing: "waiting for the authorization at photos.example", Err: flow.ErrDenied,
	}})
	return behind(e, s)
}

func authorizeWrongVerifier(e *env) []Screen {
	s := waiting(e)
	s.Update(keyMsg("p"))
	s.Update(keyMsg("two words"))
	s.Update(enteredMsg{task: s.dance.id, err: &flow.StepError{
		Step: flow.StepVerifier, Doing: "reading the pasted verifier", Err: errors.New("a verifier is one word"),
		Hint: "paste the verifier that the page shows, or the whole address of the page that the browser ended on",
	}})
	return behind(e, s)
}

func authorizeSignatureWrong(e *env) []Screen {
	s := newAuthorize(e, plan{setup: flow.NewSetup(photos), name: "photos"})
	s.Init()
	s.Update(begunMsg{task: s.dance.id, signed: true, err: &flow.StepError{
		Step: flow.StepRequestToken, Doing: "asking photos.example for a request token", Err: errors.New("the answer was 401 Unauthorized"),
		Said: "signature_invalid: the signature does not match the base string", Hint: "check the consumer secret; s shows both base strings side by side",
	}})
	return behind(e, s)
}

func exchanged(e *env) *authorize {
	s := waiting(e)
	s.Update(verifiedMsg{task: s.dance.id})
	s.Update(exchangedMsg{task: s.dance.id, token: flow.Token{Key: "sample-access-token"}, took: 98 * time.Millisecond})
	return s
}

func authorizeKeychainFailed(e *env) []Screen {
	s := exchanged(e)
	s.Update(keptMsg{task: s.dance.id, err: &flow.StepError{
		Step: flow.StepKeychain, Doing: "keeping the connection photos", Err: errors.New("the OS keychain's dialog was dismissed"),
		Hint: "unlock the keychain and try again",
	}})
	return behind(e, s)
}

func authorizeConnected(e *env) []Screen {
	s := exchanged(e)
	s.Update(keptMsg{task: s.dance.id, conn: connection(), took: 41 * time.Millisecond})
	s.Update(dancedTestMsg{task: s.dance.id, result: flow.TestResult{Account: "Anna Sample", Took: 1210 * time.Millisecond}})
	return behind(e, s)
}

func probed(e *env, need keychainNeed, status flow.KeychainStatus) *keychainScreen {
	s := newKeychain(e, need)
	s.Init()
	s.Update(probedMsg{task: s.work.id, status: status})
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
